"""How people prove who they are: by account name or mobile number, with a password that is hard enough.

How a department's own system does: by a token in the head `Authorization: Bearer …`.
"""

import hashlib
import re

from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import ValidationError
from django.db.models import Q
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed

from core.masking import blind_index

from .enums import TokenEnd, UserKind
from .models import ApiToken, User

MOBILE = re.compile(r"1\d{10}")
INITIAL_PASSWORD = "initial_password"  # the session's mark of someone who logged in with one
CLASSES = (r"[a-z]", r"[A-Z]", r"\d", r"[^a-zA-Z0-9]")


class AccountBackend(ModelBackend):
    """Account name or mobile number. Of a citizen and a clerk with one phone, the password tells which is meant."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        if not username or password is None:
            return None
        typed = username.strip()
        wanted = Q(username=typed)
        if MOBILE.fullmatch(typed):
            wanted |= Q(mobile_index=blind_index(typed), closed_at=None)
        people = sorted(User.objects.filter(wanted).order_by("pk")[:5], key=lambda u: u.kind == UserKind.STAFF)
        if not people:
            User().set_password(password)  # an unknown name takes as long as a wrong password
            return None
        for person in people:
            if person.check_password(password) and self.user_can_authenticate(person):
                return person
        return None

    def user_can_authenticate(self, user):
        return super().user_can_authenticate(user) and user.closed_at is None


def name_for_lockout(request, credentials) -> str:
    """The name under which failed log-ins are counted and kept: a mobile number is never stored as typed."""
    typed = ((credentials or {}).get("username") or (request.POST.get("username") if request else "") or "").strip()
    if not MOBILE.fullmatch(typed):
        return typed[:150]
    index = blind_index(typed)
    known = User.objects.filter(mobile_index=index, closed_at=None).order_by("pk").first()
    return known.username if known else f"{typed[:3]}****{typed[-4:]} {index[:12]}"


def client_address(request) -> str | None:
    """The address of the person's own machine; behind our proxy, the one that the proxy saw."""
    from django.conf import settings

    if request is None:
        return None
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return forwarded.split(",")[-1].strip() or request.META.get("REMOTE_ADDR") or None


class CharacterClasses:
    """Staff passwords have three of four kinds of characters, others two (GB/T 22239-2019 8.1.4.1 a)."""

    def validate(self, password, user=None):
        staff = getattr(user, "kind", "") == UserKind.STAFF
        wanted = 3 if staff else 2
        found = sum(bool(re.search(kind, password)) for kind in CLASSES)
        if found < wanted:
            raise ValidationError(
                f"密码太简单：大写字母、小写字母、数字、符号中至少要有 {wanted} 种，现在只有 {found} 种。",
                code="password_classes",
            )

    def get_help_text(self):
        return "大写字母、小写字母、数字、符号中至少用两种；工作人员至少用三种。"


REFUSED = {
    TokenEnd.EXPIRED: "令牌已到期，请向安全管理员申请新的令牌。",
    TokenEnd.REVOKED: "令牌已被收回，请向安全管理员了解原因。",
    TokenEnd.CLOSED: "令牌所属的系统账号已停用。",
}
UNKNOWN = "没有这个令牌，请核对 Authorization: Bearer 后面的内容是否完整。"


def digest_of(secret: str) -> str:
    """What is kept of a token's secret. It is 256 random bits, so that a fast hash is enough: nobody guesses it."""
    return hashlib.sha256(secret.encode()).hexdigest()


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer <secret>`: `request.user` is the system account, `request.auth` the ApiToken.

    Raises AuthenticationFailed with code unknown_token, expired, revoked or closed; the token that was recognised and
    refused stands in `request.refused_token`, so that the attempt is logged under it.
    """

    keyword = "Bearer"

    def authenticate(self, request):
        kind, _, secret = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != self.keyword.lower():
            return None
        rows = ApiToken.objects.select_related("user", "organisation")
        token = rows.filter(digest=digest_of(secret.strip())).order_by("pk").first()
        if token is None:
            raise AuthenticationFailed(UNKNOWN, code="unknown_token")
        if why := token.ended():
            request._request.refused_token = token
            raise AuthenticationFailed(REFUSED[why], code=str(why))
        return token.user, token

    def authenticate_header(self, request):
        return f'{self.keyword} realm="api"'
