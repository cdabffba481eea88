"""The desk's home of the funds: what waits for this person, the lists on their way, the funds in sight."""

from accounts.permissions import permissions_held
from core.registers import KeyPage, VersionState, key_page

from ..models import FUND_PERMISSIONS, FundChangeSet, FundVersion


def works_on_funds(user) -> bool:
    return bool(permissions_held(user) & set(FUND_PERMISSIONS))


def lists_of(user, size: int = 10) -> list[FundChangeSet]:
    """The lists in sight, the newest first."""
    return list(FundChangeSet.objects.visible_to(user).select_related("organisation").order_by("-year", "-id")[:size])


def funds_in_sight(user, *, year: int | None = None, after: str = "", before: str = "") -> KeyPage:
    """The published rows of a year in force, of the bodies in reach."""
    rows = FundVersion.objects.visible_to(user).filter(state=VersionState.PUBLISHED, valid_to__isnull=True)
    if year is not None:
        rows = rows.filter(year=year)
    rows = rows.select_related("entry", "organisation")
    return key_page(rows, ("year", "organisation_id", "sort_key", "id"), after=after, before=before)
