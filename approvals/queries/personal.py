"""What the cases say to a person's own account: what keeps it open, and the copy of one's data to take away."""

import json

from django.utils import timezone

from ..models import Case


def why_not_close(user) -> str:
    """Why the account can't be closed yet, or an empty text (accounts.actions.before_closing)."""
    number = Case.objects.of_applicant(user).open().count()
    return f"您还有 {number} 件申请正在办理，请等办结或撤回后再注销。" if number else ""


def cases_of(user) -> list[dict]:
    """The person's cases with what was filled in (个人信息保护法 45; accounts.queries.data_parts)."""
    return [
        {
            "办件编号": case.number,
            "事项": case.item_name,
            "办理单位": str(case.organisation),
            "状态": case.get_state_display(),
            "收件时间": _time(case.received_at),
            "办结时间": _time(case.closed_at),
            "申请内容": json.loads(case.form_data or "{}"),
        }
        for case in Case.objects.of_applicant(user).select_related("organisation").order_by("id")
    ]


def _time(value) -> str:
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""
