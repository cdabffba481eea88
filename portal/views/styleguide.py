"""Every part of the design system with its states, on one page. In development only (portal.urls)."""

import re
from collections import namedtuple
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from django import forms
from django.contrib.staticfiles import finders
from django.shortcuts import render

Day = namedtuple("Day", "date counted why")


class Sample(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="姓名", help_text="与身份证上的姓名一致。")
    id_number = forms.CharField(label="公民身份号码", max_length=18, help_text="18 位，末位可以是 X。")
    mobile = forms.CharField(label="手机号码", required=False, help_text="用来接收办理进度。")
    kind = forms.ChoiceField(
        label="申请人类型", choices=[("p", "个人"), ("l", "企业、事业单位或社会组织")], widget=forms.RadioSelect
    )
    town = forms.ChoiceField(label="所在乡镇", choices=[("", "请选择"), ("1", "武阳镇"), ("2", "三岔镇")])
    needs = forms.MultipleChoiceField(
        label="送达方式",
        choices=[("w", "窗口领取"), ("m", "邮寄")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    from_day = forms.DateField(label="开始日期", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    reason = forms.CharField(label="申请理由", widget=forms.Textarea(attrs={"rows": 4}))
    paper = forms.FileField(label="身份证明", required=False, help_text="PDF、JPG 或 PNG，不超过 20 MB。")
    promise = forms.BooleanField(label="我已阅读并承诺所填内容真实")


def _days():
    """Twenty days around a holiday, as core.workdays.explain gives them."""
    start, rows = date(2026, 9, 21), []
    for n in range(22):
        day = start + timedelta(days=n)
        if day.weekday() >= 5:
            rows.append(Day(day, day == date(2026, 10, 10), "调休上班" if day == date(2026, 10, 10) else "周末"))
        elif date(2026, 10, 1) <= day <= date(2026, 10, 7):
            rows.append(Day(day, False, "国庆节"))
        elif day == date(2026, 9, 24):
            rows.append(Day(day, False, "补正期间不计"))
        else:
            rows.append(Day(day, True, ""))
    return rows


def styleguide(request):
    """All parts with sample content that is nobody's."""
    steps = [
        {"label": "提交申请", "state": "done", "note": "9月20日"},
        {"label": "受理", "state": "done", "note": "9月21日"},
        {"label": "审查", "state": "current", "note": "县市场监督管理局"},
        {"label": "决定", "state": "todo", "note": "最迟 10月9日"},
        {"label": "送达", "state": "todo", "note": ""},
    ]
    events = [
        {
            "at": datetime(2026, 9, 24, 10, 5, tzinfo=UTC),
            "title": "发出预警",
            "who": "电子监察",
            "note": "还剩 2 个工作日。",
            "tone": "warning",
        },
        {
            "at": datetime(2026, 9, 21, 15, 30, tzinfo=UTC),
            "title": "受理",
            "who": "政务大厅 3 号窗口",
            "note": "自今日起算 7 个工作日。",
            "tone": "",
        },
        {"at": datetime(2026, 9, 20, 9, 12, tzinfo=UTC), "title": "提交申请", "who": "申请人", "note": "", "tone": ""},
    ]
    context = {
        "facts": [("法定时限", 20, "工作日"), ("承诺时限", 7, "工作日"), ("到现场", 0, "次"), ("收费", "不收费")],
        "steps": steps,
        "stopped": [*steps[:2], {"label": "不予许可", "state": "stopped", "note": "9月28日"}],
        "events": events,
        "days": _days(),
        "due": date(2026, 9, 30),
        "today": date(2026, 9, 28),
        "diff": [
            ("项目名称", "食品经营许可证核发", "食品经营许可"),
            ("承诺时限", "10 个工作日", "7 个工作日"),
            ("实施依据", "《食品安全法》第三十五条", "《食品安全法》第三十五条"),
        ],
        "bars": [("县市场监督管理局", 128), ("县公安局", 94), ("县人力资源和社会保障局", 61), ("县自然资源局", 7)],
        "chosen": [("kind", "类别", "行政许可"), ("organisation", "单位", "县公安局")],
        "form": Sample(),
        "bad_form": Sample({"name": "", "id_number": "6211", "reason": "", "kind": ""}),
        "as_of": date(2026, 11, 22),
        "lamps": ["grey", "green", "yellow", "yellow_card", "red", "red_card", "paused", "done"],
        "icons": re.findall(r'symbol id="([a-z-]+)"', Path(finders.find("img/icons.svg")).read_text()),
    }
    return render(request, "styleguide.html", context)
