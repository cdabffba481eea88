"""How much waits, by room: as many counts as are asked for in one query."""

from collections.abc import Iterable

from django.db.models import Count, QuerySet, Value

Asked = tuple[str, QuerySet, str]  # what waits, its rows, where it is done


def lines(asked: Iterable[Asked]) -> list[dict]:
    """{words, n, address} of what there is at all, in order. One query."""
    asked = list(asked)
    parts = [rows.order_by().values(at=Value(at)).annotate(n=Count("pk")) for at, (_, rows, _) in enumerate(asked)]
    found = {row["at"]: row["n"] for row in parts[0].union(*parts[1:], all=True)}
    rooms = enumerate(asked)
    return [{"words": words, "n": found[at], "address": address} for at, (words, _, address) in rooms if found.get(at)]
