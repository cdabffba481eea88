"""`lists`: the public list page at SIZE entries beside the same page at 1,000; today, and on any day since 2016.

Pages are asked of the product's own handler in this process, without the cache that a server keeps: filtered
by body, by category, by both, by neither; the first page, the next, and deep ones reached by key. The pages of a small
list end sooner, so both sizes are asked for the same first, second and (where there is one) later pages.
"""

import os
import random
import urllib.parse
from datetime import date, timedelta

from . import base, county

SMALL = 1_000
INPUTS = 200
REPEATS = 3


def run(size: int) -> dict:
    """The small list first, in a process of its own (a process has one database)."""
    if size == SMALL:
        return {"figures": measured(size), "baseline": {}, "ratios": {}}
    small, large = base.apart("lists", SMALL), measured(size)
    names = ("page_p95_ms", "asof_p95_ms")
    ratios = {name: round(large[name] / small[name], 2) for name in names}
    ratios["asof_to_today"] = round(large["asof_p95_ms"] / large["page_p95_ms"], 2)
    return {"figures": large, "baseline": small, "ratios": ratios}


def measured(size: int) -> dict:
    os.environ["BENCH_CACHE"] = "off"  # neither pages nor counts are kept: each is made anew
    base.use_database(f"bench_county_{size}")
    base.setup_django()
    county.fill(size)
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    if not next_link(client.get("/open/powers/").content.decode()):
        raise SystemExit("the list page shows nothing: remove the databases with  script/bench --clear")
    pages = addresses(client)
    days = random.Random(1)
    span = (date(2026, 11, 22) - county.FIRST).days
    asof = [
        f"{path}{'&' if '?' in path else '?'}as_of={county.FIRST + timedelta(days=days.randrange(1, span))}"
        for path in pages
    ]
    begun = base.seconds(lambda: client.get("/open/powers/", {"as_of": "2020-02-02"}))
    page_times, queries = timed(client, pages)
    asof_times, asof_queries = timed(client, asof)
    return {
        "page_p95_ms": base.p95_ms(page_times),
        "asof_p95_ms": base.p95_ms(asof_times),
        "queries": max(queries),
        "asof_queries": max(asof_queries),
        "first_of_a_day_ms": round(begun * 1000, 1),
        "page_median_ms": base.median([t * 1000 for t in page_times]),
        "asof_median_ms": base.median([t * 1000 for t in asof_times]),
    }


def addresses(client) -> list[str]:
    """200 pages that differ: each filter's first page, then pages forward by the page's own link, then deep ones."""
    found = ["/open/powers/", *(f"/open/powers/?{query}" for query in county.filters())]
    found += [f"/open/powers/?{query}" for query in county.pairs(40)]
    found += [
        f"/open/powers/?q={urllib.parse.quote(word)}" for word in ("许可", "登记", "林木", "食品", "道路", "医疗")
    ]
    for path in list(found):
        link = next_link(client.get(path).content.decode())
        if link:
            found.append(f"/open/powers/{link}")
    found += [f"/open/powers/?after={key}" for key in county.deep_keys(INPUTS - len(found))]
    return found[:INPUTS]


def next_link(page: str) -> str:
    """The link to the next page (`?…after=…`) of a list page; empty on the last."""
    import html
    import re

    links = [html.unescape(link) for link in re.findall(r'href="(\?[^"]*)"', page)]
    return next((link for link in links if "after=" in link), "")


def timed(client, paths: list[str]) -> tuple[list[float], list[int]]:
    """For each path the median of three, warm, and its number of queries."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    times, queries = [], []
    for path in paths:
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(path)
        if answer.status_code != 200:
            raise SystemExit(f"{path}: {answer.status_code}")
        queries.append(len(captured))
        taken = sorted(base.seconds(lambda path=path: client.get(path)) for _ in range(REPEATS))
        times.append(taken[REPEATS // 2])
        if taken[REPEATS // 2] > 0.2:
            base.say(f"{taken[REPEATS // 2] * 1000:.0f} ms  {path}")
    return times, queries
