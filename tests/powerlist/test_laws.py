"""The register of laws: as of a day, its public pages, and what a citation row holds of it."""

from datetime import date

import pytest

from powerlist.actions import load_creation_rules, load_laws
from powerlist.actions.basis import cite
from powerlist.enums import Category, LawStatus
from powerlist.models import Citation, CreationRule, Law, ListVersion
from tests.powerlist.people import a_set, add, office, published

pytestmark = pytest.mark.django_db
FOREST = "中华人民共和国森林法"


def a_law(title=FOREST, level="1", **fields):
    return Law.objects.create(title=title, level=level, **{"articles": 84, **fields})


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
    a_law("中华人民共和国环境保护法", repealed_on=date(2026, 8, 15), status=LawStatus.REPEALED, successor=code)

    said = Law.objects.index(date(2026, 9, 1)).check("《中华人民共和国环境保护法》第六条").message

    assert "2026年8月15日" in said and "《中华人民共和国生态环境法典》" in said


def test_the_shipped_register_has_issuers_days_and_successors():
    assert load_laws() > 1400
    assert load_laws() == 0

    water = Law.objects.select_related("successor").get(title="中华人民共和国水污染防治法")
    assert (water.successor.title, water.repealed_on) == ("中华人民共和国生态环境法典", date(2026, 8, 15))
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
