"""The parts of the design system say in words what they show in colour."""

from collections import namedtuple
from datetime import date, timedelta

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import timezone

Day = namedtuple("Day", "date counted why")


def render(source, **context):
    return Template("{% load portal %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("level", "word"),
    [("green", "时限内"), ("yellow", "预警"), ("yellow_card", "黄牌"), ("red_card", "红牌"), ("grey", "未开始")],
)
def test_lamp_is_word_shape_and_colour(level, word):
    html = render("{% lamp level %}", level=level)
    assert word in html
    assert "<svg" in html


def test_lamp_refuses_an_unknown_level():
    with pytest.raises(KeyError):
        render('{% lamp "purple" %}')


@pytest.mark.parametrize(
    ("days", "words"), [(9, "还剩 <b>9</b> 个工作日"), (0, "今天到期"), (-2, "已超 <b>2</b> 个工作日"), (None, "")]
)
def test_days_left_in_words(days, words):
    assert words in render("{% days_left days %}", days=days)


def test_a_limit_that_passed_before_a_weekend_is_not_said_to_end_today():
    yesterday, today = timezone.localdate() - timedelta(days=1), timezone.localdate()
    assert "期限已过" in render("{% days_left 0 due=due %}", due=yesterday)
    assert "今天到期" in render("{% days_left 0 due=due %}", due=today)


def test_badge_escapes_and_refuses_a_tone_of_no_kind():
    assert "&lt;b&gt;" in render("{% badge text %}", text="<b>")
    with pytest.raises(TemplateSyntaxError):
        render('{% badge "x" "pink" %}')


def test_day_count_numbers_counted_days_alone():
    days = [Day(date(2026, 9, 30), True, ""), Day(date(2026, 10, 1), False, "国庆节"), Day(date(2026, 10, 8), True, "")]
    html = render("{% day_count days due=due %}", days=days, due=date(2026, 10, 8))
    assert "计入 2 天，不计 1 天" in html
    assert "第 2 天" in html
    assert "国庆节" in html
    assert html.count("到期") == 1
    assert html.count('class="lead"') == 2  # the 30th was a Wednesday


def test_side_by_side_marks_what_differs_and_folds_the_rest():
    html = render(
        "{% side_by_side rows %}", rows=[("时限", "10 日", "7 日"), ("依据", "甲", "甲"), ("名称", "<i>", "<i>乙")]
    )
    assert "<del>10</del>" in html
    assert "<ins>7</ins>" in html
    assert "未变动的 1 个栏目" in html
    assert "<i>" not in html


def test_fact_strip_leaves_out_the_empty():
    html = render("{% fact_strip facts %}", facts=[("法定", 20, "工作日"), ("收费", "", ""), ("到现场", 0, "次")])
    assert "收费" not in html
    assert "到现场" in html


def test_page_link_changes_one_parameter_and_starts_the_paging_anew():
    request = RequestFactory().get("/x/", {"q": "食品", "kind": "01", "after": "99"})
    html = render("{% page_link kind='02' %}|{% page_link kind=none %}", request=request, none=None)
    assert html == "?q=%E9%A3%9F%E5%93%81&amp;kind=02|?q=%E9%A3%9F%E5%93%81" or html == (
        "?q=%E9%A3%9F%E5%93%81&kind=02|?q=%E9%A3%9F%E5%93%81"
    )


@pytest.mark.parametrize(("number", "shown"), [(3, "3"), (999, "999"), (1000, "1000+"), (54321, "1000+")])
def test_counts_are_capped(number, shown):
    assert render("{{ n|capped }}", n=number) == shown


class Sample(forms.Form):
    name = forms.CharField(label="姓名", help_text="与身份证一致")
    nick = forms.CharField(label="昵称", required=False)
    kind = forms.ChoiceField(label="类型", choices=[("a", "甲")], widget=forms.RadioSelect)


def test_field_has_label_hint_and_error_tied_to_the_input():
    form = Sample({"name": "", "kind": ""})
    html = form["name"].as_field_group()
    assert '<label for="id_name">姓名' in html
    assert 'id="id_name_helptext"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert "请填写或选择这一项" in html
    assert "选填" not in html
    assert "选填" in form["nick"].as_field_group()


def test_error_summary_links_to_each_field():
    html = render("{% error_summary form %}", form=Sample({"name": "", "kind": ""}))
    assert "有 2 处需要修改" in html
    assert 'href="#id_name"' in html
    assert 'href="#id_kind_group"' in html
    assert 'id="id_kind_group"' in Sample({"kind": ""})["kind"].as_field_group()


def test_error_summary_is_silent_on_a_fresh_form():
    assert "需要修改" not in render("{% error_summary form %}", form=Sample())


def test_bar_chart_starts_at_zero_and_repeats_its_numbers_as_a_table():
    html = render("{% bar_chart '办件' rows unit='件' %}", rows=[("甲", 100), ("乙", 25)])
    assert 'width="280"' in html
    assert 'width="70"' in html
    assert '<th scope="row">乙</th>' in html
    assert render("{% bar_chart '办件' rows %}", rows=[]).count("<rect") == 0


def test_confirm_is_a_dialog_without_script():
    html = render('{% confirm "撤回" tone="danger" %}<p>不能恢复</p>{% endconfirm %}')
    assert html.startswith('<details class="confirm danger">')
    assert "<p>不能恢复</p>" in html
