"""From the ranking to the decision: proposal within the budget, 公示 with objections, 立项. Amounts are in 元."""

import secrets
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from core import workdays
from core.models import Publication, SecrecyReview, Serial
from core.workdays import CalendarEnds
from core.workflow import MoveRefused
from powerlist.models.editions import LETTERS

from ..enums import ApplicationState, CallState, ObjectionState
from ..models import Application, ApplicationFile, Call, Objection, Project, in_wan
from ..notices import tell_objector
from ..permissions import may_publish
from ..workflow import APPLICATIONS, CALLS
from .calls import fire, locked_call
from .disclosure import PUBLICATION
from .projects import begin_application, submit_application

A = ApplicationState


@transaction.atomic
def propose(*, actor, call: Call, amounts: dict[int, Decimal], reason: str = "", at=None) -> Call:
    """Propose funding: {application id: amount}. A later proposal takes the place of the former one.

    MoveRefused: below the pass mark, more than was asked, more than the budget, a better ranked project passed over
    without a reason.
    """
    at = at or timezone.now()
    call = locked_call(call)
    rows = {row.pk: row for row in call.applications.filter(state__in=(A.RANKED, A.PROPOSED)).select_related("project")}
    amounts = {pk: amount for pk, amount in amounts.items() if amount}
    for pk, amount in amounts.items():
        _may_get(call, rows.get(pk), amount)
    total = sum(amounts.values(), Decimal(0))
    if total > call.budget:
        raise MoveRefused(
            f"拟安排合计 {in_wan(total)} 万元，超过安排额度 {in_wan(call.budget)} 万元，"
            f"请调减 {in_wan(total - call.budget)} 万元。"
        )
    last = max((rows[pk].rank for pk in amounts), default=0)
    passed_over = [r for r in rows.values() if r.pk not in amounts and r.rank < last and r.score >= call.pass_mark]
    if passed_over and not reason.strip():
        names = "、".join(f"第 {row.rank} 名{row.filed['title']}" for row in passed_over[:3])
        raise MoveRefused(f"{names} 名次在前却没有安排，请写明理由，理由会公示。")
    call, _ = fire(
        CALLS, call, "propose", actor=actor, at=at, note=reason.strip(), total=str(total),
        amounts={str(pk): str(amount) for pk, amount in sorted(amounts.items())},
    )  # fmt: skip
    for row in sorted(rows.values(), key=lambda r: r.pk):
        if row.state == A.PROPOSED:
            row, _ = fire(APPLICATIONS, row, "drop", actor=actor, at=at, amount_granted=None)
        if row.pk in amounts:
            fire(APPLICATIONS, row, "propose", actor=actor, at=at, amount_granted=amounts[row.pk])
    return call


@transaction.atomic
def post_notice(*, actor, call: Call, opinion: str, at=None) -> Call:
    """公示 the ranking and the proposal for the call's working days, by somebody else than who proposed."""
    at = at or timezone.now()
    call = locked_call(call)
    today = timezone.localdate(at)
    proposer = call.moves.filter(move="propose").order_by("-id").values_list("actor_id", flat=True).first()
    call, _ = fire(
        CALLS, call, "post_notice", actor=actor, at=at, note=opinion, notice_from=today,
        notice_to=_end_of_notice(today, call.notice_days),
    )  # fmt: skip
    SecrecyReview.record(
        kind="call_notice", key=call.number, opinion=opinion, reviewer=actor, authors=[proposer], at=at
    )
    Publication.objects.bump(PUBLICATION)
    return call


@transaction.atomic
def retract_notice(*, actor, call: Call, reason: str, at=None) -> Call:
    """Take the notice back to propose anew; the next notice runs its full time again."""
    at = at or timezone.now()
    call, _ = fire(CALLS, locked_call(call), "retract", actor=actor, at=at, note=reason.strip(), reason=reason)
    Publication.objects.bump(PUBLICATION)
    return call


@transaction.atomic
def file_objection(
    *, call: Call, name: str, contact: str, text: str, application: Application | None = None, at=None
) -> Objection:
    """Take an objection from anyone until the end of the notice's last day; name and contact are kept encrypted.

    It gets a number and a query code, with which its answer is looked up without an account.
    """
    at = at or timezone.now()
    call = locked_call(call)
    today = timezone.localdate(at)
    if call.state != CallState.NOTICE or not call.notice_from <= today <= call.notice_to:
        raise MoveRefused("现在不在公示期内，不能提出异议。有问题请向主管部门反映。")
    if application is not None and (application.call_id != call.pk or application.rank is None):
        raise MoveRefused("这个项目不在公示的名单里。")
    if not (name.strip() and contact.strip() and text.strip()):
        raise MoveRefused("请写明姓名或者单位、联系方式和异议内容，以便核实和答复。")
    return Objection.objects.create(
        number=f"YY{today:%Y%m%d}{Serial.take('fund-objection', today):03d}", call=call, application=application,
        name=name.strip(), contact=contact.strip(), text=text.strip(), filed_at=at,
        query_code="".join(secrets.choice(LETTERS) for _ in range(8)),
    )  # fmt: skip


@transaction.atomic
def answer_objection(
    *, actor, objection: Objection, upheld: bool, answer: str, outcome: str = "", at=None
) -> Objection:
    """Answer an objection before the decision: upheld, its project leaves (`out`) or is checked anew (`check`).

    Not by whoever made the proposal; an answered one isn't answered again.
    """
    at = at or timezone.now()
    call = locked_call(objection.call)
    row = Objection.objects.select_for_update(of=("self",)).select_related("application").get(pk=objection.pk)
    if not may_publish(actor, call):
        raise PermissionDenied("异议由主管部门或者县财政局答复。")
    if row.state != ObjectionState.OPEN:
        raise MoveRefused(f"这件异议已经答复（{row.get_state_display()}），不能再办。")
    if call.state not in (CallState.NOTICE, CallState.RANKED):
        raise MoveRefused("立项已经确定，不能再答复异议。")
    if not answer.strip():
        raise MoveRefused("请写明答复。")
    if CALLS["post_notice"].bar(call, actor):
        raise MoveRefused("提出立项方案的人不能答复对方案的异议，请由另一位工作人员办理。")
    if upheld and row.application_id is not None:
        _uphold(actor, row.application, outcome, answer, at)
    row.state = ObjectionState.UPHELD if upheld else ObjectionState.REJECTED
    row.answer, row.answered_at, row.answered_by = answer.strip(), at, actor
    row.save()
    tell_objector(row)
    Publication.objects.bump(PUBLICATION)
    return row


@transaction.atomic
def decide(*, actor, call: Call, document_number: str, decided_on: date, at=None) -> Call:
    """立项 by a document after the notice: what was proposed is funded, all else is kept in the library."""
    at = at or timezone.now()
    call = locked_call(call)
    if not document_number.strip():
        raise MoveRefused("请填写立项文件的文号。")
    if call.notice_to and decided_on <= call.notice_to:
        raise MoveRefused(f"立项日期要在公示期满（{call.notice_to:%Y-%m-%d}）以后。")
    if decided_on > timezone.localdate(at):
        raise MoveRefused("立项日期不能晚于今天。")
    call, _ = fire(
        CALLS, call, "decide", actor=actor, at=at, document_number=document_number.strip(), decided_on=decided_on
    )
    for row in call.applications.filter(state__in=(A.PROPOSED, A.RANKED)).order_by("pk"):
        if row.state == A.PROPOSED:
            fire(APPLICATIONS, row, "fund", actor=actor, at=at)
        else:
            below = row.score < call.pass_mark
            words = f"得分低于入围分数 {call.pass_mark:f}" if below else "名次在安排额度之外"
            fire(APPLICATIONS, row, "keep", actor=actor, at=at, outcome_reason=words)
    Publication.objects.bump(PUBLICATION)
    return call


@transaction.atomic
def carry_over(*, actor, project: Project, call: Call, at=None) -> tuple[Application, list[str]]:
    """File a project of the library in a new call in one act, with its last amount and the materials it had.

    Returns the application, submitted when nothing is missing, and what is missing else.
    """
    at = at or timezone.now()
    last = project.applications.exclude(call=call).order_by("-submitted_at", "-pk").first()
    asked = min(last.amount_asked if last else project.total_cost, call.budget)
    row = begin_application(actor=actor, project=project, call=call, amount_asked=asked, at=at)
    if row.state != A.DRAFT:
        return row, []
    wanted = {m["name"]: m["required"] for m in call.materials}
    held = set(row.files.filter(removed_at=None).values_list("material", flat=True))
    for file in last.files.filter(removed_at=None) if last else ():
        if file.material in wanted and file.material not in held:
            ApplicationFile.objects.create(
                application=row, material=file.material, file=file.file.name, file_name=file.file_name,
                sha256=file.sha256, uploaded_at=at,
            )  # fmt: skip
    held = set(row.files.filter(removed_at=None).values_list("material", flat=True))
    missing = [name for name, required in wanted.items() if required and name not in held]
    if not missing:
        row = submit_application(actor=actor, application=row, at=at)
    return row, missing


def _may_get(call: Call, row: Application | None, amount: Decimal) -> None:
    if row is None:
        raise MoveRefused("方案里有不在排名中的项目，请刷新后重新提出。")
    title = row.filed["title"]
    if row.score < call.pass_mark:
        raise MoveRefused(f"“{title}”得 {row.score:f} 分，低于入围分数 {call.pass_mark:f} 分，不能拟立项。")
    if amount < 0:
        raise MoveRefused(f"“{title}”的安排金额不能是负数。")
    if amount > row.amount_asked:
        raise MoveRefused(f"“{title}”申请 {in_wan(row.amount_asked)} 万元，安排不能超过申请数额。")


def _uphold(actor, application: Application, outcome: str, answer: str, at) -> None:
    if outcome not in ("out", "check"):
        raise MoveRefused("异议成立的，请选择取消资格或者退回审查。")
    if application.state not in (A.PROPOSED, A.RANKED):
        raise MoveRefused(f"这个项目现在是“{application.get_state_display()}”，不用再处理，请按不成立或者已处理答复。")
    if outcome == "out":
        facts = {"amount_granted": None, "outcome_reason": "公示期间异议成立，取消资格"}
        fire(APPLICATIONS, application, "take_out", actor=actor, at=at, note=answer.strip(), **facts)
    else:
        fire(APPLICATIONS, application, "recheck", actor=actor, at=at, note=answer.strip())


def _end_of_notice(start: date, days: int) -> date:
    calendar = workdays.calendar()
    try:
        return workdays.due(start, days, calendar=calendar)
    except CalendarEnds:
        return workdays.due(start, days, calendar=calendar, provisional=True)
