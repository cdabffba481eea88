"""What the home page shows: services that people use, the lists with counts, this month's figures, real notices."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.core.cache import cache
from django.db import connection
from django.db.models import Count, F, Max, Q
from django.utils import timezone

from approvals.enums import FINAL_STATES, CaseState
from approvals.models import Case
from funds import queries as funds
from funds.models import FundVersion
from powerlist.enums import Audience, LegalTheme, ListKind, PersonTheme
from powerlist.kinds import public_kinds
from powerlist.models import ListChangeSet, ListVersion, ServiceItemVersion
from supervision.models import Rating

from .frame import served

FREQUENT = 6
FREQUENT_DAYS = 90
NOTICES = 5
KEEP_SECONDS = 60  # figures move by the minute; published things are in the key

PERSON_ICONS = {
    "005": "baby", "010": "house", "015": "culture", "020": "school", "025": "flag", "030": "work", "035": "shop",
    "040": "shop", "045": "link", "050": "star", "055": "money", "060": "heart", "065": "heart", "070": "build",
    "075": "house", "085": "shield", "090": "card", "095": "car", "100": "place", "105": "external", "110": "scale",
    "115": "fire", "120": "scale", "125": "book", "130": "tree", "135": "culture", "140": "water", "145": "medical",
    "150": "calendar", "155": "file", "998": "field", "999": "list",
}  # fmt: skip
LEGAL_ICONS = {
    "005": "company", "010": "shop", "015": "star", "020": "calendar", "025": "money", "030": "people",
    "035": "shield", "040": "chart", "045": "money", "050": "link", "055": "shop", "060": "scale", "065": "external",
    "070": "external", "075": "field", "085": "build", "090": "transport", "095": "tree", "100": "water",
    "105": "water", "110": "medical", "115": "settings", "120": "school", "125": "book", "130": "culture",
    "135": "check", "140": "search", "145": "fire", "150": "shield", "155": "scale", "160": "water", "165": "close",
    "170": "culture", "998": "field", "999": "list",
}  # fmt: skip


@dataclass(frozen=True)
class Theme:
    """A theme with at least one guide in force."""

    code: str
    label: str
    icon: str
    count: int


@dataclass(frozen=True)
class ListFacts:
    """A published list: how many entries are in force and when it last changed."""

    label: str
    href: str
    count: int
    unit: str
    changed_on: date | None


@dataclass(frozen=True)
class Figures:
    """This month so far. Shares are of the cases decided in the month, None when there were none."""

    since: date
    received: int
    finished: int
    on_time: int | None
    rated: int
    satisfied: int | None


def publication_key() -> str:
    """The numbers of all publications: a cache key that holds them never outlives what it shows."""
    with connection.cursor() as cursor:  # asked for every public page, so without the ORM's own time
        cursor.execute("SELECT replace(string_agg(name || number, '.' ORDER BY name), ' ', '_') FROM core_publication")
        return cursor.fetchone()[0] or ""


def home(today: date) -> dict:
    """The whole content of the home page, kept for a minute under the date and the publication numbers."""
    key = f"home:{today}:{publication_key()}"
    content = cache.get(key)
    if content is None:
        content = {
            "frequent": frequent_services(today),
            "person_themes": themes(today, "person_theme", PersonTheme, PERSON_ICONS, Audience.LEGAL),
            "legal_themes": themes(today, "legal_theme", LegalTheme, LEGAL_ICONS, Audience.PERSON),
            "lists": lists(today),
            "figures": figures(today),
            "notices": notices(today),
            "changes_href": "/open/changes/" if served("/open/changes/") else "",
        }
        cache.set(key, content, KEEP_SECONDS)
    return content


def frequent_services(today: date) -> list[dict]:
    """The guides whose items were applied for most in 90 days; without applications, the first by name."""
    since = timezone.now() - timedelta(days=FREQUENT_DAYS)
    return list(
        ServiceItemVersion.objects.open_to_public(today)
        .annotate(used=Count("item__versions__cases", filter=Q(item__versions__cases__received_at__gte=since)))
        .order_by("-used", "name", "id")
        .values("name", "everyday_name", "online", code=F("item__code"), by=F("item__organisation__short_name"))[
            :FREQUENT
        ]
    )


def themes(today: date, field: str, labels, icons: dict, not_for: str) -> list[Theme]:
    """The themes that hold guides, in the order of their codes."""
    rows = (
        ServiceItemVersion.objects.open_to_public(today)
        .exclude(**{field: ""})
        .exclude(audience=not_for)
        .order_by(field)
        .values_list(field)
        .annotate(count=Count("id"))
    )
    known = dict(labels.choices)
    return [Theme(code, known[code], icons[code], count) for code, count in rows if code in known]


def lists(today: date) -> list[ListFacts]:
    """The lists that have a public page, with live counts and the day of their last change."""
    rows = (
        ListVersion.objects.in_force(today)
        .open_to_public()
        .order_by("kind")
        .values_list("kind")
        .annotate(count=Count("id"), changed=Max("valid_from"))
    )
    facts = {kind: (count, changed) for kind, count, changed in rows}
    changed = dict(
        ListChangeSet.objects.filter(published_at__isnull=False, effective_on__lte=today)
        .order_by("kind")
        .values_list("kind")
        .annotate(last=Max("effective_on"))
    )
    found = []
    for label, href, kind in (
        ("权力清单", "/open/powers/", ListKind.POWERS),
        ("责任清单", "/open/duties/", ListKind.POWERS),
        ("公共服务清单", "/open/services/", ListKind.PUBLIC_SERVICES),
        *_others(facts),
    ):
        count, began = facts.get(kind, (0, None))
        if served(href):
            found.append(ListFacts(label, href, count, "项", changed.get(kind) or began))
    year = funds.years()[:1]
    if year and served("/open/funds/"):
        rows = FundVersion.objects.public().filter(year=year[0], state="published", valid_to__isnull=True)
        fact = rows.aggregate(count=Count("id"), changed=Max("valid_from"))
        found.append(ListFacts(f"{year[0]} 年专项资金清单", "/open/funds/", fact["count"], "项", fact["changed"]))
    return found


def _others(facts: dict) -> list[tuple[str, str, str]]:
    """The lists that are nothing but their declaration, as soon as something stands in them."""
    known = (ListKind.POWERS, ListKind.PUBLIC_SERVICES)
    return [(k.shelf.title, k.shelf.path, k.key) for k in public_kinds() if k.key not in known and facts.get(k.key)]


def figures(today: date) -> Figures:
    """Cases received and finished since the first of the month, and how they kept their promised dates."""
    since = today.replace(day=1)
    in_month = Q(decided_at__date__gte=since) | Q(decided_at__isnull=True, closed_at__date__gte=since)
    ended = [*FINAL_STATES, CaseState.GRANTED, CaseState.MADE]
    done = Case.objects.filter(in_month, state__in=ended, accepted_at__isnull=False)
    counts = done.filter(decided_at__isnull=False).aggregate(
        judged=Count("id", filter=Q(promise_due__isnull=False)),
        kept=Count("id", filter=Q(decided_at__date__lte=F("promise_due"))),
    )
    ratings = Rating.objects.filter(rated_at__date__gte=since).aggregate(
        rated=Count("id"), satisfied=Count("id", filter=Q(satisfaction__lte=3))
    )
    return Figures(
        since=since,
        received=Case.objects.filter(received_at__date__gte=since).exclude(state=CaseState.DRAFT).count(),
        finished=Case.objects.filter(closed_at__date__gte=since).count(),
        on_time=_share(counts["kept"], counts["judged"]),
        rated=ratings["rated"],
        satisfied=_share(ratings["satisfied"], ratings["rated"]),
    )


def notices(today: date) -> list[dict]:
    """The last published changes of the lists: the site's real notices."""
    return list(
        ListChangeSet.objects.filter(published_at__isnull=False)
        .order_by("-published_at", "-id")
        .values("number", "title", "published_at", "document_number", "organisation__short_name")[:NOTICES]
    )


def _share(part: int, whole: int) -> int | None:
    """Per cent, rounded down: 99.6 % is not 100 %."""
    return part * 100 // whole if whole else None
