"""The roster: organisations, people, posts and the grants asked for, taken in whole or not at all."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from core.identifiers import check_mobile

from ..enums import HoldingKind, UserKind
from ..models import Organisation, Post, User
from ..permissions import is_system_admin
from .grants import refuse_powers, request_grant
from .offices import USERNAME, appoint, create_post, create_staff, issue_password, powers_of


@dataclass
class RosterRow:
    """One line as it was read; `number` is the row of the sheet, `permissions` are code names."""

    number: int
    organisation: str
    name: str
    username: str
    mobile: str = ""
    post: str = ""
    kind: str = HoldingKind.MAIN
    permissions: tuple[str, ...] = ()
    scope: str = ""
    document: str = ""
    errors: list[str] = field(default_factory=list)
    news: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class NewPassword:
    organisation: str
    name: str
    username: str
    password: str


class RosterRefused(Exception):
    """Some rows have errors, so nothing was written; `rows` carry them."""

    def __init__(self, rows: list[RosterRow]):
        self.rows = rows
        super().__init__(f"{sum(bool(row.errors) for row in rows)} 行有错误，没有导入任何一行。")


class _Plan:
    """What is there already, read once for all rows."""

    def __init__(self, rows: list[RosterRow]):
        codes = {row.organisation for row in rows} | {row.scope for row in rows}
        self.organisations = {o.code: o for o in Organisation.objects.current().filter(code__in=codes)}
        self.users = {u.username: u for u in User.objects.filter(username__in={row.username for row in rows})}
        known = Post.objects.filter(organisation__code__in=codes).select_related("organisation", "group")
        self.posts = {(post.organisation.code, post.name): post for post in known}
        self.held = {
            (holding.user.username, holding.post_id)
            for user in self.users.values()
            for holding in user.holdings.filter(valid_to=None).select_related("user").order_by("pk")
        }


def check_roster(rows: list[RosterRow]) -> list[RosterRow]:
    """Fill in every row's errors and, for good rows, what it would bring (`news`). Writes nothing."""
    plan = _Plan(rows)
    first: dict[str, RosterRow] = {}
    seen: dict[tuple, int] = {}
    powers: dict[tuple, set[str]] = defaultdict(set)
    for row in rows:
        row.news = []
        _check_places(row, plan)
        _check_person(row, plan, first.setdefault(row.username, row))
        _check_post(row, plan, seen)
        _check_powers(row, plan, powers)
        if not row.errors:
            _tell_news(row, plan, first)
    return rows


def _check_places(row: RosterRow, plan: _Plan) -> None:
    if row.organisation not in plan.organisations:
        row.errors.append(f"机构编码“{row.organisation}”不存在或机构已撤销，请按“机构”页面的编码填写。")
    if row.scope and row.scope not in plan.organisations:
        row.errors.append(f"授权范围“{row.scope}”不是现有机构的编码。")


def _check_person(row: RosterRow, plan: _Plan, first: RosterRow) -> None:
    if len(row.name) < 2:
        row.errors.append("姓名没有填或不完整。")
    if not USERNAME.fullmatch(row.username):
        row.errors.append(f"账号“{row.username}”不对：用 3 到 30 位小写字母、数字、点或短横线，以字母开头。")
    if row.mobile:
        try:
            row.mobile = check_mobile(row.mobile)
        except ValidationError as error:
            row.errors.extend(error.messages)
    if first is not row and (first.name, first.mobile) != (row.name, row.mobile):
        row.errors.append(f"账号“{row.username}”在第 {first.number} 行是另一个姓名或手机号，同一个人要填得一样。")
    user = plan.users.get(row.username)
    if user is None:
        return
    if user.kind != UserKind.STAFF or user.closed_at is not None:
        row.errors.append(f"账号“{row.username}”不是在用的工作人员账号，请换一个账号。")
    elif user.name != row.name:
        row.errors.append(f"账号“{row.username}”已是 {user.name} 的，不能改成 {row.name}。")
    if user.admin_role:
        row.errors.append(f"{user.name} 是{user.get_admin_role_display()}，三员不能任岗。")


def _check_post(row: RosterRow, plan: _Plan, seen: dict[tuple, int]) -> None:
    if not row.post:
        row.errors.append("岗位没有填。")
    if row.kind not in HoldingKind.values:
        row.errors.append(f"岗别“{row.kind}”不对，只能填 A 或 B。")
    key = (row.username, row.organisation, row.post)
    if key in seen:
        row.errors.append(f"与第 {seen[key]} 行重复（同一账号、机构和岗位）。")
    seen.setdefault(key, row.number)


def _check_powers(row: RosterRow, plan: _Plan, powers: dict[tuple, set[str]]) -> None:
    place = (row.organisation, row.post)
    if place not in powers and place in plan.posts:
        powers[place] = powers_of(plan.posts[place])
    for permission in row.permissions:
        try:
            refuse_powers(permission, powers[place], row.document)
        except ValidationError as error:
            row.errors.extend(error.messages)
        else:
            powers[place].add(permission)


def _tell_news(row: RosterRow, plan: _Plan, first: dict[str, RosterRow]) -> None:
    if row.username not in plan.users and first[row.username] is row:
        row.news.append("新建账号")
    post = plan.posts.get((row.organisation, row.post))
    if post is None:
        row.news.append("新设岗位")
    if post is None or (row.username, post.pk) not in plan.held:
        row.news.append("任职")
    if row.permissions:
        row.news.append(f"申请授权 {len(row.permissions)} 项")


@transaction.atomic
def apply_roster(*, rows: list[RosterRow], by, batch: str = "") -> list[NewPassword]:
    """Make the accounts, posts and holdings, and ask for the grants; returns the initial passwords, kept nowhere.

    All rows or none: raises RosterRefused with every row's errors. The grants wait for the security administrator.
    """
    if not is_system_admin(by):
        raise PermissionDenied("花名册由系统管理员导入。")
    if any(row.errors for row in check_roster(rows)):
        raise RosterRefused(rows)
    batch = batch or f"花名册 {timezone.localtime():%Y-%m-%d %H:%M}"
    plan, passwords = _Plan(rows), []
    for row in rows:
        organisation = plan.organisations[row.organisation]
        user = plan.users.get(row.username)
        if user is None:
            user = create_staff(
                username=row.username, name=row.name, organisation=organisation, mobile=row.mobile, by=by
            )
            plan.users[row.username] = user
            passwords.append(NewPassword(str(organisation), user.name, user.username, issue_password(user=user, by=by)))
        post = plan.posts.get((row.organisation, row.post))
        if post is None:
            post = create_post(organisation=organisation, name=row.post, by=by)
            plan.posts[(row.organisation, row.post)] = post
        try:
            if (row.username, post.pk) not in plan.held:
                appoint(user=user, post=post, kind=row.kind, by=by, document=row.document)
            for permission in row.permissions:
                request_grant(
                    post=post,
                    permission=permission,
                    organisation=plan.organisations[row.scope or row.organisation],
                    by=by,
                    batch=batch,
                    document=row.document,
                )
        except ValidationError as error:  # what only the rows together show, such as watching and acting in one person
            row.errors.extend(error.messages)
            raise RosterRefused(rows) from error
    return passwords
