"""How far the bodies of a campaign are: counted from the rows of its change sets, in the same few queries for all."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Case, Count, F, IntegerField, Q, Sum, Value, When
from django.utils import timezone

from accounts.models import organisations_where
from core.registers import ChangeSetState, KeyPage, VersionState, key_page

from ..enums import CampaignState, ContactRole, PartState, Standing
from ..kinds import KINDS, Kind
from ..models import Campaign, CampaignMove, CampaignPart, Contact, Inspection, ListChangeSet, ListVersion, PartMove
from ..models.campaigns import ANNEXES, CHIEFS, CONTACTS, DAYS, SUMMARY, missing_roles
from .completeness import Filled

FEW = 100  # bodies that stand on one page
# cells of the forms that may stay empty: notes, and what only some entries have
OPTIONAL = frozenset(
    {"remark", "openness_note", "opinion_reason", "sub_name", "tier", "standard", "measures", "example"}
)
SORTS = {"body": "单位", "standing": "状态", "share": "填报率", "handed_in": "报送时间"}
ORDER = (Standing.LATE, Standing.RETURNED, Standing.NOT_BEGUN, Standing.FILLING, Standing.HANDED_IN)
TONES = {
    Standing.LATE: "error",
    Standing.RETURNED: "warning",
    Standing.NOT_BEGUN: "neutral",
    Standing.FILLING: "info",
    Standing.HANDED_IN: "success",
}


@dataclass(frozen=True)
class FormShare:
    """One form of one body. `percent` is the share of cells filled, in whole hundredths; None where 无 is declared."""

    key: str
    name: str
    rows: int = 0
    filled: int = 0
    cells: int = 0
    declared: str = ""
    missing: tuple[str, ...] = ()

    @property
    def percent(self) -> int | None:
        if self.declared and not self.rows:
            return None
        return self.filled * 100 // self.cells if self.cells else 0

    @property
    def short(self) -> str:
        """附件1 to 附件7 by their number, other lists by their name."""
        return f"附件{ANNEXES.index(self.key) + 1}" if self.key in ANNEXES else self.name

    @property
    def shown(self) -> str:
        return "无" if self.percent is None else f"{self.percent}%"

    @property
    def whole(self) -> int:
        """The share as a number: what is declared as 无 is done."""
        return 100 if self.percent is None else self.percent


@dataclass(frozen=True)
class Progress:
    """One body: its part, its forms, how it stands on the day."""

    part: CampaignPart
    shares: list[FormShare]
    standing: Standing
    returns: int

    @property
    def organisation(self):
        return self.part.organisation

    @property
    def percent(self) -> int:
        """The mean over the forms that the body fills in; 附件2 is computed and doesn't count."""
        own = [share.whole for share in self.shares if share.key != SUMMARY]
        return sum(own) // len(own) if own else 0

    @property
    def tone(self) -> str:
        return TONES[self.standing]


@dataclass(frozen=True)
class Table:
    """The bodies of a campaign on a day, those that the reader asked for on this page, and the counts of all."""

    rows: list[Progress]
    counts: list[tuple[Standing, str, int]]
    total: int
    next: str = ""
    previous: bool = False
    means: list[FormShare] = field(default_factory=list)


def demanded(kind: Kind) -> list[str]:
    """The kind's own fields that an entry of the official form should have filled."""
    outside = kind.outside_form
    return [f.key for f in kind.fields if f not in outside and f.key not in OPTIONAL]


def _one(condition) -> Case:
    return Case(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField())


def _filled(kind: Kind):
    """How many cells of a row are filled."""
    found = _one(~Q(name=""))
    if kind.categories:
        found = found + _one(~Q(category=""))
    if kind.office_label:
        found = found + _one(~Q(office=""))
    for key in demanded(kind):
        found = found + _one(Q(Filled(F(f"content__{key}"))))
    return found


def _cells(kind: Kind) -> int:
    return 1 + bool(kind.categories) + bool(kind.office_label) + len(demanded(kind))


def _counted(campaign: Campaign, bodies=None) -> dict[tuple[int, str], tuple[int, int]]:
    """(body, kind) → (rows, filled cells). One query over the rows of the campaign's change sets."""
    sets = ListChangeSet.objects.filter(campaign=campaign).exclude(state=ChangeSetState.WITHDRAWN)
    if bodies is not None:
        sets = sets.filter(organisation__in=bodies)
    rows = ListVersion.objects.filter(change_set__in=sets).exclude(state=VersionState.DROPPED)
    kinds = [KINDS[key] for key in campaign.kinds if key in KINDS]
    filled = Case(*(When(kind=k.key, then=_filled(k)) for k in kinds), default=Value(0), output_field=IntegerField())
    found = rows.order_by().values_list("organisation_id", "kind").annotate(n=Count("pk"), filled=Sum(filled))
    return {(body, kind): (n, done or 0) for body, kind, n, done in found}


def progress(campaign: Campaign, on: date, parts=None) -> list[Progress]:
    """Every body (or those of `parts`) with its shares, in the county's order. Three queries."""
    mine = campaign.parts.all() if parts is None else parts
    mine = mine.select_related("organisation", "handed_in_by", "campaign__organisation")
    mine = mine.annotate(returns=Count("moves", filter=Q(moves__move="return")))
    mine = list(mine.order_by("organisation__sort_key", "organisation__code"))
    bodies = None if parts is None else [part.organisation_id for part in mine]
    counted, roles = _counted(campaign, bodies), {}
    named = Contact.objects.filter(organisation__in=[part.organisation_id for part in mine])
    for body, role in named.order_by().values_list("organisation_id", "role"):
        roles.setdefault(body, set()).add(role)
    return [_progress(campaign, part, counted, _roles_of(part, roles), on) for part in mine]


def _roles_of(part: CampaignPart, roles: dict[int, set[str]]) -> set[str]:
    """Who is named in 附件7: as it was handed in, and until then as it stands now."""
    if part.state == PartState.HANDED_IN and part.roster is not None:
        return {person["role"] for person in part.roster}
    return roles.get(part.organisation_id, set())


def _progress(campaign, part, counted, roles, on) -> Progress:
    shares = {}
    for key, name in campaign.form_names:
        if key in KINDS:
            n, filled = counted.get((part.organisation_id, key), (0, 0))
            shares[key] = FormShare(key, name, n, filled, n * _cells(KINDS[key]), part.declared.get(key, ""))
    for key, name in campaign.form_names:
        if key == CONTACTS:
            named = bool(roles & set(CHIEFS)) + ("联络员" not in missing_roles(roles))
            shares[key] = FormShare(key, name, len(roles), named, 2, missing=tuple(missing_roles(roles)))
        elif key == SUMMARY:
            source = shares.get("details") or shares.get("powers") or FormShare(key, name)
            shares[key] = FormShare(key, name, source.rows, source.filled, source.cells, source.declared)
    shares = [shares[key] for key, _ in campaign.form_names if key in shares]
    begun = any(share.rows or share.declared for share in shares)
    return Progress(part, shares, part.standing(on, begun), part.returns)


def table(campaign: Campaign, on: date, *, sort: str = "body", standing: str = "", after: str = "") -> Table:
    """The progress table: sorted, of one standing or all; whole up to a hundred bodies, else by the hundred after a
    body's code. The same queries for any number of bodies."""
    everyone = progress(campaign, on)
    counts = [(s, s.label, sum(1 for row in everyone if row.standing == s)) for s in ORDER]
    rows = [row for row in everyone if row.standing == standing] if standing in Standing.values else everyone
    rows = ordered(rows, sort)
    codes = [row.organisation.code for row in rows]
    start = codes.index(after) + 1 if after in codes else 0
    shown = rows[start : start + FEW] if len(rows) > FEW else rows
    more = shown[-1].organisation.code if len(rows) > FEW and start + FEW < len(rows) else ""
    return Table(shown, counts, len(everyone), more, start > 0, means(campaign, everyone))


def ordered(rows: list[Progress], sort: str) -> list[Progress]:
    """In the county's order, what needs attention first, the emptiest first, or as they were handed in."""
    if sort == "standing":
        return sorted(rows, key=lambda row: ORDER.index(row.standing))
    if sort == "share":
        return sorted(rows, key=lambda row: row.percent)
    if sort == "handed_in":
        return sorted(rows, key=lambda row: (not _is_in(row), row.part.handed_in_at.timestamp() if _is_in(row) else 0))
    return rows


def _is_in(row: Progress) -> bool:
    return row.part.state == PartState.HANDED_IN


def means(campaign: Campaign, rows: list[Progress]) -> list[FormShare]:
    """For each form the mean of the bodies' shares, for the chart."""
    found = []
    for place, (key, name) in enumerate(campaign.form_names):
        values = [row.shares[place].whole for row in rows if place < len(row.shares)]
        found.append(FormShare(key, name, len(values), sum(values), 100 * len(values)))
    return found


# --- campaigns and parts in sight ------------------------------------------------------------------------------------


def campaigns(user, *, after: str = "", before: str = "") -> KeyPage:
    """The campaigns in sight, the newest first, each with how many bodies take part and have handed in. Two queries."""
    rows = Campaign.objects.visible_to(user).select_related("organisation")
    page = key_page(rows, ("id",), after=after, before=before, newest_first=True)
    tally = CampaignPart.objects.filter(campaign__in=[row.pk for row in page]).order_by().values_list("campaign_id")
    counts = {
        pk: (n, done)
        for pk, n, done in tally.annotate(n=Count("pk"), done=Count("pk", filter=Q(state=PartState.HANDED_IN)))
    }
    for row in page:
        row.bodies, row.handed_in = counts.get(row.pk, (0, 0))
    return page


def campaign(user, number: str) -> Campaign | None:
    rows = Campaign.objects.visible_to(user).filter(number=number)
    return rows.select_related("organisation", "opened_by__organisation").order_by("id").first()


def part(user, row: Campaign, code: str) -> CampaignPart | None:
    """The part of a body in sight."""
    parts = CampaignPart.objects.visible_to(user).filter(campaign=row, organisation__code=code)
    return parts.select_related("organisation", "campaign__organisation", "handed_in_by").order_by("id").first()


def parts_of(user, row: Campaign):
    """The parts of the bodies for which this person fills lists."""
    return row.parts.filter(organisation__in=organisations_where(user, "fill_lists"))


def running_parts(user) -> list[CampaignPart]:
    """What this person's bodies still have to hand in, each with `late`; at most three. One query."""
    rows = CampaignPart.objects.filter(campaign__state=CampaignState.RUNNING).exclude(state=PartState.HANDED_IN)
    rows = rows.filter(organisation__in=organisations_where(user, "fill_lists"))
    found = rows.select_related("campaign", "organisation").order_by("campaign_id", "organisation__sort_key")[:3]
    for row in (parts := list(found)):
        row.late = row.is_late(timezone.localdate())
    return parts


def sets_of(part: CampaignPart) -> list[ListChangeSet]:
    """The body's change sets of the campaign, the newest first, each with `size`."""
    rows = list(part.change_sets().select_related("author").order_by("-id")[:100])
    tally = ListVersion.objects.filter(change_set__in=rows).exclude(state=VersionState.DROPPED).order_by()
    sizes = dict(tally.values_list("change_set_id").annotate(n=Count("pk")))
    for row in rows:
        row.size = sizes.get(row.pk, 0)
    return rows


def to_decide(row: Campaign) -> list[ListChangeSet]:
    """The campaign's change sets that wait for the government: what a package can be made of."""
    rows = ListChangeSet.objects.filter(campaign=row, state=ChangeSetState.DECISION)
    return list(rows.select_related("organisation").order_by("organisation__sort_key", "id"))


def inspections(row: Campaign, part: CampaignPart | None = None) -> list[Inspection]:
    rows = Inspection.objects.filter(part__campaign=row) if part is None else part.inspections
    return list(rows.select_related("part__organisation", "recorded_by").order_by("-on", "-id")[:50])


def roster_of(part: CampaignPart) -> dict:
    """附件7 of a body: `people` (label, name, position, office_phone); `kept_on`: the day of handing in, or None."""
    kept = part.state == PartState.HANDED_IN and part.roster is not None
    fields = ("role", "name", "position", "office_phone")
    rows = part.roster if kept else Contact.objects.filter(organisation=part.organisation_id).values(*fields)
    people = [{**row, "label": ContactRole(row["role"]).label} for row in rows]
    return {"people": people, "kept_on": timezone.localdate(part.handed_in_at) if kept else None}


def moved_ends(row: Campaign) -> list[dict]:
    """Each time that its last days were moved, the newest first: when, by whom, why, and (what, before, after)."""
    moves = CampaignMove.objects.filter(subject=row, move="move_ends").order_by("-id")[:20]
    return [
        {
            "at": move.at,
            "who": move.actor_name,
            "reason": move.facts.get("reason", ""),
            "days": [
                (DAYS[name], date.fromisoformat(before), date.fromisoformat(move.facts[name]))
                for name, before in move.facts.get("before", {}).items()
            ],
        }
        for move in moves
    ]


TITLES = {
    "open": "发起清理任务", "remind": "催报", "move_ends": "调整期限",
    "close": "结束清理任务", "declare": "声明为无", "withdraw": "收回声明",
    "hand_in": "报送", "return": "退回", "late": "逾期", "inspect": "督查",
}  # fmt: skip
MOVE_TONES = {"hand_in": "good", "return": "bad", "late": "bad"}


def events_of(row) -> list[dict]:
    """The log of a campaign or of a part, for the timeline, the newest first."""
    log = CampaignMove if isinstance(row, Campaign) else PartMove
    return [
        {
            "at": move.at,
            "title": TITLES.get(move.move, move.move),
            "who": move.actor_name,
            "note": move.note,
            "tone": MOVE_TONES.get(move.move, ""),
        }
        for move in log.objects.filter(subject=row).order_by("-id")[:100]
    ]
