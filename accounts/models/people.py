"""Organisations, people, posts, and which post may do what at which organisation."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from django.contrib.auth.models import AbstractUser, Group, UserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from core.history import recorded
from core.masking import EncryptedTextField, blind_index

from ..enums import (
    AdminRole,
    Authority,
    ConsentAct,
    HoldingKind,
    Nature,
    OrganisationPermission,
    RequestState,
    TokenEnd,
    TokenScope,
    UserKind,
)


class OrganisationQuerySet(models.QuerySet):
    def current(self, on: date | None = None):
        """The bodies that exist on a day (today)."""
        on = on or timezone.localdate()
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)

    def departments(self):
        return self.exclude(nature__in=[Nature.GOVERNMENT, Nature.TOWNSHIP])

    def townships(self):
        return self.filter(nature=Nature.TOWNSHIP)


class Organisation(models.Model):
    """A body of the county: departments and townships stand below the county government, the root.

    Lists name it in full in titles and by its short name as 实施主体 (附件6 填表格式 1).
    """

    code = models.CharField("机构编码", max_length=30, unique=True)
    name = models.CharField("全称", max_length=100)
    short_name = models.CharField("简称", max_length=50)
    nature = models.CharField("性质", max_length=12, choices=Nature)
    authority = models.CharField("主体类型", max_length=1, choices=Authority, default=Authority.STATUTORY)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级机构"
    )
    region_code = models.CharField("行政区划", max_length=12, blank=True)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    phone = models.CharField("电话", max_length=30, blank=True)
    address = models.CharField("地址", max_length=200, blank=True)
    office_hours = models.CharField("办公时间", max_length=100, blank=True)
    sort_key = models.CharField("排序", max_length=40, default="", blank=True)
    valid_from = models.DateField("设立日期", default=date(2000, 1, 1))
    valid_to = models.DateField("撤销日期", null=True, blank=True)

    objects = OrganisationQuerySet.as_manager()
    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "机构"
        ordering = ["sort_key", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__lt=F("valid_to")), name="organisation_dates_in_order"
            ),
        ]
        permissions = OrganisationPermission.choices

    def __str__(self):
        return self.short_name or self.name


class User(AbstractUser):
    """A person with an account. Closed, never deleted, since logs name people by id.

    Citizens and 经办人 of legal persons register with a mobile number; staff come by the roster. `mobile` and
    `id_number` are encrypted, their blind indexes make them unique and findable.
    """

    first_name = last_name = None
    email = models.EmailField("邮箱", blank=True)
    kind = models.CharField("类型", max_length=12, choices=UserKind, default=UserKind.CITIZEN)
    name = models.CharField("姓名", max_length=60)
    mobile = EncryptedTextField("手机号", blank=True)
    mobile_index = models.CharField(max_length=64, blank=True, editable=False)
    id_number = EncryptedTextField("公民身份号码", blank=True)
    id_index = models.CharField(max_length=64, blank=True, editable=False)
    legal_name = models.CharField("单位名称", max_length=200, blank=True)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    address = EncryptedTextField("联系地址", blank=True)
    admin_role = models.CharField("管理员", max_length=10, choices=AdminRole, default=AdminRole.NONE, blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="staff", verbose_name="所在机构"
    )
    password_changed_at = models.DateTimeField("密码修改时间", null=True, blank=True)
    closed_at = models.DateTimeField("注销时间", null=True, blank=True)

    objects = UserManager()
    history = recorded(
        excluded=("password", "last_login", "email", "mobile", "mobile_index", "id_number", "id_index", "address")
    )

    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = verbose_name_plural = "用户"
        constraints = [
            models.UniqueConstraint(
                fields=["mobile_index"], condition=~Q(mobile_index="") & ~Q(kind="staff"), name="user_mobile_once"
            ),
            models.CheckConstraint(condition=Q(admin_role="") | Q(kind="staff"), name="user_administrators_are_staff"),
        ]

    def __str__(self):
        return self.name or self.username

    def save(self, *args, **kwargs):
        self.mobile_index = blind_index(self.mobile)
        self.id_index = blind_index(self.id_number)
        if set(kwargs.get("update_fields") or ()) == {"last_login"}:
            self._save_log_in(*args, **kwargs)
        else:
            super().save(*args, **kwargs)

    def _save_log_in(self, *args, **kwargs):
        """That someone logged in is no change of the account: no row of history; the log of log-ins has it."""
        self.skip_history_when_saving = True  # simple-history asks whether the attribute is there
        try:
            super().save(*args, **kwargs)
        finally:
            del self.skip_history_when_saving

    @property
    def display_name(self) -> str:
        """The name as logs keep it: a clerk with the organisation, a citizen alone."""
        if self.kind == UserKind.STAFF and self.organisation_id:
            return f"{self.organisation}·{self.name}"
        return self.legal_name or self.name

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name


class Post(models.Model):
    """岗位: what grants are given to. People hold posts (A/B 岗); the group of a post carries its grants.

    Nobody is put into the group itself: a holding and its dates decide, so that a grant ends with the post.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="posts", verbose_name="机构")
    name = models.CharField("岗位名称", max_length=60)
    group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="post", editable=False)

    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "岗位"
        ordering = ["organisation__sort_key", "name", "id"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="post_once_per_organisation")]

    def __str__(self):
        return f"{self.organisation} {self.name}"


class Holding(models.Model):
    """任职: a person holds a post from a day to a day, as A 岗 or as substitute (B 岗)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="holdings", verbose_name="人员")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="holdings", verbose_name="岗位")
    kind = models.CharField("岗别", max_length=1, choices=HoldingKind, default=HoldingKind.MAIN)
    valid_from = models.DateField("自", default=timezone.localdate)
    valid_to = models.DateField("至", null=True, blank=True)
    document = models.CharField("依据文件", max_length=200, blank=True)
    stands_for = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="substitutions", verbose_name="代谁"
    )

    history = recorded()

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        ordering = ["post_id", "kind", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "post"], condition=Q(valid_to__isnull=True), name="holding_open_once"
            ),
            models.CheckConstraint(
                condition=Q(stands_for__isnull=True)
                | (Q(kind=HoldingKind.SUBSTITUTE, valid_to__isnull=False) & ~Q(stands_for=F("user"))),
                name="holding_in_place_of_another_ends",
            ),
        ]

    def __str__(self):
        return f"{self.user} {self.post} {self.get_kind_display()}"


class OrganisationGroupPermission(GroupObjectPermissionBase):
    """A grant: the group of a post may do something at an organisation and its children.

    `document` is the paper on which it was given; oversight by 纪委监委 and 审计 is never granted without one.
    """

    content_object = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="group_grants", verbose_name="机构范围"
    )
    document = models.CharField("依据文件", max_length=200, blank=True)

    history = recorded(verbose_name="授权变更记录", verbose_name_plural="授权变更记录")

    class Meta(GroupObjectPermissionBase.Meta):
        verbose_name = verbose_name_plural = "岗位授权"

    def __str__(self):
        return f"{self.group.post}：{self.label}（{self.content_object}）"

    @property
    def label(self) -> str:
        return OrganisationPermission(self.permission.codename).label


class GrantRequest(models.Model):
    """授权申请: what the system administrator's roster asks for and the security administrator confirms or refuses."""

    batch = models.CharField("批次", max_length=60, db_index=True)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="grant_requests", verbose_name="岗位")
    permission = models.CharField("权限", max_length=30, choices=OrganisationPermission)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="grant_requests", verbose_name="机构范围"
    )
    document = models.CharField("依据文件", max_length=200, blank=True)
    state = models.CharField("状态", max_length=10, choices=RequestState, default=RequestState.WAITING)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="申请人")
    asked_at = models.DateTimeField("申请时间", auto_now_add=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确认人"
    )
    decided_at = models.DateTimeField("确认时间", null=True, blank=True)
    opinion = models.CharField("意见", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "授权申请"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["post", "permission", "organisation"],
                condition=Q(state="waiting"),
                name="grantrequest_waits_once",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_by=None, decided_at=None)
                | (~Q(state="waiting") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="grantrequest_decision_is_whole",
            ),
            models.CheckConstraint(condition=~Q(asked_by=F("decided_by")), name="grantrequest_two_people"),
        ]

    def __str__(self):
        return f"{self.post}：{self.get_permission_display()}（{self.organisation}）"


class OrganisationUserPermission(UserObjectPermissionBase):
    """django-guardian's other half; grants go to posts, so this table stays empty."""

    content_object = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="user_grants")

    class Meta(UserObjectPermissionBase.Meta):
        verbose_name = verbose_name_plural = "个人授权"


class AccessLog(models.Model):
    """A full view of personal data, and every view by 纪委监委 and 审计: who saw what, when, why. Append-only."""

    at = models.DateTimeField("时间", auto_now_add=True, db_index=True)
    user_id_seen_by = models.BigIntegerField("查看人编号")
    user_name = models.CharField("查看人", max_length=100)
    what = models.CharField("内容", max_length=200)
    reference = models.CharField("对象", max_length=100)
    reason = models.TextField("事由", blank=True)
    address = models.GenericIPAddressField("网络地址", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "查看记录"
        ordering = ["-id"]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.user_name} {self.what}"

    @property
    def organisation(self) -> str:
        """The body of the one who looked, as the person concerned is told."""
        return self.user_name.split("·")[0]


class Consent(models.Model):
    """What a person agreed to when asked: the notice of 个人信息保护法 17 as it read then. Append-only."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="consents", verbose_name="用户")
    act = models.CharField("行为", max_length=10, choices=ConsentAct, default=ConsentAct.GIVEN)
    notice = models.CharField("告知书版本", max_length=20)
    purpose = models.TextField("处理目的")
    kinds = models.TextField("个人信息种类")
    at = models.DateTimeField("时间", auto_now_add=True)
    address = models.GenericIPAddressField("网络地址", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "个人信息处理同意"
        ordering = ["-id"]

    def __str__(self):
        return f"{self.get_act_display()} {self.notice} {self.at:%Y-%m-%d %H:%M}"


class ApiToken(models.Model):
    """接口令牌: lets a department's own system act in the name of a system account, at one body.

    `digest` is the SHA-256 of the secret, which is 256 random bits and shown once; `prefix` names the token in logs.
    What it allows is never more than its account holds (`accounts.permissions.token_allows`). Revoked, never deleted.
    """

    name = models.CharField("系统名称", max_length=100, help_text="哪个单位的什么系统在用，如 县林草局林政管理系统")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens", verbose_name="系统账号")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="tokens", verbose_name="机构范围"
    )
    scopes = ArrayField(models.CharField(max_length=20, choices=TokenScope), verbose_name="准许")
    prefix = models.CharField("编号", max_length=12, unique=True, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    document = models.CharField("依据文件", max_length=200)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="发放人")
    created_at = models.DateTimeField("发放时间", default=timezone.now)
    expires_at = models.DateTimeField("到期时间")
    revoked_at = models.DateTimeField("收回时间", null=True, blank=True)
    last_used_at = models.DateTimeField("最近使用", null=True, blank=True)

    history = recorded(excluded=("digest", "last_used_at"))

    class Meta:
        verbose_name = verbose_name_plural = "接口令牌"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="apitoken_expires_later"),
            models.CheckConstraint(condition=Q(scopes__len__gt=0), name="apitoken_allows_something"),
        ]

    def __str__(self):
        return f"{self.name}（{self.prefix}）"

    def ended(self, at=None) -> str:
        """Why it is of no use now, as a TokenEnd; empty while it is good."""
        if self.revoked_at is not None:
            return TokenEnd.REVOKED
        if self.expires_at <= (at or timezone.now()):
            return TokenEnd.EXPIRED
        if not self.user.is_active or self.user.closed_at is not None:
            return TokenEnd.CLOSED
        return ""


class TokenUse(models.Model):
    """One request with a token: when, what, from where, how it ended. Never the secret. Append-only."""

    at = models.DateTimeField("时间", default=timezone.now, db_index=True)
    token = models.ForeignKey(ApiToken, on_delete=models.PROTECT, related_name="uses", verbose_name="令牌")
    method = models.CharField("方法", max_length=10)
    path = models.CharField("地址", max_length=200)
    status = models.PositiveSmallIntegerField("回答")
    code = models.CharField("拒绝原因", max_length=40, blank=True)
    address = models.GenericIPAddressField("网络地址", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "令牌使用记录"
        ordering = ["-id"]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.method} {self.path} {self.status}"


def organisations_where(user, *permissions: str) -> models.QuerySet[Organisation]:
    """The organisations at which this person holds any of `permissions` through a post; nobody and nothing by default.

    A grant covers the organisation and its direct children. One query; superusers and global grants count for nothing,
    and the three administrators, who handle no cases, hold nothing at all.
    """
    if not _may_hold(user):
        return Organisation.objects.none()
    granted = _grants_of(user, permissions).values("content_object_id")
    return Organisation.objects.filter(Q(pk__in=granted) | Q(parent_id__in=granted))


def holds(user, permission: str, organisation) -> bool:
    """Whether this person holds `permission` at this organisation: what `organisations_where` says of one body."""
    if organisation is None or not _may_hold(user):
        return False
    above = Organisation.objects.filter(pk=organisation.pk).order_by().values("parent_id")
    grants = _grants_of(user, [permission])
    return grants.filter(Q(content_object=organisation.pk) | Q(content_object__in=above)).exists()


def _may_hold(user) -> bool:
    return user is not None and user.is_authenticated and user.is_active and not user.admin_role


def _grants_of(user, permissions) -> models.QuerySet[OrganisationGroupPermission]:
    """The grants of these permissions through the posts that a person holds today."""
    today = timezone.localdate()
    own = {"group__post__holdings__stands_for__isnull": True} if _OWN_POSTS.get() else {}
    return OrganisationGroupPermission.objects.filter(
        Q(group__post__holdings__valid_to__isnull=True) | Q(group__post__holdings__valid_to__gt=today),
        group__post__holdings__user=user,
        group__post__holdings__valid_from__lte=today,
        permission__codename__in=permissions,
        **own,
    )


_OWN_POSTS: ContextVar[bool] = ContextVar("own_posts", default=False)


@contextmanager
def own_posts_only() -> Iterator[None]:
    """While it lasts, what a person holds in place of another who is away counts for nothing."""
    token = _OWN_POSTS.set(True)
    try:
        yield
    finally:
        _OWN_POSTS.reset(token)


def stood_for(user) -> list[str]:
    """For whom a person stands in today, by name. One query for as long as the row of the person is at hand."""
    if user is None:
        return []
    if not hasattr(user, "_stood_for"):
        today = timezone.localdate()
        rows = Holding.objects.filter(user=user.pk, valid_from__lte=today, valid_to__gt=today, stands_for__isnull=False)
        user._stood_for = list(rows.order_by("id").values_list("stands_for__name", flat=True))
    return user._stood_for
