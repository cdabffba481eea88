"""Which funds everyone may see, and what a fund is called: its newest published text."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef

from core.models import Scope
from core.registers import VersionState

from ..enums import ProposalKind
from ..models import FundEntry, FundProposal, FundVersion


def public_entries():
    """The funds that stand on a published list and aren't kept inside: their papers and calls are for everyone."""
    texts = FundVersion.objects.filter(entry=OuterRef("pk"), state=VersionState.PUBLISHED)
    inside = texts.filter(scope=Scope.INTERNAL, valid_to__isnull=True)
    return FundEntry.objects.filter(Exists(texts.filter(scope=Scope.PUBLIC))).exclude(Exists(inside))


def names_of(entries: Iterable[int]) -> dict[int, str]:
    """What funds are called by their id: the newest published text, before that the newest of all, before that the
    words of the application that founded it. One query, two when a fund was never on a list."""
    entries = set(entries)
    rows = FundVersion.objects.filter(entry__in=entries).exclude(state=VersionState.DROPPED)
    found: dict[int, tuple] = {}
    for entry, state, year, number, name in rows.values_list("entry_id", "state", "year", "number", "name"):
        key = (state == VersionState.PUBLISHED, year, number)
        if entry not in found or key > found[entry][0]:
            found[entry] = (key, name)
    names = {entry: name for entry, (_, name) in found.items()}
    if unlisted := entries - set(names):
        founding = FundProposal.objects.filter(entry__in=unlisted, kind=ProposalKind.ESTABLISH).order_by("pk")
        names |= dict(founding.values_list("entry_id", "name"))
    return names


def name_of(entry) -> str:
    return names_of([entry.pk]).get(entry.pk, entry.code)


def put_names(rows, get=lambda row: row.entry) -> list:
    """The rows with `fund` set on each one's entry: the name of the fund. One query."""
    rows = list(rows)
    names = names_of({get(row).pk for row in rows})
    for row in rows:
        get(row).fund = names.get(get(row).pk, get(row).code)
    return rows


def listed():
    """The ids of the funds that stand on a published list."""
    return FundVersion.objects.filter(state=VersionState.PUBLISHED).values("entry")
