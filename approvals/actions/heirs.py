"""机构改革: who goes on with the cases that run on the day when an entry changes its body."""

from django.db import transaction

from ..models import Case

__all__ = ["hand_over", "running"]


def _open_cases(entries):
    return Case.objects.open().filter(version__item__entry__in=entries)


def running(entries: list[int]) -> int:
    """How many cases run on these entries."""
    return _open_cases(entries).count()


@transaction.atomic
def hand_over(*, entries: list[int], heir, actor, reason: str, at) -> int:
    """The running cases of these entries go on at the body that took the entries over; clocks and acts stay."""
    cases = list(_open_cases(entries).select_for_update(of=("self",)).order_by("pk"))
    for case in cases:
        case.organisation = heir
        case.save(update_fields=["organisation"])
    return len(cases)
