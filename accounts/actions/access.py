"""Views of personal data that leave a trace, and the lifting of lockouts."""

from axes.models import AccessAttempt
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from ..backends import client_address
from ..enums import UserKind
from ..models import AccessLog, User
from ..permissions import is_security_admin, is_system_admin, watches

REVEALED = {"mobile": "手机号", "id_number": "公民身份号码", "address": "联系地址"}


def log_view(user, what: str, reference: str, reason: str = "", request=None) -> AccessLog:
    """Record that `user` saw `what` of `reference` in full, and why (个人信息保护法 51; GB/T 22239-2019 8.1.4.3)."""
    return AccessLog.objects.create(
        user_id_seen_by=user.pk,
        user_name=user.display_name[:100],
        what=what[:200],
        reference=reference[:100],
        reason=reason.strip(),
        address=client_address(request),
    )


def log_refusal(request, *, rule: str, words: str, place: str) -> AccessLog:
    """Record that matter with a mark of secrecy was refused: who, when, where, which rule; nothing of the matter."""
    user = request.user if request.user.is_authenticated else None
    return log_refusal_of(user=user, rule=rule, words=words, place=place, address=client_address(request))


def log_refusal_of(*, user: User | None, rule: str, words: str, place: str, address: str | None = None) -> AccessLog:
    """The same of matter that came without a request; `place` says by which door."""
    return AccessLog.objects.create(
        user_id_seen_by=user.pk if user else 0,
        user_name=user.display_name[:100] if user else "未登录",
        what="拒收疑似涉密内容",
        reference=f"secrecy:{rule}",
        reason=f"{words}；{place}",
        address=address,
    )


def log_word(request, *, sha256: str, place: str) -> AccessLog:
    """Record that the person gave the word that a file which no machine can read holds no state secret: which file by
    its SHA-256, through which door; not its name, and nothing of its content (保守国家秘密法 31)."""
    reason = f"机器读不出文字的文件，本人确认不含国家秘密；{place}"
    return log_view(request.user, "声明文件不含国家秘密", f"sha256:{sha256}", reason, request)


def note_view(request, what: str, reference: str) -> None:
    """Record a view by those who watch (审计, 纪委监委, the audit administrator); that of others leaves no row."""
    if watches(request.user):
        log_view(request.user, what, reference, request=request)


@transaction.atomic
def reveal(*, user: User, by, reason: str, request=None) -> dict[str, str]:
    """The personal data of an account in full, as {label: value}; the view is logged with its reason.

    The system administrator may see that of staff, whom the roster names; that of citizens stays closed to all
    administrators: it is seen at the desk, within a case.
    """
    if not is_system_admin(by) or user.kind != UserKind.STAFF:
        raise PermissionDenied("您不能查看这个账号的完整信息。")
    if len(reason.strip()) < 4:
        raise ValidationError({"reason": "请写明查看事由，不少于 4 个字，例如“核对人事档案”。"})
    shown = {label: value for field, label in REVEALED.items() if (value := getattr(user, field))}
    log_view(by, f"{user.name} 的{'、'.join(shown) or '个人信息'}", f"user:{user.pk}", reason, request)
    return shown


@transaction.atomic
def unlock(*, username: str, by, reason: str, request=None) -> int:
    """Lift the lockout of an account after failed log-ins; returns how many rows of failures were cleared."""
    if not is_security_admin(by):
        raise PermissionDenied("解除锁定由安全管理员办理。")
    if not reason.strip():
        raise ValidationError({"reason": "请写明解除锁定的原因。"})
    cleared, _ = AccessAttempt.objects.filter(username=username).delete()
    log_view(by, f"解除登录锁定：{username}", f"login:{username}"[:100], reason, request)
    return cleared
