"""Review on the page of a case: its acts as forms, what was asked and heard, and how the limit moved."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from approvals import actions
from approvals.models import Case, Consultation
from tests.factories import OrganisationFactory, staff_with

from .factories import at, pdf


@pytest.fixture
def desk(client, office):
    client.force_login(office.handler)
    return client


def post(client, case, move, **said):
    data = {f"{move}-{name}": value for name, value in said.items()}
    return client.post(f"/desk/cases/{case.number}/moves/{move}/", data)


def names(page, key):
    return [row["move"].name for row in page.context[key]]


def test_the_next_act_is_on_top_and_rare_ones_are_folded(desk, office):
    case = office.accepted()
    page = desk.get(f"/desk/cases/{case.number}/")
    assert names(page, "moves") == ["assign", "review", "ask_opinion", "inspect"]
    assert set(names(page, "more")) == {"begin_procedure", "tell_hearing"}
    actions.assign(case=case, actor=office.handler, handler=office.handler)
    desk.force_login(office.decider)
    page = desk.get(f"/desk/cases/{case.number}/")
    assert names(page, "moves") == [] and set(names(page, "more")) == {"assign", "extend", "recuse"}


def test_several_bodies_are_asked_at_once_and_silence_is_said(desk, office):
    case = office.accepted(at=at("2026-03-02 09:00"))
    bodies = [OrganisationFactory(parent=OrganisationFactory()) for _ in range(2)]
    day = timezone.localdate() + timedelta(days=3)
    said = {"question": "消防条件是否符合", "due_on": f"{day}", "organisations": [body.pk for body in bodies]}
    assert post(desk, case, "ask_opinion", **said).status_code == 302
    assert Consultation.objects.open().count() == 2
    Consultation.objects.filter(organisation=bodies[0]).update(due_on=date(2026, 3, 9))
    text = desk.get(f"/desk/cases/{case.number}/").content.decode()
    assert "逾期未答复，不视为同意" in text and "等待答复" in text
    asked = Consultation.objects.get(organisation=bodies[1])
    assert post(desk, case, "withdraw_opinion", consultation=asked.pk).status_code == 302
    assert "已收回" in desk.get(f"/desk/cases/{case.number}/").content.decode()
    page = post(desk, case, "ask_opinion", question="问", due_on=f"{day}", organisations=[case.organisation_id])
    assert page.status_code == 422, "the own body isn't asked"


def test_nobody_withdraws_what_another_case_asked(desk, office):
    case, other = office.accepted(), office.accepted()
    for one in (case, other):
        actions.ask_opinion(
            case=one, actor=office.handler, organisations=[OrganisationFactory()], question="问",
            due_on=date(2026, 3, 9), at=at("2026-03-04 09:00"),
        )  # fmt: skip
    assert post(desk, case, "withdraw_opinion", consultation=other.consultations.get().pk).status_code == 422
    assert Consultation.objects.open().count() == 2


def test_an_inspection_keeps_its_photos_and_a_false_one_keeps_nothing(desk, office):
    case = office.accepted()
    said = {"first": office.handler.pk, "second": office.window.pk, "held_at": "2026-03-05T09:00"}
    said |= {"place": "武阳西路12号", "findings": "与申报一致", "conclusion": "fits"}
    false = SimpleUploadedFile("照片.jpg", b"MZ not a picture", "image/jpeg")
    page = post(desk, case, "inspect", **said, photos=[pdf("笔录.pdf"), false])
    assert page.status_code == 422 and "与申报一致" in page.content.decode()
    assert not case.inspections.exists() and not case.files.filter(kind="inspection").exists()
    assert post(desk, case, "inspect", **said, photos=[pdf("笔录.pdf")]).status_code == 302
    assert case.files.get(kind="inspection").original_name == "笔录.pdf"
    text = desk.get(f"/desk/cases/{case.number}/").content.decode()
    assert "经办乙、窗口甲" in text and "笔录.pdf" in text


def test_a_hearing_by_its_four_steps_with_the_days_of_the_law(desk, office):
    case = office.accepted()
    assert post(desk, case, "tell_hearing", ground="47", parties="申请人、邻居王某").status_code == 302
    page = desk.get(f"/desk/cases/{case.number}/")
    assert names(page, "moves")[:2] == ["assign", "review"] and "answer_hearing" in names(page, "moves")
    assert "5 个工作日" in page.content.decode()
    page = post(desk, case, "answer_hearing", asked_on="")
    assert page.status_code == 422 and "过了这一天才能登记没有人申请" in page.content.decode()
    today = timezone.localdate()
    assert post(desk, case, "answer_hearing", asked_on=f"{today}").status_code == 302
    chair = staff_with("decide_cases", organisation=office.organisation, name="主持丁")
    day = today + timedelta(days=8)
    said = {"held_at": f"{day}T09:00", "place": "三楼会议室", "is_public": "no"}
    assert post(desk, case, "notify_hearing", **said, chair=office.handler.pk).status_code in (302, 422)
    assert post(desk, case, "notify_hearing", **said, chair=chair.pk).status_code == 302
    case.refresh_from_db()
    assert case.hearing.chair == chair and case.hearing.is_public is False
    page = post(desk, case, "minute_hearing", minutes="双方到场", scans=[pdf()])
    assert page.status_code == 422 and "听证还没有举行" in page.content.decode()


def test_the_count_names_what_took_days_out_and_how_the_day_came_about(desk, office):
    case = actions.end_procedure(case=office.special(), actor=office.handler, result="可行", at=at("2026-03-10 09:00"))
    actions.extend(
        case=case, actor=office.decider, days=10, reason="需要核查", approver="王局长", at=at("2026-03-11 09:00")
    )
    page = desk.get(f"/desk/cases/{case.number}/")
    promise = next(row for row in page.context["clocks"] if row["clock"].kind == "promise")
    words, days = zip(*promise["moved"], strict=True)
    assert words == ("原定到期", "专家评审不计入期限", "批准延长")
    assert days[0] == date(2026, 3, 12) < days[1] < days[2] == promise["clock"].due
    assert "专家评审期间 5 天" in promise["skipped"]


def test_who_must_keep_away_is_offered_nowhere(desk, office):
    other = staff_with("handle_cases", "view_cases", organisation=office.organisation, name="经办戊")
    case = office.accepted()
    desk.force_login(office.decider)
    said = {"person": office.handler.pk, "ground": "kinship"}
    assert post(desk, case, "recuse", **said).status_code == 302
    page = desk.get(f"/desk/cases/{case.number}/")
    form = next(row["form"] for row in page.context["moves"] if row["move"].name == "assign")
    assert [key for key, _ in form.fields["handler"].choices] == ["", other.pk]
    assert "与申请人有近亲属等关系" in page.content.decode()
    assert post(desk, case, "assign", handler=office.handler.pk).status_code == 422


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_review_asks_a_fixed_number_of_queries(desk, office, rows, django_assert_num_queries):
    case = office.accepted()
    for number in range(rows):
        body = OrganisationFactory(parent=OrganisationFactory())
        staff_with("handle_cases", organisation=office.organisation, name=f"同事{number}")
        case = actions.ask_opinion(
            case=case, actor=office.handler, organisations=[body], question="问", due_on=date(2026, 3, 9),
            at=at("2026-03-04 09:00"),
        )  # fmt: skip
        case = actions.inspect(
            case=case, actor=office.handler, first=office.handler, second=office.window, place="店内", findings="一致",
            conclusion="fits", held_at=at("2026-03-04 09:00"), at=at("2026-03-05 09:00"),
        )  # fmt: skip
    assert Case.objects.get().inspections.count() == rows
    desk.get(f"/desk/cases/{case.number}/")
    with django_assert_num_queries(26):
        desk.get(f"/desk/cases/{case.number}/")
