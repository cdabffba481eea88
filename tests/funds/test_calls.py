"""申报通知: what it must say, who writes and who publishes, its period; applications to the day."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from core import search
from core.models import SecrecyReview
from core.workflow import MoveRefused
from funds import actions
from funds.enums import ApplicantKind, ApplicationState, CallState
from funds.models import Application, ApplicationMove, Call, Project
from tests.factories import OrganisationFactory, UserFactory, staff_with

from .calls import CRITERIA, FINE, a_call, a_fund, a_project, a_township, an_enterprise, at, pdf, submitted

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "wrong, words",
    [
        ({"criteria": [{"key": "c1", "name": "必要性", "max": 90}]}, "合计是 90 分"),
        ({"criteria": [CRITERIA[0], CRITERIA[0] | {"max": 40}]}, "同名"),
        ({"closes_on": date(2026, 2, 28)}, "早于开始日期"),
        ({"applicants": []}, "申报对象"),
        ({"experts": 2}, "不少于 3 人"),
        ({"budget": Decimal(0)}, "大于零"),
        ({"pass_mark": Decimal(101)}, "0 到 100"),
        ({"notice_days": 0}, "工作日"),
    ],
)
def test_a_call_says_all_it_must(wrong, words):
    with pytest.raises(MoveRefused, match=words):
        a_call(a_fund(), published=False, **wrong)
    assert not Call.objects.exists()


def test_written_by_one_published_by_another():
    fund = a_fund()
    call = a_call(fund, published=False)
    with pytest.raises(MoveRefused, match="编写人"):
        actions.publish_call(actor=fund.writer, call=call, opinion=FINE, at=at("2026-02-25"))
    with pytest.raises(MoveRefused, match="保密审查"):
        actions.publish_call(actor=fund.publisher, call=call, opinion="", at=at("2026-02-25"))
    call.refresh_from_db()
    assert call.state == CallState.DRAFT and call.published_at is None  # nothing half done
    with pytest.raises(PermissionDenied):
        stranger = staff_with("fill_funds", organisation=OrganisationFactory())
        actions.publish_call(actor=stranger, call=call, opinion=FINE, at=at("2026-02-25"))
    call = actions.publish_call(actor=fund.finance, call=call, opinion=FINE, at=at("2026-02-25"))
    assert call.state == CallState.OPEN and SecrecyReview.objects.get(kind="call").key == call.number
    assert search.search("农业产业项目", on=date(2026, 3, 1)).rows[0].address == f"/open/funds/calls/{call.number}/"
    with pytest.raises(MoveRefused, match="不能再改"):
        actions.rewrite_call(actor=fund.writer, call=call, title="换一个")


def test_the_period_changes_only_before_it_ends_and_with_a_reason():
    fund = a_fund()
    call = a_call(fund)
    with pytest.raises(MoveRefused, match="理由"):
        actions.change_period(
            actor=fund.writer, call=call, closes_on=date(2026, 4, 10), reason=" ", at=at("2026-03-30")
        )
    call = actions.change_period(
        actor=fund.writer, call=call, closes_on=date(2026, 4, 10), reason="道路中断", at=at("2026-03-31", "23:59")
    )
    move = call.moves.get(move="change_period")
    assert (move.note, move.facts["before"], move.facts["closes_on"]) == ("道路中断", "2026-03-31", "2026-04-10")
    with pytest.raises(MoveRefused, match="已于 2026-04-10 截止"):
        actions.change_period(
            actor=fund.writer, call=call, closes_on=date(2026, 5, 1), reason="再延", at=at("2026-04-11", "00:00")
        )


def test_submission_is_in_time_to_the_minute():
    """The last minute of the last day in the county's own time still counts; the next one doesn't."""
    fund = a_fund()
    call = a_call(fund)
    early = a_project(fund, an_enterprise())
    with pytest.raises(MoveRefused, match="2026-03-01 开始"):
        submitted(call, early.owner, project=early, when=at("2026-02-28", "23:59"))
    row = submitted(call, early.owner, project=early, when=at("2026-03-31", "23:59"))
    assert row.state == ApplicationState.SUBMITTED
    late = a_project(fund, a_township())
    with pytest.raises(MoveRefused, match="已于 2026-03-31 截止"):
        submitted(call, late.owner, project=late, when=at("2026-04-01", "00:00"))
    assert actions.close_calls(at=at("2026-03-31", "23:59")) == 0
    assert actions.close_calls(at=at("2026-04-01", "00:05")) == 1
    assert Call.objects.get().state == CallState.CHECK


def test_who_may_apply():
    fund = a_fund()
    with pytest.raises(PermissionDenied, match="单位账号"):
        a_project(fund, UserFactory())
    call = a_call(fund, applicants=[ApplicantKind.UNIT])
    with pytest.raises(MoveRefused, match="只面向机关事业单位"):
        submitted(call, an_enterprise())
    other = a_fund("另一项")
    owner = a_township()
    with pytest.raises(MoveRefused, match="另一项资金"):
        submitted(call, owner, project=a_project(other, owner))


def test_sent_twice_is_one_and_what_is_missing_is_named():
    fund = a_fund()
    call = a_call(fund)
    owner = an_enterprise()
    project = a_project(fund, owner)
    day = at("2026-03-10")
    start = {"actor": owner, "project": project, "call": call, "at": day}
    row = actions.begin_application(amount_asked=Decimal("400000"), **start)
    assert actions.begin_application(amount_asked=Decimal("400000"), **start).pk == row.pk
    with pytest.raises(MoveRefused, match="还缺材料：申报书"):
        actions.submit_application(actor=owner, application=row, at=day)
    with pytest.raises(ValidationError):
        actions.attach_material(
            actor=owner, application=row, material="申报书", upload=SimpleUploadedFile("a.pdf", b"MZ"), at=day
        )
    actions.attach_material(actor=owner, application=row, material="申报书", upload=pdf(), at=day)
    with pytest.raises(MoveRefused, match="总投资"):
        actions.submit_application(actor=owner, application=row, at=day)
    actions.set_amount(actor=owner, application=row, amount_asked=Decimal("100000.00"))
    with pytest.raises(PermissionDenied):
        actions.submit_application(actor=an_enterprise("别家"), application=row, at=day)
    first = actions.submit_application(actor=owner, application=row, at=day)
    again = actions.submit_application(actor=owner, application=row, at=at("2026-03-11"))
    assert (first.pk, first.submitted_at) == (again.pk, again.submitted_at)
    assert ApplicationMove.objects.filter(move="submit").count() == 1
    with pytest.raises(MoveRefused, match="不能再改"):
        actions.set_amount(actor=owner, application=row, amount_asked=Decimal("1"))


def test_what_was_submitted_stays_and_correction_has_a_day():
    fund = a_fund()
    call = a_call(fund)
    owner = an_enterprise()
    row = submitted(call, owner)
    actions.save_project(actor=owner, project=row.project, title="改了名的项目")
    row.refresh_from_db()
    assert row.filed["title"] == "沙棘种植基地" and "王小明" not in str(row.filed)
    check = {"actor": fund.writer, "application": row}
    with pytest.raises(MoveRefused, match="理由"):
        actions.check_application(move="refuse", at=at("2026-03-12"), **check)
    with pytest.raises(MoveRefused, match="晚于今天"):
        actions.check_application(
            move="ask_correction", opinion="缺土地证明", correct_by=date(2026, 3, 12), at=at("2026-03-12"), **check
        )
    actions.check_application(
        move="ask_correction", opinion="缺土地证明", correct_by=date(2026, 4, 3), at=at("2026-03-12"), **check
    )
    with pytest.raises(MoveRefused, match="期满前"):
        actions.check_application(move="refuse", opinion="没有补正", at=at("2026-04-03"), **check)
    with pytest.raises(MoveRefused, match="已经过了"):
        actions.correct_application(actor=owner, application=row, note="补了", at=at("2026-04-04", "00:00"))
    row = actions.correct_application(actor=owner, application=row, note="补了", at=at("2026-04-03", "23:59"))
    assert row.state == ApplicationState.SUBMITTED and row.filed["title"] == "改了名的项目"
    row = actions.check_application(actor=fund.writer, application=row, move="pass", at=at("2026-04-04"))
    assert row.state == ApplicationState.PASSED


def test_nobody_checks_his_own_project():
    fund = a_fund()
    call = a_call(fund)
    row = submitted(call, fund.writer)  # the department's own
    with pytest.raises(MoveRefused, match="您自己申报"):
        actions.check_application(actor=fund.writer, application=row, move="pass", at=at("2026-03-12"))
    row = actions.check_application(actor=fund.publisher, application=row, move="pass", at=at("2026-03-12"))
    assert row.state == ApplicationState.PASSED


def test_a_draft_is_seen_by_its_applicant_alone():
    fund = a_fund()
    call = a_call(fund)
    owner = an_enterprise()
    project = a_project(fund, owner)
    row = actions.begin_application(
        actor=owner, project=project, call=call, amount_asked=Decimal(1), at=at("2026-03-10")
    )
    sees = [
        (user, Project.objects.visible_to(user).count(), Application.objects.visible_to(user).count())
        for user in (owner, fund.writer, fund.finance, an_enterprise("别家"))
    ]
    assert [counts for _, *counts in sees] == [[1, 1], [0, 0], [0, 0], [0, 0]]
    actions.attach_material(actor=owner, application=row, material="申报书", upload=pdf(), at=at("2026-03-10"))
    actions.submit_application(actor=owner, application=row, at=at("2026-03-10"))
    assert Application.objects.visible_to(fund.finance).count() == Project.objects.visible_to(fund.writer).count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT contact_name, contact_mobile FROM funds_project")
        assert not any("王小明" in text or "13993212345" in text for text in cursor.fetchone())


def test_a_cancelled_call_keeps_the_projects():
    fund = a_fund()
    call = a_call(fund)
    row = submitted(call, an_enterprise())
    with pytest.raises(MoveRefused, match="理由"):
        actions.cancel_call(actor=fund.writer, call=call, reason="", at=at("2026-03-12"))
    actions.cancel_call(actor=fund.writer, call=call, reason="预算调整", at=at("2026-03-12"))
    row.refresh_from_db()
    assert row.state == ApplicationState.KEPT and "预算调整" in row.outcome_reason


@pytest.mark.django_db(transaction=True)
def test_two_clerks_at_once_and_the_same_submission_twice():
    fund = a_fund()
    call = a_call(fund)
    owner = an_enterprise()
    project = a_project(fund, owner)
    day = at("2026-03-31", "23:59")
    row = actions.begin_application(actor=owner, project=project, call=call, amount_asked=Decimal("100000.00"), at=day)
    actions.attach_material(actor=owner, application=row, material="申报书", upload=pdf(), at=day)

    def together(*acts):
        def run(act):
            try:
                return act()
            except MoveRefused:
                return "refused"
            finally:
                connection.close()

        with ThreadPoolExecutor(len(acts)) as pool:
            return list(pool.map(run, acts))

    def submit():
        return actions.submit_application(actor=owner, application=row, at=day).state

    assert together(submit, submit) == ["submitted", "submitted"]
    assert ApplicationMove.objects.filter(move="submit").count() == 1

    def check(actor, move):
        return actions.check_application(
            actor=actor, application=row, move=move, opinion="意见", at=at("2026-04-01")
        ).state

    done = together(lambda: check(fund.writer, "pass"), lambda: check(fund.publisher, "refuse"))
    assert done.count("refused") >= 1 and ApplicationMove.objects.exclude(move="submit").count() == 1
