"""The site's own forms: following a case by number and code, the notice on holidays."""

from django import forms
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldBooleanSwitchWidget

from core.workdays import Notice, parse_notice
from powerlist.forms.opinions import LookUpForm


class TrackForm(LookUpForm):
    """办件编号 and 查询码 as they stand on the slip."""

    number = forms.CharField(label="办件编号", max_length=40)


class HolidayNoticeForm(forms.Form):
    """The State Council's notice as pasted. `notice` holds what was read of it."""

    text = forms.CharField(
        label="通知全文",
        max_length=20_000,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 16}),
        help_text="从国务院办公厅网站复制“关于某年部分节假日安排的通知”，连同标题和文号一起贴进来。",
        error_messages={"required": "请先贴上通知全文。"},
    )
    checked = forms.BooleanField(
        label="上面列出的问题我已逐条对照原文核对",
        required=False,
        widget=UnfoldBooleanSwitchWidget,
    )
    notice: Notice | None = None

    def clean_text(self):
        text = self.cleaned_data["text"]
        self.notice = parse_notice(text)
        return text

    def clean(self):
        cleaned = super().clean()
        if self.notice and not (self.notice.year and self.notice.days):
            self.add_error("text", "没有读出可以载入的日期。")
        elif self.notice and self.notice.problems and "apply" in self.data and not cleaned.get("checked"):
            self.add_error("checked", "请先对照原文核对上面的问题，再打开这个开关。")
        return cleaned
