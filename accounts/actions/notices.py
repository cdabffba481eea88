"""What becomes of notices: sent, tried again, gathered to a digest, read; what a person wants; the shipped words."""

import logging
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from core.history import signed

from ..adapters import Refused, mail_sender, sms_sender
from ..enums import DeliveryState, NoticeChannel, NoticeGroup
from ..kinds import MAIL, SITE, SMS, default_texts, filled, notice_kinds
from ..models import Delivery, Message, NoticePreference, NoticeTemplate
from ..notices import DIGEST, send_at, templates_of, token, wake, words_of
from ..permissions import is_system_admin, keeps_notices
from .access import log_view

log = logging.getLogger(__name__)

AT_ONCE = 500  # deliveries of one run of the task; beat comes again within a minute
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
KEPT = timedelta(days=183)  # half a year, as long as logs are kept (网络安全法 21)
TRIES = 10  # about a day and a half


def send_due(*, at: datetime | None = None, most: int = AT_ONCE) -> dict[str, int]:
    """Send what is due; returns how many were {"sent", "failed", "given_up"}.

    Each delivery is claimed by its row lock and sent with its token, so that two workers never send one together, and
    one that a worker died over goes again under the same token.
    """
    done = {"sent": 0, "failed": 0, "given_up": 0}
    for _ in range(most):
        state = _send_next(at or timezone.now())
        if state is None:
            break
        done[state] += 1
    return done


@transaction.atomic
def _send_next(at: datetime) -> str | None:
    row = Delivery.objects.due(at).select_for_update(skip_locked=True, of=("self",)).first()
    if row is None:
        return None
    row.attempts += 1
    try:
        _hand_over(row)
    except Refused as error:
        _not_sent(row, at, error, final=True)
    except Exception as error:  # whatever a gateway does, one message must not stop the others
        _not_sent(row, at, error, final=row.attempts >= TRIES)
    else:
        row.state, row.sent_at, row.last_error = DeliveryState.SENT, at, ""
    row.save(update_fields=["state", "attempts", "next_at", "sent_at", "last_error"])
    return str(row.state)


def _hand_over(row: Delivery) -> None:
    if row.channel == SMS:
        sms_sender().send(row.to, row.text, key=row.token)
    else:
        mail_sender().send(row.to, row.title, row.text, key=row.token)


def _not_sent(row: Delivery, at: datetime, error: Exception, *, final: bool) -> None:
    words = f"{type(error).__name__}: {error}".replace(row.to, "…")
    row.last_error = words[:200]
    row.state = DeliveryState.GIVEN_UP if final else DeliveryState.FAILED
    row.next_at = at + min(FIRST_WAIT * 2 ** (row.attempts - 1), LONGEST_WAIT)
    log.warning("notice_not_sent delivery=%s attempts=%s final=%s", row.pk, row.attempts, final)


def gather_digests(*, at: datetime | None = None) -> int:
    """Put what waits for the morning into one delivery for each person and channel; returns how many were made."""
    at = at or timezone.now()
    held = Delivery.objects.filter(state=DeliveryState.HELD, next_at__lte=at)
    pairs = list(held.order_by("recipient_id", "channel").values_list("recipient_id", "channel").distinct())
    templates = templates_of([DIGEST.code])
    return sum(_gather(recipient, channel, at, templates) for recipient, channel in pairs)


@transaction.atomic
def _gather(recipient: int, channel: str, at: datetime, templates) -> int:
    rows = list(
        Delivery.objects.filter(recipient_id=recipient, channel=channel, state=DeliveryState.HELD, next_at__lte=at)
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("id")
    )
    words = words_of(DIGEST.code, channel, templates)
    if not rows or words is None:
        return 0
    facts = _digest_words(rows, channel)
    whole = Delivery.objects.create(
        token=token(f"digest:{rows[0].pk}", channel, recipient),
        kind=DIGEST.code,
        channel=channel,
        recipient_id=recipient,
        to=rows[-1].to,
        title=filled(words[0], facts)[:100] if channel == MAIL else "",
        text=filled(words[1], facts),
        created_at=at,
        next_at=send_at(channel, at),
    )
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(state=DeliveryState.GATHERED, gathered_in=whole)
    wake()
    return 1


def _digest_words(rows: list[Delivery], channel: str) -> dict[str, str]:
    from django.conf import settings

    facts = {"site": settings.COUNTY["site"], "count": str(len(rows))}
    if channel == MAIL:
        facts["list"] = "\n".join(f"{n}. {row.title}：{row.text}" for n, row in enumerate(rows, 1))
    return facts


@transaction.atomic
def reveal_delivery(*, delivery: Delivery, by, reason: str, request=None) -> dict[str, str]:
    """Recipient and text in full, as {label: value}; the view is logged with its reason, and the person can read that.

    For who keeps the notices; ValidationError without a reason, PermissionDenied for everybody else.
    """
    if not keeps_notices(by):
        raise PermissionDenied("您不能查看通知的完整内容。")
    if len(reason.strip()) < 4:
        raise ValidationError({"reason": "请写明查看事由，不少于 4 个字，例如“核对投诉”。"})
    whose = f"user:{delivery.recipient_id}" if delivery.recipient_id else f"delivery:{delivery.pk}"
    log_view(by, f"{delivery.get_channel_display()}通知的收信人和内容", whose, reason, request)
    return {"收信人": delivery.to, "标题": delivery.title, "内容": delivery.text}


@transaction.atomic
def resend(*, actor, delivery: Delivery, at: datetime | None = None) -> Delivery:
    """Send again: one given up is tried anew; one that was sent goes a second time, as a row of its own.

    By the system administrator or who keeps the notices.
    """
    if not (is_system_admin(actor) or keeps_notices(actor)):
        raise PermissionDenied("重发由系统管理员或者维护通知模板的人员办理。")
    at = at or timezone.now()
    row = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    if row.state in (DeliveryState.GIVEN_UP, DeliveryState.FAILED):
        row.state, row.attempts, row.next_at = DeliveryState.QUEUED, 0, at
        row.save(update_fields=["state", "attempts", "next_at"])
    elif row.state == DeliveryState.SENT:
        again = Delivery.objects.filter(kind=row.kind, number=row.number, channel=row.channel).count()
        row = Delivery.objects.create(
            token=token(f"again:{row.token}:{again}", row.channel, row.recipient_id or row.to),
            kind=row.kind,
            channel=row.channel,
            recipient_id=row.recipient_id,
            to=row.to,
            subject=row.subject,
            number=row.number,
            title=row.title,
            text=row.text,
            created_at=at,
            next_at=at,
        )
    else:
        raise ValidationError(f"这一条现在是“{row.get_state_display()}”，不用重发。")
    wake()
    return row


def forget_deliveries(*, at: datetime | None = None) -> int:
    """Blank the number and the text of what is older than KEPT (个人信息保护法 19); the row stays as the log."""
    at = at or timezone.now()
    old = Delivery.objects.filter(created_at__lt=at - KEPT).exclude(to="")
    return old.exclude(state__in=(DeliveryState.QUEUED, DeliveryState.FAILED)).update(to="", title="", text="")


@transaction.atomic
def mark_read(*, actor, message: Message | None = None, group: str = "", at: datetime | None = None) -> int:
    """Mark one of the person's own messages as read, or all of them (of a group); returns how many were unread."""
    if not actor.is_active:
        raise PermissionDenied
    own = Message.objects.of(actor).unread()
    if message is not None:
        own = own.filter(pk=message.pk)
    if group:
        own = own.filter(group=group)
    return own.update(read_at=at or timezone.now())


@transaction.atomic
def save_preference(*, actor, group: str, channels: list[str], digest: str) -> NoticePreference:
    """What a person wants of a group. ValidationError for a mail without an address."""
    if group not in NoticeGroup.values or set(channels) - set(NoticeChannel.values):
        raise ValidationError("没有这一类通知，请刷新页面后重选。")
    if MAIL in channels and not actor.email:
        raise ValidationError("您还没有验证过的邮箱，请先填写邮箱，再选用邮件。")
    ordered = [channel for channel in (SITE, SMS, MAIL) if channel in channels]
    row, _ = NoticePreference.objects.update_or_create(
        person=actor, group=group, defaults={"channels": ordered, "digest": digest}
    )
    return row


@transaction.atomic
def save_preferences(*, actor, chosen: dict[str, tuple[list[str], str]]) -> None:
    """The same of several groups at once: {group: (channels, digest)}."""
    for group, (channels, digest) in chosen.items():
        save_preference(actor=actor, group=group, channels=channels, digest=digest)


@transaction.atomic
def load_notice_templates() -> int:
    """Load the words that ship with the program, what a clerk changed left alone; returns how many are new."""
    known = set(NoticeTemplate.objects.values_list("kind", "channel"))
    new = [text for key, text in sorted(default_texts.items()) if key not in known]
    for text in new:
        row = NoticeTemplate(kind=text.kind, channel=text.channel, title=text.title, text=text.text)
        signed(row, actor=None, reason="载入随程序提供的通知模板").save()
    return len(new)


@transaction.atomic
def save_template(*, actor, template: NoticeTemplate, reason: str) -> NoticeTemplate:
    """Change the words of a kind. ValidationError names what a template may not have, PermissionDenied who may not."""
    if not keeps_notices(actor):
        raise PermissionDenied("通知模板由维护全县办事指南的人员修改。")
    template.full_clean()
    signed(template, actor=actor, reason=reason).save()
    return template


def preview(template: NoticeTemplate) -> tuple[str, str]:
    """(title, text) as a person would read it, with the example words of its kind."""
    examples = notice_kinds[template.kind].examples
    return filled(template.title, examples), filled(template.text, examples)
