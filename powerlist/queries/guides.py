"""Guides as readers need them: with the text of their entry on the day, whose steps they show."""

from datetime import date

from core.workdays import Unit

from ..enums import FourWay, HandlingForm, OnlineDepth, PenaltyKind, ServiceObject
from ..models import ListVersion, ServiceItemVersion
from .names import names_on

UNITS = {Unit.WORKDAY: "个工作日", Unit.NATURAL: "日", Unit.MONTH: "个月"}
FILES = {"result": "result_sample", "discretion": "discretion", "form": "blank_form", "sample": "sample"}
ROWS = ("materials", "windows", "points", "charges", "procedures", "questions")


def with_texts(guides: list[ServiceItemVersion], on: date) -> list[ServiceItemVersion]:
    """Give each guide the text of its entry on a day as `listed` (None without one), and its body that day's name."""
    rows = ListVersion.objects.in_force(on).filter(entry__in={guide.item.entry_id for guide in guides})
    texts = {row.entry_id: row for row in rows.order_by("id")}
    known = names_on(on)
    for guide in guides:
        guide.listed = texts.get(guide.item.entry_id)
        guide.item.organisation = known.of(guide.item.organisation, on)
    return guides


def public_guides(on: date):
    """The guides that anyone may read on a day, with all their rows."""
    rows = ServiceItemVersion.objects.open_to_public(on).select_related("item__entry", "item__organisation")
    return rows.prefetch_related(*ROWS)


def guide_page(version: ServiceItemVersion, on: date) -> dict:
    """What the page of a guide shows of it on a day (templates/powerlist/guide.html, but for `files` and `of_case`)."""
    with_texts([version], on)
    listed = version.listed
    return {
        "version": version,
        "listed": listed,
        "citations": list(listed.citations.select_related("law").order_by("position")) if listed else [],
        "facts": _facts(version),
        "materials": list(version.materials.all()),
        "windows": list(version.windows.all()),
        "points": list(version.points.all()),
        "charges": list(version.charges.all()),
        "procedures": [(row, limit_words(row.limit, row.unit)) for row in version.procedures.all()],
        "questions": list(version.questions.all()),
        "promise": limit_words(version.promised_limit, version.promised_unit),
        "legal": limit_words(version.legal_limit, version.legal_unit),
        "codes": [(label, code) for label, code in _codes(version) if code],
        "serves": "、".join(_labels(ServiceObject, version.serves)),
        "channels": "、".join(_labels(HandlingForm, version.channels)),
        "depth": "、".join(_labels(OnlineDepth, version.online_depth)),
        "four_ways": _labels(FourWay, version.four_ways),
        "penalties": _labels(PenaltyKind, version.penalty_kinds),
    }


def file_of(version: ServiceItemVersion, what: str, pk: int):
    """(file, its name) of a guide by what it is (FILES) and, for those of a material, its key; (None, "") without."""
    row = version if what in ("result", "discretion") else version.materials.filter(pk=pk).order_by("id").first()
    return (getattr(row, FILES[what]), getattr(row, f"{FILES[what]}_name")) if row else (None, "")


def _codes(version):
    return (
        ("基本编码", version.basic_code),
        ("实施编码", version.implementation_code),
        ("业务办理项编码", version.handling_code),
        ("地方编码", version.local_code),
    )


def _labels(choices, codes) -> list[str]:
    return [choices(code).label for code in codes if code in choices.values]


def limit_words(number: int, unit: str) -> str:
    """A limit as people read it: 20 个工作日, 60 日, 3 个月; 当场办结 for none."""
    return f"{number} {UNITS[Unit(unit)]}" if number else "当场办结"


def _facts(version) -> list[tuple]:
    promised, legal = version.promised_limit, version.legal_limit
    return [
        ("法定时限", legal or "当场", UNITS[Unit(version.legal_unit)] if legal else ""),
        ("承诺时限", promised or "当场", UNITS[Unit(version.promised_unit)] if promised else ""),
        ("到现场", version.visits, "次"),
        ("收费", version.fee if len(version.fee) <= 8 else "按标准收费", ""),
    ]
