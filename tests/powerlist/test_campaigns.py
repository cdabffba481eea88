"""清理任务: opened by 审改办, filled and handed in by the bodies, watched, urged, returned, inspected, closed."""

from datetime import date, datetime
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook

from core.workflow import MoveRefused
from powerlist import actions
from powerlist.enums import ListKind, Standing
from powerlist.models import Campaign, CampaignMove, Contact, Inspection, PartMove, Urging
from powerlist.queries import campaigns
from tests.factories import OrganisationFactory, staff_with
from tests.powerlist.people import PDF, a_set, add

pytestmark = pytest.mark.django_db

FORMS = ("public_services", "powers", "contacts")
DAYS = {
    "starts_on": date(2026, 7, 1),
    "contacts_by": date(2026, 7, 15),
    "check_ends": date(2026, 7, 31),
    "review_ends": date(2026, 9, 30),
    "publish_ends": date(2026, 10, 31),
}


def at(month, day, hour=9):
    return datetime(2026, month, day, hour, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def county():
    """A county with 审改办 above and two departments below, each with a clerk of its own."""
    root = OrganisationFactory(county=True)
    found = SimpleNamespace(
        root=root,
        reviewer=staff_with("review_lists", organisation=root),
        auditor=staff_with("audit", organisation=root),
    )
    found.bodies = [department(root), department(root)]
    return found


def department(root, **fields):
    body = OrganisationFactory(parent=root, **fields)
    return SimpleNamespace(organisation=body, clerk=staff_with("fill_lists", organisation=body))


def opened(county, **fields):
    facts = {"title": "2026年集中清理", "document_number": "漳政办发〔2026〕60号", "forms": FORMS, **DAYS, **fields}
    return actions.open_campaign(actor=county.reviewer, organisation=county.root, at=at(7, 1), **facts)


def name_people(body):
    for place, role in enumerate(("head", "liaison"), 1):
        Contact.objects.create(organisation=body.organisation, role=role, name=f"李{place}", position_no=place)


def part_of(campaign, body):
    return campaign.parts.select_related("campaign", "organisation").get(organisation=body.organisation)


def fill(body, send=True):
    """Both lists of entries filled in within the campaign."""
    day = at(7, 10)
    powers = a_set(body, at=day)
    add(body, powers)
    services = a_set(body, kind=ListKind.PUBLIC_SERVICES, at=day)
    add(body, services, name="林业技术咨询", category="20", content={"content": "咨询", "phone": "0932-4862277"})
    if send:
        actions.submit(actor=body.clerk, change_set=powers, at=day)
        actions.submit(actor=body.clerk, change_set=services, at=day)
    return powers, services


def handed_in(campaign, body, day=None):
    name_people(body)
    fill(body)
    return actions.hand_in(actor=body.clerk, part=part_of(campaign, body), at=day or at(7, 20))


def standings(campaign, day):
    return [row.standing for row in campaigns.progress(campaign, day)]


# --- the whole way ---------------------------------------------------------------------------------------------------


def test_a_campaign_from_its_opening_to_its_end(county):
    first, second = county.bodies
    campaign = opened(county)
    assert campaign.number == "QL2026001" and campaign.forms == ["public_services", "powers", "contacts"]
    assert standings(campaign, date(2026, 7, 2)) == [Standing.NOT_BEGUN, Standing.NOT_BEGUN]

    with pytest.raises(MoveRefused, match="工作负责人、联络员"):
        actions.hand_in(actor=first.clerk, part=part_of(campaign, first), at=at(7, 5))
    name_people(first)
    with pytest.raises(MoveRefused, match="公共服务事项登记表"):
        actions.hand_in(actor=first.clerk, part=part_of(campaign, first), at=at(7, 5))
    powers, services = fill(first, send=False)
    assert powers.campaign == campaign
    assert standings(campaign, date(2026, 7, 12))[0] == Standing.FILLING
    with pytest.raises(MoveRefused, match="还没有报送审核"):
        actions.hand_in(actor=first.clerk, part=part_of(campaign, first), at=at(7, 12))
    actions.submit(actor=first.clerk, change_set=powers)
    actions.withdraw(actor=first.clerk, change_set=services)
    with pytest.raises(MoveRefused, match="写明为什么"):
        actions.declare_none(actor=first.clerk, part=part_of(campaign, first), form="public_services", reason=" ")
    actions.declare_none(
        actor=first.clerk, part=part_of(campaign, first), form="public_services", reason="都在权力清单里", at=at(7, 18)
    )
    actions.hand_in(actor=first.clerk, part=part_of(campaign, first), at=at(7, 20))
    assert standings(campaign, date(2026, 8, 2)) == [Standing.HANDED_IN, Standing.LATE]

    assert actions.remind_late(actor=county.reviewer, campaign=campaign, words="请周五前报送", at=at(8, 2)) == 1
    urged = Urging.objects.get(settled_at__isnull=True)
    assert (urged.organisation, urged.permission) == (second.organisation, "fill_lists")
    assert "请周五前报送" in urged.text and not Campaign.objects.get().words

    with pytest.raises(PermissionDenied):
        actions.return_part(
            actor=second.clerk, part=part_of(campaign, first), reason="x", redo_by=date(2026, 8, 9), at=at(8, 3)
        )
    actions.return_part(
        actor=county.reviewer, part=part_of(campaign, first), reason="依据不全", redo_by=date(2026, 8, 9), at=at(8, 3)
    )
    assert standings(campaign, date(2026, 8, 4))[0] == Standing.RETURNED
    assert standings(campaign, date(2026, 8, 10))[0] == Standing.LATE
    actions.hand_in(actor=first.clerk, part=part_of(campaign, first), at=at(8, 8))
    assert campaigns.progress(campaign, date(2026, 8, 9))[0].returns == 1

    with pytest.raises(MoveRefused, match="还有 1 个单位没有报送"):
        actions.close_campaign(actor=county.reviewer, campaign=campaign, at=at(10, 31))
    closed = actions.close_campaign(actor=county.reviewer, campaign=campaign, note="第二局并入第一局", at=at(10, 31))
    assert closed.state == "closed" and not Urging.objects.filter(settled_at__isnull=True).exists()
    with pytest.raises(MoveRefused, match="已经结束"):
        actions.hand_in(actor=second.clerk, part=part_of(campaign, second), at=at(11, 1))
    assert list(CampaignMove.objects.values_list("move", flat=True)) == ["open", "remind", "close"]
    assert list(PartMove.objects.values_list("move", flat=True)) == ["declare", "hand_in", "return", "hand_in"]


def test_only_who_reviews_at_the_county_opens_one(county):
    facts = {"title": "清理", "document_number": "文号", "forms": FORMS, **DAYS}
    with pytest.raises(PermissionDenied):
        actions.open_campaign(actor=county.bodies[0].clerk, organisation=county.root, **facts)
    below = staff_with("review_lists", organisation=county.bodies[0].organisation)
    with pytest.raises(PermissionDenied):
        actions.open_campaign(actor=below, organisation=county.root, **facts)


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": " "}, {"forms": ()}, {"bodies": []}, {"check_ends": date(2026, 7, 1)},
        {"review_ends": date(2026, 7, 31)}, {"publish_ends": date(2026, 9, 1)},
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_new_campaign_is_said(county, wrong):
    with pytest.raises(MoveRefused):
        opened(county, **wrong)
    assert not Campaign.objects.exists()


def test_departments_take_part_by_default_and_townships_do_not(county):
    OrganisationFactory(township=True, parent=county.root)
    OrganisationFactory(parent=county.root, valid_to=date(2026, 1, 1))
    campaign = opened(county)
    assert {part.organisation for part in campaign.parts.all()} == {body.organisation for body in county.bodies}


def test_change_sets_outside_the_campaign_do_not_count(county):
    body = county.bodies[0]
    before = a_set(body, at=at(6, 30))
    campaign = opened(county, forms=("powers", "contacts"))
    other = a_set(body, kind=ListKind.PUBLIC_SERVICES, at=at(7, 3))
    inside = a_set(body, at=at(7, 3))
    assert (before.campaign, other.campaign, inside.campaign) == (None, None, campaign)


def test_a_return_takes_the_waiting_change_sets_along(county):
    body = county.bodies[0]
    campaign = opened(county)
    handed_in(campaign, body)
    part = part_of(campaign, body)
    facts = {"reason": "依据不全", "redo_by": date(2026, 8, 9), "with_sets": True, "at": at(8, 3)}
    actions.return_part(actor=county.reviewer, part=part, **facts)
    assert set(part.change_sets().values_list("state", flat=True)) == {"draft"}
    with pytest.raises(MoveRefused, match="还没有报送审核"):
        actions.hand_in(actor=body.clerk, part=part, at=at(8, 5))


# --- shares ----------------------------------------------------------------------------------------------------------


def test_the_share_of_a_form_counts_its_cells(county):
    body = county.bodies[0]
    campaign = opened(county)
    change_set = a_set(body, at=at(7, 3))
    add(body, change_set)
    add(body, change_set, name="草原征用审核", office="", content={"duties": "", "accountability": ""})
    row = campaigns.progress(campaign, date(2026, 7, 4))[0]
    share = next(share for share in row.shares if share.key == "powers")
    assert (share.rows, share.cells - share.filled) == (2, 3)
    assert share.percent == share.filled * 100 // share.cells
    assert row.percent == share.percent // 3


def test_what_is_declared_as_none_counts_as_done_until_it_is_withdrawn(county):
    body = county.bodies[0]
    campaign = opened(county)
    part = part_of(campaign, body)
    actions.declare_none(actor=body.clerk, part=part, form="powers", reason="没有行政职权")
    share = campaigns.progress(campaign, date(2026, 7, 4))[0].shares[1]
    assert (share.percent, share.whole, share.shown) == (None, 100, "无")
    actions.withdraw_declaration(actor=body.clerk, part=part, form="powers")
    assert campaigns.progress(campaign, date(2026, 7, 4))[0].shares[1].percent == 0
    add(body, a_set(body, at=at(7, 3)))
    with pytest.raises(MoveRefused, match="已经填了内容"):
        actions.declare_none(actor=body.clerk, part=part, form="powers", reason="没有")


def test_the_table_takes_the_same_queries_for_any_number_of_bodies(county, django_assert_num_queries):
    campaign = opened(county)
    with django_assert_num_queries(3):
        campaigns.table(campaign, date(2026, 7, 4), sort="share")
    for body in county.bodies:
        handed_in(campaign, body)
    with django_assert_num_queries(3):
        campaigns.table(campaign, date(2026, 7, 4), sort="share")


def test_a_long_table_is_paged_by_the_body(county, monkeypatch):
    monkeypatch.setattr(campaigns, "FEW", 1)
    campaign = opened(county)
    first = campaigns.table(campaign, date(2026, 7, 4))
    second = campaigns.table(campaign, date(2026, 7, 4), after=first.next)
    assert [row.organisation for row in (*first.rows, *second.rows)] == [b.organisation for b in county.bodies]
    assert not second.next and second.previous


# --- urging ----------------------------------------------------------------------------------------------------------


def test_urging_by_hand_happens_once_a_day(county):
    campaign = opened(county)
    with pytest.raises(MoveRefused, match="没有逾期"):
        actions.remind_late(actor=county.reviewer, campaign=campaign, at=at(7, 31))
    told = [actions.remind_late(actor=county.reviewer, campaign=campaign, at=at(8, day)) for day in (1, 1, 2)]
    assert told == [2, 0, 2]
    assert CampaignMove.objects.filter(move="remind").count() == 2
    with pytest.raises(PermissionDenied):
        actions.remind_late(actor=county.bodies[0].clerk, campaign=campaign, at=at(8, 3))


def test_the_night_reminds_before_an_end_and_marks_the_late_once(county):
    campaign = opened(county, remind_days=(3,))
    watch = actions.watch_campaigns
    assert watch(on=date(2026, 7, 12), at=at(7, 12)) == {"late": 0, "reminded": 2}  # 附件7
    assert watch(on=date(2026, 7, 12), at=at(7, 12)) == {"late": 0, "reminded": 0}
    assert watch(on=date(2026, 7, 28), at=at(7, 28)) == {"late": 0, "reminded": 2}
    handed_in(campaign, county.bodies[0], day=at(7, 30))
    assert watch(on=date(2026, 8, 1), at=at(8, 1)) == {"late": 1, "reminded": 1}
    assert watch(on=date(2026, 8, 2), at=at(8, 2)) == {"late": 0, "reminded": 0}
    assert PartMove.objects.get(move="late").actor_name == "系统"
    assert watch(on=date(2026, 9, 27), at=at(9, 27)) == {"late": 0, "reminded": 1}
    assert Urging.objects.get(permission="review_lists").organisation == county.root


def test_handing_in_settles_what_was_urged(county):
    campaign = opened(county)
    actions.remind_late(actor=county.reviewer, campaign=campaign, at=at(8, 1))
    done = handed_in(campaign, county.bodies[0], day=at(8, 2))
    assert done.was_late
    assert [u.organisation for u in Urging.objects.filter(settled_at__isnull=True)] == [county.bodies[1].organisation]


# --- pages -----------------------------------------------------------------------------------------------------------


def address(campaign, tail=""):
    return f"/desk/lists/campaigns/{campaign.number}/{tail}"


def test_a_department_sees_its_own_part_and_no_other(client, county):
    first, second = county.bodies
    campaign = opened(county)
    client.force_login(first.clerk)
    mine = address(campaign, f"{first.organisation.code}/")
    assert "2026年7月31日 前报送" in client.get("/desk/lists/").content.decode()
    assert client.get(address(campaign)).url == mine
    page = client.get(mine).content.decode()
    assert "我单位的清理任务" in page and f"kind=powers&amp;organisation={first.organisation.code}" in page
    assert client.get(address(campaign, f"{second.organisation.code}/")).status_code == 404
    assert client.get(address(campaign, "progress.xlsx")).status_code == 404
    stranger = department(county.root)
    client.force_login(stranger.clerk)
    assert client.get(address(campaign)).status_code == 404


def test_the_pages_ask_the_same_number_of_queries(client, county, django_assert_max_num_queries):
    campaign = opened(county)
    client.force_login(county.reviewer)
    client.get(address(campaign))
    with django_assert_max_num_queries(30) as asked:
        client.get(address(campaign))
    for body in county.bodies:
        handed_in(campaign, body)
    with django_assert_max_num_queries(len(asked)):
        assert client.get(address(campaign)).status_code == 200


def test_acts_by_the_page(client, county):
    first = county.bodies[0]
    campaign = opened(county, check_ends=date(2026, 7, 16))
    part = address(campaign, f"{first.organisation.code}/")
    client.force_login(first.clerk)
    answer = client.post(f"{part}hand_in/")
    assert answer.status_code == 409 and "附件7" in answer.content.decode()
    answer = client.post(f"{part}declare/", {"declare-form": "powers", "declare-reason": "没有行政职权"})
    assert answer.status_code == 302 and "没有行政职权" in client.get(part).content.decode()
    client.force_login(county.reviewer)
    answer = client.post(
        f"{part}inspect/",
        {
            "inspect-on": "2026-07-10",
            "inspect-people": "县政府督查室",
            "inspect-finding": "进度较慢",
            "inspect-file": SimpleUploadedFile("督查通报.pdf", PDF, "application/pdf"),
            "no_secrets": "yes",
        },
    )
    assert answer.status_code == 302
    record = Inspection.objects.get()
    file = client.get(address(campaign, f"inspections/{record.pk}/"))
    assert b"".join(file.streaming_content) == PDF
    assert "进度较慢" in client.get(address(campaign)).content.decode()
    assert client.post(address(campaign, "acts/remind/"), {"remind-words": ""}).status_code == 302
    assert Urging.objects.filter(kind="campaign").count() == 2
    client.force_login(first.clerk)
    assert "请尽快报送清理材料" in client.get("/desk/lists/").content.decode()


def test_a_campaign_is_opened_by_the_page(client, county):
    client.force_login(county.reviewer)
    page = client.get("/desk/lists/campaigns/new/").content.decode()
    assert "部门权责清单工作负责人和联络员名单" in page
    typed = {name: day.isoformat() for name, day in DAYS.items()}
    typed |= {"title": "集中清理", "document_number": "文号", "remind_days": "5，2", "forms": FORMS}
    typed |= {"bodies": [county.bodies[0].organisation.pk]}
    answer = client.post("/desk/lists/campaigns/new/", typed | {"remind_days": "很多"})
    assert answer.status_code == 200 and "1到90之间" in answer.content.decode()
    assert client.post("/desk/lists/campaigns/new/", typed).status_code == 302
    campaign = Campaign.objects.get()
    assert campaign.remind_days == [5, 2] and campaign.parts.count() == 1
    client.force_login(county.bodies[0].clerk)
    assert client.get("/desk/lists/campaigns/new/").status_code == 404


def test_the_progress_table_is_taken_away(client, county):
    campaign = opened(county)
    county.bodies[1].organisation.name = "=1+1局"
    county.bodies[1].organisation.save()
    handed_in(campaign, county.bodies[0])
    client.force_login(county.auditor)
    data = b"".join(client.get(address(campaign, "progress.xlsx")).streaming_content)
    rows = list(load_workbook(BytesIO(data)).active.iter_rows(min_row=3, values_only=True))
    assert rows[0][:3] == ("单位", "状态", "填报率") and len(rows) == 3
    assert rows[1][:2] == (county.bodies[0].organisation.name, "已报送")
    assert rows[2][0] == "'=1+1局"


# --- the last days moved ----------------------------------------------------------------------------------------------


def move_ends(county, campaign, day=None, **facts):
    facts = {"reason": "县政府同意延期", **facts}
    return actions.move_ends(actor=county.reviewer, campaign=campaign, at=day or at(7, 25), **facts)


def test_a_moved_end_is_told_and_what_was_urged_by_the_old_one_is_settled(county):
    campaign = opened(county)
    first, second = county.bodies
    handed_in(campaign, first)
    actions.watch_campaigns(on=date(2026, 8, 2), at=at(8, 2))
    assert Urging.objects.filter(key__contains=":late:", settled_at__isnull=True).count() == 1
    assert move_ends(county, campaign, at(8, 3), check_ends=date(2026, 8, 20)) == 1
    assert not Urging.objects.filter(key__contains=":late:", settled_at__isnull=True).exists()
    told = Urging.objects.get(key__contains=":moved:")
    assert told.organisation == second.organisation and "由2026-07-31改为2026-08-20。县政府同意延期" in told.text
    campaign.refresh_from_db()
    assert not part_of(campaign, second).is_late(date(2026, 8, 19)) and campaign.check_ends == date(2026, 8, 20)
    moved = campaigns.moved_ends(campaign)
    assert moved[0]["days"] == [("自查清理截止", date(2026, 7, 31), date(2026, 8, 20))]
    assert CampaignMove.objects.filter(subject=campaign, move="move_ends").get().actor_name


def test_a_moved_end_of_the_review_is_told_to_all_and_to_those_who_judge(county):
    campaign = opened(county)
    handed_in(campaign, county.bodies[0])
    assert move_ends(county, campaign, review_ends=date(2026, 10, 10), publish_ends=date(2026, 11, 20)) == 4
    to = set(Urging.objects.filter(key__contains=":moved:").values_list("permission", flat=True))
    assert to == {"fill_lists", "give_legality", "record_decision"}


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"check_ends": date(2026, 8, 20), "reason": " "}, "为什么"),
        ({"check_ends": DAYS["check_ends"]}, "没有要调整的"),
        ({"check_ends": date(2026, 7, 20)}, "今天以前"),
        ({"check_ends": date(2026, 9, 30)}, "集中审核截止"),
    ],
)
def test_an_end_that_cannot_be_moved_is_refused_in_words(county, facts, words):
    campaign = opened(county)
    with pytest.raises(MoveRefused, match=words):
        move_ends(county, campaign, **facts)
    assert not CampaignMove.objects.filter(move="move_ends").exists()
    with pytest.raises(PermissionDenied):
        actions.move_ends(
            actor=county.bodies[0].clerk,
            campaign=campaign,
            reason="我要晚交",
            check_ends=date(2026, 8, 20),
            at=at(7, 25),
        )


def test_the_roster_counts_as_it_was_handed_in(county):
    campaign = opened(county)
    body = county.bodies[0]
    part = handed_in(campaign, body)
    assert [person["name"] for person in part.roster] == ["李1", "李2"] and "mobile" not in part.roster[0]
    Contact.objects.all().delete()
    shares = {share.key: share for share in campaigns.progress(campaign, date(2026, 7, 25))[0].shares}
    assert shares["contacts"].percent == 100
    shown = campaigns.roster_of(part_of(campaign, body))
    assert shown["kept_on"] == date(2026, 7, 20) and [p["label"] for p in shown["people"]][1] == "联络员"
    back = actions.return_part(
        actor=county.reviewer, part=part, reason="名单不全", redo_by=date(2026, 8, 5), at=at(7, 26)
    )
    shares = {share.key: share for share in campaigns.progress(campaign, date(2026, 7, 27))[0].shares}
    assert shares["contacts"].percent == 0 and campaigns.roster_of(back) == {"people": [], "kept_on": None}
