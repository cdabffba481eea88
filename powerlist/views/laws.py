"""The register of laws: for everyone, and the entries whose basis no longer holds for those who review lists."""

import re

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import organisations_where

from ..citations import chinese_number
from ..enums import LawLevel, LawStatus
from ..queries import bases as queries
from ..queries import laws

ARTICLE = re.compile(r"[0-9]{1,4}(?:-[0-9]{1,3})?")


@require_safe
def law_list(request):
    """法规库: searched by title and number, filtered by rank and time of force."""
    level, status = request.GET.get("level", ""), request.GET.get("status", "")
    level = level if level in LawLevel.values else ""
    status = status if status in LawStatus.values else ""
    text = request.GET.get("q", "").strip()[:100]
    today = timezone.localdate()
    listed = laws.law_list(
        text=text, level=level, status=status, on=today,
        after=request.GET.get("after", ""), before=request.GET.get("before", ""),
    )  # fmt: skip
    chosen = [("q", "关键词", f"“{text}”")] if text else []
    chosen += [("level", "位阶", LawLevel(level).label)] if level else []
    chosen += [("status", "时效", LawStatus(status).label)] if status else []
    return render(
        request,
        "powerlist/laws.html",
        {"listed": listed, "text": text, "level": level, "status": status, "chosen": chosen, "today": today},
    )


@require_safe
def law(request, pk):
    """One law: its facts, what replaced it, and the entries in force that cite it, by article."""
    found = laws.law(int(pk))
    if found is None:
        raise Http404
    today = timezone.localdate()
    article = request.GET.get("article", "")
    article = article if ARTICLE.fullmatch(article) else ""
    page = laws.entries_citing(
        found, today, article=article, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    holds = found.holds_on(today)
    return render(
        request,
        "powerlist/law.html",
        {
            "law": found,
            "holds": holds,
            "page": page,
            "groups": _by_article(page),
            "articles": [(number, article_name(number), count) for number, count in laws.articles_cited(found, today)],
            "article": article,
            "article_name": article_name(article) if article else "",
            "facts": [(label, text) for label, text in _facts(found, holds) if text],
        },
    )


def article_name(number: str) -> str:
    """`48-1` → 第四十八条之一."""
    article, _, branch = number.partition("-")
    return f"第{chinese_number(int(article))}条" + (f"之{chinese_number(int(branch))}" if branch else "")


def _by_article(page) -> list[tuple[str, list]]:
    """The page's citations under the first article that each names."""
    groups: list[tuple[str, list]] = []
    for citation in page:
        name = article_name(citation.articles[0]) if citation.articles else "未写明条款"
        if not groups or groups[-1][0] != name:
            groups.append((name, []))
        groups[-1][1].append(citation)
    return groups


def _facts(law, holds: bool) -> list[tuple[str, str]]:
    return [
        ("效力位阶", law.get_level_display()),
        ("制定机关", law.issuer),
        ("文号", law.number),
        ("时效", law.get_status_display() if holds == (law.status != LawStatus.REPEALED) else "已废止"),
        ("施行", f"{law.effective_on:%Y-%m-%d}" if law.effective_on else ""),
        ("废止", f"{law.repealed_on:%Y-%m-%d}" if law.repealed_on else ""),
        ("条数", f"{law.articles}条" if law.articles and law.complete else ""),
    ]


@login_required
@never_cache
@require_safe
def bases(request):
    """Entries in force whose basis was repealed or amended: for reviewers all of theirs, for clerks their own."""
    if not queries.sees_bases(request.user):
        raise Http404
    body, state = request.GET.get("body", "")[:30], request.GET.get("state", "")
    state = state if state in ("repealed", "amended") else ""
    today = timezone.localdate()
    found = queries.affected(
        request.user, today, body=body, state=state,
        after=request.GET.get("after", ""), before=request.GET.get("before", ""),
    )  # fmt: skip
    chosen = [("state", "依据", facet.label) for facet in found.states if facet.chosen]
    chosen += [("body", "单位", facet.label) for facet in found.bodies if facet.chosen]
    fillable = set(organisations_where(request.user, "fill_lists").values_list("pk", flat=True))
    return render(
        request,
        "powerlist/desk_bases.html",
        {"found": found, "body": body, "chosen": chosen, "fillable": fillable, "today": today},
    )
