"""流程定制: the flow of a draft guide as a clerk sets it up, its checks in words, its templates, its drawing."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.models import Organisation, Post
from core.workflow import MoveRefused
from powerlist.actions import flow_design as design
from powerlist.documents import flow_drawing
from powerlist.enums import Category, GuideState, StepKind
from powerlist.kinds.flow_templates import flow_templates, rows_of_template
from powerlist.kinds.flows import FlowFacts, check_flow, flow_faults, way_of
from powerlist.models import FlowStep, ItemField
from powerlist.queries.flows import flow_facts, listed_of
from powerlist.queries.guide_rules import check_guide
from tests.approvals.factories import VersionFactory
from tests.factories import staff_with

K = StepKind
BODY = Organisation(pk=1, name="县试验局", short_name="县试验局")
FIRST, SECOND, HEAD, EMPTY = (Post(pk=n, name=f"岗位{n}", organisation=BODY) for n in (1, 2, 3, 9))
ASKED = (
    ItemField(key="rented", label="租的吗", kind="yes_no", required=True),
    ItemField(key="shop", label="店名", kind="text"),
)
FACTS = FlowFacts(
    promised=7, unit="workday", category=Category.LICENSING, fields=ASKED, stages=("审查", "决定"),
    held={1: frozenset({11}), 2: frozenset({12}), 3: frozenset({13})},
    seeing=frozenset({1, 2, 3}), deciding=frozenset({3}),
)  # fmt: skip


def step(name, kind=K.FIRST, post=FIRST, limit=1, **more):
    return FlowStep(name=name, kind=kind, post=post, limit=limit, **{"stage": "审查", **more})


def when(value, test="is", key="rented"):
    return {"when_key": key, "when_test": test, "when_value": value}


def whole():
    """A flow that keeps every rule."""
    return [
        step("初审", limit=2),
        step("勘验", K.ON_SITE, limit=3, group=1),
        step("会签", K.COUNTERSIGN, SECOND, group=1, **when("是")),
        step("复审", K.SECOND, SECOND),
        step("审批", K.APPROVAL, HEAD, stage="决定"),
        step("制证", K.MAKING, limit=3),
    ]


def changed(place, **facts):
    rows = whole()
    for name, value in facts.items():
        setattr(rows[place], name, value)
    return rows


def test_a_whole_flow_keeps_every_rule_and_says_what_it_adds_up_to():
    checks = check_flow(whole(), FACTS)
    assert [check.code for check in checks] == ["end", "way", "posts", "promise", "clock", "stage"]
    assert flow_faults(whole(), FACTS) == []
    assert checks[3].good == "合计 7 个工作日，承诺 7 个工作日"
    assert [len(stage) for stage in way_of(whole())] == [1, 2, 1, 1, 1]
    assert check_flow([], FACTS) == []


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (whole()[:4], "现在没有：请在最后加一个"),
        ([*whole(), step("再审批", K.APPROVAL, HEAD, stage="决定")], "现在有 2 个"),
        (changed(4, **when("是")), "条件不成立时没有人决定"),
        (changed(4, group=2)[:4] + [changed(3, group=2)[3], changed(4, group=2)[4]], "决定要等审查都办完"),
        ([*whole(), step("归档", K.OTHER)], "没有人会办到它"),
        ([whole()[5], *whole()[:5]], "请移到审批之后"),
        ([step("甲", group=1), step("乙"), step("丙", group=1), whole()[4]], "没有排在一起"),
        (changed(1, **when("是")), "可能一个都不办"),
        ([step("初审", **when("是")), whole()[4]], "没有人审查就到了决定"),
        (whole()[4:], "至少加一个初审"),
        (changed(0, **when("是", key="gone")), "不在这张表上"),
        (changed(0, **when("也许")), "没有“也许”这个选项"),
        (changed(0, post=None), "还没有岗位"),
        (changed(0, post=EMPTY), "今天没有人"),
        (changed(4, post=SECOND), "没有决定本单位办件的授权"),
        (changed(3, post=FIRST), "只有同一个人能办"),
        (changed(1, limit=4), "合计 8 个工作日，承诺 7 个工作日"),
        (changed(1, limit=1, unit="month"), "折成日比较"),
        (changed(5, limit=11), "许可法第四十四条"),
        (changed(1, off_clock=True), "许可法第四十五条没有列它"),
        (changed(0, stage="没有的"), "不在清单里"),
    ],
)  # fmt: skip
def test_each_rule_can_fail_and_says_how_to_mend_it(rows, words):
    assert any(words in fault for fault in flow_faults(rows, FACTS)), flow_faults(rows, FACTS)


def test_conditions_that_leave_nothing_out_are_good_beside_each_other():
    for one, other in (
        (when("是"), when("否")),
        (when("是"), when("是", "is_not")),
        (when("", "filled"), when("", "empty")),
    ):
        rows = whole()
        rows[1], rows[2] = step("甲", limit=1, group=1, **one), step("乙", limit=1, group=1, **other)
        assert flow_faults(rows, FACTS) == []
    rows[1], rows[2] = step("甲", group=1, **when("李", key="shop")), step("乙", group=1, **when("王", key="shop"))
    assert "可能一个都不办" in flow_faults(rows, FACTS)[0]


def test_what_stops_the_clock_of_a_licence_is_left_out_of_the_sum_and_nothing_else():
    rows = changed(1, kind=K.EXPERTS, limit=15, off_clock=True)
    assert flow_faults(rows, FACTS) == []
    confirmation = FlowFacts(**{**vars(FACTS), "category": Category.CONFIRMATION})
    found = flow_faults(rows, confirmation)
    assert any("只适用于行政许可" in fault for fault in found)
    assert any("合计 19" in fault for fault in found)
    assert [kind.article != "" for kind in K].count(True) == 8


@pytest.mark.parametrize("name", flow_templates())
def test_every_template_is_whole_for_its_own_category(name):
    posts = {"handle_cases": [FIRST], "decide_cases": [HEAD], "receive_cases": [FIRST]}
    category = flow_templates()[name][0]["category"]
    stages = ["受理", "审查", "决定", "办结"]
    for promised in (0, 1, 7, 20):
        found = rows_of_template(name, promised=promised, unit="workday", category=category, stages=stages, posts=posts)
        rows = [FlowStep(**row | ({"post": SECOND} if row["kind"] == K.SECOND else {})) for row in found]
        facts = FlowFacts(**{**vars(FACTS), "promised": promised, "category": category, "stages": tuple(stages)})
        assert flow_faults(rows, facts) == []


def test_all_five_sorts_have_a_template():
    found = {rows[0]["category"] for rows in flow_templates().values()}
    assert found == {
        Category.LICENSING,
        Category.CONFIRMATION,
        Category.PAYMENT,
        Category.REWARD,
        Category.PUBLIC_SERVICE,
    }


def test_the_drawing_stands_parallel_steps_side_by_side_and_says_the_same_in_words():
    drawing = flow_drawing("流程", whole(), {"rented": "租的吗"})
    boxes = [node for node in drawing.nodes if node.style != "end"]
    assert boxes[1].y == boxes[2].y and boxes[1].x + boxes[1].width < boxes[2].x
    assert boxes[2].style == "maybe" and drawing.stages[1][1]["when"] == "“租的吗”是“是”时办理"
    assert "勘验、会签同时办理" in drawing.description and "共 6 个环节" in drawing.description
    assert all(node.x >= 0 and node.x + node.width <= drawing.width for node in drawing.nodes)
    assert flow_drawing("流程", [], {}) is None


# --- in the admin ----------------------------------------------------------------------------------------------------


@pytest.fixture
def version(db):
    fields = [{"key": "rented", "label": "租的吗", "kind": "yes_no"}]
    return VersionFactory(state=GuideState.DRAFT, parts={"fields": fields, "materials": []})


@pytest.fixture
def posts(version):
    """The posts of the body, each held by one person."""
    body = version.item.organisation
    people = {
        "first": staff_with("handle_cases", "view_cases", organisation=body),
        "second": staff_with("handle_cases", "view_cases", organisation=body),
        "head": staff_with("decide_cases", "view_cases", organisation=body),
        "window": staff_with("receive_cases", "view_cases", organisation=body),
    }
    return {name: person.holdings.get().post for name, person in people.items()}


@pytest.fixture
def editor(version):
    return staff_with("manage_guides", organisation=version.item.organisation)


@pytest.fixture
def clerk(client, editor):
    client.force_login(editor)
    return client


def page(version, name=""):
    return reverse(f"admin:powerlist_flow{name}", args=[version.pk])


def sent(*rows, **more):
    """Rows as the page sends them."""
    data = {"steps-TOTAL_FORMS": len(rows) + 1, "steps-INITIAL_FORMS": "0", **more}
    blank = {"kind": "first", "limit": "1", "unit": "workday"}
    for place, row in enumerate([*rows, {}]):
        data |= {f"steps-{place}-{key}": value for key, value in (blank | row).items()}
        data |= {f"steps-{place}-ORDER": place + 1} if row else {}
    return data


def row(name, post, **more):
    return {"name": name, "post": str(post), "stage": "审查", **more}


def names(version):
    return list(version.flow_steps.order_by("position").values_list("name", flat=True))


def test_a_flow_is_written_reordered_and_emptied_without_a_script(clerk, version, posts, editor):
    rows = [row("初审", posts["first"]), row("复审", posts["second"], kind="second", group="2")]
    rows.append(row("审批", posts["head"], kind="approval", when_key="rented", when_test="is", when_value="是"))
    assert clerk.post(page(version), sent(*rows)).status_code == 302
    assert names(version) == ["初审", "复审", "审批"]
    step = version.flow_steps.get(name="审批")
    assert (step.post, step.when_key, step.stage) == (posts["head"], "rented", "审查")
    assert version.history.first().history_user_id == editor.pk  # who designs is an author, and doesn't publish
    clerk.post(page(version), sent(*rows, move="1:-1"))
    assert names(version) == ["复审", "初审", "审批"]
    text = clerk.get(page(version)).content.decode()
    assert "条件不成立时没有人决定" in text and "<svg" in text
    gone = [one | {"DELETE": "on"} for one in rows]
    clerk.post(page(version), sent(*gone))
    assert names(version) == []


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"post": "没有的岗"}, "没有“没有的岗”这个岗位"),
        ({"limit": "很久"}, "时限写整数"),
        ({"name": "", "group": "1"}, "请写环节名称"),
        ({"kind": "on_site", "off_clock": "on"}, "许可法第四十五条只列了"),
        ({"when_key": "rented"}, "条件没有填全"),
    ],
)
def test_what_no_row_can_hold_is_refused_and_what_was_typed_stays(clerk, version, posts, facts, words):
    answer = clerk.post(page(version), sent(row("初审", posts["first"]) | facts, row("另一个", posts["second"])))
    text = answer.content.decode()
    assert answer.status_code == 422 and words in text and "另一个" in text
    assert names(version) == []


def test_two_steps_of_one_name_are_refused(version, posts, editor):
    with pytest.raises(MoveRefused, match="有两个环节都叫"):
        design.save_flow(actor=editor, version=version, rows=[{"name": "初审", "kind": "first"}] * 2)


def test_the_checks_follow_what_is_typed_and_write_nothing(clerk, version, posts):
    text = clerk.post(page(version, "_check"), sent(row("初审", posts["first"], limit="9"))).content.decode()
    assert "合计 9 个工作日，承诺 7 个工作日" in text and "<svg" in text and "初审" in text
    assert names(version) == []


def test_a_template_fills_an_empty_flow_by_the_promise_and_the_grants(clerk, version, posts):
    clerk.post(page(version, "_template"), {"template": "行政许可（书面审查）"})
    found = [(step.name, step.limit, step.post) for step in version.flow_steps.select_related("post")]
    assert found[2] == ("审批", 1, posts["head"]) and found[3] == ("制证", 3, posts["window"])
    assert [step.limit for step in version.flow_steps.all()][:2] == [2, 1]
    answer = clerk.post(page(version, "_template"), {"template": "公共服务"}, follow=True)
    assert "流程已经有环节了" in answer.content.decode()


def test_a_guide_is_published_only_with_a_flow_that_keeps_the_rules(version, posts, editor):
    def said():
        return [fault.message for fault in check_guide(version) if fault.code == "flow"]

    assert said() == []  # a guide may have none
    rows = [{"name": "初审", "kind": "first", "post": posts["first"], "limit": 2, "stage": "审查"}]
    design.save_flow(actor=editor, version=version, rows=rows)
    assert "要有而且只有一个“审批”环节" in said()[0]
    rows.append({"name": "审批", "kind": "approval", "post": posts["head"], "limit": 1, "stage": "审查"})
    design.save_flow(actor=editor, version=version, rows=rows)
    assert said() == []
    holding = posts["head"].holdings.get()
    holding.valid_to = date(2026, 1, 1)
    holding.save()
    assert "今天没有人" in said()[0]


def test_others_and_published_guides_are_closed(client, version, posts):
    stranger = staff_with("view_cases", organisation=version.item.organisation)
    with pytest.raises(PermissionDenied):
        design.save_flow(actor=stranger, version=version, rows=[])
    client.force_login(stranger)
    assert client.post(page(version), sent()).status_code in (403, 404)
    published = VersionFactory()
    keeper = staff_with("manage_guides", organisation=published.item.organisation)
    with pytest.raises(MoveRefused, match="已经发布"):
        design.save_flow(actor=keeper, version=published, rows=[])
    client.force_login(keeper)
    assert client.post(page(published), sent()).status_code == 404
    assert "已发布的流程不能改" in client.get(page(published)).content.decode()


def test_the_facts_of_a_flow_take_a_fixed_number_of_queries(version, posts, editor, django_assert_num_queries):
    rows = [{"name": name, "kind": "first", "post": posts["first"], "stage": "审查"} for name in "甲乙丙丁"]
    design.save_flow(actor=editor, version=version, rows=rows[:1])
    for number in (1, 4):
        design.save_flow(actor=editor, version=version, rows=rows[:number])
        steps, listed = list(version.flow_steps.select_related("post__organisation")), listed_of(version)
        with django_assert_num_queries(4):
            flow_facts(version, listed, steps)
