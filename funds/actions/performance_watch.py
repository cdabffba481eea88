"""The nightly watch over targets and findings: evaluations due or late, monitoring that warns, mending near its day.

Each matter is urged once before its day and once after; what is done is settled.
"""

from datetime import date, timedelta

from django.utils import timezone

from powerlist.models import Urging

from ..enums import AssessmentKind, FindingState
from ..models import Assessment, Finding, FundRule
from ..queries.assessments import DONE, Duty, duties, named, plans_to_judge
from ..queries.entries import put_names
from ..queries.performance import monitored
from .telling import tell


def watch_performance(*, on: date | None = None, at=None) -> int:
    """Urge what is near or late, settle what is done; how many messages are new."""
    on = on or timezone.localdate(at)
    if not FundRule.objects.exists():  # the rules were never loaded: nothing can be counted
        return 0
    return tell("performance", [*_evaluations(on), *_behind(on), *_mendings(on)], at=at)


def _evaluations(on: date) -> list[Urging]:
    """To the department when an evaluation is due; to it and to 财政局 once it is late."""
    found = []
    for duty in named(duties(plans_to_judge(on), on)):
        late = bool(duty.late_by(on))
        found.append(_duty(duty, "fill_funds", late))
        if late:
            found.append(_duty(duty, "review_funds", late))
    return found


def _duty(duty: Duty, permission: str, late: bool) -> Urging:
    plan = duty.plan
    return Urging(
        key=f"{duty.kind}:{plan.pk}:{permission}:{'late' if late else 'due'}",
        organisation=plan.entry.organisation,
        permission=permission,
        title=f"“{plan.entry.fund[:120]}”{plan.year} 年度{duty.label}{'已经逾期' if late else '到期应报'}",
        text=f"应在 {duty.due:%Y-%m-%d} 前报送。"
        + ("请尽快报送。" if permission == "fill_funds" else "请督促部门报送。"),
        address=f"/desk/funds/{plan.entry.code}/plans/{plan.year}/",
    )


def _behind(on: date) -> list[Urging]:
    """To the department and 财政局, what the last monitoring of this year found behind the calendar."""
    rows = Assessment.objects.filter(kind=AssessmentKind.MIDYEAR, plan__year=on.year, state__in=DONE)
    rows = rows.select_related("plan__entry__organisation").order_by("plan_id", "-as_of").distinct("plan_id")
    found = []
    for row in put_names(rows, get=lambda row: row.plan.entry):
        names = [line.name for line in monitored(row) if line.behind]
        if not names:
            continue
        shown = "、".join(f"“{name}”" for name in names[:6]) + (f"等 {len(names)} 项" if len(names) > 6 else "")
        found += [
            Urging(
                key=f"behind:{row.pk}:{permission}",
                organisation=row.plan.entry.organisation,
                permission=permission,
                title=f"“{row.plan.entry.fund[:120]}”绩效监控预警",
                text=f"截至 {row.as_of:%Y-%m-%d}，{shown}落后于时间进度。",
                address=f"/desk/funds/assessments/{row.pk}/",
            )
            for permission in ("fill_funds", "review_funds")
        ]
    return found


def _mendings(on: date) -> list[Urging]:
    """To the department before the day and after it; to who found it once it has passed."""
    ahead = on + timedelta(days=FundRule.ours().finding_warning)
    rows = Finding.objects.filter(state=FindingState.OPEN, due_on__lte=ahead).order_by("id")
    found = []
    for row in put_names(rows.select_related("entry__organisation", "found_by")):
        late = row.due_on < on
        told = [(row.entry.organisation, "fill_funds")] + ([(row.found_by, "inspect_funds")] if late else [])
        found += [
            Urging(
                key=f"finding:{row.number}:{row.due_on}:{permission}:{'late' if late else 'near'}",
                organisation=body,
                permission=permission,
                title=f"检查发现 {row.number} {'超过了整改期限' if late else '快到整改期限'}",
                text=f"“{row.entry.fund}”应在 {row.due_on:%Y-%m-%d} 前整改：{row.text[:60]}",
                address=f"/desk/funds/findings/{row.number}/",
            )
            for body, permission in told
        ]
    return found
