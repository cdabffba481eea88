"""What a body was called on a day: every page, file, answer and paper of a past day takes its names from here.

A body that was only renamed keeps its row; FormerName says until when it bore which name (机构改革).
"""

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils import timezone

from accounts.models import Organisation

from ..models import FormerName, ListVersion


class Names:
    """The names that bodies bore, read once for a whole answer. The default knows of none."""

    def __init__(self, rows: Iterable[FormerName] = ()):
        self.rows: dict[int, list[FormerName]] = {}
        for row in rows:
            self.rows.setdefault(row.organisation_id, []).append(row)

    def of(self, body: Organisation, on: date | None) -> Organisation:
        """The body under the name of a day; itself where that is its name today, or without a day."""
        former = next((row for row in self.rows.get(body.pk, ()) if on and on < row.until), None)
        if former is None:
            return body
        then = Organisation(**{f.attname: getattr(body, f.attname) for f in Organisation._meta.concrete_fields})
        then.name, then.short_name = former.name, former.short_name
        return then


def names(bodies: Iterable[int] | None = None) -> Names:
    """The former names of these bodies (keys), or of all. One query of a handful of rows."""
    rows = FormerName.objects.order_by("until")
    return Names(rows if bodies is None else rows.filter(organisation__in=set(bodies)))


def names_on(on: date | None) -> Names:
    """The names needed for a day: none, and no query, for today and later."""
    return names() if on is not None and on < timezone.localdate() else Names()


def named_then(versions: Iterable[ListVersion], on: date | None = None) -> None:
    """Let these texts show their bodies under the names of a day; without one, of the last day on which each held."""
    versions = list(versions)
    known = names(version.organisation_id for version in versions)
    for version in versions:
        version.organisation = known.of(version.organisation, on or day_before(version.valid_to))


def named_when_published(change_sets: Iterable) -> None:
    """Let published change sets show their bodies under the names of the day on which each was published.

    What was published after it took effect bears the names of the day on which it did.
    """
    rows = list(change_sets)
    known = names(row.organisation_id for row in rows)
    for row in rows:
        published = timezone.localdate(row.published_at)
        row.organisation = known.of(row.organisation, min(published, row.effective_on or published))


def day_before(day: date | None) -> date | None:
    return day - timedelta(days=1) if day else None
