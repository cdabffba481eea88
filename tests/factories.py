"""Factories of what every test needs: bodies, people, posts and their grants."""

from datetime import date

import factory
from django.contrib.auth.models import Group
from guardian.shortcuts import assign_perm

from accounts.enums import Nature, UserKind
from accounts.models import Holding, Organisation, Post, User


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    code = factory.Sequence(lambda n: f"621125-T{n:02d}")
    name = factory.Sequence(lambda n: f"县试验{n}局")
    short_name = factory.Sequence(lambda n: f"县试验{n}局")
    nature = Nature.DEPARTMENT
    sort_key = factory.Sequence(lambda n: f"{n:04d}")

    class Params:
        county = factory.Trait(code="621125", name="漳县人民政府", short_name="县政府", nature=Nature.GOVERNMENT)
        township = factory.Trait(nature=Nature.TOWNSHIP)


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"person{n}")
    name = factory.Sequence(lambda n: f"张{n}")
    kind = UserKind.CITIZEN
    password = factory.django.Password("Correct-horse-9")

    class Params:
        staff = factory.Trait(kind=UserKind.STAFF, is_staff=True)


def staff_with(*permissions: str, organisation: Organisation, **fields) -> User:
    """A clerk who holds a post with these permissions at this organisation."""
    group = Group.objects.create(name=f"post-{Group.objects.count()}-{organisation.code}")
    post = Post.objects.create(organisation=organisation, name=group.name, group=group)
    for permission in permissions:
        assign_perm(f"accounts.{permission}", group, organisation)
    user = UserFactory(staff=True, organisation=organisation, **fields)
    Holding.objects.create(user=user, post=post, valid_from=date(2020, 1, 1))
    return user
