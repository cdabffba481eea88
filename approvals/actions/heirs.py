"""机构改革: who goes on with the cases that run on the day when an entry changes its body."""

from django.db import transaction

from ..models import Case
from .acts import act

__all__ = ["hand_over", "running"]


def _open_cases(entries):
    return Case.objects.open().filter(version__item__entry__in=entries)


def running(entries: list[int]) -> int:
    """How many cases run on these entries."""
    return _open_cases(entries).count()


@transaction.atomic
def hand_over(*, entries: list[int], heir, actor, reason: str, at) -> int:
    """The running cases of these entries go on at the body that took the entries over; clocks and acts stay.

    Each says so in its own log (who, from, to, on what document) and to its applicant. `reason` names the act of
    机构改革 and the number of its document. Returns how many cases were handed over.
    """
    cases = list(_open_cases(entries).exclude(organisation=heir).select_related("organisation").order_by("pk"))
    for case in cases:
        old = case.organisation
        act(
            case, "change_body", actor=actor, at=at, organisation=heir, basis=reason,
            note=f"由{old.name}变更为{heir.name}，依据：{reason}",
            left={"code": old.code, "name": old.name}, taken={"code": heir.code, "name": heir.name},
        )  # fmt: skip
    return len(cases)
