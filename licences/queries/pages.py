"""Licences in words: the wallet of a holder, the desk, one licence on a page. Fixed numbers of queries."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from accounts.models import organisations_where
from core.masking import blind_index, mask_id_number, mask_name
from core.registers import key_page

from ..adapters import may_apply_online
from ..enums import ENDED, RUNNING, ActKind, ActState, Hearing, LicenceState, Trust
from ..kinds import BY_APPLICATION, FACTS, GROUNDS, HARM_WORDS, grounds_of
from ..models import STAFF_SEE, Licence, LicenceAct, LicenceType
from ..workflow import LICENCE, last_day_to_ask_renewal, why_not_ask

PAGE = 20
MOST = 1000
SOON = 60  # calendar days
S = LicenceState
TONES = {
    S.VALID: "success",
    S.SUSPENDED: "warning",
    S.PENDING: "info",
    S.EXPIRED: "neutral",
    S.CANCELLED: "neutral",
}
# What the holder sees of the log: acts, not the talk between clerks.
SHOWN_TO_HOLDER = {
    "issue",
    "register",
    "upload",
    "apply_renewal",
    "deem_renewed",
    "expire",
    "end_suspension",
    "decline",
}
SHOWN_TO_HOLDER |= {"apply_act", "change_granted", "renew_granted", "reissue_granted", "cancel_granted", "reissue"}
SHOWN_TO_HOLDER |= {"change", "renew", "suspend", "resume", "revoke", "withdraw", "penalise", "cancel", "confirm"}
CHANGED = {"holder_name": "持证主体", "item_name": "许可事项"}
LABELS = {"issue": "颁发", "print": "生成电子证照", "register": "入库", "upload": "持证人上传"}


@dataclass(frozen=True)
class Held:
    """One licence as its holder or a clerk sees it in a list."""

    licence: Licence
    holder: str
    tone: str
    words: str
    soon: bool
    left: int | None
    ask_by: date | None
    asked: bool
    offers: tuple = ()
    renew_from: date | None = None
    last_to_ask: date | None = None


OFFERED = (ActKind.RENEW, ActKind.CHANGE, ActKind.REISSUE, ActKind.CANCEL)


def offers_of(licence: Licence, today: date, online: set[int]) -> tuple[ActKind, ...]:
    """What its holder can apply for now: renewal from `renew_from` on, the rest while the licence runs."""
    if licence.type_id not in online or getattr(licence, "act_asked", None):
        return ()
    kinds = [kind for kind in OFFERED if not why_not_ask(licence, kind, today)]
    return tuple(kind for kind in kinds if kind != ActKind.RENEW or renew_from(licence) <= today)


def renew_from(licence: Licence) -> date | None:
    """The day from which renewal is offered: a month before the last day to ask for it."""
    last = last_day_to_ask_renewal(licence) if licence.type.renewable else None
    return last - timedelta(days=SOON // 2) if last else None


def held(licence: Licence, today: date, *, masked: bool, online: set[int] | None = None) -> Held:
    left = (licence.valid_to - today).days if licence.valid_to else None
    words, tone = licence.get_state_display(), TONES.get(licence.state, "error")
    if licence.state == S.VALID and licence.valid_from > today:
        words, tone = "未到生效日期", "warning"
    near = max(SOON, licence.type.renewal_days + SOON // 2)
    soon = licence.state == S.VALID and left is not None and 0 <= left <= near
    renewable = soon and licence.type.renewable
    return Held(
        licence=licence,
        holder=holder_of(licence, masked=masked),
        tone=tone,
        words=words,
        soon=soon,
        left=left,
        ask_by=last_day_to_ask_renewal(licence) if renewable else None,
        asked=getattr(licence, "act_asked", None) == ActKind.RENEW,
        offers=offers_of(licence, today, online or set()),
        renew_from=renew_from(licence),
        last_to_ask=last_day_to_ask_renewal(licence) if licence.type.renewable else None,
    )


def holder_of(licence: Licence, *, masked: bool = True) -> str:
    """The holder's name; a natural person masked unless the view is a logged one or the holder's own."""
    return mask_name(licence.holder_name) if masked and licence.holder_is_person else licence.holder_name


# --- the wallet ------------------------------------------------------------------------------------------------------

WALLET = {"": "有效", "soon": "快到期", "ended": "已失效"}


def wallet(user, today: date, *, show: str = "", after: str = "", before: str = "") -> dict:
    """A person's or a legal person's licences under one tab, with the counts of all. Four queries."""
    show = show if show in WALLET else ""
    mine = Licence.objects.held_by(user)
    chosen = {"": Q(state=S.VALID), "soon": _ends_soon(today), "ended": ~Q(state=S.VALID)}
    counts = mine.order_by().aggregate(**{key or "valid": Count("pk", filter=q) for key, q in chosen.items()})
    rows = mine.filter(chosen[show]).select_related("type", "organisation").annotate(act_asked=_act_asked())
    page = key_page(rows, ("issued_on", "id"), after=after, before=before, size=PAGE, newest_first=True)
    online = may_apply_online({row.type_id for row in page.rows})
    return {
        "tabs": [(key, label, counts[key or "valid"]) for key, label in WALLET.items()],
        "show": show,
        "rows": [held(row, today, masked=False, online=online) for row in page.rows],
        "page": page,
    }


def _ends_soon(today: date) -> Q:
    return Q(state=S.VALID, valid_to__gte=today, valid_to__lte=today + timedelta(days=SOON))


def _act_asked():
    """The kind of the act that awaits its decision: there is one at most."""
    waiting = LicenceAct.objects.filter(licence=OuterRef("pk"), state=ActState.PROPOSED)
    return Subquery(waiting.order_by("pk").values("kind")[:1])


# --- the desk --------------------------------------------------------------------------------------------------------

TABS = {
    "": "在册有效",
    "waiting": "待决定",
    "pending": "待确认",
    "soon": "快到期",
    "to_cancel": "待注销",
    "ended": "已失效",
}


@dataclass(frozen=True)
class DeskFilter:
    tab: str = ""
    number: str = ""
    type: str = ""
    body: str = ""
    trust: str = ""
    after: str = ""
    before: str = ""

    @classmethod
    def from_query(cls, query) -> "DeskFilter":
        tab = query.get("tab", "")
        words = {name: query.get(key, "").strip()[:60] for name, key in
                 (("number", "q"), ("type", "type"), ("body", "body"), ("trust", "trust"))}  # fmt: skip
        return cls(
            tab=tab if tab in TABS else "", after=query.get("after", ""), before=query.get("before", ""), **words
        )


def desk(user, wanted: DeskFilter, today: date) -> dict:
    """Tabs with their counts (to a thousand), one page of rows, what the filters offer. Nine queries."""
    reach = Licence.objects.within_reach(user)
    waiting = Exists(LicenceAct.objects.filter(licence=OuterRef("pk"), state=ActState.PROPOSED))
    chosen = {
        "": Q(state__in=RUNNING),
        "waiting": Q(waiting),
        "pending": Q(state=S.PENDING),
        "soon": _ends_soon(today),
        "to_cancel": Q(state__in=[S.EXPIRED, S.REVOKED, S.WITHDRAWN, S.PENALISED], trust="A"),
        "ended": Q(state__in=ENDED),
    }
    counts = {key: reach.filter(q).order_by()[: MOST + 1].count() for key, q in chosen.items()}
    rows = reach.filter(_found(wanted.number) if wanted.number else chosen[wanted.tab])
    if wanted.type:
        rows = rows.filter(type__code=wanted.type)
    if wanted.body:
        rows = rows.filter(organisation__code=wanted.body)
    if wanted.trust in "ABCD" and wanted.trust:
        rows = rows.filter(trust=wanted.trust)
    rows = rows.select_related("type", "organisation").annotate(act_asked=_act_asked()).defer("details")
    page = key_page(rows, ("id",), after=wanted.after, before=wanted.before, size=PAGE, newest_first=True)
    bodies = organisations_where(user, *STAFF_SEE).order_by("sort_key", "code").values_list("code", "short_name")
    return {
        "tabs": [(key, label, counts[key]) for key, label in TABS.items()],
        "rows": [held(row, today, masked=True) for row in page.rows],
        "page": page,
        "wanted": wanted,
        "types": list(LicenceType.objects.order_by("name").values_list("code", "name")),
        "bodies": list(bodies),
        "trusts": Trust.choices,
    }


def _found(number: str) -> Q:
    return Q(number__startswith=number) | Q(original_index=blind_index(number)) | Q(case_number=number)


# --- one licence -----------------------------------------------------------------------------------------------------


def facts_of(licence: Licence, *, masked: bool) -> list[tuple[str, str]]:
    """What a licence says, as (label, text); persons masked unless the view is logged or their own."""
    document = licence.holder_document
    original = licence.original_number
    if masked and licence.holder_is_person:
        document, original = mask_id_number(document), mask_id_number(original)
    rows = [
        ("证照编号", f"{licence.number}（第 {licence.version} 版）" if licence.version > 1 else licence.number),
        ("原证照编号", original),
        ("持证主体", holder_of(licence, masked=masked)),
        ("身份证号码" if licence.holder_is_person else "统一社会信用代码", document),
        ("许可事项", licence.item_name),
        *[(label, str(value)) for label, value in licence.content.items()],
        *[(label, "＊＊＊" if masked else str(value)) for label, value in (licence.details or {}).items()],
        ("颁发机关", licence.issuer_name or licence.organisation.name),
        ("办件编号", licence.case_number),
        ("电子证照标识", licence.identifier),
    ]
    return [(label, value) for label, value in rows if value]


def events_of(licence: Licence, *, for_holder: bool) -> list[dict]:
    """The timeline, the newest on top. The holder sees acts and bodies, staff see people and words. One query."""
    shown = []
    for entry in licence.moves.order_by("-id"):
        if for_holder and entry.move not in SHOWN_TO_HOLDER:
            continue
        known = LICENCE.by_name.get(entry.move)
        tone = "error" if known is not None and known.danger else ""
        shown.append(
            {
                "at": entry.at,
                "title": known.label if known is not None else LABELS.get(entry.move, entry.move),
                "who": entry.actor_name.split("·")[0] if for_holder else entry.actor_name,
                "note": "" if for_holder else entry.note,
                "tone": tone,
            }
        )
    return shown


def acts_of(licence: Licence, *, for_holder: bool) -> list[dict]:
    """The acts with their grounds and papers; the holder sees those that are decided, and the own applications."""
    rows = []
    for act in licence.acts.select_related("proposed_by", "decided_by").order_by("-id"):
        decided = act.state in (ActState.DECIDED, ActState.REFUSED, ActState.DEEMED)
        if for_holder and not decided and act.kind not in BY_APPLICATION:
            continue
        rows.append({"act": act, "ground": GROUNDS[act.ground], "decided": decided})
    return rows


def proposals_open(user, licence: Licence) -> list[str]:
    """The kinds of acts that this person may propose on a licence as it stands."""
    if "propose" not in {m.name for m in LICENCE.open_to(user, licence)}:
        return []
    kinds = [m.name for m in LICENCE.moves if licence.state in m.sources and grounds_of(m.name, licence)]
    if not licence.type.suspension_basis:
        kinds = [kind for kind in kinds if kind != "suspend"]
    if licence.valid_to is None or not licence.type.renewable:
        kinds = [kind for kind in kinds if kind != "renew"]
    return kinds


def waiting_facts(act: LicenceAct) -> list[tuple[str, str]]:
    """What was put on record with a proposal, for the one who decides."""
    facts, ground = act.facts or {}, GROUNDS[act.ground]
    rows = [
        ("事由", f"{ground.label}（{ground.article}）"),
        ("申请日期", f"{act.applied_on:%Y-%m-%d}" if act.applied_on else ""),
        ("办件编号", act.case_number),
        *[(label, _fact(name, facts[name])) for name, label in FACTS.items() if facts.get(name)],
        *[(f"变更：{CHANGED.get(name, name)}", value) for name, value in _changes(facts)],
        ("理由", act.reason),
        ("提出人", act.proposed_by.display_name if act.proposed_by else "持证人"),
    ]
    return [(label, value) for label, value in rows if value]


def _fact(name: str, value: str) -> str:
    if name == "public_harm":
        return HARM_WORDS.get(value, value)
    return Hearing(value).label if name == "hearing" else str(value)


def _changes(facts: dict) -> list[tuple[str, str]]:
    changes = dict(facts.get("changes") or {})
    content = changes.pop("content", {})
    return [*changes.items(), *content.items()]
