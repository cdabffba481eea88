"""One search for everything that is public."""

from datetime import date

from django.http import QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import escape, mark_safe
from django.views.decorators.http import require_safe

from core import search as index
from powerlist.kinds import public_kinds

PAGE = 20
LABELS = {"guide": "办事指南", "powers": "权责清单", "public_services": "公共服务", "funds": "专项资金"}


def kinds() -> dict[str, str]:
    """What can be found, by kind of row: guides, every public list, funds."""
    lists = {kind.key: LABELS.get(kind.key, kind.label) for kind in public_kinds()}
    return {"guide": LABELS["guide"], **lists, "funds": LABELS["funds"]}


@require_safe
def search(request):
    """`q`: the words; `kind`: one of kinds(); `after`: the key that the page before gave; `as_of`: what held on a day.

    A day that can't be read is 404 with words and today's hits.
    """
    on, readable = day_of(request.GET.get("as_of", "").strip())
    as_of = "" if on == timezone.localdate() else on.isoformat()
    words = request.GET.get("q", "").strip()[: index.MOST_LETTERS]
    known = kinds()
    kind = request.GET.get("kind", "") if request.GET.get("kind", "") in known else ""
    after = request.GET.get("after") or None
    page = index.search(words, on=on, kinds=[kind] if kind else (), limit=PAGE, after=after)
    terms = index.words_of(words)
    context = {
        "words": words,
        "kind": kind,
        "kinds": [(value, label, _link(q=words, kind=value, as_of=as_of)) for value, label in known.items()],
        "everything": _link(q=words, as_of=as_of),
        "count": page.count_shown,
        "rows": [
            {"row": row, "kind": known.get(row.kind, row.kind), "title": marked(row.title, terms)} for row in page.rows
        ],
        "first": _link(q=words, kind=kind, as_of=as_of) if after else "",
        "following": _link(q=words, kind=kind, as_of=as_of, after=page.after) if page.after else "",
    }
    context |= {"on": on, "as_of": as_of, "readable": readable}
    return render(request, "portal/search.html", context, status=200 if readable else 404)


def day_of(text: str) -> tuple[date, bool]:
    """The day of `?as_of=` and whether it could be read; today without one."""
    today = timezone.localdate()
    try:
        return (date.fromisoformat(text) if text else today), True
    except ValueError:
        return today, False


def marked(text: str, terms: list[str]) -> str:
    """The text as HTML with the terms in <mark>; terms are compared in small letters."""
    low, spans = text.lower(), []
    if len(low) == len(text):
        for term in terms:
            start = low.find(term)
            while start >= 0:
                spans.append((start, start + len(term)))
                start = low.find(term, start + len(term))
    pieces, at = [], 0
    for start, end in sorted(spans):
        if start < at:
            continue
        pieces += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
        at = end
    return mark_safe("".join([*pieces, escape(text[at:])]))  # noqa: S308 - every piece is escaped


def _link(**parameters) -> str:
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in parameters.items() if value})
    return f"?{query.urlencode()}"
