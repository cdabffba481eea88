"""流程图: the steps of an entry drawn from its rows, never kept a second time (兰州市权责清单 第十四条, 第十六条).

The external chart shows what everyone may read (环节, 承办主体, 办理要求, 时限); the internal one adds posts, persons
and the 廉政风险点 with level and measure. Geometry is computed here in the drawing's own units: 320 wide, one unit a
pixel on a phone; the template draws it with a title, a description and the same steps as text.
"""

from dataclasses import dataclass, field
from unicodedata import east_asian_width

from core.workdays import Unit

from ..enums import RiskLevel

WIDTH = 320  # units
PAD, GAP, LINE, TITLE_LINE = 14, 30, 20, 24  # units
FIT, TITLE_FIT = 20.5, 17.5  # full-width characters in a line
MOST_LINES = 4  # of one text in the drawing; the list below it has all of it
ENDS = ("开始", "结束")
NEVER_FIRST = "，。；：、！？）》”’】"  # at the head of a line
UNITS = {Unit.WORKDAY.value: "个工作日", Unit.NATURAL.value: "日", Unit.MONTH.value: "个月"}


@dataclass(frozen=True)
class Line:
    text: str
    y: int
    style: str


@dataclass(frozen=True)
class Box:
    """A rectangle with its lines; `end` for the round ones, `level` for a box of risk."""

    y: int
    height: int
    lines: list[Line]
    end: bool = False
    level: str = ""


@dataclass(frozen=True)
class Chart:
    """A drawing and what a reader without it hears: `steps` are dicts of the texts shown."""

    title: str
    description: str
    boxes: list[Box]
    arrows: list[tuple[int, int]]
    height: int
    steps: list[dict]
    internal: bool
    width: int = field(default=WIDTH)

    @property
    def inner(self) -> int:
        return self.width - 2

    @property
    def middle(self) -> int:
        return self.width // 2


def steps_of(version) -> list[dict]:
    """All that the rows of an entry's text say, for staff."""
    rows = version.content.get("steps") if version is not None else None
    return [row for row in rows or [] if isinstance(row, dict)]


def public_steps(version) -> list[dict]:
    """The steps with the columns that anyone may read."""
    shown = ("stage", "body", "requirement", "limit", "unit")
    return [{key: row.get(key, "") for key in shown} for row in steps_of(version)]


def limit_of(step: dict) -> str:
    """`5 个工作日`, `当场`; empty when the row says nothing."""
    limit = str(step.get("limit") or "").strip()
    if limit in ("0", "即办"):
        return "当场"
    unit = step.get("unit") or Unit.WORKDAY.value
    return f"{limit} {UNITS.get(unit, unit)}" if limit.isdigit() else limit


def flow_chart(name: str, steps: list[dict], *, internal: bool = False) -> Chart | None:
    """The chart of steps as `steps_of` or `public_steps` give them; None without any."""
    if not steps:
        return None
    shown = [_shown(step, internal) for step in steps]
    boxes, arrows, y = [_end(ENDS[0], 1)], [], 1 + LINE + 2 * PAD - 12
    for number, step in enumerate(shown, 1):
        arrows.append((y, y + GAP - 8))
        made = _step(step, number, y + GAP, internal)
        boxes += made
        y = made[-1].y + made[-1].height
    arrows.append((y, y + GAP - 8))
    boxes.append(_end(ENDS[1], y + GAP))
    kind = "内部流程图" if internal else "流程图"
    return Chart(
        title=f"{name}：{kind}",
        description=f"共 {len(shown)} 个环节，依次为：{'、'.join(step['stage'] for step in shown)}。",
        boxes=boxes,
        arrows=arrows,
        height=boxes[-1].y + boxes[-1].height + 1,
        steps=shown,
        internal=internal,
    )


def _shown(step: dict, internal: bool) -> dict:
    shown = {
        "stage": step.get("stage") or "办理",
        "body": step.get("body", ""),
        "limit": limit_of(step),
        "requirement": step.get("requirement", ""),
    }
    if internal:
        level = step.get("risk_level") or ""
        shown |= {key: step.get(key, "") for key in ("post", "person", "risk", "measure")}
        shown |= {"level": level if level in RiskLevel.values else "", "level_name": _level_name(level)}
    return shown


def _level_name(level: str) -> str:
    return RiskLevel(level).label if level in RiskLevel.values else level


def _end(text: str, y: int) -> Box:
    height = LINE + 2 * PAD - 12
    return Box(y, height, [Line(text, y + height // 2 + 5, "chart-end-text")], end=True)


def _step(step: dict, number: int, y: int, internal: bool) -> list[Box]:
    texts = [(f"{number}. {step['stage']}", "chart-stage", TITLE_FIT, TITLE_LINE)]
    facts = [("承办", step["body"])]
    if internal:
        facts += [("岗位", step["post"]), ("责任人", step["person"])]
    facts += [("时限", step["limit"]), ("要求", step["requirement"])]
    texts += [(f"{label}：{text}", "chart-text", FIT, LINE) for label, text in facts if text]
    boxes = [_box(texts, y)]
    if internal and (step["risk"] or step["level_name"]):
        risk = [(f"廉政风险点（{step['level_name'] or '未定级'}）", "chart-risk", FIT, LINE)]
        risk += [(f"{label}：{step[key]}", "chart-text", FIT, LINE) for label, key in RISK if step[key]]
        boxes.append(_box(risk, boxes[0].y + boxes[0].height, level=step["level"] or "none"))
    return boxes


RISK = (("表现", "risk"), ("防控", "measure"))


def _box(texts, y: int, level: str = "") -> Box:
    lines, at = [], y + PAD - 4
    for text, style, fit, height in texts:
        for part in wrap(text, fit):
            at += height
            lines.append(Line(part, at - 5, style))
    return Box(y, at + PAD - 6 - y, lines, level=level)


def wrap(text: str, fit: float, most: int = MOST_LINES) -> list[str]:
    """A text in lines of at most `fit` full-width characters; what is over `most` lines ends in …."""
    lines, line, width = [], "", 0.0
    for letter in " ".join(text.split()):
        size = 1.0 if east_asian_width(letter) in "WFA" else 0.56
        if width + size > fit and line and letter not in NEVER_FIRST:
            lines.append(line)
            line, width = "", 0.0
        line, width = line + letter, width + size
    lines.append(line)
    return lines if len(lines) <= most else [*lines[: most - 1], lines[most - 1][:-1] + "…"]
