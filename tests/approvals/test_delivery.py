"""The licence after the decision (许可法 39, 44): once, whoever dies in between; the papers of every act."""

import io

import pytest
from django.core.exceptions import PermissionDenied
from pypdf import PdfReader

from accounts.models import Message
from approvals import actions, tasks
from approvals.enums import CaseState, PaperKind
from approvals.models import Case, CaseFile, CaseMove
from approvals.queries import archive_faults
from core.workflow import MoveRefused
from licences import documents as licence_documents
from licences.models import Licence

from . import factories
from .factories import at, pdf


def texts(paper) -> str:
    """What a reader can copy out of a paper."""
    with paper.file.open("rb") as kept:
        pages = PdfReader(io.BytesIO(kept.read())).pages
    return "".join(page.extract_text() for page in pages).replace("\n", "")


def test_a_decision_is_followed_by_licence_and_delivery_after_commit(office, django_capture_on_commit_callbacks):
    case = office.reviewed()
    with django_capture_on_commit_callbacks(execute=True):
        actions.grant(case=case, actor=office.decider)
    case.refresh_from_db()
    assert case.state == CaseState.DELIVERED and case.closed_at is not None
    assert case.result.licence.case_number == case.number and case.result.licence.file
    assert Message.objects.filter(number=case.number, title="办理完毕").count() == 1
    assert set(case.files.papers().values_list("paper", flat=True)) >= {PaperKind.GRANTED}


def test_a_worker_killed_between_decision_and_licence_does_it_later_once(office):
    case = office.granted("2026-03-06 10:00")
    assert actions.finish_pending(now=at("2026-03-06 10:00"))["licences"] == 0
    assert actions.finish_pending(now=at("2026-03-06 10:05"))["licences"] == 1
    assert actions.finish_pending(now=at("2026-03-06 10:06"))["licences"] == 0
    tasks.issue_licence(case.pk)
    actions.issue_licence(case=case)
    assert Licence.objects.count() == 1 and CaseMove.objects.filter(move="deliver").count() == 1


def test_a_worker_killed_between_licence_and_file_prints_it_later_once(office, client):
    """Delivered the moment it is issued; until the file is there every page of the holder says so."""
    case = office.granted("2026-03-06 10:00")
    actions.issue_licence(case=case, at=at("2026-03-06 10:01"))
    case.refresh_from_db()
    assert case.state == CaseState.DELIVERED and case.result.licence.awaits_file
    assert f"还没有做好：{case.result.licence.type.name}。" in archive_faults(case)
    client.force_login(office.citizen)
    assert "证照文件正在生成，稍候即可下载" in client.get(f"/me/cases/{case.number}/").content.decode()
    assert [actions.finish_pending(now=at("2026-03-06 10:05"))["files"] for _ in range(2)] == [1, 0]
    page = client.get(f"/me/cases/{case.number}/").content.decode()
    assert "稍候即可下载" not in page and f"/licences/{case.result.licence.number}/file/" in page
    assert not [fault for fault in archive_faults(case) if case.result.licence.type.name in fault]


def test_nothing_half_done_when_a_licence_on_paper_can_not_be_made(office, monkeypatch):
    office.version.licence_type.handover = "window"
    office.version.licence_type.save()
    case = office.granted()

    def broken(licence, face):
        raise RuntimeError("disk full")

    monkeypatch.setattr("licences.documents.render_licence", broken)
    with pytest.raises(RuntimeError):
        actions.issue_licence(case=case)
    case.refresh_from_db()
    assert case.state == CaseState.GRANTED and not Licence.objects.exists()


def test_a_licence_on_paper_waits_at_the_window_until_it_is_handed_over(office):
    case = office.ready("2026-03-06 11:00")
    assert case.state == CaseState.MADE and case.result.licence.file
    assert case.waits_at_window
    assert case.burns_on.isoformat() == "2026-03-20", "the ten days of delivery run on (许可法 44)"
    assert actions.finish_pending(now=at("2026-03-07 10:00"))["licences"] == 0, "made once, it is not made again"
    actions.issue_licence(case=case)
    told = list(Message.objects.filter(number=case.number).order_by("id").values_list("title", flat=True))
    assert told[-1] == "证件已制好"
    with pytest.raises(MoveRefused, match="领取人"):
        actions.hand_over(case=case, actor=office.window, receiver=" ")
    with pytest.raises(PermissionDenied):
        actions.hand_over(case=case, actor=office.handler, receiver="本人")
    done = actions.hand_over(case=case, actor=office.window, receiver="本人", at=at("2026-03-10 09:00"))
    assert (
        not done.waits_at_window
        and done.state == CaseState.DELIVERED
        and done.moves.get(move="hand_over").facts["receiver"] == "本人"
    )
    assert Licence.objects.count() == 1


def test_no_licence_is_handed_over_before_it_is_made(office):
    office.version.licence_type.handover = "window"
    office.version.licence_type.save()
    with pytest.raises(MoveRefused, match="制证中"):
        actions.hand_over(case=office.granted(), actor=office.window, receiver="本人")


def test_an_item_without_licence_is_delivered_by_its_decision(db):
    case = factories.office(licence_type=None).delivered()
    assert case.state == CaseState.DELIVERED and not Licence.objects.exists()


def test_a_case_not_granted_gets_no_licence(office):
    assert actions.issue_licence(case=office.refused()).state == CaseState.REFUSED
    assert not Licence.objects.exists()


def test_the_licence_says_its_matter_without_numbers_of_people(office):
    licence = office.delivered().result.licence
    assert licence.content == {"作坊名称": "老李豆腐坊", "开业日期": "2026-01-05"}


def test_papers_are_numbered_and_made_once_an_act(office):
    case = office.refused("2026-03-06 10:00")
    assert actions.finish_pending(now=at("2026-03-06 11:00"))["papers"] == 3
    assert actions.finish_pending(now=at("2026-03-06 12:00"))["papers"] == 0
    move = case.moves.get(move="refuse")
    assert actions.make_paper(move=move).pk == move.paper.pk
    papers = case.files.papers().order_by("id")
    assert [paper.paper for paper in papers] == ["receipt", "accepted", "refused"]
    assert all("〔2026〕第00001号" in paper.number for paper in papers)
    assert actions.make_paper(move=office.submit().moves.get()).number.endswith("第00002号")


def test_what_the_papers_say(office):
    refused = office.refused("2026-03-06 10:00")
    actions.finish_pending(now=at("2026-03-06 11:00"))
    said = {paper.paper: texts(paper) for paper in refused.files.papers()}
    assert "5个工作日内（2026年3月9日前）" in said["receipt"] and "不是受理决定" in said["receipt"]
    assert refused.query_code in said["receipt"] and "身份证.pdf" in said["receipt"]
    assert "7个工作日，2026年3月12日前" in said["accepted"]
    assert "场所不符合卫生条件" in said["refused"] and "60日内" in said["refused"] and "6个月内" in said["refused"]
    assert all("李小明" in words and office.organisation.name in words for words in said.values())


def test_the_notice_of_correction_lists_everything(office):
    case = office.correcting()
    paper = actions.make_paper(move=case.moves.get(move="ask_correction"))
    said = texts(paper)
    assert "1. 身份证照片不清楚，请重新上传" in said and "不再提出第二次" in said
    case = actions.correct(
        case=case, actor=office.citizen, files=[(office.material, pdf("新照片.pdf"))], at=at("2026-03-09 09:00")
    )
    receipt = actions.make_paper(move=case.moves.get(move="correct"))
    assert "新照片.pdf" in texts(receipt)


def test_markup_in_what_was_typed_prints_as_typed(office):
    office.citizen.name = "<b>李</b>&小明"
    office.citizen.save()
    paper = actions.make_paper(move=office.submit().moves.get())
    assert "<b>李</b>&小明" in texts(paper)


def test_the_paper_is_made_after_commit(office, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        case = office.submit()
    assert CaseFile.objects.filter(case=case, paper="receipt").count() == 1
    assert Case.objects.get().state == "received"


def test_one_case_that_can_not_be_finished_keeps_no_other_waiting(office, monkeypatch):
    broken, good = office.granted("2026-03-06 10:00"), office.granted("2026-03-06 10:00")
    render = licence_documents.render_licence

    def fails_for_one(licence, face):
        if licence.case_number == broken.number:
            raise RuntimeError("a character that no font has")
        return render(licence, face)

    monkeypatch.setattr(licence_documents, "render_licence", fails_for_one)
    done = actions.finish_pending(now=at("2026-03-06 11:00"))
    assert (done["licences"], done["files"]) == (2, 1)
    good.refresh_from_db()
    broken.refresh_from_db()
    assert broken.result.licence.awaits_file and good.result.licence.file
