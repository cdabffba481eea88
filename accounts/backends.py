"""How people prove who they are: by account name or mobile number, with a password that is hard enough."""

import re

from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import ValidationError
from django.db.models import Q

from core.masking import blind_index

from .enums import UserKind
from .models import User

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
