"""绩效目标 and its assessments: written, submitted, approved or confirmed, published. Money is 元."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from core.models import Publication
from core.registers import VersionState
from core.workflow import MoveRefused

from ..enums import AssessmentKind, AssessmentState, Attainment, PlanState, Sign
from ..kinds import scoring
from ..models import Assessment, AssessmentMove, FundRule, Indicator, Plan, PlanMove, in_wan
from ..permissions import may_fill_entry, may_review_entry
from ..queries.money import money
from ..workflow.performance import ASSESSMENT, PLAN
from .disclosure import PUBLICATION, disclose

PARTS = ("carried_executed", "other_initial", "other_budget", "other_executed")
LISTED = (VersionState.PROPOSED, VersionState.PUBLISHED)
CARRIED = ("dimension", "aspect", "name", "sign", "value", "unit", "words", "weight", "evidence")
FAR = "超过指标值的 {}%，请说明目标偏低的原因。"
SHORT = "没有完成，请说明偏差原因和改进措施。"


@transaction.atomic
def write_plan(*, actor, entry, year: int, goal: str, indicators: Iterable[dict], at=None) -> Plan:
    """Write a fund's 绩效目标 of a year, whole: the indicators given take the place of those that stand.

    MoveRefused once it is submitted; PermissionDenied without the grant at the department.
    """
    at = at or timezone.now()
    plan = Plan.objects.select_for_update(of=("self",)).filter(entry=entry, year=year).first()
    if not may_fill_entry(actor, plan or Plan(entry=entry)):
        raise PermissionDenied("您没有填报这项资金的权限。")
    if plan is not None and plan.state != PlanState.DRAFT:
        raise MoveRefused(
            f"这一年度的绩效目标现在是“{plan.get_state_display()}”，不能修改。需要修改的，请县财政局退回。"
        )
    if plan is None and not entry.versions.filter(year=year, state__in=LISTED).exists():
        raise MoveRefused(f"这项资金不在 {year} 年度的清单里，请先列入清单草稿，再填绩效目标。")
    move = "rewrite" if plan else "write"
    plan = plan or Plan(entry=entry, year=year)
    plan.goal, plan.author = goal.strip(), actor
    plan.save()
    plan.indicators.all().delete()
    rows = [Indicator(plan=plan, position=n, **facts) for n, facts in enumerate(indicators, start=1)]
    for row in rows:
        row.clean_fields(exclude=["plan"])
    Indicator.objects.bulk_create(rows)
    _log(PlanMove, plan, move, actor, at, {"indicators": len(rows)})
    return plan


@transaction.atomic
def carry_plan(*, actor, entry, year: int, at=None) -> Plan:
    """Begin a year's plan with the goal and the indicators of the last one before it. MoveRefused without any."""
    if Plan.objects.filter(entry=entry, year=year).exists():
        raise MoveRefused(f"{year} 年度已经有绩效目标，不再沿用。请直接修改。")
    last = Plan.objects.filter(entry=entry, year__lt=year).order_by("-year").first()
    if last is None:
        raise MoveRefused("以前年度没有绩效目标可以沿用，请直接填写。")
    rows = [{key: getattr(row, key) for key in CARRIED} for row in last.indicators.order_by("position")]
    return write_plan(actor=actor, entry=entry, year=year, goal=last.goal, indicators=rows, at=at)


def submit_plan(*, actor, plan, at=None) -> Plan:
    return PLAN.fire(plan, "submit", actor=actor, at=at)[0]


def send_back_plan(*, actor, plan, opinion: str, at=None) -> Plan:
    return PLAN.fire(plan, "send_back", actor=actor, at=at, note=opinion, opinion=opinion)[0]


def approve_plan(*, actor, plan, opinion: str = "", at=None) -> Plan:
    at = at or timezone.now()
    return PLAN.fire(
        plan, "approve", actor=actor, at=at, note=opinion, opinion=opinion, reviewer=actor, approved_at=at
    )[0]


def reopen_plan(*, actor, plan, opinion: str, at=None) -> Plan:
    """An approved target is opened again, as when the budget is adjusted; it leaves the public until approved anew."""
    plan, _ = PLAN.fire(
        plan, "reopen", actor=actor, at=at, note=opinion, opinion=opinion, approved_at=None, reviewer=None,
        published_at=None, publisher=None,
    )  # fmt: skip
    Publication.objects.bump(PUBLICATION)
    return plan


@transaction.atomic
def publish_plan(*, actor, plan, opinion: str, at=None) -> Plan:
    """公开 of an approved plan by somebody else than its author. MoveRefused in words."""
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if plan.state != PlanState.APPROVED:
        raise MoveRefused("绩效目标批复以后才能公开。")
    return disclose(actor=actor, row=plan, key=f"{plan.entry.code}:{plan.year}", opinion=opinion, at=at)


@transaction.atomic
def open_assessment(*, actor, plan, kind: str, as_of: date, at=None) -> Assessment:
    """Begin to look at an approved plan; the money is what the rows say on that day.

    MoveRefused when there is no approved plan, no budget, or one of this kind already.
    """
    at = at or timezone.now()
    allowed = may_review_entry if kind == AssessmentKind.FINANCE else may_fill_entry
    if not allowed(actor, plan):
        raise PermissionDenied("您没有评价这项资金的权限。")
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if plan.state != PlanState.APPROVED:
        raise MoveRefused("绩效目标还没有批复，不能开展监控和评价。")
    known = plan.assessments.filter(kind=kind)
    if kind == AssessmentKind.MIDYEAR:
        known = known.filter(as_of=as_of)
    if known.exists():
        raise MoveRefused(f"这一年度已经有{AssessmentKind(kind).label}，请在原表上填写。")
    if (
        kind == AssessmentKind.FINANCE
        and not plan.assessments.filter(kind=AssessmentKind.SELF, state=AssessmentState.CONFIRMED).exists()
    ):
        raise MoveRefused("财政评价在部门自评确认之后进行。")
    if not plan.year <= as_of.year <= plan.year + 1:
        raise MoveRefused(f"截止日期应在 {plan.year} 年度之内，或者在次年评价时。")
    if kind != AssessmentKind.MIDYEAR and as_of < date(plan.year, 12, 31):
        raise MoveRefused("自评和财政评价在年度终了以后进行，截止日期应不早于 12 月 31 日。")
    if as_of > timezone.localdate(at):
        raise MoveRefused("截止日期还没有到，请到期后再评。")
    sums = money(plan.entry, plan.year, as_of)
    if sums.budget <= 0:
        raise MoveRefused("这项资金本年度没有预算，不能计算执行率。")
    row = Assessment.objects.create(
        plan=plan,
        kind=kind,
        as_of=as_of,
        initial=sums.initial,
        budget=sums.budget,
        executed=sums.executed,
        carried=sums.carried,
        author=actor,
    )
    _log(AssessmentMove, row, "open", actor, at, {"budget": str(row.budget), "executed": str(row.executed)})
    return row


@transaction.atomic
def answer(
    *,
    actor,
    assessment,
    rows: Iterable[dict],
    summary: str = "",
    measures: str = "",
    parts: dict | None = None,
    at=None,
) -> Assessment:
    """Write what was achieved: {indicator, actual, value, attainment, score, reason} for each indicator.

    `parts` are the columns of PARTS that the department knows alone, in 元: what was spent of last year's money, and
    the money from elsewhere; what isn't given stays.

    A number is scored by rule, and a score typed above the rule's is refused; an indicator in words is scored within
    its band. MoveRefused in words; nothing is written then.
    """
    at = at or timezone.now()
    row = Assessment.objects.select_for_update(of=("self",)).select_related("plan__entry").get(pk=assessment.pk)
    if row.state != AssessmentState.DRAFT or not ASSESSMENT["submit"].allowed(actor, row):
        raise PermissionDenied("这份评价现在不能修改。")
    indicators = {i.pk: i for i in row.plan.indicators.all()}
    given = {int(r["indicator"]): r for r in rows}
    if unknown := set(given) - set(indicators):
        raise MoveRefused(f"有 {len(unknown)} 项指标不在这份绩效目标里，请刷新后再填。")
    sums = money(row.plan.entry, row.plan.year, row.as_of)
    row.initial, row.budget, row.executed, row.carried = sums.initial, sums.budget, sums.executed, sums.carried
    _put_parts(row, parts or {})
    row.rows = [answered(indicators[pk], given[pk], row.kind) for pk in indicators if pk in given]
    row.summary, row.measures, row.author = summary.strip(), measures.strip(), actor
    row.total = None if row.kind == AssessmentKind.MIDYEAR else total_of(row)
    row.save()
    _log(AssessmentMove, row, "answer", actor, at, {"total": str(row.total) if row.total is not None else None})
    return row


def _put_parts(row: Assessment, parts: dict) -> None:
    for name in PARTS:
        setattr(row, name, Decimal(parts.get(name, getattr(row, name)) or 0))
    if min(getattr(row, name) for name in PARTS) < 0:
        raise MoveRefused("资金不能是负数，请核对。")
    if row.carried_executed > row.carried:
        raise MoveRefused(
            f"上年结转只有 {in_wan(row.carried)} 万元，执行数 {in_wan(row.carried_executed)} 万元超过了它。"
        )
    if row.carried_executed > row.executed:
        raise MoveRefused(
            f"上年结转的执行数 {in_wan(row.carried_executed)} 万元，"
            f"比全部执行数 {in_wan(row.executed)} 万元还多，请核对。"
        )
    if row.other_executed > row.other_budget:
        raise MoveRefused("其他资金的执行数超过了它的全年预算数，请先把全年预算数改为调整后的数额。")


def typed(cells: dict) -> dict:
    """An answer kept as plain JSON with its numbers as Decimal again."""
    numbers = {key: Decimal(cells[key]) if cells.get(key) not in (None, "") else None for key in ("value", "score")}
    return cells | numbers


def answered(indicator: Indicator, given: dict, kind: str) -> dict:
    """One indicator's answer in its stored form; numbers as text. `ask` is what a reason is wanted for."""
    answer = {
        "indicator": indicator.pk,
        "actual": str(given.get("actual") or "").strip(),
        "value": None,
        "attainment": given.get("attainment"),
        "rule": None,
        "score": None,
        "reason": str(given.get("reason") or "").strip(),
        "ask": "",
    }
    if not answer["actual"]:
        return answer
    if indicator.sign == Sign.WORDS:
        return _in_words(indicator, given, answer, kind)
    value = given.get("value")
    if value is None:
        raise MoveRefused(f"“{indicator.name}”的实际完成值“{answer['actual']}”不是数字，请只填数字，单位已在表头。")
    target = scoring.Target(indicator.sign, indicator.value, indicator.weight)
    rule = scoring.full_score(target, value)
    answer |= {"actual": f"{value.normalize():f}", "value": str(value), "rule": str(rule)}
    if kind == AssessmentKind.MIDYEAR:
        return answer
    score = given.get("score")
    score = rule if score is None else Decimal(score)
    if not 0 <= score <= rule:
        raise MoveRefused(f"“{indicator.name}”按规则得{rule:f}分，填的是{score:f}分，不能高于规则计算的得分。")
    answer["score"] = str(scoring.points(score))
    percent = FundRule.or_preset().overshoot_percent
    far = scoring.far_above(target, value, percent)
    answer["ask"] = FAR.format(percent) if far else SHORT if score < indicator.weight else ""
    return answer


def _in_words(indicator: Indicator, given: dict, answer: dict, kind: str) -> dict:
    if kind == AssessmentKind.MIDYEAR:
        return answer
    if answer["attainment"] not in Attainment.values:
        raise MoveRefused(f"“{indicator.name}”是定性指标，请选择达成、部分达成或者未达成。")
    least, most = scoring.band(answer["attainment"], indicator.weight)
    score = given.get("score")
    if score is None or not least <= Decimal(score) <= most:
        raise MoveRefused(f"“{indicator.name}”按所选的达成情况，得分应在{least:f}到{most:f}之间。")
    answer["score"] = str(scoring.points(Decimal(score)))
    answer["ask"] = SHORT if answer["attainment"] != Attainment.REACHED else ""
    return answer


def total_of(row: Assessment) -> Decimal:
    """执行率得分 and the scores of all indicators; a missing answer counts nothing until it is given."""
    weight = Decimal(FundRule.ours().execution_weight)
    scores = sum((Decimal(r["score"]) for r in row.rows if r["score"] is not None), Decimal(0))
    _, budget, executed = row.sums
    return scoring.execution_score(executed, budget, weight) + scores


def submit_assessment(*, actor, assessment, at=None) -> Assessment:
    return ASSESSMENT.fire(assessment, "submit", actor=actor, at=at)[0]


def send_back_assessment(*, actor, assessment, opinion: str, at=None) -> Assessment:
    return ASSESSMENT.fire(assessment, "send_back", actor=actor, at=at, note=opinion, opinion=opinion)[0]


@transaction.atomic
def confirm_assessment(*, actor, assessment, at=None) -> Assessment:
    """Confirm: total and grade become facts (优, 良, 中, 差 by the totals in FundRule)."""
    at = at or timezone.now()
    row = Assessment.objects.select_related("plan__entry").get(pk=assessment.pk)
    facts = {}
    if row.kind != AssessmentKind.MIDYEAR:
        total = total_of(row)
        facts = {"total": total, "grade": scoring.grade_of(total, FundRule.ours().grades)}
    return ASSESSMENT.fire(assessment, "confirm", actor=actor, at=at, reviewer=actor, confirmed_at=at, **facts)[0]


@transaction.atomic
def publish_assessment(*, actor, assessment, opinion: str, at=None) -> Assessment:
    """公开 of a confirmed evaluation by somebody else than its author; monitoring stays inside. MoveRefused."""
    row = Assessment.objects.select_for_update(of=("self",)).get(pk=assessment.pk)
    if row.kind == AssessmentKind.MIDYEAR:
        raise MoveRefused("绩效运行监控用于内部管理，不公开。")
    if row.state != AssessmentState.CONFIRMED:
        raise MoveRefused("评价确认以后才能公开。")
    key = f"{row.plan.entry.code}:{row.plan.year}:{row.kind}"
    return disclose(actor=actor, row=row, key=key, opinion=opinion, at=at)


def _log(log, row, move: str, actor, at, facts: dict) -> None:
    log.objects.create(
        subject=row, move=move, source=row.state, target=row.state, actor_id=actor.pk, actor_name=actor.display_name,
        at=at, facts=facts,
    )  # fmt: skip
