"""流程图 of the review: the steps of a guide, those done at the same time side by side; and where a case stands in it.

Geometry is computed here in the drawing's own units, one a pixel on a phone up to two steps side by side; the template
draws it with a title, a description and the same steps as text. State is said by a word and a line, never by colour
alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from ..kinds.flows import limit_words, way_of, when_words
from .charts import Line, wrap

COLUMN, LONE, SIDE, GAP = 154, 300, 12, 40  # units: widths of boxes side by side and alone, between them, downwards
PAD, LINE_HEIGHT, TITLE_HEIGHT, END_HEIGHT, END_WIDTH = 12, 19, 23, 40, 110
LETTER, TITLE_LETTER = 14.2, 16.2
START, DONE = "受理", "送达、办结"


@dataclass(frozen=True)
class Standing:
    """Where a case stands in a step: `state` is done, failed, current, late, skipped or todo; `words` say who, when."""

    state: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Node:
    x: int
    y: int
    width: int
    height: int
    lines: tuple[Line, ...]
    style: str = "box"

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def left(self) -> int:
        return self.x + PAD

    @property
    def bottom(self) -> int:
        return self.y + self.height


@dataclass(frozen=True)
class FlowDrawing:
    """The drawing and what a reader without it hears: `steps` are dicts of the texts shown, by stage."""

    title: str
    description: str
    nodes: tuple[Node, ...]
    paths: tuple[str, ...]
    heads: tuple[tuple[int, int], ...]
    width: int
    height: int
    stages: tuple[tuple[dict, ...], ...]


def flow_drawing(title: str, rows: Iterable, labels: dict[str, str], standing: dict[int, Standing] | None = None):
    """The drawing of rows like `FlowStep`; `labels` name the fields of the form, `standing` is by the place of a row.

    None without rows.
    """
    rows = list(rows)
    if not rows:
        return None
    places = {id(row): place for place, row in enumerate(rows)}
    stages = [
        tuple(_shown(row, labels, (standing or {}).get(places[id(row)])) for row in stage) for stage in way_of(rows)
    ]
    widest = max(len(stage) for stage in stages)
    width = max(LONE, widest * COLUMN + (widest - 1) * SIDE) + 2
    nodes, paths, heads = [_end(START, 1, width)], [], []
    above = [nodes[0]]
    for stage in stages:
        below = _stage(stage, max(node.bottom for node in above) + GAP, width)
        _join(above, below, paths, heads)
        nodes += below
        above = below
    last = _end(DONE, max(node.bottom for node in above) + GAP, width)
    _join(above, [last], paths, heads)
    nodes.append(last)
    names = "；".join("、".join(step["name"] for step in stage) + "同时办理" * (len(stage) > 1) for stage in stages)
    return FlowDrawing(
        title=title,
        description=f"从{START}到{DONE}，共 {len(rows)} 个环节，依次为：{names}。",
        nodes=tuple(nodes),
        paths=tuple(paths),
        heads=tuple(heads),
        width=width,
        height=last.bottom + 1,
        stages=tuple(stages),
    )


def _shown(row, labels, standing: Standing | None) -> dict:
    return {
        "name": row.name or "（还没有名称）",
        "kind": row.get_kind_display(),
        "post": str(row.post) if row.post_id else "",
        "post_name": row.post.name if row.post_id else "还没有岗位",
        "limit": limit_words(row.limit or 0, row.unit),
        "when": when_words(row, labels),
        "off_clock": row.off_clock,
        "state": standing.state if standing else "",
        "words": standing.words if standing else (),
    }


def _end(text: str, y: int, width: int) -> Node:
    line = Line(text, y + END_HEIGHT // 2 + 5, "chart-end-text")
    return Node((width - END_WIDTH) // 2, y, END_WIDTH, END_HEIGHT, (line,), "end")


def _stage(steps, y: int, width: int) -> list[Node]:
    wide = LONE if len(steps) == 1 else COLUMN
    total = len(steps) * wide + (len(steps) - 1) * SIDE
    left = (width - total) // 2
    drawn = [_lines(step, y, wide) for step in steps]
    height = max(bottom for _, bottom in drawn) - y
    return [
        Node(left + place * (wide + SIDE), y, wide, height, tuple(lines), _style(step))
        for place, (step, (lines, _)) in enumerate(zip(steps, drawn, strict=True))
    ]


def _style(step: dict) -> str:
    return step["state"] or ("maybe" if step["when"] else "box")


MARKS = {"done": "✓ ", "failed": "✗ ", "current": "● ", "late": "● ", "skipped": "— "}


def _lines(step: dict, y: int, width: int) -> tuple[list[Line], int]:
    title, name = MARKS.get(step["state"], "") + step["name"], step["kind"]
    texts = [(title, "chart-stage", TITLE_LETTER, TITLE_HEIGHT)]
    if step["state"]:
        facts = list(step["words"])
    else:
        facts = [name if name != step["name"] else "", step["post_name"]]
        facts += [f"时限 {step['limit']}{'，不计入办理时限' if step['off_clock'] else ''}", step["when"]]
    texts += [(fact, "chart-text", LETTER, LINE_HEIGHT) for fact in facts if fact]
    lines, at = [], y + PAD - 4
    for text, style, letter, height in texts:
        for part in wrap(text, (width - 2 * PAD) / letter):
            at += height
            lines.append(Line(part, at - 4, style))
    return lines, at + PAD - 4


def _join(above: list[Node], below: list[Node], paths: list[str], heads: list[tuple[int, int]]) -> None:
    """Every step above leads to every step below: down, along, down."""
    start, end = max(node.bottom for node in above), below[0].y
    bar = (start + end) // 2 - 4
    for node in above:
        paths.append(f"M{node.middle} {node.bottom}V{bar}")
    ends = [node.middle for node in (*above, *below)]
    if min(ends) != max(ends):
        paths.append(f"M{min(ends)} {bar}H{max(ends)}")
    for node in below:
        paths.append(f"M{node.middle} {bar}V{end - 8}")
        heads.append((node.middle, end))
