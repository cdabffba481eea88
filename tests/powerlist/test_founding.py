"""A basis off the register stops 终审 and 公布 until it is recorded or verified; a department's paper never founds."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from core.registers import ChangeSetState
from core.workflow import MoveRefused
from powerlist import actions
from powerlist.actions.comparing import compare
from powerlist.models import BasisVerification, Citation, Law
from powerlist.queries.founding import unrecorded_of
from tests.powerlist.people import WALK, a_set, add, office, published, sent
from tests.powerlist.sheets import book

pytestmark = pytest.mark.django_db
S = ChangeSetState
RULE = "《林木种苗管理办法》（国家林业局令第12号）第三条"
PAPER = {"level": "4", "issuer": "国家林业局", "reason": "核对了纸质文件"}


@pytest.fixture
def people():
    Law.objects.create(title="中华人民共和国森林法", level="1", articles=84)
    return office(name="漳县林业和草原局", short_name="县林草局", nature="department")


def waiting(people, state, basis=RULE):
    """A set with one power on the forest law and one basis more, walked to `state` without anybody's verification."""
    change_set = a_set(people)
    row = add(people, change_set, content={"basis": ["《中华人民共和国森林法》第五十六条", basis]})
    change_set = sent(people, change_set)
    while change_set.state != state:
        change_set = WALK[change_set.state](people, change_set, date(2026, 1, 10))
    return change_set, row


def test_an_unrecorded_basis_stops_the_final_review_and_says_how_to_mend(people):
    change_set, row = waiting(people, S.FINAL)

    with pytest.raises(MoveRefused, match="林木种苗管理办法.*（林木采伐许可证核发）.*录入法规库"):
        WALK[S.FINAL](people, change_set, date(2026, 1, 10))
    change_set.refresh_from_db()
    assert change_set.state == S.FINAL

    law = actions.record_law(
        actor=people.jurist, version=row, position=2, title="林木种苗管理办法", level="4", issuer="国家林业局",
        number="国家林业局令第12号", effective_on=date(2020, 1, 1),
    )  # fmt: skip
    assert row.citations.get(position=2).law == law
    assert law.history.get().history_user_id == people.jurist.pk
    assert WALK[S.FINAL](people, change_set, date(2026, 1, 10)).state == S.DECIDED


def test_what_was_verified_and_put_out_of_use_stops_the_publication_again(people):
    change_set, row = waiting(people, S.FINAL)
    seen = actions.verify_basis(actor=people.jurist, version=row, position=2, **PAPER)
    citation = row.citations.get(position=2)
    assert (citation.verdict, citation.level, seen.verified_by) == ("verified", "4", people.jurist)
    change_set = WALK[S.FINAL](people, change_set, date(2026, 1, 10))

    seen.active = False
    seen.save()
    publish = {"actor": people.publisher, "change_set": change_set, "secrecy_opinion": "不涉密"}
    with pytest.raises(MoveRefused, match="没有收录"):
        actions.publish(**publish)
    again = actions.verify_basis(actor=people.jurist, version=row, position=2, **PAPER)
    assert again.pk == seen.pk and BasisVerification.history.count() == 3
    assert actions.publish(**publish).state == S.PUBLISHED


def test_who_may_answer_for_a_basis(people):
    _, row = waiting(people, S.SUBMITTED)
    for refused in (people.clerk, people.recorder):
        with pytest.raises(PermissionDenied):
            actions.verify_basis(actor=refused, version=row, position=2, **PAPER)
    with pytest.raises(MoveRefused, match="写明核对了哪份"):
        actions.verify_basis(actor=people.jurist, version=row, position=2, **{**PAPER, "reason": " "})
    with pytest.raises(MoveRefused, match="法规库里已有"):
        actions.verify_basis(actor=people.jurist, version=row, position=1, **PAPER)
    with pytest.raises(MoveRefused, match="认不出来"):
        actions.record_law(
            actor=people.jurist, version=row, position=2, title="别的办法", level="4", issuer="国家林业局"
        )  # fmt: skip
    assert not Law.objects.filter(title="别的办法").exists()


@pytest.mark.parametrize(
    "basis",
    [
        "林草站《关于采伐管理的办法》（漳林发〔2020〕5号）",
        "漳县水务局《关于采伐管理的办法》（2020年5月1日）",
        "县水务局《关于采伐管理的办法》",
    ],
)
def test_a_paper_of_any_department_of_the_county_is_no_basis(people, basis):
    office(name="漳县水务局", short_name="县水务局", nature="department")
    with pytest.raises(MoveRefused, match="的文件，不能作依据"):
        add(people, a_set(people), content={"basis": ["《中华人民共和国森林法》第五十六条", basis]})


@pytest.mark.parametrize(
    "number", ["漳政发〔2020〕5号", "漳政办发〔2020〕5号", "漳委发〔2020〕5号", "甘林发〔2020〕5号"]
)
def test_papers_of_the_government_and_of_the_levels_above_are_not_a_departments(people, number):
    add(
        people,
        a_set(people),
        content={"basis": ["《中华人民共和国森林法》第五十六条", f"《关于甲的意见》（{number}）"]},
    )


def test_an_invented_short_name_is_neither_verified_nor_recorded_as_a_law(people):
    """Its words don't tell whose it is; who looks at the paper does, and a law recorded past this is caught later."""
    change_set, row = waiting(people, S.FINAL, "《采伐管理暂行办法》第三条")
    own = {"actor": people.jurist, "version": row, "position": 2, "issuer": "县林草局"}
    with pytest.raises(MoveRefused, match="本单位自己的文件"):
        actions.verify_basis(**own, level="6", reason="核对了")
    with pytest.raises(MoveRefused, match="本单位自己的文件"):
        actions.record_law(**own, level="6", title="采伐管理暂行办法")

    Law.objects.create(title="采伐管理暂行办法", level="5", issuer="漳县林业和草原局")
    with pytest.raises(MoveRefused, match="本单位自己的文件，不能作依据"):
        WALK[S.FINAL](people, change_set, date(2026, 1, 10))


def test_a_law_recorded_later_is_known_on_texts_in_force(people):
    change_set, row = waiting(people, S.SUBMITTED)
    other = a_set(people)
    listed = add(people, other, name="林木种苗许可", content={"basis": ["《中华人民共和国森林法》第一条", RULE]})
    published(people, other)
    BasisVerification.objects.all().delete()
    Citation.objects.filter(version=listed, position=2).update(verdict="title_unknown")

    actions.record_law(
        actor=people.jurist, version=row, position=2, title="林木种苗管理办法", level="4", issuer="国家林业局",
        number="国家林业局令第12号",
    )  # fmt: skip

    assert listed.citations.get(position=2).law.title == "林木种苗管理办法"


def test_the_page_of_a_set_leads_to_both_forms(client, people, django_assert_max_num_queries):
    change_set, row = waiting(people, S.SUBMITTED)
    address = f"/desk/lists/{change_set.number}/rows/{row.pk}/bases/2/"
    client.force_login(people.clerk)
    page = client.get(f"/desk/lists/{change_set.number}/")
    assert "未收录的依据（1）" in page.content.decode() and address not in page.content.decode()
    assert client.get(address).status_code == 404

    client.force_login(people.jurist)
    assert address in client.get(f"/desk/lists/{change_set.number}/").content.decode()
    page = client.get(address).content.decode()
    for shown in (
        'value="林木种苗管理办法"',
        'value="国家林业局令第12号"',
        'value="国家林业局"',
        '<option value="4" selected',
    ):
        assert shown in page
    empty = client.post(address, {"act": "record", "title": "林木种苗管理办法", "level": "4", "issuer": "国家林业局"})
    assert empty.status_code == 422 and "要填文号或者令号" in empty.content.decode()
    sent_form = {"act": "verify", "level": "4", "issuer": "国家林业局", "reason": "核对了纸质文件"}
    assert client.post(address, sent_form).status_code == 302
    assert unrecorded_of(change_set) == []
    with django_assert_max_num_queries(40):
        page = client.get(f"/desk/lists/{change_set.number}/").content.decode()
    assert f"{people.jurist.display_name}于" in page and "核对过纸质文件：核对了纸质文件" in page


# --- several laws replace one ---------------------------------------------------------------------------------------


def test_a_law_replaced_by_two_names_both_everywhere(client, people):
    old = Law.objects.get(title="中华人民共和国森林法")
    entry = add(people, change_set := a_set(people)).entry
    published(people, change_set)
    first, second = (
        Law.objects.create(title=f"中华人民共和国{name}法", level="1", articles=90) for name in ("甲", "乙")
    )
    old.successions.create(successor=first, note="采伐的规定")
    old.successions.create(successor=second)
    old.status, old.repealed_on = "repealed", date(2026, 3, 1)
    old.save()

    said = Law.objects.index(date(2026, 4, 1)).check("《中华人民共和国森林法》第五十六条").message
    assert "由《中华人民共和国甲法》、《中华人民共和国乙法》替代" in said and "其中相应的一部" in said
    client.force_login(people.clerk)
    for address in (f"/open/laws/{old.pk}/", entry.get_absolute_url(), "/desk/lists/bases/"):
        page = client.get(address).content.decode()
        assert f'href="/open/laws/{first.pk}/"' in page and f'href="/open/laws/{second.pk}/"' in page
        assert "（采伐的规定）" in page
    answer = client.get(f"/api/v1/laws/{old.pk}/").json()
    assert [row["note"] for row in answer["successors"]] == ["采伐的规定", ""]
    assert answer["successor"] == first.title

    row = add(people, draft := a_set(people), name="另一项")
    page = client.get(f"/desk/lists/{draft.number}/rows/{row.pk}/").content.decode()
    assert f'value="{old.pk}-{first.pk}"' in page and f'value="{old.pk}-{second.pk}"' in page


def test_followers_are_named_in_the_admin(client, people):
    old = Law.objects.get(title="中华人民共和国森林法")
    first, second = (Law.objects.create(title=f"中华人民共和国{name}法", level="1") for name in ("甲", "乙"))
    client.force_login(people.jurist)
    sent_form = {
        "title": old.title, "level": "1", "status": "in_force", "articles": 84, "complete": "on",
        "change_reason": "修法",
        "successions-TOTAL_FORMS": 2, "successions-INITIAL_FORMS": 0,
        "successions-0-successor": first.pk, "successions-0-note": "第一章", "successions-1-successor": second.pk,
    }  # fmt: skip

    page = client.post(f"/admin/powerlist/law/{old.pk}/change/", sent_form)

    assert page.status_code == 302
    assert [(link.successor, link.note) for link in old.successions.all()] == [(first, "第一章"), (second, "")]
    assert old.successions.first().history.get().history_user_id == people.jurist.pk
    actions.name_followers(law=old, laws=[second], reason="更正")
    assert list(old.successors.all()) == [second]


# --- 附件3 is judged like 附件6 ---------------------------------------------------------------------------------------


def test_annex_3_is_judged_by_what_may_create_its_powers(people):
    header = [
        "序号",
        "项目名称",
        "实施依据",
        "实施对象",
        "承办机构",
        "公开范围",
        "办理数量",
        "收费（征收）依据和标准",
        "调整意见及理由",
    ]
    rows = [
        ["1", "甲许可", RULE, "公民", "林政股", "社会公开", "3", "无", "保留"],
        ["2", "乙许可", "《中华人民共和国森林法》第八十五条", "公民", "林政股", "社会公开", "3", "无", "保留"],
        [
            "3",
            "丙许可",
            "县林草局《关于采伐的通知》（漳林发〔2020〕5号）",
            "公民",
            "林政股",
            "社会公开",
            "3",
            "无",
            "保留",
        ],
    ]
    data = book(
        ("行政许可类", [["部门行政权力事项分表（行政许可类）"], ["单位（盖章）：漳县林业和草原局"], header, *rows])
    )
    reading = actions.read_workbook(data, "details")
    preview = compare(reading, kind="details", organisation=people.organisation)

    warned = {(found["row"], found["code"]) for found in preview.all_warnings}
    assert {(4, "basis_too_weak"), (4, "law_unrecorded")} <= warned
    assert [(found["row"], found["code"]) for found in preview.refused] == [(5, "article_missing"), (6, "own_paper")]
