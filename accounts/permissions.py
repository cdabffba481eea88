"""Who may do what where. Every predicate fails closed."""

from .enums import AdminRole
from .models import holds, organisations_where

__all__ = [
    "holds",
    "is_audit_admin",
    "is_security_admin",
    "is_staff_member",
    "is_system_admin",
    "may",
    "organisations_where",
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
