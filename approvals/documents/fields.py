"""What stands for each named field of a paper. It comes from the rows of the case and the facts of the act alone."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format

from accounts.enums import Nature
from accounts.models import Organisation
from core.masking import mask_id_number
from powerlist.enums import Category

from ..enums import PledgeKind, ProcedureKind
from ..models import Case, CaseMove

UNITS = {"workday": "个工作日", "natural": "日", "month": "个月"}
# Facts of an act under the names that the acts give them.
FACTS = {
    "有权机关": ("agency", "agency_name"),
    "延长时限": ("days",),
    "批准人": ("approver",),
    "程序依据": ("basis",),
    "回复期限": ("warned_until", "due_on", "reply_by"),
}


@dataclass(frozen=True)
class Values:
    """Texts, blocks of paragraphs, and tables, by the name of their field."""

    texts: dict[str, str]
    blocks: dict[str, list]


def values_of(case: Case, move: CaseMove, number: str, category: str) -> Values:
    """All fields for the paper of this act; one that has nothing to say is empty."""
    facts = move.facts
    texts = {
        "申请人": case.applicant_name,
        "证件号码": mask_id_number(case.applicant_document) if case.is_person else case.applicant_document,
        "事项": case.item_name,
        "事项类别": Category(category).label if category else "",
        "办件编号": case.number,
        "查询码": case.query_code,
        "文书编号": number,
        "机关": case.organisation.name,
        "县名": settings.COUNTY["name"],
        "网站": settings.COUNTY["site"],
        "日期": _day(move.at),
        "收件时间": _moment(move.at if move.move == "correct" else case.received_at),
        "收件日期": _day(case.received_at),
        "受理日期": _day(case.accepted_at),
        "受理期限": _due(case.notice_due, case),
        "承诺时限": _limit(case.version.promised_limit, case.version.promised_unit),
        "承诺期限": _due(case.promise_due, case),
        "法定时限": _limit(case.version.legal_limit, case.version.legal_unit),
        "法定期限": _due(case.legal_due, case),
        "法定依据": case.version.legal_article,
        "送达期限": _due(case.delivery_due, case),
        "决定日期": _day(case.decided_at),
        "理由": str(facts.get("extension_reason") or facts.get("reason") or case.reason or ""),
        "证照编号": _licence_number(case),
        **_remedies(case),
        **_procedure(facts),
        **_hearing(case, move),
        "补齐期限": _day_of_lacking(case),
        "主送": _bodies(facts),
        **{name: _fact(facts, keys) for name, keys in FACTS.items()},
    }
    return Values(texts, _blocks(case, move, texts))


def _blocks(case: Case, move: CaseMove, texts: dict[str, str]) -> dict[str, list]:
    kind = "correction" if move.move == "correct" else "material"
    kept = list(case.files.whole().filter(kind=kind).order_by("id"))
    names = [f"{place}. {row.title}（{row.original_name}，{_size(row.size)}）" for place, row in enumerate(kept, 1)]
    asked = move.facts.get("items") or (case.correction.items if hasattr(case, "correction") else [])
    limits = [
        ("办件编号", case.number),
        ("受理之日", texts["受理日期"]),
        ("承诺时限", f"{texts['承诺时限']}，{texts['承诺期限']}前"),
        ("法定时限", f"{texts['法定时限']}，{texts['法定期限']}前"),
        ("法定时限依据", texts["法定依据"]),
    ]
    return {
        "材料清单": names,
        "补正清单": _numbered(asked),
        "容缺清单": _numbered([name for row in _lacking(case) for name in row.covers]),
        "收件表": [
            [
                ("办件编号", case.number),
                ("申请事项", case.item_name),
                ("收到材料", "\n".join(names) or "申请表（网上填写）"),
                ("收件时间", texts["收件时间"]),
            ]
        ],
        "时限表": [limits] if case.accepted_at else [],
        "救济途径": [
            f"如不服本决定，可以自知道本决定之日起60日内向{texts['复议机关']}申请行政复议，也可以自知道或者应当知道本决定之日起"
            f"6个月内依法向{texts['法院']}提起行政诉讼。"
        ],
    }


def _remedies(case: Case) -> dict[str, str]:
    """Who hears: 行政复议法 (2023) 24, 27: the county government; of a vertical body its superior."""
    body = case.organisation
    if body.nature == Nature.VERTICAL:
        above = f"{body.name}的上一级主管部门"
    elif body.nature == Nature.GOVERNMENT:
        above = "上一级人民政府"
    else:
        above = settings.COUNTY["host"]
    return {"复议机关": above, "法院": f"{settings.COUNTY['name']}人民法院"}


def _procedure(facts: dict) -> dict[str, str]:
    """The special procedure of 许可法 45: only the days that are told here are not counted."""
    if not facts.get("notified_days"):
        return {}
    kinds = dict(ProcedureKind.choices)
    told = _limit(facts["notified_days"], facts.get("unit", "workday"))
    return {"程序": kinds.get(facts.get("kind"), ""), "程序时限": told}


def _lacking(case: Case) -> list:
    """The promises to bring what is lacking; one a material."""
    return list(case.pledges.filter(kind=PledgeKind.LACKING).order_by("pk"))


def _day_of_lacking(case: Case) -> str:
    days = [row.until for row in _lacking(case)]
    return _as_day(max(days).isoformat()) if days else ""


def _hearing(case: Case, move: CaseMove) -> dict[str, str]:
    """听证: its time, place and chair (许可法 48), and what the act itself says."""
    held = getattr(case, "hearing", None)
    said = {"tell_hearing": "申请人、利害关系人：" + move.note, "minute_hearing": held.minutes if held else ""}
    words = {"内容": said.get(move.move) or str(move.facts.get("question") or move.facts.get("content") or "")}
    if held is None or held.held_at is None:
        return words
    chair = held.chair.name if held.chair else ""
    return words | {"时间": _moment(held.held_at), "地点": held.place, "主持人": chair}


def _bodies(facts: dict) -> str:
    """Whom a letter goes to: the bodies asked, or what the clerk wrote."""
    if not facts.get("organisations"):
        return str(facts.get("to") or "")
    found = Organisation.objects.filter(pk__in=facts["organisations"]).order_by("sort_key", "code")
    return "、".join(body.name for body in found)


def _fact(facts: dict, keys: tuple[str, ...]) -> str:
    value = next((facts[key] for key in keys if facts.get(key) not in (None, "", [])), "")
    if isinstance(value, list):
        return "、".join(str(one) for one in value)
    return _as_day(str(value))


def _as_day(words: str) -> str:
    """A day of the facts (ISO) as it is written on paper; other words as they are."""
    try:
        found = datetime.fromisoformat(words) if "T" in words else date.fromisoformat(words)
    except ValueError:
        return words
    return _moment(found) if isinstance(found, datetime) else date_format(found, "Y年n月j日")


def _numbered(rows: list) -> list[str]:
    return [f"{place}. {row}" for place, row in enumerate(rows, 1)]


def _licence_number(case: Case) -> str:
    result = getattr(case, "result", None)
    return result.licence.number if result else ""


def _limit(number: int, unit: str) -> str:
    return f"{number}{UNITS[unit]}"


def _due(day, case: Case) -> str:
    if day is None:
        return "法定期限"
    return f"{date_format(day, 'Y年n月j日')}{'（暂定，待该年放假安排公布后确定）' if case.provisional else ''}"


def _day(moment) -> str:
    return date_format(timezone.localtime(moment), "Y年n月j日") if moment else ""


def _moment(moment) -> str:
    return date_format(timezone.localtime(moment), "Y年n月j日 H:i") if moment else ""


def _size(size: int) -> str:
    return f"{size / 1024 / 1024:.1f} MB" if size >= 1024 * 1024 else f"{max(1, size // 1024)} KB"
