"""阳光政务 · one fund: its whole life on one line. And who has to publish what, with what is late."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.registers import number_of

from ..kinds import LABELS, cells_of
from ..models import FundRule, in_wan
from ..queries import entries, life, publication, spending
from ..queries.figures import wan

TOLD = ("support", "purpose", "standard", "sources", "contact", "phone", "remark")
MOST_OWED = 200


@require_safe
def fund(request, code):
    """One fund in one budget year (the newest without `?year=`); a fund that left the list stays readable."""
    entry = get_object_or_404(entries.public_entries().select_related("organisation", "merged_into"), code=code)
    rows = life.rows_of(entry)
    asked = request.GET.get("year", "")
    year = number_of(asked) if asked else (rows[0].year if rows else None)
    row = next((row for row in rows if row.year == year), None)
    if row is None:
        raise Http404
    today = timezone.localdate()
    stages, spent = life.stages_of(entry, row, today), life.public_money(entry, year)
    grades = life.grades_of(entry)
    ended = entry.ended_on is not None and entry.ended_on <= today
    texts = life.texts_of(entry)
    for text in texts:
        text.graded = grades.get(text.year)
    context = {
        "entry": entry,
        "row": row,
        "years": [row.year for row in rows],
        "today": today,
        "stages": stages,
        "steps": [{"label": s.label, "state": s.step, "note": s.badge[0]} for s in stages],
        "facts": _facts(row, spent, grades),
        "told": _told(row),
        "laws": life.laws_of((row.content or {}).get("basis")),
        "money": _money(spent),
        "bars": [(label, amount) for label, amount, _ in _money(spent) if label != "年中变动"],
        "months": spending.months_of(entry, year),
        "texts": texts,
        "ended": ended,
        "ending": life.ending_of(entry) if ended else None,
        "into": _into(entry) if ended else None,
        "may_ask": not ended,
    }
    context["month_bars"] = [
        bar
        for label, planned, executed in spending.chart_of(context["months"][-6:])
        for bar in ((f"{label}　计划", wan(planned * 10_000)), (f"{label}　实际", wan(executed * 10_000)))
    ]
    return render(request, "funds/open_fund.html", context)


def _facts(row, spent, grades) -> list[tuple]:
    last = next((grades[year] for year in sorted(grades, reverse=True) if year < row.year), None)
    return [
        ("年初预算", row.amount_wan, "万元"),
        ("已分配", in_wan(spent.allocated) if spent.allocated else "", "万元"),
        ("已支出", in_wan(spent.executed) if spent.executed else "", "万元"),
        ("分配方式", row.get_manner_display() if row.manner else ""),
        ("上次绩效", f"{last.plan.year} 年{last.get_grade_display()}" if last else ""),
    ]


def _told(row) -> list[tuple[str, str]]:
    """(label, words) of what the list says of the fund."""
    cells = cells_of(row)
    facts = [("主管部门", row.organisation.name), ("清单类型", row.get_form_display())]
    for key in ("function", "founded_year", "ends_on", *TOLD):
        value = cells.get(key)
        text = "\n".join(map(str, value)) if isinstance(value, list) else str(value or "")
        if text:
            facts.append((LABELS[key], text))
    return [*facts, ("审定文号", row.change_set.document_number)]


def _money(spent) -> list[tuple]:
    """(label, 万元, what it is) of the year's money."""
    return [
        ("年初预算", wan(spent.initial), "清单上的数"),
        ("年中变动", wan(spent.changed), "预算调整和调剂，减少的为负"),
        ("上年结转", wan(spent.carried), "上年没有用完、转到今年的"),
        ("全年预算", wan(spent.budget), "以上三项之和"),
        ("已分配", wan(spent.allocated), "公开的分配结果之和"),
        ("已拨付", wan(spent.paid), "按公开的分配拨出去的"),
        ("已支出", wan(spent.executed), "部门报送的累计支出"),
    ]


def _into(entry):
    """The fund that took this one up, when it has a page of its own."""
    into = entries.public_entries().filter(pk=entry.merged_into_id).order_by("pk").first()
    if into is not None:
        into.fund = entries.name_of(into)
    return into


@require_safe
def duties(request):
    """谁该公开什么: the table of duties, and what is late, by body; `?department=` shows one body's."""
    today = timezone.localdate()
    late = publication.overdue(today)
    bodies = publication.by_body(late)
    asked = request.GET.get("department", "")
    chosen = next((part for part in bodies if part.body.code == asked), None)
    parts = [chosen] if chosen else bodies
    context = {
        "today": today,
        "duties": publication.duties(FundRule.or_preset()),
        "late": len(late),
        "bodies": bodies,
        "chosen": chosen,
        "parts": parts,
        "bars": [(part.body.short_name or part.body.name, len(part.rows)) for part in bodies],
        "most": MOST_OWED,
    }
    return render(request, "funds/open_duties.html", context)
