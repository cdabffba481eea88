"""The life of a card: reply, appeal, judgement, withdrawal, exemption of many; unanswered ones go a level up."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import Organisation
from accounts.permissions import holds
from approvals.models import Case
from core.files import check_upload, shown_name
from core.workflow import MoveRefused

from ..enums import CARDS, ExemptionKind, Level, RuleState
from ..models import Alert, Appeal, CardReply, Exemption, RuleVersion, Withdrawal
from ..permissions import may_decide_rules, may_propose_rules
from ..queries.detectors import Thing
from ..queries.judging import chinese
from .giving import give
from .rules import look_anew

BACK = timedelta(days=30)


@transaction.atomic
def reply_card(*, actor, alert: Alert, text: str, upload=None, at: datetime | None = None) -> CardReply:
    """Answer a card for the body, by its lead, within the limit or late. ValidationError when a file is refused."""
    row = _card(alert)
    _only_lead(actor, row)
    if not text.strip():
        raise MoveRefused("请写明情况和整改措施。")
    if hasattr(row, "withdrawal"):
        raise MoveRefused("这张牌已经撤回，不用再回复。")
    return CardReply.objects.create(
        alert=row, text=text.strip(), replied_by=actor, replied_at=at or timezone.now(), **kept_paper(upload)
    )


@transaction.atomic
def appeal_card(*, actor, alert: Alert, reason: str, upload=None, at: datetime | None = None) -> Appeal:
    """申诉, once a card, by the body's lead, with what proves it."""
    row = _card(alert)
    _only_lead(actor, row)
    if not reason.strip():
        raise MoveRefused("请写明申诉的理由。")
    if hasattr(row, "withdrawal") or hasattr(row, "appeal"):
        raise MoveRefused("这张牌已经申诉过或者已经撤回。")
    return Appeal.objects.create(
        alert=row, giver=row.given_by, reason=reason.strip(), appealed_by=actor,
        appealed_at=at or timezone.now(), **kept_paper(upload),
    )  # fmt: skip


@transaction.atomic
def judge_appeal(*, actor, appeal: Appeal, upheld: bool, opinion: str, at: datetime | None = None) -> Appeal:
    """Judge an appeal: by a supervisor who neither gave the card nor appealed. An upheld one still waits for its
    withdrawal by a third person."""
    row = Appeal.objects.select_for_update(of=("self",)).select_related("alert__organisation").get(pk=appeal.pk)
    if not holds(actor, "supervise", row.alert.organisation):
        raise PermissionDenied("申诉由负责这个单位的监察人员审查。")
    if row.judged_by_id is not None:
        raise MoveRefused("这个申诉已经审查过。")
    if actor.pk in (row.giver_id, row.appealed_by_id):
        raise MoveRefused("发牌的人、申诉的人不能审查申诉，请由另一位监察人员办理。")
    if not opinion.strip():
        raise MoveRefused("请写明审查意见。")
    row.judged_by, row.judged_at, row.upheld, row.opinion = actor, at or timezone.now(), upheld, opinion.strip()
    row.save()
    return row


@transaction.atomic
def withdraw_card(*, actor, alert: Alert, reason: str, at: datetime | None = None) -> Withdrawal:
    """撤牌 on an upheld appeal, by the lead of the watch: neither who gave the card nor who judged."""
    row = _card(alert)
    if not holds(actor, "lead_watch", row.organisation):
        raise PermissionDenied("撤牌由批准监察事项的负责人办理。")
    appeal = getattr(row, "appeal", None)
    if appeal is None or not appeal.upheld:
        raise MoveRefused("申诉经审查成立以后才能撤牌。")
    if hasattr(row, "withdrawal"):
        raise MoveRefused("这张牌已经撤回。")
    if actor.pk in (row.given_by_id, appeal.judged_by_id):
        raise MoveRefused("发牌的人、审查申诉的人不能撤牌，请由另一位负责人办理。")
    if not reason.strip():
        raise MoveRefused("请写明撤牌的理由。")
    return Withdrawal.objects.create(
        alert=row, giver=row.given_by, judge=appeal.judged_by, withdrawn_by=actor,
        withdrawn_at=at or timezone.now(), reason=reason.strip(),
    )  # fmt: skip


@transaction.atomic
def propose_exemption(
    *,
    actor,
    title: str,
    kind: str,
    begins: date,
    ends: date,
    grace_until: date,
    document: str,
    upload,
    bodies: Iterable[Organisation] = (),
    at: datetime | None = None,
) -> Exemption:
    """Propose to spare the limits of a period in bulk, with the document that establishes it."""
    if not may_propose_rules(actor):
        raise PermissionDenied("批量免责由负责全县电子监察的人员提出。")
    if kind not in ExemptionKind.values or not title.strip() or not document.strip() or upload is None:
        raise MoveRefused("请写明事由、种类和文号，并上传文件。")
    if not begins <= ends <= grace_until:
        raise MoveRefused("日期要依次：开始、结束、宽限到哪一天。")
    row = Exemption.objects.create(
        title=title.strip(), kind=kind, begins=begins, ends=ends, grace_until=grace_until, document=document.strip(),
        proposed_by=actor, proposed_at=at or timezone.now(), **kept_paper(upload),
    )  # fmt: skip
    row.bodies.set(bodies)
    return row


@transaction.atomic
def decide_exemption(*, actor, exemption: Exemption, approved: bool, opinion: str, at: datetime | None = None):
    """Decide on an exemption; when approved the cards that it covers are withdrawn and the cases looked at anew."""
    at = at or timezone.now()
    if not may_decide_rules(actor):
        raise PermissionDenied("批量免责由批准监察事项的负责人批准。")
    row = Exemption.objects.select_for_update().get(pk=exemption.pk)
    if row.state != RuleState.PROPOSED:
        raise MoveRefused(f"这一条现在是“{row.get_state_display()}”，可能刚有人办理过。请刷新后再看。")
    if row.proposed_by_id == actor.pk:
        raise MoveRefused("提出的人不能自己批准，请由另一位负责人办理。")
    if not opinion.strip():
        raise MoveRefused("请写明意见。")
    row.state = RuleState.DECIDED if approved else RuleState.REFUSED
    row.decided_by, row.decided_at, row.opinion = actor, at, opinion.strip()
    row.save()
    if approved:
        _withdraw_covered(row, actor, at)
        look_anew(on=timezone.localdate(at))
    return row


def covered_by(exemption: Exemption):
    """The standing cards on limits of cases that an exemption covers: given by the end of its grace."""
    rows = Alert.objects.cards().standing().exclude(clock="").filter(
        due__gte=exemption.begins, due__lte=exemption.ends, given_at__date__lte=exemption.grace_until
    )  # fmt: skip
    bodies = list(exemption.bodies.values_list("pk", flat=True))
    return rows.filter(organisation__in=bodies) if bodies else rows


def _withdraw_covered(row: Exemption, actor, at: datetime) -> None:
    cards = list(covered_by(row).order_by("pk"))
    Withdrawal.objects.bulk_create(
        Withdrawal(
            alert=card, giver=card.given_by, exemption=row, withdrawn_by=actor, withdrawn_at=at,
            reason=f"{row.get_kind_display()}：{row.title}（{row.document}）",
        )
        for card in cards
        if card.given_by_id != actor.pk
    )  # fmt: skip
    cases = {card.case_id for card in cards} - {None}
    Case.objects.filter(pk__in=cases).update(watch_on=timezone.localdate(at))


@transaction.atomic
def escalate_unanswered(*, now: datetime | None = None) -> list[Alert]:
    """黄牌 that nobody answered, nor appealed against, by its day: a red card, once."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    rules = [row for row in RuleVersion.objects.at_work(today) if row.rule.detector == "card.unanswered"]
    rows = Alert.objects.standing().filter(level=Level.YELLOW, reply_by__lt=today, reply_by__gte=today - BACK)
    rows = rows.filter(replies__isnull=True, appeal__isnull=True).select_related("case", "organisation")
    rows = rows.defer(*(f"case__{name}" for name in ("query_code", "applicant_document", "mobile", "form_data")))
    found = list(rows.order_by("reply_by", "id")) if rules else []
    things = [
        Thing(
            row.key, f"unanswered:{row.pk}", row.title, row.organisation,
            f"黄牌应于{chinese(row.reply_by)}前回复，至今没有回复，升为红牌。", row.address, row.reply_by,
            (f"黄牌 {timezone.localtime(row.given_at):%Y-%m-%d} 发出：{row.explanation}",), row.case,
        )
        for row in found
    ]  # fmt: skip
    return give([(version, thing) for version in rules for thing in things], now=now, today=today)


def _card(alert: Alert) -> Alert:
    row = Alert.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=alert.pk)
    if row.level not in CARDS:
        raise MoveRefused("提醒和预警不用回复，也不用申诉。")
    return row


def _only_lead(actor, alert: Alert) -> None:
    if not holds(actor, "decide_cases", alert.organisation):
        raise PermissionDenied("由被亮牌单位的负责人办理。")


def kept_paper(upload) -> dict:
    """The fields of a paper that comes along, checked. ValidationError when it is refused."""
    if upload is None:
        return {}
    checked = check_upload(upload)
    return {"file": upload, "file_name": shown_name(upload.name), "file_sha256": checked.sha256}
