"""What the portal holds about a person, gathered for that person (个人信息保护法 45)."""

from collections.abc import Callable

from django.utils import timezone

from .enums import UserKind
from .models import AccessLog, User

# Other apps add what they hold in their AppConfig.ready(): {title: function of the user that gives a list of dicts}.
data_parts: dict[str, Callable[[User], list[dict]]] = {}


def viewers_of(user: User):
    """Who saw this person's data in full, the latest first."""
    return AccessLog.objects.filter(reference=f"user:{user.pk}")


def data_of(user: User) -> dict:
    """Everything that is kept about a person, in words, as a copy to take away."""
    account = {
        "类型": user.get_kind_display(),
        "姓名": user.name,
        "手机号": user.mobile,
        "公民身份号码": user.id_number,
        "单位名称": user.legal_name,
        "统一社会信用代码": user.credit_code,
        "联系地址": user.address,
        "注册时间": _time(user.date_joined),
        "上次登录": _time(user.last_login),
    }
    parts = {
        "账号": {label: value for label, value in account.items() if value},
        "同意记录": [
            {"行为": c.get_act_display(), "告知书": c.notice, "目的": c.purpose, "种类": c.kinds, "时间": _time(c.at)}
            for c in user.consents.all()
        ],
        "查看记录": [
            {"时间": _time(v.at), "单位": v.organisation, "内容": v.what, "事由": v.reason} for v in viewers_of(user)
        ],
    }
    if user.kind == UserKind.STAFF:
        parts["任职"] = [
            {"岗位": str(h.post), "岗别": h.get_kind_display(), "自": str(h.valid_from), "至": str(h.valid_to or "")}
            for h in user.holdings.select_related("post__organisation")
        ]
    for title, part in data_parts.items():
        parts[title] = part(user)
    return parts


def _time(value) -> str:
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""
