"""Targets and self-evaluations by Excel. `subject` is `<code>/<year>` of the fund."""

import re
import unicodedata
from decimal import Decimal

from core.workbooks import Reading, Reason
from core.workflow import MoveRefused

from ..enums import AssessmentKind, AssessmentState, Attainment, Dimension, PlanState, Sign
from ..kinds import scoring
from ..kinds.lists import amount_of
from ..models import Assessment, FundEntry, FundRule, Plan
from ..queries.entries import name_of
from ..workflow.performance import weights
from . import performance
from .imports import CHANGED, REFUSED, UNCHANGED, Compared, ImportKind, Line, register

GOAL = "年度总体目标："
KEYS = ("dimension", "aspect", "name", "sign", "value", "unit", "words", "weight", "evidence")
REACHED = (
    (Attainment.MISSED, ("未达成", "未完成", "没有达成")),
    (Attainment.PARTLY, ("部分达成", "基本达成", "部分完成")),
)


def place(subject: str) -> tuple[str, str]:
    """What the workbook is for and its page. LookupError when there is no such fund."""
    code, _, year = subject.partition("/")
    entry = FundEntry.objects.filter(code=code).order_by("pk").first()
    if entry is None or not re.fullmatch(r"20\d\d", year):
        raise LookupError(subject)
    return f"{name_of(entry)} {year} 年度", f"/desk/funds/{code}/plans/{year}/"


def _plan(subject: str, organisation) -> tuple[FundEntry, int, Plan | None]:
    """The fund of this body, the year, its plan. MoveRefused in words."""
    code, _, year = subject.partition("/")
    entry = FundEntry.objects.filter(code=code, organisation=organisation).order_by("pk").first()
    if entry is None or not re.fullmatch(r"20\d\d", year):
        raise MoveRefused("找不到这项资金，请从它的绩效目标页面重新上传。")
    return entry, int(year), Plan.objects.filter(entry=entry, year=int(year)).order_by("pk").first()


def _one_sheet(reading: Reading, what: str) -> list[str]:
    if len(reading.sheets) == 1:
        return []
    names = "、".join(f"“{sheet.sheet}”" for sheet in reading.sheets)
    return [f"文件里有 {len(reading.sheets)} 张{what}：{names}。一次只导入一项资金的一张，请删去其余的。"]


# --- 绩效目标 ---------------------------------------------------------------------------------------------------------


def judge_targets(reading: Reading, subject: str, organisation) -> Compared:
    """The rows beside the plan on record; the sums of each level against the rule."""
    _, _, plan = _plan(subject, organisation)
    known = {row.name: row for row in plan.indicators.all()} if plan else {}
    faults = _one_sheet(reading, "绩效目标表")
    if plan is not None and plan.state != PlanState.DRAFT:
        faults.append(f"绩效目标现在是“{plan.get_state_display()}”，不能导入。需要修改的，请县财政局退回。")
    lines = []
    for item in reading.items:
        line = Line.of(item)
        if line.state != REFUSED:
            line.cells = {key: item.data[key] for key in KEYS}
            before = known.pop(line.name, None)
            if before is not None:
                line.key, line.changes = str(before.pk), _changes(before, line.cells)
                line.state = CHANGED if line.changes else UNCHANGED
        lines.append(line)
    warnings = [f"现有指标“{name}”不在表格里，导入后将不再保留。" for name in known]
    if not any(line.state == REFUSED for line in lines):
        warnings += _off(lines)
        lines[0].cells["goal"] = _goal(reading)
    return Compared(lines, warnings=warnings, faults=faults)


def _goal(reading: Reading) -> str:
    """The goal as it stands above the rows; "" where the sheet has none."""
    found = (text for sheet in reading.sheets for text in (*sheet.title_lines, sheet.unit) if text.startswith(GOAL))
    return next(found, "").removeprefix(GOAL).strip()


def _off(lines: list[Line]) -> list[str]:
    """Sums that the rule doesn't ask for: the draft may stand so, but can't be handed in."""
    found = []
    for dimension, full in weights(FundRule.ours()).items():
        rows = [line for line in lines if line.cells["dimension"] == dimension]
        total = sum((Decimal(line.cells["weight"]) for line in rows), Decimal(0))
        if total != full:
            found.append(f"{Dimension(dimension).label}的分值合计为{total.normalize():f}，应为{full}。报送前请调整。")
    return found


LABELS = {"aspect": "二级指标", "sign": "符号", "value": "指标值", "unit": "计量单位", "words": "定性目标",
          "weight": "分值", "evidence": "评价依据"}  # fmt: skip


def _changes(row, cells: dict) -> list[tuple[str, str, str]]:
    found = []
    for key, label in LABELS.items():
        before, after = getattr(row, key), cells[key]
        if isinstance(before, Decimal) and after:
            if before != Decimal(after):
                found.append((label, f"{before.normalize():f}", str(after)))
        elif str(before or "") != str(after or ""):
            found.append((label, str(before or ""), str(after or "")))
    return found


def write_targets(*, actor, subject, organisation, compared, drop_missing, at) -> dict:
    entry, year, plan = _plan(subject, organisation)
    before = [_plain(row) for row in plan.indicators.order_by("position")] if plan else []
    goal = compared.lines[0].cells.get("goal") or (plan.goal if plan else "")
    rows = [_typed(line.cells) for line in compared.lines]
    row = performance.write_plan(actor=actor, entry=entry, year=year, goal=goal, at=at, indicators=rows)
    return {"plan": row.pk, "before": before, "moves": row.moves.count()}


def _plain(row) -> dict:
    return {key: str(getattr(row, key)) if getattr(row, key) is not None else None for key in KEYS}


def _typed(cells: dict) -> dict:
    value = cells["value"]
    return {key: cells[key] for key in KEYS} | {
        "value": Decimal(value) if value is not None else None, "weight": Decimal(cells["weight"])
    }  # fmt: skip


def take_back_targets(*, actor, subject, facts, at) -> None:
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=facts["plan"])
    if plan.state != PlanState.DRAFT or plan.moves.count() != facts["moves"]:
        raise MoveRefused("导入之后又改过或者报送过，不能撤销。")
    performance.write_plan(
        actor=actor, entry=plan.entry, year=plan.year, goal=plan.goal, at=at,
        indicators=[_typed(cells) for cells in facts["before"]],
    )  # fmt: skip


TARGETS_IMPORT = register(
    ImportKind(
        key="targets", label="绩效目标表", permission="fill_funds", judge=judge_targets, write=write_targets,
        place=place, take_back=take_back_targets,
    )
)  # fmt: skip


# --- 项目支出绩效自评表 -----------------------------------------------------------------------------------------------


def _assessment(subject: str, organisation) -> tuple[Plan | None, Assessment | None]:
    _, _, plan = _plan(subject, organisation)
    rows = plan.assessments.filter(kind=AssessmentKind.SELF) if plan else Assessment.objects.none()
    return plan, rows.order_by("-id").first()


def judge_evaluation(reading: Reading, subject: str, organisation) -> Compared:
    """The rows beside the plan's indicators, found by name; its weights, scores and sums against rule and rows."""
    plan, row = _assessment(subject, organisation)
    faults = _one_sheet(reading, "自评表")
    if row is None:
        return Compared(
            [Line.of(item) for item in reading.items],
            faults=[*faults, "还没有开展绩效自评。请先在绩效目标页面按“开展绩效自评”。"],
        )
    if row.state != AssessmentState.DRAFT:
        faults.append(f"绩效自评现在是“{row.get_state_display()}”，不能导入。")
    known = {_squeezed(one.name): one for one in plan.indicators.order_by("position")}
    answers = {int(one["indicator"]): one for one in row.rows}
    lines = []
    for item in reading.items:
        line = Line.of(item)
        indicator = known.pop(_squeezed(line.name), None)
        if line.state != REFUSED and indicator is None:
            line.refuse(
                f"“{line.name}”不在批复的绩效目标里，或者写了两次。请按批复的指标名称填写。", "unknown_indicator"
            )
        if line.state != REFUSED:
            _judge_answer(line, item.data, item.get("remark").strip(), indicator, answers.get(indicator.pk))
        lines.append(line)
    faults += [f"表格里缺少指标“{one.name}”。请补上后重新上传。" for one in known.values()]
    for sheet in reading.sheets:
        _own_sum(sheet)
    lines += _money_line(reading, row)
    return Compared(lines, warnings=_sums(reading, row), faults=faults)


def _squeezed(name: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", name))


def _judge_answer(line: Line, data: dict, reason: str, indicator, before: dict | None) -> None:
    """What the row says of the indicator, refused in words where the rule forbids it."""
    weight, score = amount_of(data["weight"]), amount_of(data["score"])
    if weight is not None and weight != indicator.weight:
        line.refuse(
            f"“{line.name}”的分值是{weight:f}，批复的是{indicator.weight.normalize():f}。请改回批复的分值。", "weight"
        )
    if data["score"] and score is None:
        line.refuse(f"“{line.name}”的得分“{data['score']}”不是数字。", "score")
    line.key = str(indicator.pk)
    line.cells = {"indicator": indicator.pk, "actual": data["actual"], "value": None, "attainment": None,
                  "score": f"{score:f}" if score is not None else None, "reason": reason}  # fmt: skip
    if indicator.sign == Sign.WORDS:
        line.cells["attainment"] = _step(data["actual"], score, indicator.weight)
    else:
        value = _number(data["actual"], indicator.unit)
        line.cells["value"] = f"{value:f}" if value is not None else None
        if value is not None:
            line.cells["actual"] = f"{value.normalize():f}"
    if line.state != REFUSED:
        try:
            made = performance.answered(indicator, performance.typed(line.cells), AssessmentKind.SELF)
        except MoveRefused as refusal:
            line.refuse(str(refusal), "score")
            return
        if made["ask"] and not reason:
            line.warnings.append(made["ask"])
        _compare(line, before, made)


def _compare(line: Line, before: dict | None, made: dict) -> None:
    labels = {"actual": "实际完成值", "score": "得分", "reason": "偏差原因和改进措施"}
    if before is None:
        return
    line.changes = [
        (label, str(before.get(key) or ""), str(made.get(key) or ""))
        for key, label in labels.items()
        if str(before.get(key) or "") != str(made.get(key) or "")
    ]
    line.state = CHANGED if line.changes else UNCHANGED


def _number(text: str, unit: str) -> Decimal | None:
    """`2370人` in its own unit, `100` and `100%` alike."""
    plain = re.sub(r"[\s,，]", "", unicodedata.normalize("NFKC", text))
    plain = plain.removesuffix(unicodedata.normalize("NFKC", unit)) if unit else plain
    return Decimal(plain) if re.fullmatch(r"[-+]?\d{1,14}(\.\d{1,4})?", plain) else None


def _step(text: str, score: Decimal | None, weight: Decimal) -> int:
    """How far an indicator in words was reached: as it says, else by its score."""
    for step, words in REACHED:
        if any(word in text for word in words):
            return int(step)
    if score is None:
        return int(Attainment.REACHED)
    for step in (Attainment.REACHED, Attainment.PARTLY):
        if score >= scoring.band(step, weight)[0]:
            return int(step)
    return int(Attainment.MISSED)


def _own_sum(sheet) -> None:
    """The points of the indicators and those of 预算执行率 are 100 together: no fault of the sheet."""
    total = sum((amount_of(item.data.get("weight") or "") or Decimal(0) for item in sheet.items), Decimal(0))
    if total + FundRule.ours().execution_weight == 100:
        sheet.warnings = [said for said in sheet.warnings if said.code != Reason.WEIGHT_SUM_NOT_100]


def _sums(reading: Reading, row: Assessment) -> list[str]:
    """What the sheet says of its totals and its money beside what its rows and the records say."""
    found = []
    for sheet in reading.sheets:
        scores = [amount_of(item.data.get("score") or "") for item in sheet.items]
        total = sum((score for score in scores if score is not None), Decimal(0))
        stated = amount_of(sheet.totals[-1][2].get("score", "")) if sheet.totals else None
        sums = _with_parts(row, _parts(sheet)).sums
        execution = scoring.execution_score(sums[2], sums[1], Decimal(FundRule.ours().execution_weight))
        if stated is not None and stated not in (total, total + execution):
            found.append(
                f"总分写的是{stated:f}，各项相加是{total:f}，加上执行率得分是{total + execution:f}。系统按后者计算。"
            )
        for label, amount in zip(("年初预算数", "全年预算数", "全年执行数"), sums, strict=True):
            text = next((sheet.facts[key] for key in sheet.facts if key == f"年度资金总额/{label}"), None)
            written = amount_of(text) if text else None
            if written is not None and written * 10_000 != amount:
                found.append(
                    f"{label}写的是{written:f}万元，系统记录的是{(amount / 10_000).normalize():f}万元。按系统记录计算。"
                )
    return found


MONEY_CELLS = (
    ("carried_executed", "结转", "全年执行数"), ("other_initial", "其他资金", "年初预算数"),
    ("other_budget", "其他资金", "全年预算数"), ("other_executed", "其他资金", "全年执行数"),
)  # fmt: skip


def _parts(sheet) -> dict[str, Decimal]:
    """The money that only the department knows as the sheet states it (万元), in 元; what it doesn't state is out."""
    found = {}
    for name, head, column in MONEY_CELLS:
        for key, text in sheet.facts.items():
            amount = amount_of(text) if head in key and key.endswith(f"/{column}") else None
            if amount is not None:
                found[name] = amount * 10_000
    return found


def _with_parts(row: Assessment, parts: dict) -> Assessment:
    for name, amount in parts.items():
        setattr(row, name, amount)
    return row


def _money_line(reading: Reading, row: Assessment) -> list[Line]:
    """The sheet's own money as a line of the preview, where it states any."""
    parts = {name: amount for sheet in reading.sheets for name, amount in _parts(sheet).items()}
    if not parts:
        return []
    line = Line("资金来源", key="money", sheet=reading.sheets[0].sheet, cells={k: f"{v}" for k, v in parts.items()})
    line.changes = [
        (Assessment._meta.get_field(name).verbose_name, f"{getattr(row, name):.2f}", f"{amount:.2f}")
        for name, amount in parts.items()
        if getattr(row, name) != amount
    ]
    line.state = CHANGED if line.changes else UNCHANGED
    return [line]


def write_evaluation(*, actor, subject, organisation, compared, drop_missing, at) -> dict:
    _, row = _assessment(subject, organisation)
    before = {"rows": row.rows, "parts": {name: f"{getattr(row, name)}" for name in performance.PARTS}}
    parts = next((line.cells for line in compared.lines if line.key == "money"), {})
    row = performance.answer(
        actor=actor, assessment=row,
        rows=[performance.typed(line.cells) for line in compared.lines if line.key != "money"],
        summary=row.summary, measures=row.measures, parts=parts, at=at,
    )  # fmt: skip
    return {"assessment": row.pk, "before": before, "moves": row.moves.count()}


def take_back_evaluation(*, actor, subject, facts, at) -> None:
    row = Assessment.objects.select_for_update(of=("self",)).get(pk=facts["assessment"])
    if row.state != AssessmentState.DRAFT or row.moves.count() != facts["moves"]:
        raise MoveRefused("导入之后又改过或者报送过，不能撤销。")
    performance.answer(
        actor=actor, assessment=row, rows=[performance.typed(one) for one in facts["before"]["rows"]],
        summary=row.summary, measures=row.measures, parts=facts["before"]["parts"], at=at,
    )  # fmt: skip


EVALUATION_IMPORT = register(
    ImportKind(
        key="fund_evaluation", label="绩效自评表", permission="fill_funds", judge=judge_evaluation,
        write=write_evaluation, place=place, take_back=take_back_evaluation,
    )
)  # fmt: skip
