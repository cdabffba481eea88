"""What is kept of a person in licences, for that person (个人信息保护法 45)."""

from ..models import Licence


def licences_held(user) -> list[dict]:
    """The licences that the person holds, the newest first."""
    held = Licence.objects.filter(holder=user).select_related("type", "organisation").order_by("-issued_on", "-id")
    return [
        {
            "证照": licence.type.name,
            "编号": licence.number,
            "许可事项": licence.item_name,
            "内容": licence.content,
            "颁发机关": licence.organisation.name,
            "颁发日期": licence.issued_on.isoformat(),
            "有效期至": licence.valid_to.isoformat() if licence.valid_to else "长期",
            "状态": licence.get_state_display(),
        }
        for licence in held
    ]
