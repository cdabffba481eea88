"""How each material is supplied, judged, promised and handed in later."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from approvals import actions
from approvals.models import CaseMaterial, Pledge, StoredMaterial
from approvals.queries.materials import (
    commitment_text,
    digest,
    lacking_text,
    lines_to_correct,
    material_rows,
    saved,
)
from core.masking import blind_index
from core.workflow import MoveRefused
from licences.models import Licence, LicenceCheck
from tests.factories import OrganisationFactory, UserFactory, staff_with

from .factories import ID_NUMBER, LicenceTypeFactory, at, office, pdf

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 9)
PARTS = {
    "materials": [
        {"name": "经营者身份证", "licence_code": "SFZ"},
        {"name": "场所平面图", "necessity": "3"},
        {
            "name": "无违法记录证明",
            "pledge_text": "承诺三年内没有违法记录。",
            "pledge_consequence": "撤销登记（本事项管理办法第九条）",
        },
        {"name": "租赁合同", "necessity": "2", "necessity_note": "自有房屋不用提交"},
    ]
}


@pytest.fixture
def desk():
    return office(parts=PARTS, lacking_basis="《安阳市容缺受理办法》第二十四条")


@pytest.fixture
def draft(desk):
    return desk.draft()


def supply(desk, draft, place: int, how: str, **facts):
    material = desk.version.materials.get(position=place)
    marks = {"lacking": lacking_text(desk.version), "pledged": commitment_text(material)}
    if how in marks:
        facts.setdefault("text_sha256", digest(marks[how]))
    facts.setdefault("at", at("2026-03-02 09:00"))
    return actions.supply_material(case=draft, actor=desk.citizen, material=material, how=how, **facts)


def filed(desk, *, until=DAY):
    """The identity card and the promises of the two others."""
    draft = desk.draft()
    supply(desk, draft, 2, "lacking", until=until)
    supply(desk, draft, 3, "pledged")
    return desk.submit(submission_key=draft.submission_key)


def judged(desk, case, moment="2026-03-03 09:00", **verdicts):
    keys = {m.position: m.pk for m in desk.version.materials.all()}
    pairs = {keys[int(place[1:])]: pair for place, pair in verdicts.items()}
    return actions.judge_materials(case=case, actor=desk.window, verdicts=pairs, at=at(moment))


def lacking(desk, **options):
    case = judged(desk, filed(desk, **options), p1=("good", ""), p3=("good", ""))
    return actions.accept_lacking(case=case, actor=desk.window, at=at("2026-03-03 10:00"))


def licence_of(desk, **facts) -> Licence:
    kind = LicenceTypeFactory(code="SFZ", name="居民身份证")
    defaults = {"holder_document": ID_NUMBER, "holder_index": blind_index(ID_NUMBER), "trust": "B", "source": "excel"}
    return Licence.objects.create(
        **{"type": kind, "organisation": desk.organisation, "number": f"S{kind.pk}", "verification_code": f"V{kind.pk}",
           "holder_name": "李小明", "issued_on": date(2020, 1, 1), "valid_from": date(2020, 1, 1)} | defaults | facts
    )  # fmt: skip


def test_a_licence_on_file_stands_in_and_its_check_is_logged(desk, draft):
    licence = licence_of(desk)
    supply(desk, draft, 1, "licence", licence=licence)
    supply(desk, draft, 2, "lacking", until=DAY)
    supply(desk, draft, 3, "pledged")
    case = desk.submit(files=[], submission_key=draft.submission_key)
    row = case.materials.get(supply="licence")
    assert row.authenticity.case_number == case.number and row.authenticity.result == "genuine"
    assert LicenceCheck.objects.filter(licence=licence).count() == 2  # when it was chosen, and at filing


def test_a_licence_that_ended_before_filing_is_refused(desk, draft):
    licence = licence_of(desk)
    supply(desk, draft, 1, "licence", licence=licence)
    supply(desk, draft, 2, "lacking", until=DAY)
    supply(desk, draft, 3, "pledged")
    Licence.objects.filter(pk=licence.pk).update(valid_to=date(2026, 3, 1))
    with pytest.raises(MoveRefused, match="所选的证照已经失效"):
        desk.submit(files=[], submission_key=draft.submission_key)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"valid_to": date(2026, 3, 1)}, "已经届满"),
        ({"state": "expired", "ended_on": date(2026, 1, 5)}, "已过期（2026-01-05 起）"),
        ({"state": "suspended", "suspended_until": date(2027, 1, 5)}, "已暂扣"),
        ({"state": "revoked", "ended_on": date(2026, 1, 5)}, "已撤销"),
        ({"valid_from": date(2026, 12, 1)}, "才生效"),
    ],
)
def test_an_own_licence_that_can_not_stand_in_is_refused_with_its_reason(desk, draft, facts, words):
    licence = licence_of(desk, **facts)
    with pytest.raises(MoveRefused, match=words.replace("（", ".").replace("）", ".")):
        supply(desk, draft, 1, "licence", licence=licence)
    assert not LicenceCheck.objects.exists() and not draft.materials.exists()


def test_what_the_government_holds_is_counted_as_saved_and_what_is_unusable_is_said(desk, draft):
    supply(desk, draft, 1, "licence", licence=licence_of(desk))
    assert saved(material_rows(draft)) == [desk.version.materials.get(position=1).name]
    Licence.objects.update(state="revoked", ended_on=date(2026, 1, 5))
    first = material_rows(draft, for_choice=desk.citizen)[0]
    assert first.licences == [] and "已撤销" in first.unusable[0][1]


@pytest.mark.parametrize("facts", [{"holder_document": "x", "holder_index": "y"}, {"trust": "D", "source": "holder"}])
def test_anothers_licence_or_an_own_upload_does_not_stand_in(desk, draft, facts):
    with pytest.raises(MoveRefused, match="没有找到能免交|是自行上传的"):
        supply(desk, draft, 1, "licence", licence=licence_of(desk, **facts))


def test_a_stored_material_is_copied_and_only_its_owners(desk, draft):
    kept = actions.store_material(actor=desk.citizen, upload=pdf("621125199001010017.pdf"), title="身份证", kind="form")
    assert kept.original_name == "＊＊＊.pdf" and "6211" not in kept.file.name
    supply(desk, draft, 1, "stored", stored=kept)
    other = StoredMaterial.objects.get(pk=kept.pk)
    with pytest.raises(PermissionDenied):
        actions.forget_material(stored=other, actor=UserFactory())
    actions.forget_material(stored=other, actor=desk.citizen)
    copy = draft.files.get()
    assert copy.file.storage.exists(copy.file.name) and material_rows(draft)[0].supply == "stored"
    theirs = actions.store_material(actor=UserFactory(), upload=pdf(), title="身份证", kind="form")
    with pytest.raises(MoveRefused, match="请从“我的材料”里选"):
        supply(desk, draft, 1, "stored", stored=theirs)


def test_an_upload_takes_the_place_of_a_promise(desk, draft):
    supply(desk, draft, 2, "lacking", until=DAY)
    material = desk.version.materials.get(position=2)
    actions.attach(case=draft, actor=desk.citizen, material=material, upload=pdf())
    assert not Pledge.objects.exists() and material_rows(draft)[1].supply == "uploaded"


def test_a_promise_keeps_the_text_that_was_shown(desk, draft):
    with pytest.raises(MoveRefused, match="承诺书的内容有更新"):
        supply(desk, draft, 3, "pledged", text_sha256=digest("别的"))
    row = supply(desk, draft, 3, "pledged")
    assert "撤销登记" in row.pledge.text and row.pledge.text_sha256 == digest(row.pledge.text)
    assert (row.pledge.promised_name, row.pledge.covers) == ("李小明", ["无违法记录证明"])


@pytest.mark.parametrize("until", [None, date(2026, 3, 2), date(2026, 3, 12)])
def test_a_day_is_promised_that_lies_within_the_promise(desk, draft, until):
    with pytest.raises(MoveRefused, match="最迟 2026-03-11"):
        supply(desk, draft, 2, "lacking", until=until)


def test_what_is_required_may_not_lack_nor_be_pledged_without_a_text(desk, draft):
    with pytest.raises(MoveRefused, match="不能容缺"):
        supply(desk, draft, 1, "lacking", until=DAY)
    with pytest.raises(MoveRefused, match="不能用告知承诺代替"):
        supply(desk, draft, 1, "pledged", text_sha256=digest(""))


def test_nothing_said_of_what_may_lack_is_missing(desk):
    with pytest.raises(MoveRefused, match="场所平面图、无违法记录证明"):
        desk.submit()


def test_lacking_is_accepted_only_when_the_rest_is_good(desk):
    case = filed(desk)
    with pytest.raises(MoveRefused, match="经营者身份证、无违法记录证明"):
        actions.accept_lacking(case=case, actor=desk.window, at=at("2026-03-03 10:00"))
    with pytest.raises(MoveRefused, match="请点“容缺受理”"):
        actions.accept(case=case, actor=desk.window, at=at("2026-03-03 10:00"))
    judged(desk, case, p1=("good", ""), p3=("good", ""))
    case = actions.accept_lacking(case=case, actor=desk.window, at=at("2026-03-03 10:00"))
    assert case.lacking and case.state == "review"
    assert case.moves.get(move="accept_lacking").facts["missing"] == ["场所平面图"]


def test_no_licence_before_what_was_promised_is_good(desk, django_capture_on_commit_callbacks):
    case = lacking(desk)
    actions.review(case=case, actor=desk.handler, opinion="符合", at=at("2026-03-04 09:00"))
    actions.grant(case=case, actor=desk.decider, at=at("2026-03-05 09:00"))
    assert actions.issue_licence(case=case, at=at("2026-03-05 10:00")).state == "granted"
    assert actions.finish_pending(now=at("2026-03-06 09:00"))["licences"] == 0
    plan = desk.version.materials.get(position=2)
    actions.hand_in(case=case, actor=desk.citizen, files=[(plan, pdf("平面图.pdf"))], at=at("2026-03-06 10:00"))
    assert actions.issue_licence(case=case, at=at("2026-03-06 11:00")).state == "granted"  # a clerk looks at it first
    with django_capture_on_commit_callbacks(execute=True):
        judged(desk, case, "2026-03-06 12:00", p2=("good", ""))
    case.refresh_from_db()
    assert case.state == "delivered"


def test_only_the_applicant_hands_in_and_only_what_is_owed(desk):
    case, material = lacking(desk), desk.version.materials.get(position=1)
    with pytest.raises(MoveRefused, match="不是承诺补交的材料"):
        actions.hand_in(case=case, actor=desk.citizen, files=[(material, pdf())], at=at("2026-03-06 10:00"))
    with pytest.raises(PermissionDenied):
        actions.hand_in(case=case, actor=UserFactory(), files=[(material, pdf())], at=at("2026-03-06 10:00"))


def test_late_is_reminded_once_then_a_person_may_terminate_by_the_items_rule(desk):
    case = lacking(desk)
    assert actions.watch_pledges(at=at("2026-03-06 08:20")) == 0
    with pytest.raises(MoveRefused, match="还没有过，或者还没有催交"):
        actions.terminate_lacking(case=case, actor=desk.decider, reason="没有补交", at=at("2026-03-10 09:00"))
    assert [actions.watch_pledges(at=at("2026-03-08 08:20")) for _ in range(2)] == [1, 0]
    with pytest.raises(MoveRefused, match="还没有过"):
        actions.terminate_lacking(case=case, actor=desk.decider, reason="没有补交", at=at("2026-03-09 09:00"))
    case = actions.terminate_lacking(case=case, actor=desk.decider, reason="没有补交", at=at("2026-03-10 09:00"))
    assert case.state == "terminated" and case.pledges.get(kind="lacking").is_broken
    with pytest.raises(MoveRefused, match="以前的承诺没有履行"):
        supply(desk, desk.draft(), 3, "pledged", at=at("2026-03-11 09:00"))


def test_without_a_rule_of_the_item_nothing_is_terminated():
    desk = office(parts=PARTS)
    case = lacking(desk)
    actions.watch_pledges(at=at("2026-03-08 08:20"))
    with pytest.raises(MoveRefused, match="没有规定容缺逾期的后果"):
        actions.terminate_lacking(case=case, actor=desk.decider, reason="没有补交", at=at("2026-03-10 09:00"))


def test_a_broken_promise_bars_until_it_is_repaired(desk):
    case = filed(desk)
    pledge = case.pledges.get(kind="commitment")
    said = {"case": case, "pledge": pledge, "at": at("2026-03-20 09:00")}
    found = actions.check_pledge(actor=desk.window, result="broken", finding="查到处罚一次", **said)
    assert found.consequence == "撤销登记（本事项管理办法第九条）"
    with pytest.raises(MoveRefused, match="已经核查过"):
        actions.check_pledge(actor=desk.window, result="kept", finding="属实", **said)
    draft = desk.draft()
    with pytest.raises(MoveRefused, match="还没有修复"):
        supply(desk, draft, 3, "pledged")
    actions.repair_pledge(actor=desk.decider, note="已缴清罚款", **said)
    assert supply(desk, draft, 3, "pledged").pledge_id


def test_who_works_at_the_body_judges_and_nobody_else(desk):
    case = filed(desk)
    everything = ("receive_cases", "handle_cases", "decide_cases")
    for person in (desk.citizen, staff_with(*everything, organisation=OrganisationFactory())):
        with pytest.raises(PermissionDenied):
            actions.judge_materials(case=case, actor=person, verdicts={})
    for person in (desk.window, desk.handler, desk.decider):
        actions.judge_materials(case=case, actor=person, verdicts={})
    with pytest.raises(MoveRefused, match="场所平面图还没有提交"):
        judged(desk, case, p2=("good", ""))
    with pytest.raises(MoveRefused, match="请写明经营者身份证哪里要补正"):
        judged(desk, case, p1=("wrong", " "))


def test_what_is_wrong_stands_in_the_form_of_the_notice(desk, client):
    case = filed(desk)
    client.force_login(desk.window)
    key = desk.version.materials.get(position=1).pk
    data = {f"verdict-{key}": "wrong", f"words-{key}": "照片不清楚，请重拍"}
    assert client.post(f"/desk/cases/{case.number}/materials/", data).status_code == 302
    assert lines_to_correct(material_rows(case)) == ["经营者身份证：照片不清楚，请重拍"]
    assert "经营者身份证：照片不清楚，请重拍</textarea>" in client.get(f"/desk/cases/{case.number}/").text


def test_an_upload_after_a_correction_is_judged_anew(desk):
    case = judged(desk, filed(desk), p1=("wrong", "照片不清楚"))
    case = actions.ask_correction(case=case, actor=desk.window, items=["重拍"], at=at("2026-03-03 11:00"))
    card = desk.version.materials.get(position=1)
    actions.correct(case=case, actor=desk.citizen, files=[(card, pdf())], at=at("2026-03-04 09:00"))
    assert CaseMaterial.objects.get(case=case, material=card).verdict == ""


def test_the_page_offers_every_way_and_takes_it(desk, client):
    licence_of(desk)
    client.force_login(desk.citizen)
    address = f"/items/{desk.version.item.code}/apply/"
    draft = desk.draft()
    step = len({f.group for f in desk.version.fields.all()}) + 1
    page = client.get(f"{address}?step={step}").text
    for words in ("证照免交", "告知承诺", "以后补交（容缺受理）", "本次不需要"):
        assert words in page, words
    keys = {m.position: m.pk for m in desk.version.materials.all()}
    plan = keys[2]
    until = desk_today() + timedelta(days=1)
    shown = {f"text-lacking-{plan}": digest(lacking_text(desk.version)), f"until-{plan}": until.isoformat()}
    unread = client.post(address, {"step": step, "choose": f"lacking:{plan}", **shown})
    assert unread.status_code == 422 and "请先阅读承诺书" in unread.text
    answer = client.post(address, {"step": step, "choose": f"lacking:{plan}", f"agreed-lacking-{plan}": "1", **shown})
    assert answer.status_code == 302 and draft.materials.get().supply == "lacking"
    assert f"容缺，承诺补交，最迟 {until:%Y-%m-%d}" in client.get(f"{address}?step={step}").text


def test_my_materials_are_ones_own(client, desk):
    kept = actions.store_material(actor=UserFactory(), upload=pdf(), title="别人的", kind="form")
    client.force_login(desk.citizen)
    assert client.get(f"/me/materials/{kept.pk}/").status_code == 404
    assert client.post(f"/me/materials/{kept.pk}/delete/").status_code == 404
    assert client.post("/me/materials/", {"title": "身份证", "kind": "document", "upload": pdf()}).status_code == 302
    page = client.get("/me/materials/").text
    assert "身份证" in page and "别人的" not in page


def test_the_applicant_hands_in_on_the_page(client, desk):
    case, plan = lacking(desk), desk.version.materials.get(position=2)
    client.force_login(desk.citizen)
    assert "还有承诺补交的材料" in client.get(f"/me/cases/{case.number}/").text
    assert client.post(f"/me/cases/{case.number}/hand-in/", {f"material-{plan.pk}": pdf()}).status_code == 302
    assert case.materials.get(material=plan).handed_in_at
    client.force_login(UserFactory())
    assert client.get(f"/me/cases/{case.number}/hand-in/").status_code == 404


def desk_today() -> date:
    from django.utils import timezone

    return timezone.localdate()
