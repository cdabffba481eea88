"""Who may do what where. Every predicate fails closed."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from .enums import OVERSIGHT, AdminRole, Nature, TokenScope
from .models import ApiToken, Organisation, OrganisationGroupPermission, holds, organisations_where

__all__ = [
    "holds",
    "is_administrator",
    "is_audit_admin",
    "is_auditor",
    "is_security_admin",
    "is_staff_member",
    "is_system_admin",
    "keeps_notices",
    "may",
    "organisations_where",
    "permissions_held",
    "reach_of_token",
    "watches",
]


def may(permission: str, field: str = "organisation"):
    """A predicate for workflow tables: the person holds `permission` at the row's organisation."""

    def allowed(user, obj) -> bool:
        return holds(user, permission, getattr(obj, field))

    return allowed


def is_staff_member(user) -> bool:
    return user.is_authenticated and user.is_active and user.kind == "staff"


def is_system_admin(user) -> bool:
    return is_staff_member(user) and user.admin_role == AdminRole.SYSTEM


def is_security_admin(user) -> bool:
    return is_staff_member(user) and user.admin_role == AdminRole.SECURITY


def is_audit_admin(user) -> bool:
    return is_staff_member(user) and user.admin_role == AdminRole.AUDIT


def is_administrator(user) -> bool:
    return is_staff_member(user) and user.admin_role != AdminRole.NONE


def is_auditor(user) -> bool:
    """Whether this person holds `audit` anywhere (审计机关 and 纪委监委): reads every record, its views are logged."""
    return organisations_where(user, "audit").exists()


def watches(user) -> bool:
    """Whether this person's every view of records is logged: the audit administrator, 审计 and 纪委监委."""
    return is_audit_admin(user) or bool(permissions_held(user) & OVERSIGHT)


def keeps_notices(user) -> bool:
    """Whether this person keeps the words of notices: who keeps the guides of the whole county."""
    counties = organisations_where(user, "manage_guides").filter(nature=Nature.GOVERNMENT)
    return is_staff_member(user) and counties.exists()


def permissions_held(user) -> set[str]:
    """The permissions that a person holds at any organisation, through the posts held today. One query."""
    if user is None or not user.is_authenticated or not user.is_active or user.admin_role:
        return set()
    today = timezone.localdate()
    held = OrganisationGroupPermission.objects.filter(
        Q(group__post__holdings__valid_to__isnull=True) | Q(group__post__holdings__valid_to__gt=today),
        group__post__holdings__user=user,
        group__post__holdings__valid_from__lte=today,
    )
    return set(held.order_by("pk").values_list("permission__codename", flat=True))


# What an account must hold at the body for a scope of its token to count, and which scopes include it.
NEEDED = {
    TokenScope.READ_DRAFTS: "fill_lists",
    TokenScope.FILL_LISTS: "fill_lists",
    TokenScope.WRITE_LICENCES: "manage_licences",
    TokenScope.RECORD_POWERS: "record_powers",
}
INCLUDED_IN = {
    TokenScope.READ_DRAFTS: {TokenScope.READ_DRAFTS, TokenScope.FILL_LISTS},
    TokenScope.FILL_LISTS: {TokenScope.FILL_LISTS},
    TokenScope.WRITE_LICENCES: {TokenScope.WRITE_LICENCES},
    TokenScope.RECORD_POWERS: {TokenScope.RECORD_POWERS},
}


def reach_of_token(token: ApiToken, scope: str) -> QuerySet[Organisation]:
    """The body at which a token may do this now: its own, while it is good and its account still holds the power."""
    if token is None or token.ended() or not INCLUDED_IN[scope] & set(token.scopes):
        return Organisation.objects.none()
    return organisations_where(token.user, NEEDED[scope]).filter(pk=token.organisation_id)
