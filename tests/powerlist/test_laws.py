"""The register of laws: as of a day, its public pages, and what a citation row holds of it."""

from datetime import date

import pytest

from core.workflow import MoveRefused
from powerlist import actions
from powerlist.actions import load_creation_rules, load_laws
from powerlist.actions.alerts import reread_citations
from powerlist.actions.basis import cite
from powerlist.actions.comparing import compare
from powerlist.citations import CreationRules, rank, read_cell
from powerlist.citations import Law as CitedLaw
from powerlist.enums import Category, LawLevel, LawStatus, ListKind
from powerlist.kinds.basis import Bases
from powerlist.models import BasisAlert, Citation, CreationRule, Law, ListVersion
from powerlist.resources import LawResource
from tests.powerlist.people import a_set, add, office, published
from tests.powerlist.sheets import book as powers_book
from tests.powerlist.sheets import power, powers

pytestmark = pytest.mark.django_db
FOREST = "中华人民共和国森林法"


def a_law(title=FOREST, level="1", **fields):
    followed_by = fields.pop("followed_by", ())
    law = Law.objects.create(title=title, level=level, **{"articles": 84, **fields})
    for other in followed_by:
        law.successions.create(successor=other)
    return law


def an_entry(**fields):
    people = office()
    change_set = a_set(people)
    row = add(people, change_set, **fields)
    published(people, change_set)
    return people, row


def test_a_basis_repealed_later_is_good_for_an_older_text():
    law = a_law(status=LawStatus.REPEALED, repealed_on=date(2026, 8, 15))
    before, after = Law.objects.index(date(2026, 8, 14)), Law.objects.index(date(2026, 8, 15))

    assert before.check(f"《{FOREST}》第五十六条").verdict == "ok"
    assert after.check(f"《{FOREST}》第五十六条").verdict == "repealed"
    assert Law.objects.index().check(f"《{FOREST}》第五十六条").verdict == "repealed"
    assert law.holds_on(date(2026, 8, 14)) and not law.holds_on(date(2026, 8, 15))
    assert list(Law.objects.repealed_by(date(2026, 8, 14))) == []
    assert list(Law.objects.repealed_by(date(2026, 8, 15))) == [law]


def test_a_repealed_law_names_its_successor_and_the_day():
    code = a_law("中华人民共和国生态环境法典")
    a_law("中华人民共和国环境保护法", repealed_on=date(2026, 8, 15), status=LawStatus.REPEALED, followed_by=[code])

    said = Law.objects.index(date(2026, 9, 1)).check("《中华人民共和国环境保护法》第六条").message

    assert "2026年8月15日" in said and "《中华人民共和国生态环境法典》" in said


def test_the_shipped_register_has_issuers_days_and_successors():
    assert load_laws() > 1400
    assert load_laws() == 0

    water = Law.objects.get(title="中华人民共和国水污染防治法")
    assert (water.successors.get().title, water.repealed_on) == ("中华人民共和国生态环境法典", date(2026, 8, 15))
    assert Law.objects.get(title="森林公园管理办法").issuer
    assert Law.objects.get(title="山东省防震减灾条例").level == "3"
    assert not Law.objects.get(title="中华人民共和国飞行基本规则").complete


def test_a_law_that_nobody_touched_follows_the_file_and_a_changed_one_stays():
    load_laws()
    Law.objects.filter(title="中华人民共和国水法").update(issuer="")
    touched = Law.objects.get(title="中华人民共和国专利法")
    touched.articles = 1
    touched.save()

    load_laws()

    assert Law.objects.get(title="中华人民共和国水法").issuer
    assert Law.objects.get(title="中华人民共和国专利法").articles == 1


def test_the_rules_of_creation_are_loaded_once():
    assert load_creation_rules() == CreationRule.objects.count() > 70
    assert load_creation_rules() == 0


def test_a_citation_row_holds_clauses_rank_and_role():
    a_law()
    people = office()
    row = add(people, a_set(people), content={"basis": [
        f"《{FOREST}》第五十六条第一款第（二）项、第五十七条",
        "《林木采伐管理规定》（国家林业局令第9号）第3条",
        "省政府办公厅《关于加强采伐管理的通知》（甘政办发〔2020〕5号）",
    ]})  # fmt: skip

    first, second, third = Citation.objects.filter(version=row).order_by("position")

    assert (first.level, first.role, first.article_no, first.articles) == ("1", "creating", 56, ["56", "57"])
    assert first.clauses == [["56", 1, 2, 0], ["57", 0, 0, 0]]
    assert (second.level, second.role, second.document) == ("4", "implementing", "国家林业局令第9号")
    assert (third.level, third.role) == ("55", "implementing")


def test_the_same_rule_creates_a_penalty():
    people = office()
    row = add(
        people, a_set(people), category=Category.PENALTY, name="对盗伐林木的处罚",
        content={"basis": ["《林木采伐管理规定》（国家林业局令第9号）第三条"]},
    )  # fmt: skip

    assert Citation.objects.get(version=row).role == "creating"


def test_the_list_of_laws_is_searched_and_filtered(client):
    a_law()
    a_law("中华人民共和国乡镇企业法", status=LawStatus.REPEALED)
    a_law("森林防火条例", level="2", number="国务院令第541号")

    assert FOREST in client.get("/open/laws/").content.decode()
    found = client.get("/open/laws/?q=国务院令第541号").content.decode()
    assert "森林防火条例" in found and FOREST not in found
    gone = client.get("/open/laws/?status=repealed").content.decode()
    assert "乡镇企业法" in gone and FOREST not in gone
    assert FOREST not in client.get("/open/laws/?level=2").content.decode()
    assert client.get("/open/laws/?q=没有这样的法").status_code == 200


def test_pages_of_laws_cost_the_same_whatever_they_show(
    client, django_assert_num_queries, django_assert_max_num_queries
):
    client.get("/open/laws/")
    a_law("甲条例", level="2")
    with django_assert_max_num_queries(12) as one:
        client.get("/open/laws/")
    a_law("乙条例", level="2")
    a_law("丙条例", level="2")
    with django_assert_num_queries(len(one)):
        client.get("/open/laws/")


def test_a_law_lists_the_entries_in_force_that_cite_it_by_article(client):
    law = a_law()
    _, row = an_entry(content={"basis": [f"《{FOREST}》第五十六条、第五十八条"]})
    an_entry(name="木材运输证核发", content={"basis": [f"《{FOREST}》第七条"]})

    page = client.get(f"/open/laws/{law.pk}/").content.decode()
    assert page.index("第七条") < page.index("第五十六条")
    assert row.entry.get_absolute_url() in page
    one = client.get(f"/open/laws/{law.pk}/?article=58").content.decode()
    assert row.name in one and "木材运输证核发" not in one
    assert client.get(f"/open/laws/{law.pk}/?article=x'").status_code == 200
    assert client.get("/open/laws/999999/").status_code == 404


def test_an_entry_links_to_its_law_and_says_what_the_basis_does(client):
    law = a_law()
    _, row = an_entry()

    page = client.get(row.entry.get_absolute_url()).content.decode()

    assert f'href="/open/laws/{law.pk}/"' in page and "设定依据" in page


def test_a_text_read_anew_is_judged_as_of_its_day():
    a_law(status=LawStatus.REPEALED, repealed_on=date(2026, 8, 15))
    people = office()
    row = add(people, a_set(people))

    cite([row], on=date(2026, 8, 1))
    assert Citation.objects.get(version=row).verdict == "ok"
    cite(ListVersion.objects.filter(pk=row.pk), on=date(2026, 9, 1))
    assert Citation.objects.get(version=row).verdict == "repealed"


# --- what a row's bases must not be --------------------------------------------------------------------------------


def codes_of(found):
    return [(f["row"], f["code"]) for f in found]


def test_a_paper_of_the_department_itself_is_no_basis():
    people = office(name="漳县林业和草原局", short_name="县林草局")
    with pytest.raises(MoveRefused, match="本单位自己的文件"):
        add(people, a_set(people), content={"basis": [
            f"《{FOREST}》第五十六条", "县林草局《关于采伐管理的办法》（漳林发〔2020〕5号）第三条"
        ]})  # fmt: skip


def test_an_abolished_kind_of_approval_is_refused():
    people = office()
    with pytest.raises(MoveRefused, match="非行政许可审批"):
        add(people, a_set(people), name="林木良种非行政许可审批")


def test_a_power_without_a_creating_basis_is_kept_but_not_handed_in():
    people = office()
    change_set = a_set(people)
    row = add(people, change_set, content={"basis": ["《林木采伐管理规定》（国家林业局令第9号）第三条"]})

    assert any("设定依据" in words for words in actions.basis_remarks(row))
    with pytest.raises(MoveRefused, match=f"{row.name}（行政许可应由法律、行政法规.*行政许可法"):
        actions.submit(actor=people.clerk, change_set=change_set)
    content = {**row.content, "basis": [f"《{FOREST}》第五十六条", *row.content["basis"]]}
    actions.revise(
        actor=people.clerk, version=row, category=row.category, name=row.name, office=row.office, content=content
    )
    assert actions.submit(actor=people.clerk, change_set=change_set).state == "submitted"


@pytest.mark.parametrize(
    ("category", "name", "basis", "founds"),
    [
        (Category.LICENSING, "某许可", "国务院令第412号附件第193项", True),
        (Category.LICENSING, "某许可", "《国务院办公厅关于某某的通知》（国办发〔2015〕12号）", False),
        (Category.LICENSING, "某许可", "《山东省某某办法》（山东省人民政府令第3号）第一条", None),
        (Category.PENALTY, "某处罚", "《某某办法》（农业部令第4号）第一条", True),
        (Category.PENALTY, "某处罚", "《甘肃省人民政府关于某某的通知》（甘政发〔2015〕1号）", False),
        (Category.COERCION, "查封场所", "《甘肃省某某条例》第一条", True),
        (Category.COERCION, "代履行", "《甘肃省某某条例》第一条", False),
        (Category.COERCION, "代履行", "《中华人民共和国某某法》第一条", True),
        (Category.CONFIRMATION, "某确认", "《甘肃省人民政府关于某某的通知》（甘政发〔2015〕1号）", True),
        (Category.CONFIRMATION, "某确认", "《漳县水务局职能配置、内设机构和人员编制规定》", True),
        (Category.CONFIRMATION, "某确认", "《漳县人民政府关于某某的通知》（漳政发〔2015〕1号）", False),
        (Category.PUBLIC_SERVICE, "某服务", "《漳县人民政府关于某某的通知》（漳政发〔2015〕1号）", None),
    ],
)
def test_who_may_create_a_power(category, name, basis, founds):
    (citation,) = read_cell(basis)
    rules = CreationRules.shipped()

    assert rules.founds(category, name, rank(citation, None), None, date(2026, 1, 1)) is founds


def test_a_provincial_rule_licenses_for_a_year_and_a_citys_never():
    rules = CreationRules.shipped()
    province = CitedLaw("甘肃省某某办法", level="5", issuer="甘肃省人民政府", effective_on=date(2026, 1, 1))
    city = CitedLaw("定西市某某办法", level="5", issuer="定西市人民政府", effective_on=date(2026, 1, 1))

    assert rules.founds("01", "某许可", "5", province, date(2026, 12, 31)) is True
    assert rules.founds("01", "某许可", "5", province, date(2027, 1, 1)) is False
    assert rules.founds("01", "某许可", "5", city, date(2026, 2, 1)) is False


def test_a_rule_put_out_of_use_counts_no_more():
    load_creation_rules()
    CreationRule.objects.filter(category="02", level="4").update(active=False)

    assert CreationRule.objects.rules().founds("02", "某处罚", "4", None, None) is False


@pytest.mark.parametrize(
    ("basis", "code"),
    [
        ("《森林法》第五十六条", "title_short"),
        (f"{FOREST}第五十六条", "title_unquoted"),
        (f"《{FOREST}》（主席令第39号）第五十六条", "number_unwanted"),
        ("《林木采伐管理规定》第三条", "number_missing"),
        ("《关于加强采伐管理的通知》（甘政办发〔2020〕5号）", "paper_form"),
        (f"《林木采伐管理规定》（国家林业局令第9号）第三条\n《{FOREST}》第五十六条", "basis_order"),
        (f"《{FOREST}》第××条", "basis_unread"),
        (f"《{FOREST}》第八十五条", "article_missing"),
    ],
)
def test_the_rules_of_writing(basis, code):
    a_law()
    a_law("林木采伐管理规定", level="4", number="国家林业局令第9号", articles=30)
    laws = Law.objects.index()

    found = [str(fault.code) for fault in Bases.of(read_cell(basis), laws).faults(laws)]

    assert code in found


def test_a_basis_written_by_the_rules_has_no_fault():
    a_law()
    a_law("林木采伐管理规定", level="4", number="国家林业局令第9号", articles=30)
    a_law("关于加强采伐管理的通知", level="55", number="甘政办发〔2020〕5号", articles=None)
    laws = Law.objects.index()
    basis = (
        f"1.《{FOREST}》第五十六条第一款\n2.《林木采伐管理规定》（国家林业局令第9号）第三条\n"
        "3.省政府办公厅《关于加强采伐管理的通知》（甘政办发〔2020〕5号）"
    )

    rules = CreationRules.shipped()
    assert Bases.of(read_cell(basis), laws).faults(laws, category="01", name="某许可", rules=rules) == []


def test_a_power_is_no_public_service(client):
    people, power = an_entry()
    change_set = a_set(people, kind=ListKind.PUBLIC_SERVICES)
    client.force_login(people.clerk)

    page = client.post(
        f"/desk/lists/{change_set.number}/rows/new/",
        {"category": "20", "name": "林木采伐许可证 核发", "content": "甲", "basis": "", "office": "", "phone": ""},
    )

    assert page.status_code == 422
    assert f'href="{power.entry.get_absolute_url()}"' in page.content.decode()
    book = powers_book(
        ("公共服务", [["公共服务事项登记表"], ["序号", "服务事项名称", "主要内容", "承办机构", "联系电话"],
         ["1", "林木采伐许可证核发", "甲", "股", ""], ["2", "苗木咨询", "乙", "股", ""]])
    )  # fmt: skip
    reading = actions.read_workbook(book, ListKind.PUBLIC_SERVICES)
    preview = compare(reading, kind=ListKind.PUBLIC_SERVICES, organisation=people.organisation)
    assert [row["code"] for row in preview.refused] == ["power_exists"]


def test_a_workbook_with_weak_bases_is_read_and_a_missing_article_is_refused():
    a_law()
    people = office(name="漳县林业和草原局", short_name="县林草局")
    reading = actions.read_workbook(
        powers(
            power(name="甲", basis="《某某规定》（国家林业局令第9号）第三条"),
            power(name="乙", basis=f"《{FOREST}》第八十五条"),
            power(name="丙", basis="县林草局《关于采伐管理的办法》（漳林发〔2020〕5号）"),
            ["4", "丁", "行政许可", f"《{FOREST}》第一条", "漳县林业和草原局", "", "受理", "追责", ""],
        ),
        ListKind.POWERS,
    )
    preview = compare(reading, kind=ListKind.POWERS, organisation=people.organisation)

    assert (3, "basis_too_weak") in codes_of(preview.all_warnings)
    assert codes_of(preview.refused) == [(4, "article_missing"), (5, "own_paper")]
    assert (6, "body_full_name") in codes_of(preview.all_warnings)


def test_a_repealed_basis_is_offered_its_successor(client):
    code = a_law("中华人民共和国生态环境法典", articles=1242)
    water = a_law(
        "中华人民共和国水污染防治法", status=LawStatus.REPEALED, repealed_on=date(2026, 1, 1), followed_by=[code]
    )
    people = office()
    change_set = a_set(people)
    row = add(people, change_set, content={"basis": [f"《{water.title}》第八十三条", f"《{FOREST}》第一条"]})
    address = f"/desk/lists/{change_set.number}/rows/{row.pk}/"
    client.force_login(people.clerk)

    assert f'name="replace" value="{water.pk}-{code.pk}"' in client.get(address).content.decode()
    basis = "\n".join(row.content["basis"])
    page = client.post(
        address,
        {"replace": f"{water.pk}-{code.pk}", "category": "01", "name": row.name, "office": row.office, "basis": basis},
    ).content.decode()
    assert f"《{code.title}》\n《{FOREST}》第一条" in page
    row.refresh_from_db()
    assert row.content["basis"][0].startswith("《中华人民共和国水污染防治法》")


# --- a law is repealed: its entries are listed and urged -----------------------------------------------------------


def repealed_entry():
    people, row = an_entry()
    law = a_law(status=LawStatus.REPEALED, repealed_on=date(2026, 3, 1))
    cite([row], on=date(2026, 1, 1))
    return people, row, law


def test_entries_of_a_repealed_law_are_remembered_once_and_settled():
    people, row, law = repealed_entry()

    assert actions.watch_bases(on=date(2026, 2, 1)) == {"found": 0, "settled": 0, "open": 0}
    assert actions.watch_bases(on=date(2026, 3, 2)) == {"found": 1, "settled": 0, "open": 1}
    assert actions.watch_bases(on=date(2026, 3, 3)) == {"found": 0, "settled": 0, "open": 1}
    alert = BasisAlert.objects.get()
    assert (alert.entry, alert.law, alert.found_on) == (row.entry, law, date(2026, 3, 2))
    Law.objects.filter(pk=law.pk).update(repealed_on=None, status=LawStatus.IN_FORCE)
    assert actions.watch_bases(on=date(2026, 3, 4))["settled"] == 1
    assert BasisAlert.objects.get().settled_on == date(2026, 3, 4)


def test_who_sees_the_entries_whose_basis_is_gone(client, django_assert_max_num_queries):
    people, row, law = repealed_entry()
    actions.watch_bases(on=date(2026, 3, 2))

    for person, sees in ((people.reviewer, True), (people.clerk, True), (office().reviewer, False)):
        client.force_login(person)
        with django_assert_max_num_queries(30):
            page = client.get("/desk/lists/bases/")
        assert (row.name in page.content.decode()) is sees
    client.force_login(people.clerk)
    page = client.get("/desk/lists/bases/?state=repealed").content.decode()
    assert "改引依据" in page and "2026-03-02 提醒" in page
    client.force_login(people.auditor)
    assert client.get("/desk/lists/bases/").status_code == 404
    assert row.name not in client.get("/desk/lists/bases/?state=amended").content.decode()


def test_citations_kept_before_clauses_were_read_are_read_anew():
    people = office()
    row = add(people, a_set(people))
    Citation.objects.filter(version=row).update(articles=[], clauses=[], article_no=0, role="", level="")

    assert reread_citations() == 1
    assert Citation.objects.get(version=row).clauses == [["56", 0, 0, 0]]
    assert reread_citations() == 0


def test_the_register_goes_out_as_a_table_and_comes_back():
    code = a_law("中华人民共和国生态环境法典", articles=1242)
    water = a_law(
        "中华人民共和国水污染防治法", status=LawStatus.REPEALED, repealed_on=date(2026, 8, 15), followed_by=[code],
        complete=False,
    )  # fmt: skip
    table = LawResource().export()
    assert LawResource().import_data(table, dry_run=True).totals["skip"] == 2
    water.successions.all().delete()
    Law.objects.filter(pk=water.pk).update(repealed_on=None, complete=True, status=LawStatus.IN_FORCE)

    result = LawResource().import_data(table)

    assert not result.has_errors() and not result.has_validation_errors()
    water.refresh_from_db()
    assert (water.successors.get(), water.repealed_on, water.complete) == (code, date(2026, 8, 15), False)
    assert water.status == LawStatus.REPEALED and water.history.count() == 2


def test_a_table_that_names_a_successor_not_on_the_register_says_so():
    a_law()
    table = LawResource().export()
    table.append(["新法", *["法律" if header == "效力位阶" else "现行有效" if header == "时效" else "没有的法"
                  if header == "替代法规" else "" for header in table.headers[1:]]])  # fmt: skip

    result = LawResource().import_data(table, dry_run=True)

    assert "还没有录入法规库" in str([error.error for row in result.rows for error in row.errors] + [
        str(row.error) for row in result.invalid_rows
    ])  # fmt: skip


def test_who_keeps_the_register_and_the_rules(client, django_capture_on_commit_callbacks):
    load_creation_rules()
    law, rule, people = a_law(), CreationRule.objects.first(), office()
    row = add(people, a_set(people))
    assert row.citations.get().role == "creating"
    for person, may in ((people.reviewer, True), (people.jurist, True), (people.clerk, False)):
        client.force_login(person)
        for address in (f"/admin/powerlist/law/{law.pk}/change/", f"/admin/powerlist/creationrule/{rule.pk}/change/"):
            page = client.get(address)
            assert page.status_code == 200
            assert ('name="_save"' in page.content.decode()) is may
    client.force_login(people.jurist)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(
            f"/admin/powerlist/creationrule/{rule.pk}/change/",
            {"category": rule.category, "matter": rule.matter, "level": rule.level, "article": rule.article,
             "limits": "", "months": "", "change_reason": "法律修改"},
        )  # fmt: skip
    rule.refresh_from_db()
    assert row.citations.get().role == "implementing"
    assert not rule.active and rule.history.latest().history_change_reason == "法律修改"


def test_the_index_is_kept_until_the_register_changes(django_assert_num_queries):
    law = Law(title="中华人民共和国水法", level=LawLevel.LAW, articles=82)
    law.save()
    first = Law.objects.index()
    with django_assert_num_queries(1):
        assert Law.objects.index() is first
    law.articles = 80
    law.save()
    assert Law.objects.index() is not first
    assert Law.objects.index().check("《中华人民共和国水法》第八十一条").verdict == "article_missing"
    Law.objects.bulk_create([Law(title="中华人民共和国森林法", level=LawLevel.LAW, articles=84)])
    assert Law.objects.index().check("《中华人民共和国森林法》第十条").verdict == "ok"
