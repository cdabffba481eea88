"""What the system administrator does: accounts of staff, posts, and who holds them."""

import re
import secrets
from datetime import date, timedelta

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from core.history import signed
from core.identifiers import check_mobile

from ..enums import OVERSIGHT, READ_ONLY, HoldingKind, UserKind
from ..models import Holding, Organisation, OrganisationGroupPermission, Post, User
from ..permissions import is_system_admin

USERNAME = re.compile(r"[a-z][a-z0-9_.-]{2,29}")
SMALL, LARGE, DIGITS = "abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKMNPQRSTUVWXYZ", "23456789"


def _only_system_admin(by) -> None:
    if not is_system_admin(by):
        raise PermissionDenied("机构、人员和岗位由系统管理员维护。")


def initial_password() -> str:
    """A random password of twelve characters of three kinds, without those that are mistaken for one another."""
    must = [secrets.choice(SMALL), secrets.choice(LARGE), secrets.choice(DIGITS)]
    rest = [secrets.choice(SMALL + LARGE + DIGITS) for _ in range(9)]
    letters = must + rest
    secrets.SystemRandom().shuffle(letters)
    return "".join(letters)


@transaction.atomic
def save_recorded(*, row, by, reason: str):
    """Save an organisation, a post's name or another row that the system administrator keeps, with who and why."""
    _only_system_admin(by)
    if not reason.strip():
        raise ValidationError({"reason": "请写明变更原因。"})
    signed(row, actor=by, reason=reason.strip()).save()
    return row


@transaction.atomic
def create_staff(
    *, username: str, name: str, organisation: Organisation, by, mobile: str = "", password: str = ""
) -> User:
    """An account for a member of staff. Without `password` nobody can log in until `issue_password`.

    With a password it still counts as initial: it has to be changed at the first log-in.
    """
    _only_system_admin(by)
    username = username.strip().lower()
    if not USERNAME.fullmatch(username):
        raise ValidationError({"username": "账号用 3 到 30 位小写字母、数字、点或短横线，以字母开头。"})
    if User.objects.filter(username=username).exists():
        raise ValidationError({"username": f"账号“{username}”已经有人用了，请换一个。"})
    if not name.strip():
        raise ValidationError({"name": "请填写姓名。"})
    user = User(
        username=username,
        name=name.strip(),
        kind=UserKind.STAFF,
        is_staff=True,
        organisation=organisation,
        mobile=check_mobile(mobile) if mobile else "",
    )
    if password:
        validate_password(password, user)
        user.set_password(password)
    else:
        user.set_unusable_password()
    signed(user, actor=by, reason="建立工作人员账号").save()
    return user


@transaction.atomic
def issue_password(*, user: User, by) -> str:
    """Give a member of staff a new initial password and return it, once; it must be changed at the next log-in."""
    _only_system_admin(by)
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.kind != UserKind.STAFF or user.closed_at is not None:
        raise ValidationError("只能给在用的工作人员账号发放初始口令。")
    if user.tokens.filter(revoked_at=None, expires_at__gt=timezone.now()).exists():
        raise ValidationError("这是系统账号，接口令牌正在使用，不能发放登录口令；要改作个人账号，请先收回令牌。")
    password = initial_password()
    user.set_password(password)
    user.password_changed_at = None
    signed(user, actor=by, reason="发放初始口令").save()
    return password


@transaction.atomic
def close_staff(*, user: User, by, reason: str, on: date | None = None) -> User:
    """Stop an account of staff; the posts held end with it. Never deleted: the logs name it."""
    _only_system_admin(by)
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.kind != UserKind.STAFF:
        raise PermissionDenied("群众和企业的账号由本人注销。")
    if user.pk == by.pk or user.admin_role:
        raise ValidationError("管理员的账号不能直接停用，请先由安全管理员免去其管理员身份。")
    if not reason.strip():
        raise ValidationError({"reason": "请写明停用原因，例如“调离”“退休”。"})
    for holding in user.holdings.filter(valid_to=None).order_by("pk"):
        dismiss(holding=holding, by=by, on=on, document=reason)
    user.is_active, user.closed_at = False, timezone.now()
    user.set_unusable_password()
    signed(user, actor=by, reason=f"停用账号：{reason.strip()}").save()
    return user


@transaction.atomic
def create_post(*, organisation: Organisation, name: str, by) -> Post:
    """A post of an organisation with the group that carries its grants."""
    _only_system_admin(by)
    name = name.strip()
    if not name:
        raise ValidationError({"name": "请填写岗位名称。"})
    if Post.objects.filter(organisation=organisation, name=name).exists():
        raise ValidationError({"name": f"{organisation} 已经有岗位“{name}”。"})
    post = Post(organisation=organisation, name=name)
    post.group = Group.objects.create(name=f"{organisation.code} {name}"[:150])
    signed(post, actor=by, reason="设立岗位").save()
    return post


def powers_of(post: Post) -> set[str]:
    """The permissions that a post carries anywhere."""
    grants = OrganisationGroupPermission.objects.filter(group=post.group_id)
    return set(grants.order_by("pk").values_list("permission__codename", flat=True))


def refuse_mixing(user: User, powers: set[str], besides: Post) -> None:
    """Whoever watches doesn't act: an oversight post and an acting one never meet in one person."""
    if not powers:
        return
    today = timezone.localdate()
    others = OrganisationGroupPermission.objects.filter(
        group__post__holdings__in=user.holdings.exclude(valid_to__lte=today)
    ).exclude(group=besides.group_id)
    held = set(others.order_by("pk").values_list("permission__codename", flat=True))
    for watching, acting in ((powers, held), (held, powers)):
        if watching & OVERSIGHT and acting - READ_ONLY:
            raise ValidationError(f"{user.name} 不能同时担任监督岗位和办理岗位（监督的只查看，不办理）。")


def check_appointment(*, user: User, post: Post, valid_from: date, valid_to: date | None = None) -> None:
    """Raise ValidationError by field when this person may not get this post."""
    if user.kind != UserKind.STAFF or user.closed_at is not None or not user.is_active:
        raise ValidationError({"user": "只有在用的工作人员账号可以任岗。"})
    if user.admin_role:
        raise ValidationError(
            {"user": f"{user.name} 是{user.get_admin_role_display()}，三员不办理业务，不能任岗（GB/T 22239-2019）。"}
        )
    if valid_to is not None and valid_to <= valid_from:
        raise ValidationError({"valid_to": "结束日期要晚于开始日期。"})
    if user.holdings.filter(post=post, valid_to=None).exists():
        raise ValidationError({"post": f"{user.name} 已经在任“{post}”。"})
    refuse_mixing(user, powers_of(post), post)


@transaction.atomic
def appoint(
    *,
    user: User,
    post: Post,
    by,
    kind: str = HoldingKind.MAIN,
    valid_from: date | None = None,
    valid_to: date | None = None,
    document: str = "",
) -> Holding:
    """Give a person a post from a day on (today), until `valid_to` (that day excluded) or until dismissed."""
    _only_system_admin(by)
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    valid_from = valid_from or timezone.localdate()
    check_appointment(user=user, post=post, valid_from=valid_from, valid_to=valid_to)
    holding = Holding(
        user=user, post=post, kind=kind, valid_from=valid_from, valid_to=valid_to, document=document.strip()
    )
    signed(holding, actor=by, reason=f"任职：{document.strip()}" if document.strip() else "任职").save()
    return holding


@transaction.atomic
def dismiss(*, holding: Holding, by, on: date | None = None, document: str = "") -> Holding:
    """End a holding on a day (today): from that day its grants no longer reach the person."""
    _only_system_admin(by)
    holding = Holding.objects.select_for_update(of=("self",)).get(pk=holding.pk)
    on = on or timezone.localdate()
    if holding.valid_to is not None and holding.valid_to <= on:
        raise ValidationError("这一任职已经结束。")
    holding.valid_to = max(on, holding.valid_from)
    signed(holding, actor=by, reason=f"免职：{document.strip()}" if document.strip() else "免职").save()
    return holding


# --- standing in for who is away -----------------------------------------------------------------------------------

LONGEST = timedelta(days=60)


@transaction.atomic
def delegate(*, actor: User, post: Post, substitute: User, valid_from: date, last_day: date, reason: str) -> Holding:
    """Let a colleague hold one's own post for some days of absence (A/B 岗); both days count.

    The colleague is of the same body; what somebody holds in place of another can't be handed on, nor a post that
    watches. Ends by itself. Raises ValidationError by field.
    """
    today = timezone.localdate()
    own = actor.holdings.filter(post=post, stands_for=None, valid_from__lte=valid_from)
    if not own.exclude(valid_to__lte=last_day).exists():
        raise ValidationError({"post": f"您在这段时间里不任“{post.name}”，不能委托。"})
    if powers_of(post) & OVERSIGHT:
        raise ValidationError({"post": "监督岗位不能由别人代。"})
    substitute = User.objects.select_for_update(of=("self",)).get(pk=substitute.pk)
    if substitute.pk == actor.pk or substitute.organisation_id != actor.organisation_id:
        raise ValidationError({"substitute": "只能委托本单位的另一位同事。"})
    if valid_from < today:
        raise ValidationError({"valid_from": "开始日期不能早于今天。"})
    if last_day < valid_from or last_day - valid_from > LONGEST:
        raise ValidationError({"last_day": "结束日期不能早于开始日期，一次最长 60 天。"})
    if not reason.strip():
        raise ValidationError({"reason": "请写明不在岗的原因，如“出差”“休假”。"})
    until = last_day + timedelta(days=1)
    check_appointment(user=substitute, post=post, valid_from=valid_from, valid_to=until)
    if substitute.holdings.filter(post=post, valid_from__lt=until).exclude(valid_to__lte=valid_from).exists():
        raise ValidationError({"substitute": f"{substitute.name} 这段时间已经在这个岗位上。"})
    holding = Holding(
        user=substitute, post=post, kind=HoldingKind.SUBSTITUTE, valid_from=valid_from, valid_to=until,
        document=reason.strip()[:200], stands_for=actor,
    )  # fmt: skip
    signed(holding, actor=actor, reason=f"{actor.name} 不在岗，委托代办：{reason.strip()}").save()
    return holding


@transaction.atomic
def end_delegation(*, actor: User, holding: Holding) -> Holding:
    """Back sooner: from today the colleague doesn't stand in any more."""
    holding = Holding.objects.select_for_update(of=("self",)).get(pk=holding.pk)
    if holding.stands_for_id != actor.pk:
        raise PermissionDenied("这不是您的委托。")
    today = timezone.localdate()
    if holding.valid_to <= today:
        raise ValidationError("这次委托已经结束。")
    holding.valid_to = max(today, holding.valid_from)
    signed(holding, actor=actor, reason="回到岗位，委托提前结束").save()
    return holding
