"""What the security administrator does: grants of posts, and who the three administrators are."""

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from core.history import signed

from ..enums import OVERSIGHT, READ_ONLY, AdminRole, OrganisationPermission, RequestState, UserKind
from ..models import GrantRequest, Organisation, OrganisationGroupPermission, Post, User
from ..permissions import is_security_admin, is_system_admin
from .offices import powers_of, refuse_mixing


def _only_security_admin(by) -> None:
    if not is_security_admin(by):
        raise PermissionDenied("授权由安全管理员办理。")


def refuse_powers(permission: str, post_powers: set[str], document: str) -> None:
    """Raise ValidationError when a post with `post_powers` may not get `permission` on this document."""
    if permission not in OrganisationPermission.values:
        raise ValidationError({"permission": f"没有“{permission}”这项权限。"})
    label = OrganisationPermission(permission).label
    if permission in OVERSIGHT:
        if not document.strip():
            raise ValidationError({"document": f"授予“{label}”必须填写依据文件的文号（纪委监委、审计机关来文）。"})
        if post_powers - READ_ONLY:
            raise ValidationError({"permission": f"监督岗位只能查看：这个岗位已有办理权限，不能再授予“{label}”。"})
    elif permission not in READ_ONLY and post_powers & OVERSIGHT:
        raise ValidationError({"permission": f"监督岗位只能查看，不能授予“{label}”。"})


def check_grant(*, post: Post, permission: str, document: str = "") -> None:
    """Raise ValidationError by field when a post may not get this permission, for itself or for who holds it."""
    powers = powers_of(post)
    refuse_powers(permission, powers, document)
    for holding in post.holdings.exclude(valid_to__lte=timezone.localdate()).select_related("user").order_by("pk"):
        refuse_mixing(holding.user, powers | {permission}, post)


@transaction.atomic
def grant(
    *, post: Post, permission: str, organisation: Organisation, by, document: str = ""
) -> OrganisationGroupPermission:
    """Let a post do something at an organisation and its children. Giving the same twice changes nothing.

    Oversight (电子监察, 审计查看) needs the number of a document and leaves the post read-only.
    """
    _only_security_admin(by)
    Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
    check_grant(post=post, permission=permission, document=document)
    wanted = {
        "group": post.group,
        "permission": Permission.objects.get(content_type__app_label="accounts", codename=permission),
        "content_object": organisation,
    }
    held = OrganisationGroupPermission.objects.filter(**wanted).first()
    if held is not None:
        return held
    row = OrganisationGroupPermission(**wanted, document=document.strip())
    signed(row, actor=by, reason=f"授权：{document.strip()}" if document.strip() else "授权").save()
    return row


@transaction.atomic
def revoke(*, grant: OrganisationGroupPermission, by, document: str) -> None:
    """Take a grant back; what was granted and why it ended stays in history."""
    _only_security_admin(by)
    if not document.strip():
        raise ValidationError({"document": "请写明收回授权的依据或原因。"})
    row = OrganisationGroupPermission.objects.select_for_update(of=("self",)).get(pk=grant.pk)
    signed(row, actor=by, reason=f"收回授权：{document.strip()}").delete()


@transaction.atomic
def request_grant(
    *, post: Post, permission: str, organisation: Organisation, by, batch: str, document: str = ""
) -> GrantRequest | None:
    """What the system administrator asks the security administrator to grant; it grants nothing by itself.

    None when the post has it already.
    """
    if not is_system_admin(by):
        raise PermissionDenied("授权申请由系统管理员提出。")
    refuse_powers(permission, powers_of(post), document)
    held = OrganisationGroupPermission.objects.filter(group=post.group_id, content_object=organisation)
    if held.filter(permission__codename=permission).exists():
        return None
    row, _ = GrantRequest.objects.get_or_create(
        post=post,
        permission=permission,
        organisation=organisation,
        state=RequestState.WAITING,
        defaults={"batch": batch, "asked_by": by, "document": document.strip()},
    )
    return row


def _decide(request: GrantRequest, state: str, by, opinion: str) -> GrantRequest:
    _only_security_admin(by)
    row = GrantRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if row.state != RequestState.WAITING:
        raise ValidationError(f"这条申请已由 {row.decided_by} 处理（{row.get_state_display()}），请刷新后再看。")
    row.state, row.decided_by, row.decided_at, row.opinion = state, by, timezone.now(), opinion.strip()
    row.save()
    return row


@transaction.atomic
def confirm_request(*, request: GrantRequest, by, opinion: str = "") -> GrantRequest:
    """Grant what was asked for."""
    row = _decide(request, RequestState.GRANTED, by, opinion)
    grant(post=row.post, permission=row.permission, organisation=row.organisation, by=by, document=row.document)
    return row


@transaction.atomic
def refuse_request(*, request: GrantRequest, by, opinion: str) -> GrantRequest:
    """Say no, and why."""
    if not opinion.strip():
        raise ValidationError({"opinion": "请写明不同意的理由。"})
    return _decide(request, RequestState.REFUSED, by, opinion)


@transaction.atomic
def found_administrators(*, people: dict[str, tuple[str, str, str]], organisation: Organisation) -> dict[str, User]:
    """The first three administrators of an installation: {role: (account, name, password)} gives {role: User}.

    Works once, while there is none; from then on the security administrator appoints them.
    """
    roles = {AdminRole.SYSTEM, AdminRole.SECURITY, AdminRole.AUDIT}
    if set(people) != roles or len({username for username, _, _ in people.values()}) != len(roles):
        raise ValidationError("系统、安全、审计三名管理员要一次指定齐，并且是三个不同的账号。")
    if User.objects.exclude(admin_role="").exists():
        raise ValidationError("已经有管理员了；增换管理员由安全管理员办理。")
    founded = {}
    for role, (username, name, password) in people.items():
        user = User(
            username=username, name=name, kind=UserKind.STAFF, is_staff=True, organisation=organisation, admin_role=role
        )
        user.set_password(password)
        signed(user, actor=None, reason="系统初始化：指定三员").save()
        founded[role] = user
    return founded


@transaction.atomic
def appoint_administrator(*, user: User, role: str, by, document: str) -> User:
    """Make a member of staff one of the three administrators, or end it (role ""). Nobody decides on themselves."""
    _only_security_admin(by)
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.pk == by.pk:
        raise ValidationError({"user": "不能变更自己的管理员身份，请由另一名安全管理员办理。"})
    if not document.strip():
        raise ValidationError({"document": "请填写依据文件的文号。"})
    if role not in AdminRole.values:
        raise ValidationError({"role": "没有这种管理员。"})
    if user.kind != UserKind.STAFF or user.closed_at is not None:
        raise ValidationError({"user": "管理员只能由在用的工作人员账号担任。"})
    if role and user.holdings.exclude(valid_to__lte=timezone.localdate()).exists():
        raise ValidationError({"user": f"{user.name} 正在任岗；三员不办理业务，请先免去岗位。"})
    if role and user.admin_role and role != user.admin_role:
        raise ValidationError({"role": f"{user.name} 已是{user.get_admin_role_display()}；不能兼任，请先免去。"})
    if user.admin_role and not role:
        peers = User.objects.filter(admin_role=user.admin_role, is_active=True).exclude(pk=user.pk)
        if not peers.exists():
            raise ValidationError({"role": f"这是唯一的{user.get_admin_role_display()}，请先指定接任的人。"})
    what = f"任命{AdminRole(role).label}" if role else f"免去{user.get_admin_role_display()}"
    user.admin_role = role
    signed(user, actor=by, reason=f"{what}：{document.strip()}").save()
    return user
