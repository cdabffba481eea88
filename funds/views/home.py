"""The desk of the funds: its home, and the page of one fund."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.registers import number_of

from ..models import FundRule
from ..queries import basics, home, lists, panels, watching


@login_required
@never_cache
@require_safe
def desk(request):
    """What waits for me, the lists on their way, the funds of my bodies."""
    if not home.works_on_funds(request.user):
        raise Http404
    years = lists.years()
    year = number_of(request.GET.get("year", "")) or (years[0] if years else None)
    today, rule, bodies = timezone.localdate(), FundRule.or_preset(), home.bodies_of(request.user)
    context = {
        "waiting": home.waiting(request.user) + home.counted(request.user, today, rule),
        "clocks": home.running(bodies, today, rule),
        "watched": watching.watched(today, bodies),
        "told": home.told(request.user),
        "lists": home.lists_of(request.user),
        "overdue": home.overdue(bodies, today, rule),
        "years": years,
        "year": year,
        "page": home.funds_in_sight(
            request.user, year=year, after=request.GET.get("after", ""), before=request.GET.get("before", "")
        ),
    }
    return render(request, "funds/desk.html", context)


@login_required
@never_cache
@require_safe
def fund(request, code):
    """One fund: a tab for each subject of its life, in a budget year."""
    entry = basics.entry_of(request.user, code)
    if entry is None:
        raise Http404
    years = basics.years_of(entry)
    asked = number_of(request.GET.get("year", ""))
    year = asked if asked in years or not years else years[0]
    if year is None:
        raise Http404
    panel = panels.panel_of(request.GET.get("part", ""))
    context = {
        "entry": entry,
        "years": years,
        "year": year,
        "panels": panels.PANELS,
        "current": panel,
        "panel": panel.load(entry, year, request.user),
    }
    return render(request, "funds/desk_fund.html", context)
