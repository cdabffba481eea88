"""People, posts and grants for tests of every app. Grants made here skip the actions."""

import factory
from django.contrib.auth.models import Group, Permission
from django.utils import timezone

from accounts.enums import AdminRole, Nature, UserKind
from accounts.models import Holding, Organisation, OrganisationGroupPermission, Post, User
from core.identifiers import id_check_digit

PASSWORD = "Zhangxian-2026"


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    code = factory.Sequence(lambda n: f"62112590{n:03d}")
    name = factory.Sequence(lambda n: f"漳县第{n}局")
    short_name = factory.Sequence(lambda n: f"第{n}局")
    nature = Nature.DEPARTMENT
    sort_key = factory.Sequence(lambda n: f"{n:05d}")


class UserFactory(factory.django.DjangoModelFactory):
    """A citizen; `staff=True` a member of staff, `role=` one of the three administrators."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        staff = factory.Trait(
            kind=UserKind.STAFF,
            is_staff=True,
            mobile="",
            id_number="",
            username=factory.Sequence(lambda n: f"staff{n}"),
            organisation=factory.SubFactory(OrganisationFactory),
        )
        system_admin = factory.Trait(staff=True, admin_role=AdminRole.SYSTEM, name="系统员")
        security_admin = factory.Trait(staff=True, admin_role=AdminRole.SECURITY, name="安全员")
        audit_admin = factory.Trait(staff=True, admin_role=AdminRole.AUDIT, name="审计员")

    username = factory.Sequence(lambda n: f"u{n:010d}")
    name = factory.Sequence(lambda n: f"王小{'一二三四五六七八九十'[n % 10]}")
    mobile = factory.Sequence(lambda n: f"139{n:08d}")
    id_number = factory.Sequence(lambda n: good_id(n))
    password_changed_at = factory.LazyFunction(timezone.now)
    password = factory.django.Password(PASSWORD)


def good_id(n: int) -> str:
    """An id number of the county with the right check digit."""
    first = f"62112519800101{n % 1000:03d}"
    return first + id_check_digit(first)


def post(organisation=None, *permissions: str, name: str = "", at=None) -> Post:
    """A post with grants at `at`, its own organisation by default."""
    organisation = organisation or OrganisationFactory()
    name = name or f"岗位{Post.objects.count()}"
    made = Post.objects.create(
        organisation=organisation, name=name, group=Group.objects.create(name=f"{organisation.code} {name}")
    )
    for codename in permissions:
        OrganisationGroupPermission.objects.create(
            group=made.group,
            permission=Permission.objects.get(content_type__app_label="accounts", codename=codename),
            content_object=at or organisation,
        )
    return made


def holder(organisation, *permissions: str, at=None, **user) -> User:
    """A member of staff of `organisation` who holds a post with these permissions."""
    person = UserFactory(staff=True, organisation=organisation, **user)
    Holding.objects.create(user=person, post=post(organisation, *permissions, at=at))
    return person
