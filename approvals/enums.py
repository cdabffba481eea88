"""Choices of cases."""

from django.db.models import TextChoices


class CaseState(TextChoices):
    """States of a case in the law's own acts (行政许可法 32–44)."""

    DRAFT = "draft", "草稿"
    RECEIVED = "received", "已收件，待受理"
    CORRECTING = "correcting", "待补正"
    REVIEW = "review", "已受理，审查中"
    DECISION = "decision", "待决定"
    GRANTED = "granted", "准予许可，待送达"
    DELIVERED = "delivered", "已办结"
    REFUSED = "refused", "不予许可"
    NOT_ACCEPTED = "not_accepted", "不予受理"
    WITHDRAWN = "withdrawn", "申请人已撤回"


OPEN_STATES = (CaseState.RECEIVED, CaseState.CORRECTING, CaseState.REVIEW, CaseState.DECISION, CaseState.GRANTED)
FINAL_STATES = (CaseState.DELIVERED, CaseState.REFUSED, CaseState.NOT_ACCEPTED, CaseState.WITHDRAWN)


class Channel(TextChoices):
    WEB = "1", "网上"
    WINDOW = "8", "窗口"
    TOWNSHIP = "9", "乡镇代办"


class ApplicantKind(TextChoices):
    PERSON = "1", "自然人"
    LEGAL = "2", "企业法人"
    OTHER = "6", "其他组织"


class FileKind(TextChoices):
    MATERIAL = "material", "申请材料"
    CORRECTION = "correction", "补正材料"
    PAPER = "paper", "文书"


class ClockKind(TextChoices):
    """Which limit of the law a clock counts."""

    NOTICE = "notice", "受理期限"
    PROMISE = "promise", "承诺时限"
    LEGAL = "legal", "法定时限"
    DELIVERY = "delivery", "送达期限"


class PaperKind(TextChoices):
    """The papers (文书) that an act on a case yields; each is numbered in a series of its own."""

    RECEIPT = "receipt", "材料接收凭证"
    ACCEPTED = "accepted", "受理通知书"
    CORRECTION = "correction", "补正材料告知书"
    NOT_ACCEPTED = "not_accepted", "不予受理决定书"
    GRANTED = "granted", "准予行政许可决定书"
    REFUSED = "refused", "不予行政许可决定书"
