"""Tokens by which departments' own systems write: given out once, scoped, expiring, taken back, every use on record."""

import secrets
from datetime import date, datetime, time, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core.history import signed

from ..backends import digest_of
from ..enums import OrganisationPermission, TokenScope, UserKind
from ..models import ApiToken, Holding, Organisation, OrganisationGroupPermission, TokenUse, User, holds
from ..permissions import NEEDED, is_security_admin

MARK = "zwtk"  # how a secret begins, so that one that leaked into a file is recognised
MOST_DAYS = 366
TOUCH_SECONDS = 60


def system_accounts():
    """Accounts that a token may act for: staff, at work, and nobody can log in with them."""
    rows = User.objects.filter(kind=UserKind.STAFF, is_active=True, closed_at=None, admin_role="")
    return rows.filter(Q(password="") | Q(password__startswith="!"))


def accounts_for_tokens():
    """The system accounts that could use a token today: they hold a post that may do what tokens do."""
    today = timezone.localdate()
    granted = OrganisationGroupPermission.objects.filter(permission__codename__in=set(NEEDED.values()))
    holdings = Holding.objects.filter(post__group__in=granted.values("group"), valid_from__lte=today)
    holdings = holdings.filter(Q(valid_to=None) | Q(valid_to__gt=today))
    return system_accounts().filter(pk__in=holdings.values("user"))


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def check_token(*, user: User, organisation: Organisation, scopes, expires_on: date, name: str, document: str) -> None:
    """Raise ValidationError by field when such a token may not be given out."""
    errors = {}
    if not name.strip():
        errors["name"] = "请填写系统名称，例如“县林草局林政管理系统”。"
    if not document.strip():
        errors["document"] = "请填写依据文件：哪份文件或申请同意这个系统接入。"
    if not scopes or set(scopes) - set(TokenScope.values):
        errors["scopes"] = "请选择令牌准许做什么。"
    today = timezone.localdate()
    if not today <= expires_on <= today + timedelta(days=MOST_DAYS):
        errors["expires_on"] = f"到期日从今天起算，最长{MOST_DAYS}天；到期前可以另发一个新的。"
    if not system_accounts().filter(pk=user.pk).exists():
        errors["user"] = "令牌只发给系统账号：在用的工作人员账号，没有登录口令，也不是三员。请由系统管理员另建一个。"
    elif "scopes" not in errors:
        lacking = sorted({NEEDED[scope] for scope in scopes if not holds(user, NEEDED[scope], organisation)})
        if lacking:
            named = "、".join(f"“{OrganisationPermission(permission).label}”" for permission in lacking)
            errors["organisation"] = (
                f"账号 {user.username} 在{organisation}没有{named}的授权，令牌不能超出账号。请先给它的岗位授权。"
            )
    if errors:
        raise ValidationError(errors)


@transaction.atomic
def issue_token(
    *, user: User, organisation: Organisation, scopes, expires_on: date, name: str, document: str, by
) -> tuple[ApiToken, str]:
    """Give a system account a token for one body; returns it with the secret, which is nowhere kept.

    `expires_on` is its last day. Raises ValidationError by field, PermissionDenied to all but security administrators.
    """
    if not is_security_admin(by):
        raise PermissionDenied("接口令牌由安全管理员发放。")
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    check_token(
        user=user, organisation=organisation, scopes=scopes, expires_on=expires_on, name=name, document=document
    )
    prefix = secrets.token_hex(4)
    secret = f"{MARK}_{prefix}_{secrets.token_urlsafe(32)}"
    token = ApiToken(
        name=name.strip(),
        user=user,
        organisation=organisation,
        scopes=[scope for scope in TokenScope.values if scope in scopes],
        prefix=prefix,
        digest=digest_of(secret),
        document=document.strip(),
        created_by=by,
        expires_at=_end_of(expires_on),
    )
    signed(token, actor=by, reason=f"发放接口令牌：{document.strip()}").save()
    return token, secret


@transaction.atomic
def revoke_token(*, token: ApiToken, by, reason: str) -> ApiToken:
    """Take a token back, at once. Twice changes nothing."""
    if not is_security_admin(by):
        raise PermissionDenied("接口令牌由安全管理员收回。")
    if not reason.strip():
        raise ValidationError({"reason": "请写明收回的原因。"})
    row = ApiToken.objects.select_for_update(of=("self",)).get(pk=token.pk)
    if row.revoked_at is None:
        row.revoked_at = timezone.now()
        signed(row, actor=by, reason=f"收回接口令牌：{reason.strip()}").save()
    return row


def log_use(*, token: ApiToken, method: str, path: str, status: int, code: str = "", address: str | None = None):
    """One row for one request with a token; the date of the last use is noted at most once a minute."""
    now = timezone.now()
    if not code and (token.last_used_at is None or (now - token.last_used_at).total_seconds() >= TOUCH_SECONDS):
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return TokenUse.objects.create(
        at=now, token=token, method=method[:10], path=path[:200], status=status, code=code[:40], address=address
    )
