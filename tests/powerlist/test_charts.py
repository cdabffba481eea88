"""流程图: drawn from the steps; what is internal stays out of the external one; it fits a phone."""

from types import SimpleNamespace

import pytest
from django.template import engines

from powerlist.documents import flow_chart, limit_of, public_steps, steps_of
from powerlist.documents.charts import FIT, MOST_LINES, wrap

STEPS = [
    {"stage": "受理", "body": "政务大厅", "post": "窗口岗", "person": "王小明", "limit": "1", "unit": "workday"},
    {
        "stage": "审查<b>",
        "body": "林政股",
        "requirement": "双人核查" * 60,
        "limit": "4",
        "risk_level": "high",
        "risk": "出具虚假意见",
        "measure": "现场拍照",
    },
]
VERSION = SimpleNamespace(name="林木采伐许可证核发", content={"steps": STEPS})


def rendered(tag, version=VERSION):
    return engines["django"].from_string(f"{{% load charts %}}{{% {tag} version %}}").render({"version": version})


def test_the_external_chart_shows_no_post_person_or_risk():
    page = rendered("flow_chart")
    assert "1. 受理" in page and "政务大厅" in page and "1 个工作日" in page
    for word in ("窗口岗", "王小明", "虚假", "现场拍照", "风险"):
        assert word not in page
    assert set(public_steps(VERSION)[0]) == {"stage", "body", "requirement", "limit", "unit"}


def test_the_internal_chart_names_post_person_and_the_level_of_the_risk():
    page = rendered("internal_chart")
    for word in ("岗位：窗口岗", "责任人：王小明", "廉政风险点（高风险）", "出具虚假意见", "防控措施：现场拍照"):
        assert word in page
    assert "chart-risk-high" in page


def test_the_drawing_has_a_name_a_text_and_no_markup_of_the_row():
    page = rendered("flow_chart")
    assert 'role="img"' in page and "<title>林木采伐许可证核发：流程图</title>" in page
    assert "共 2 个环节，依次为：受理、审查&lt;b&gt;" in page and "<b>" not in page
    assert "双人核查" * 60 in page  # the list has all of it, the drawing its head


def test_boxes_stand_below_each_other_inside_the_drawing():
    chart = flow_chart("事项", steps_of(VERSION), internal=True)
    ends = [(box.y, box.y + box.height) for box in chart.boxes]
    assert all(bottom <= top for (_, bottom), (top, _) in zip(ends, ends[1:], strict=False))
    assert ends[-1][1] < chart.height
    for box in chart.boxes:
        assert all(box.y < line.y <= box.y + box.height for line in box.lines)


def test_long_texts_are_cut_into_lines_that_fit():
    lines = wrap("核查" * 100, FIT)
    assert len(lines) == MOST_LINES and lines[-1].endswith("…") and all(len(line) <= FIT + 1 for line in lines)
    assert wrap("一" * 20 + "，二", 20) == ["一" * 20 + "，", "二"]


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ({"limit": "5"}, "5 个工作日"),
        ({"limit": "3", "unit": "month"}, "3 个月"),
        ({"limit": "0"}, "当场"),
        ({"limit": "随到随办"}, "随到随办"),
        ({}, ""),
    ],
)
def test_limits_in_words(step, words):
    assert limit_of(step) == words


def test_nothing_is_drawn_without_steps():
    assert rendered("flow_chart", SimpleNamespace(name="x", content={})).strip() == ""
