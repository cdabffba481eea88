"""Choices of licences."""

from django.db.models import TextChoices


class LicenceState(TextChoices):
    """State of a licence; what was granted ends by 撤销 (许可法 69), 注销 (70) or by its date."""

    VALID = "valid", "有效"
    REVOKED = "revoked", "已撤销"
    CANCELLED = "cancelled", "已注销"


class Handover(TextChoices):
    """How what was granted reaches its holder (许可法 44: issued and delivered within ten working days)."""

    ONLINE = "online", "电子送达，作出决定后即发"
    WINDOW = "window", "纸质证件，到窗口领取"


class LicenceKind(TextChoices):
    LICENCE = "licence", "许可证"
    CERTIFICATE = "certificate", "证明"
    APPROVAL = "approval", "批准文件"
