"""`funds`: the public year list with its totals at SIZE rows over ten years, beside the same at 1,000.

Pages are asked of the product's own handler in this process, nothing kept: filtered, searched, sorted, paged by key.
A third of the funds has a published evaluation of the year before.
"""

import os
import urllib.parse
from datetime import date, timedelta
from decimal import Decimal

from . import base
from .lists import next_link, timed

SMALL = 1_000
YEARS = range(2017, 2027)


def run(size: int) -> dict:
    """The small list first, in a process of its own (a process has one database)."""
    if size == SMALL:
        return {"figures": measured(size), "baseline": {}, "ratios": {}}
    small, large = base.apart("funds", SMALL), measured(size)
    return {
        "figures": large,
        "baseline": small,
        "ratios": {"page_p95_ms": round(large["page_p95_ms"] / small["page_p95_ms"], 2)},
    }


def measured(size: int) -> dict:
    os.environ["BENCH_CACHE"] = "off"
    base.use_database(f"bench_funds_{size}")
    base.setup_django()
    fill(size)
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    times, queries = timed(client, addresses(client))
    return {
        "page_p95_ms": base.p95_ms(times),
        "page_median_ms": base.median([t * 1000 for t in times]),
        "queries": max(queries),
        "queries_fixed": max(queries) == min(queries),
    }


def addresses(client) -> list[str]:
    words = ("道路", "教育", "F2017", "水利")
    found = [f"/open/funds/?year={year}" for year in YEARS]
    found += [f"/open/funds/?year=2026&department=B{n:02d}" for n in range(10)]
    found += [f"/open/funds/?year=2025&manner={m}&sort=amount" for m in ("project", "fact", "factors")]
    found += [f"/open/funds/?year=2024&band={b}" for b in ("0-10", "10-50", "50-100", "100-500", "500-")]
    found += [f"/open/funds/?year=2026&grade={g}" for g in ("good", "poor")]
    found += [f"/open/funds/?year=2023&q={urllib.parse.quote(word)}" for word in words]
    return found + [f"/open/funds/{link}" for path in found if (link := next_link(client.get(path).content.decode()))]


def fill(size: int) -> None:
    """SIZE rows: a tenth as many funds, each on the list of ten years; once for a database."""
    from django.db import connection, transaction
    from django.utils import timezone

    from accounts.models import Organisation, User
    from funds.models import Assessment, FundChangeSet, FundEntry, FundVersion, Plan

    if FundVersion.objects.exists():
        return
    base.say(f"filling {size} rows …")
    now, count = timezone.now(), size // 10
    people = [User.objects.create(username=f"bench{n}") for n in range(4)]
    bodies = [
        Organisation.objects.create(code=f"B{n:02d}", name=f"第{n}局", short_name=f"第{n}局", sort_key=f"{n:03d}",
                                    valid_from=date(2010, 1, 1))
        for n in range(50)
    ]  # fmt: skip
    names = ("道路养护", "教育发展", "水利维修", "农业产业")
    with transaction.atomic():
        entries = FundEntry.objects.bulk_create(
            [FundEntry(code=f"F2017-{n:06d}", organisation=bodies[n % 50]) for n in range(count)], 2000
        )
        for year in YEARS:
            change_set = FundChangeSet.objects.create(
                number=f"清单{year}", title=f"{year}年度清单", reason="编制", year=year, organisation=bodies[0],
                author=people[0], reviewer=people[1], recorder=people[2], state="published", meeting="会议",
                decided_on=date(year, 1, 5), document_number=f"政发〔{year}〕1号", effective_on=date(year, 1, 20),
                published_at=now - timedelta(days=365 * (2026 - year)),
            )  # fmt: skip
            FundVersion.objects.bulk_create(
                [
                    FundVersion(
                        entry=entry, change_set=change_set, organisation=bodies[n % 50], year=year, number=year - 2016,
                        name=f"{names[n % 4]}专项资金{n}", amount=Decimal((n * 7919) % 90_000_000) / 10,
                        state="published", valid_from=date(year, 1, 20), sort_key=f"{n:06d}",
                        manner=("project", "fact", "factors")[n % 3],
                    )
                    for n, entry in enumerate(entries)
                ],
                2000,
            )  # fmt: skip
            plans = Plan.objects.bulk_create(
                [
                    Plan(entry=entry, year=year, goal="完成", state="approved", author=people[0], reviewer=people[1])
                    for entry in entries[::3]
                ],
                2000,
            )
            Assessment.objects.bulk_create(
                [
                    Assessment(
                        plan=plan, kind="self", as_of=date(year, 12, 31), initial=1, budget=1, executed=1,
                        total=85 if n % 5 else 50, grade="good" if n % 5 else "poor", state="confirmed",
                        author=people[0], reviewer=people[1], publisher=people[2], confirmed_at=now, published_at=now,
                    )
                    for n, plan in enumerate(plans)
                ],
                2000,
            )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
