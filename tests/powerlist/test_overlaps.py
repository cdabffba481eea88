"""交叉分散: pairs that are known are found and explained, and a reviewer's word on them holds."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.enums import Nature
from core.registers import ChangeKind, ChangeSetState
from core.workflow import MoveRefused
from powerlist import tasks
from powerlist.actions import overlaps as actions
from powerlist.models import ListVersion, OverlapCandidate, OverlapMove, OverlapRun, SharedDuty
from powerlist.models.overlaps import OverlapState
from powerlist.queries import overlaps as queries
from tests.factories import OrganisationFactory, staff_with

from .people import a_set, add, office, published

FOREST, WATER = "《中华人民共和国森林法》第五十六条", "《中华人民共和国水法》第四十八条"
NAMES = {
    "forestry": [
        ("林木采伐许可证核发", FOREST),
        ("古树名木移植审批", "《城市绿化条例》第二十四条"),
        ("野生动物驯养繁殖许可", WATER),
    ],
    "water": [("采伐林木许可", FOREST), ("取水许可", WATER), ("河道采砂许可", "《中华人民共和国水法》第三十九条")],
    "city": [("城市古树名木移植审批", ""), ("户外广告设置审批", "《城市市容和环境卫生管理条例》第十一条")],
}
KNOWN = {("林木采伐许可证核发", "采伐林木许可"), ("古树名木移植审批", "城市古树名木移植审批")}


pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


@pytest.fixture
def county():
    """Three departments with their lists in force, and a reviewer of all of them."""
    root = OrganisationFactory(county=True)
    bodies = {name: office(name=name, short_name=name, parent=root) for name in NAMES}
    for name, rows in NAMES.items():
        publish(bodies[name], rows)
    return SimpleNamespace(**bodies, reviewer=staff_with("review_lists", organisation=root))


def publish(people, rows, on=date(2026, 1, 10), entry=None):
    change_set = a_set(people)
    for title, basis in rows:
        fields = {"change": ChangeKind.AMEND, "entry": entry} if entry else {}
        content = {"basis": [basis or "《条例》第一条"]}
        row = add(people, change_set, name=title, content=content, **fields)
    published(people, change_set, on)
    return row


def find() -> OverlapRun:
    return actions.find_overlaps(run=actions.ask_for_overlaps())


def found() -> dict[tuple[str, str], OverlapCandidate]:
    rows = list(OverlapCandidate.objects.order_by("id"))
    queries.with_texts(rows)
    return {(row.left_text.name, row.right_text.name): row for row in rows}


def test_known_pairs_are_found_and_explained(county):
    run = find()
    assert set(found()) == KNOWN
    assert (run.entries, run.pairs, run.new) == (8, 2, 2)
    forest, trees = (found()[pair] for pair in sorted(KNOWN, reverse=True))
    assert forest.explanation == "依据同为《中华人民共和国森林法》第五十六条；名称相似 0.53"
    assert trees.explanation == "名称相似 0.89"
    assert forest.score == 765 and trees.score == 890


def test_finding_twice_finds_the_same(county):
    find()
    before = list(OverlapCandidate.objects.order_by("id").values())
    assert find().new == 0
    assert list(OverlapCandidate.objects.order_by("id").values()) == before


def test_one_run_is_done_once_and_asked_for_once(county):
    run = actions.ask_for_overlaps()
    assert actions.ask_for_overlaps() == run
    tasks.find_overlaps(run.pk)
    finished = OverlapRun.objects.get(pk=run.pk).finished_at
    tasks.find_overlaps(run.pk)
    assert OverlapRun.objects.get(pk=run.pk).finished_at == finished


def test_declared_relations_are_left_out(county):
    SharedDuty.objects.create(
        matter="古树名木移植审批", lead=county.forestry.organisation, helper=county.city.organisation,
        document="漳政办〔2026〕1号",
    )  # fmt: skip
    find()
    assert set(found()) == {("林木采伐许可证核发", "采伐林木许可")}


def test_townships_and_a_body_with_its_own_branch_do_not_overlap(county):
    same = [("农村五保供养", FOREST)]
    for _ in range(2):
        publish(office(nature=Nature.TOWNSHIP), same)
    publish(office(parent=county.forestry.organisation), [("林木采伐许可证核发", FOREST)])
    find()
    names = [pair for pair in found() if "农村五保供养" in pair]
    assert not names
    rows = OverlapCandidate.objects.filter(left__organisation=county.forestry.organisation)
    assert not rows.filter(right__organisation__parent=county.forestry.organisation).exists()


def test_an_article_that_founds_many_powers_says_little(county):
    sharing = {("法", "第一条"): range(100)}
    assert queries.judged(60, {("法", "第一条")}, sharing)[0] < queries.LEAST_SCORE
    sharing = {("法", "第一条"): range(4), ("法", "第二条"): range(100)}
    score, why = queries.judged(60, {("法", "第一条"), ("法", "第二条")}, sharing)
    assert score == 800 and why == "依据同为《法》第一条等2条；全县有4项权力以它为依据；名称相似 0.60"


def test_dismissed_stays_dismissed_until_a_text_changes(county):
    find()
    pair = found()["林木采伐许可证核发", "采伐林木许可"]
    with pytest.raises(MoveRefused, match="理由"):
        actions.dismiss_overlap(actor=county.reviewer, candidate=pair, reason=" ")
    actions.dismiss_overlap(actor=county.reviewer, candidate=pair, reason="对象不同")
    find()
    pair.refresh_from_db()
    assert (pair.state, pair.reason, pair.decided_by) == (OverlapState.DISMISSED, "对象不同", county.reviewer)
    publish(county.water, [("采伐林木的许可", FOREST)], on=date(2026, 6, 1), entry=pair.right)
    assert find().new == 1
    pair.refresh_from_db()
    assert (pair.state, pair.reason) == (OverlapState.OPEN, "")
    assert [move.move for move in pair.moves.order_by("id")] == ["dismiss", "reopen"]


def test_an_open_pair_that_is_found_no_more_goes(county):
    find()
    pair = found()["林木采伐许可证核发", "采伐林木许可"]
    publish(county.water, [("河道疏浚审批", WATER)], on=date(2026, 6, 1), entry=pair.right)
    find()
    assert not OverlapCandidate.objects.filter(pk=pair.pk).exists()


def test_a_pair_that_was_judged_before_closes_itself_and_comes_back(county, client):
    find()
    pair = found()["林木采伐许可证核发", "采伐林木许可"]
    actions.dismiss_overlap(actor=county.reviewer, candidate=pair, reason="对象不同")
    steps = ((1, "采伐林木的许可"), (0, "河道疏浚审批"), (1, "采伐林木许可"))
    for month, (new, name) in enumerate(steps, 6):
        publish(county.water, [(name, WATER if "河道" in name else FOREST)], on=date(2026, month, 1), entry=pair.right)
        assert find().new == new
        pair.refresh_from_db()
        assert pair.state == (OverlapState.OPEN if new else OverlapState.GONE)
        client.force_login(county.reviewer)
        page = client.get(reverse("powerlist:desk_overlap", args=[pair.pk])).content.decode()
        assert ("不再成立" in page) != bool(new)
    assert [move.move for move in pair.moves.order_by("id")] == ["dismiss", "reopen", "close", "reopen"]
    with pytest.raises(MoveRefused, match="理由"):
        actions.dismiss_overlap(actor=county.reviewer, candidate=pair, reason="")


CONFIRMED = {"situation": "林区河道两岸都管", "suggestion": "由林草部门行使", "reason": "森林法第五十六条"}


def test_what_is_confirmed_fills_annex_4(county):
    find()
    for pair in found().values():
        row = actions.confirm_overlap(actor=county.reviewer, candidate=pair, **CONFIRMED)
    assert row.state == OverlapState.CONFIRMED
    rows = ListVersion.objects.filter(kind="overlaps").order_by("id")
    assert {version.change_set for version in rows} == {row.row.change_set}  # both stand under the forestry office
    assert row.row.change_set.author == county.reviewer and row.row.change_set.state == ChangeSetState.DRAFT
    first = rows.get(name="林木采伐许可证核发")
    assert first.content["departments"] == ["forestry", "water"]
    assert first.content["basis"] == [FOREST] and first.content["suggestion"] == "由林草部门行使"
    with pytest.raises(MoveRefused, match="已确认"):
        actions.dismiss_overlap(actor=county.reviewer, candidate=row, reason="再想想")
    find()
    assert OverlapCandidate.objects.filter(state=OverlapState.CONFIRMED).count() == 2


def test_only_who_reviews_both_bodies_sees_and_judges(county, client):
    find()
    pair = found()["林木采伐许可证核发", "采伐林木许可"]
    one_side = county.forestry.reviewer
    assert not OverlapCandidate.objects.visible_to(one_side).exists()
    with pytest.raises(PermissionDenied):
        actions.dismiss_overlap(actor=one_side, candidate=pair, reason="不是")
    client.force_login(one_side)
    assert client.get(reverse("powerlist:desk_overlap", args=[pair.pk])).status_code == 404
    client.force_login(county.forestry.clerk)
    assert client.get(reverse("powerlist:desk_overlaps")).status_code == 404


@pytest.mark.parametrize("count", [1, 2])
def test_the_list_takes_a_fixed_number_of_queries(county, client, count, django_assert_num_queries):
    find()
    if count == 1:
        found()["古树名木移植审批", "城市古树名木移植审批"].delete()
    client.force_login(county.reviewer)
    client.get(reverse("powerlist:desk_overlaps"))
    with django_assert_num_queries(10):
        page = client.get(reverse("powerlist:desk_overlaps")).content.decode()
    assert page.count("对照审核") == count
    code = county.city.organisation.code
    assert (
        client.get(reverse("powerlist:desk_overlaps"), {"department": code}).content.decode().count("对照审核")
        == count - 1
    )


def test_the_pages_walk_a_pair_to_its_end(county, client):
    find()
    client.force_login(county.reviewer)
    pair = found()["林木采伐许可证核发", "采伐林木许可"]
    page = reverse("powerlist:desk_overlap", args=[pair.pk])
    shown = client.get(page).content.decode()
    assert "依据同为《中华人民共和国森林法》第五十六条" in shown and "采伐林木许可" in shown
    act = reverse("powerlist:desk_overlap_act", args=[pair.pk, "confirm"])
    refused = client.post(act, {"confirm-situation": "都管"})
    assert refused.status_code == 422 and "都管" in refused.content.decode()
    done = client.post(act, {f"confirm-{name}": text for name, text in CONFIRMED.items()}, follow=True)
    number = OverlapCandidate.objects.get(pk=pair.pk).row.change_set.number
    assert number in done.content.decode()
    assert number in client.get(page).content.decode()
    again = client.post(reverse("powerlist:desk_overlap_act", args=[pair.pk, "dismiss"]), {"dismiss-reason": "不是"})
    assert again.status_code == 409 and OverlapMove.objects.filter(subject=pair).count() == 1


def test_a_reviewer_asks_for_a_search(county, client, django_capture_on_commit_callbacks):
    client.force_login(county.reviewer)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("powerlist:desk_overlaps_search"))
    assert OverlapRun.objects.get().asked_by == county.reviewer
    assert set(found()) == KNOWN
