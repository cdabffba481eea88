"""The supervisor's day, one alert, one case; and what a department's own staff are warned of."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.enums import NoticeGroup
from accounts.models import Message
from accounts.permissions import is_staff_member
from approvals.models import Case
from approvals.queries import clocks
from approvals.workflow import CASE
from core import workdays
from core.doors import attempt, offered, say_missed

from .. import actions
from ..enums import Level, RunKind
from ..forms import FilterForm
from ..models import Alert, Rating, SweepRun
from ..queries import pages
from .base import supervised
from .cards import OF_WATCH, card_rows, open_to_watch, what_became


@supervised("电子监察首页")
def board(request):
    """The supervisor's day: new cards, what burns, the cards of every body."""
    user, today, chosen = request.user, timezone.localdate(), FilterForm.read(request.GET)
    period = chosen["period"]
    rows = pages.alerts_of(
        user, period=period, today=today, level=chosen["level"], organisation=chosen["organisation"]
    ).for_list()
    tally = pages.tally(user, period=period, today=today)
    context = {
        "today": today,
        "period": period,
        "period_name": pages.PERIODS[period],
        "periods": pages.PERIODS.items(),
        "chosen": chosen,
        "chips": _chips(chosen, tally),
        "page": pages.page_of(rows, after=chosen["after"], before=chosen["before"]),
        "tally": tally,
        "levels": [(level, Level(level).label, tally.levels[level]) for level in reversed(Level.values)],
        "figures": pages.figures(user, today=today),
        "burning": pages.burning(user, today=today),
        "swept": _last_sweep(),
    }
    return render(request, "supervision/board.html", context)


def _chips(chosen: dict, tally: pages.Tally) -> list[tuple[str, str, str]]:
    found = []
    if chosen["level"]:
        found.append(("level", "等级", Level(chosen["level"]).label))
    if chosen["organisation"]:
        names = {body.code: str(body) for body, _ in tally.bodies}
        found.append(("organisation", "单位", names.get(chosen["organisation"], chosen["organisation"])))
    return found


def _last_sweep():
    last = SweepRun.last(RunKind.LIMITS)
    return last and {"at": last.began, "late": last.late_minutes, **last.counts}


@supervised("预警与亮牌")
def alert(request, pk):
    """One alert with the count day by day as it stood when it was given, and what became of it."""
    return alert_page(request, get_object_or_404(card_rows(Alert.objects.visible_to(request.user)), pk=pk))


def alert_page(request, row: Alert, bound=None, status: int = 200):
    """The page of an alert in sight; `bound` is a form that was refused."""
    lead, cells = pages.cells(row)
    base = f"/supervision/alerts/{row.pk}/"
    shown = offered(open_to_watch(request.user, row), OF_WATCH, base, bound)
    say_missed(request, shown, bound)
    context = {
        "alert": row,
        "case": row.case,
        "applicant": pages.applicant_of(row.case) if row.case else "",
        "lead": lead,
        "cells": cells,
        "counted": sum(cell.counted for cell in cells),
        "acts": shown,
        "others": Alert.objects.filter(key=row.key).exclude(pk=row.pk).select_related("rule").order_by("id"),
    }
    return render(request, "supervision/alert.html", context | what_became(row), status=status)


@supervised("申诉审查和撤牌", "POST")
def act(request, pk, move):
    """Judge an appeal or withdraw a card."""
    row = get_object_or_404(card_rows(Alert.objects.visible_to(request.user)), pk=pk)
    if move not in OF_WATCH or not hasattr(row, "appeal"):
        raise Http404
    form = OF_WATCH[move](request.POST, prefix=move)
    done = {
        "judge": lambda: actions.judge_appeal(actor=request.user, appeal=row.appeal, **form.cleaned_data),
        "withdraw": lambda: actions.withdraw_card(actor=request.user, alert=row, **form.cleaned_data),
    }[move]
    return attempt(
        request,
        form,
        done,
        again=lambda form, status: alert_page(request, row, form, status),
        said={"judge": "已审查。", "withdraw": "已撤牌。"}[move],
        to=f"/supervision/alerts/{row.pk}/",
    )


@supervised("办件监察")
def case(request, number):
    """A case as supervisors see it: acts, clocks, alerts. The applicant is masked, papers and form aren't shown."""
    rows = pages.cases_of(request.user).with_clock_rows().select_related("organisation", "handler")
    row = get_object_or_404(rows, number=number)
    calendar, today = workdays.calendar(), timezone.localdate()
    context = {
        "case": row,
        "today": today,
        "applicant": pages.applicant_of(row),
        "clocks": [(clock, clock.days_left(today, calendar)) for clock in clocks(row, calendar)],
        "events": [_event(row, move) for move in row.moves.order_by("id")],
        "alerts": row.alerts.select_related("rule").order_by("id"),
        "rating": Rating.objects.filter(case=row).first(),
    }
    return render(request, "supervision/case.html", context)


def _event(row: Case, move) -> dict:
    known = CASE.by_name.get(move.move)
    by_applicant = move.actor_id is not None and move.actor_id == row.applicant_id
    return {
        "at": move.at,
        "title": known.label if known else "期限重新计算",
        "who": "申请人" if by_applicant else move.actor_name,
        "note": move.note,
        "tone": "warning" if move.move in ("deem_accepted", "send_back", "change_body") else "",
    }


@login_required
@require_GET
def staff_alerts(request):
    """What a department's own staff are warned of: reminders and cards on its cases, each with its count."""
    if not is_staff_member(request.user):
        raise Http404
    chosen = FilterForm.read(request.GET)
    page = pages.page_of(
        pages.alerts_for_staff(request.user, level=chosen["level"]), after=chosen["after"], before=chosen["before"]
    )
    context = {
        "level": chosen["level"],
        "levels": [("", "全部"), *((level, Level(level).label) for level in reversed(Level.values))],
        "page": page,
        "unread": Message.objects.of(request.user).unread().filter(group=NoticeGroup.ALERTS).count(),
    }
    return render(request, "supervision/staff_alerts.html", context)


@login_required
@require_POST
def read_staff_alerts(request):
    """Mark one's own messages about cases as read."""
    actions.mark_messages_read(actor=request.user)
    return redirect("supervision:staff_alerts")
