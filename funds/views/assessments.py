"""Monitoring, self-evaluation and 财政评价 at the desk: filled row by row, scored by rule, confirmed, published."""

from types import SimpleNamespace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import note_view
from core.doors import attempt, offered, say_missed
from core.workflow import MoveRefused

from ..actions import performance as actions
from ..actions.disclosure import may_disclose
from ..enums import AssessmentKind, AssessmentState
from ..forms.performance import ASSESSMENT_ACTS, PUBLISH, AnswerForm, PartsForm, SummaryForm, opinion_of
from ..queries import assessments, entries, reminded
from ..queries.home import works_on_funds
from ..workflow.performance import ASSESSMENT

ACTS = {
    "submit": actions.submit_assessment,
    "send_back": actions.send_back_assessment,
    "confirm": actions.confirm_assessment,
    "publish": actions.publish_assessment,
}
FORMS = ASSESSMENT_ACTS | {"publish": PUBLISH}
DONE = {"submit": "已报送。", "send_back": "已退回修改。", "confirm": "已确认。", "publish": "已公开。"}
DISCLOSE = SimpleNamespace(name="publish", label="公开", effect="公开后任何人都能看到得分和等级", danger=False)
KINDS = [("", "全部"), *AssessmentKind.choices]


@login_required
@never_cache
@require_safe
def index(request):
    """What is due, what waits for me, all assessments by kind."""
    if not works_on_funds(request.user):
        raise Http404
    kind, today = request.GET.get("kind", ""), timezone.localdate()
    duties = assessments.due(request.user, today)
    context = {
        "duties": [(duty, (duty.due - today).days) for duty in duties],
        "waiting": assessments.waiting(request.user),
        "urged": reminded.urged(request.user),
        "tabs": KINDS,
        "kind": kind if kind in AssessmentKind.values else "",
        "page": assessments.assessments(
            request.user, kind=kind, after=request.GET.get("after", ""), before=request.GET.get("before", "")
        ),
    }
    return render(request, "funds/assessments.html", context)


def _in_sight(request, pk):
    row = get_object_or_404(assessments.in_sight(request.user), pk=pk)
    row.plan.entry.fund = entries.name_of(row.plan.entry)
    return row


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def assessment(request, pk):
    """One table: a form for who fills it, else what was answered."""
    row = _in_sight(request, pk)
    if request.method == "POST":
        if not _writes(request.user, row):
            raise Http404
        return _save(request, row)
    note_view(request, "专项资金的绩效评价", f"fund:{row.plan.entry.code}:assessment:{pk}")
    return show(request, row)


def _writes(user, row) -> bool:
    return row.state == AssessmentState.DRAFT and ASSESSMENT["submit"].allowed(user, row)


def _answers(row, data=None) -> list[AnswerForm]:
    midyear = row.kind == AssessmentKind.MIDYEAR
    return [
        AnswerForm(data, line=line, midyear=midyear, prefix=f"row-{line.indicator.pk}")
        for line in assessments.lines(row)
    ]


def _parts(row) -> PartsForm:
    initial = {name: getattr(row, name) or None for name in PartsForm.base_fields}
    return PartsForm(prefix="money", initial=initial)


def _save(request, row):
    form, rows = SummaryForm(request.POST), _answers(row, request.POST)
    parts = None if row.kind == AssessmentKind.MIDYEAR else PartsForm(request.POST, prefix="money")
    if not all([form.is_valid(), parts is None or parts.is_valid(), *(answer.is_valid() for answer in rows)]):
        return show(request, row, form=form, rows=rows, parts=parts, status=422)
    try:
        actions.answer(
            actor=request.user, assessment=row, rows=[answer.facts() for answer in rows],
            parts=parts and parts.facts(), **form.cleaned_data,
        )  # fmt: skip
    except PermissionDenied as refusal:
        messages.error(request, str(refusal))
        return redirect("funds:assessment", row.pk)
    except MoveRefused as refusal:
        form.add_error(None, str(refusal))
        return show(request, row, form=form, rows=rows, parts=parts, status=409)
    messages.success(request, "已保存。按规则计算的得分写在每一项旁边。")
    return redirect("funds:assessment", row.pk)


def show(request, row, *, form=None, rows=None, parts=None, bound=None, status=200):
    """`form` and `rows` are what was typed and refused; `bound` the form of an act that was refused."""
    writes = _writes(request.user, row)
    money, acts = assessments.money_row(row), _acts(request.user, row, bound)
    say_missed(request, acts, bound)
    context = {
        "row": row,
        "entry": row.plan.entry,
        "form": form or (SummaryForm(initial={"summary": row.summary, "measures": row.measures}) if writes else None),
        "rows": rows or (_answers(row) if writes else []),
        "parts": parts or (_parts(row) if writes and row.kind != AssessmentKind.MIDYEAR else None),
        "faults": [
            (answer[key], said[0])
            for answer in [*([parts] if parts else []), *(rows or ())]
            for key, said in answer.errors.items()
        ],
        "lines": assessments.lines(row),
        "money": money,
        "bars": assessments.bars(row) if row.kind == AssessmentKind.MIDYEAR else [],
        "acts": acts,
        "moves": list(row.moves.order_by("id")),
        "beside": row.kind == AssessmentKind.FINANCE,
        "labels": {move.name: move.label for move in ASSESSMENT.moves},
    }
    return render(request, "funds/assessment.html", context, status=status)


def _acts(user, row, bound) -> list[tuple]:
    allowed = ASSESSMENT.open_to(user, row)
    public = row.state == AssessmentState.CONFIRMED and row.kind != AssessmentKind.MIDYEAR
    if public and may_disclose(user, row):
        allowed = [*allowed, DISCLOSE]
    return offered(allowed, FORMS, f"/desk/funds/assessments/{row.pk}/", bound)


@login_required
@never_cache
@require_POST
def act(request, pk, name):
    row = _in_sight(request, pk)
    if name not in ACTS:
        raise Http404
    form = FORMS[name](request.POST, prefix=name)
    return attempt(
        request, form, lambda: ACTS[name](actor=request.user, assessment=row, **opinion_of(form)), said=DONE[name],
        again=lambda form, status: show(request, _in_sight(request, pk), bound=form, status=status),
        to=f"/desk/funds/assessments/{pk}/",
    )  # fmt: skip
