"""评审专家: the register of 财政局, each expert's own seats, and signed papers typed by the department."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import note_view
from core.doors import attempt
from core.files import private_response
from core.registers import key_page, number_of

from .. import actions
from ..enums import CallState, SeatState
from ..forms.calls import MarksForm, RecuseForm, ReleaseForm
from ..forms.experts import ExpertForm
from ..forms.typed import ActForm
from ..models import Expert, Score, Seat, in_wan
from ..permissions import may_fill_entry, may_publish
from ..queries import entries, experts
from .calls import application_of
from .calls import in_sight as call_in_sight


@login_required
@never_cache
@require_safe
def register(request):
    """The county's register; only 财政局 sees it."""
    if not actions.keeps_register(request.user):
        raise Http404
    note_view(request, "评审专家库", "fund-experts")
    rows = Expert.objects.select_related("organisation", "user")
    page = key_page(rows, ("id",), after=request.GET.get("after", ""), before=request.GET.get("before", ""), size=50)
    return render(
        request, "funds/desk_experts.html", {"page": page, "active": Expert.objects.filter(active=True).count()}
    )


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request, pk=None):
    if not actions.keeps_register(request.user):
        raise Http404
    expert = get_object_or_404(Expert.objects.select_related("user"), pk=pk) if pk else None
    initial = ExpertForm.initial_of(expert) if expert else {}
    options = {"today": timezone.localdate(), "expert": expert}
    form = ExpertForm(request.POST or None, initial=request.typed or initial, **options)

    def again(form, status=200):
        return render(request, "funds/desk_expert.html", {"form": form, "expert": expert}, status=status)

    if request.method != "POST":
        return again(form)
    return attempt(
        request, form, lambda: actions.save_expert(actor=request.user, expert=expert, **form.facts()), again=again,
        said=lambda saved: f"已登记：{saved.name}，库号 {saved.pk}。", to=reverse("funds:experts"),
    )  # fmt: skip


# --- the expert's own desk --------------------------------------------------------------------------------------------


@login_required
@never_cache
@require_safe
def seats(request):
    """The seats of this person, the newest first."""
    rows = list(experts.seats_of(request.user).exclude(call__state=CallState.DRAFT).order_by("-pk")[:50])
    entries.put_names(rows, lambda seat: seat.call.entry)
    return render(request, "funds/expert_seats.html", {"seats": rows})


def own_seat(user, pk) -> Seat:
    seat = get_object_or_404(experts.seats_of(user), pk=pk)
    seat.call.entry.fund = entries.name_of(seat.call.entry)
    return seat


@login_required
@never_cache
@require_safe
def seat(request, pk):
    """The projects of one seat, with my own marks and nobody else's."""
    return show_seat(request, own_seat(request.user, pk))


def show_seat(request, seat, *, bound=None, status=200):
    """`bound` is the form of handing in that was refused."""
    mine = {score.application_id: score for score in Score.objects.filter(seat=seat)}
    recused = {row.application_id: row for row in seat.recusals.all()}
    rows = list(experts.judged(seat.call).order_by("pk"))
    for row in rows:
        row.score_of_mine, row.recusal = mine.get(row.pk), recused.get(row.pk)
        row.asked = in_wan(row.amount_asked)
    open_now = seat.call.state == CallState.REVIEW and seat.state == SeatState.DRAWN
    todo = [row for row in rows if row.recusal is None and row.score_of_mine is None]
    context = {
        "seat": seat,
        "call": seat.call,
        "rows": rows if seat.state in experts.SITTING else [],
        "open_now": open_now,
        "todo": len(todo),
        "bound": bound,
    }
    return render(request, "funds/expert_seat.html", context, status=status)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def marks(request, pk, application):
    """My marks for one project, with its materials; they can be changed until I hand in."""
    seat = own_seat(request.user, pk)
    row = judged_of(seat, application)
    if request.method != "POST":
        return show_marks(request, seat, row)
    form = MarksForm(request.POST, call=seat.call)
    return attempt(
        request, form, lambda: actions.mark(actor=request.user, seat=seat, application=row, **form.facts()),
        again=lambda form, status: show_marks(request, seat, row, form=form, status=status),
        said=f"“{row.filed['title']}”的评分已保存。全部评完后一并提交。", to=reverse("funds:seat", args=[pk]),
    )  # fmt: skip


def judged_of(seat, application):
    """A project that this seat may look at; 404 for any other."""
    row = application_of(seat.call, application)
    if seat.state not in experts.SITTING or not experts.judged(seat.call).filter(pk=row.pk).exists():
        raise Http404
    return row


def show_marks(request, seat, row, *, form=None, recusing=None, status=200):
    """`form` are the marks, `recusing` the recusal that were refused just now."""
    kept = Score.objects.filter(seat=seat, application=row).first()
    initial = ({**kept.marks, "opinion": kept.opinion} if kept else {}) | (request.typed or {})
    open_now = seat.call.state == CallState.REVIEW and (kept is None or kept.handed_in_at is None)
    recused = seat.recusals.filter(application=row).exists()
    context = {
        "seat": seat,
        "call": seat.call,
        "row": row,
        "form": form or MarksForm(call=seat.call, initial=initial),
        "recusing": recusing,
        "recusal": recusing or RecuseForm(),
        "files": list(row.files.filter(removed_at=None).order_by("material", "pk")),
        "open_now": open_now and not recused,
        "recused": recused,
        "asked": in_wan(row.amount_asked),
        "kept": kept,
    }
    return render(request, "funds/expert_marks.html", context, status=status)


@login_required
@never_cache
@require_POST
def seat_act(request, pk, what):
    """Hand in all marks, or step aside for one project."""
    seat, to = own_seat(request.user, pk), reverse("funds:seat", args=[pk])
    if what == "hand_in":
        return attempt(
            request, ActForm(request.POST), lambda: actions.hand_in(actor=request.user, seat=seat),
            again=lambda form, status: show_seat(request, own_seat(request.user, pk), bound=form, status=status),
            said="评分已提交，不能再改。全部专家交齐以前，任何人看不到评分。", to=to,
        )  # fmt: skip
    if what != "recuse":
        raise Http404
    row, form = judged_of(seat, request.POST.get("application", "")), RecuseForm(request.POST)
    return attempt(
        request, form, lambda: actions.recuse(actor=request.user, seat=seat, application=row, **form.facts()),
        again=lambda form, status: show_marks(request, seat, row, recusing=form, status=status),
        said="已登记回避，您不用评这个项目。", to=to,
    )  # fmt: skip


@login_required
@never_cache
@require_safe
def seat_file(request, pk, application, file):
    """A material of a project that this expert judges."""
    seat = own_seat(request.user, pk)
    row = application_of(seat.call, application)
    judges = seat.state in experts.SITTING and not seat.recusals.filter(application=row).exists()
    if not judges or not experts.judged(seat.call).filter(pk=row.pk).exists():
        raise Http404
    number = number_of(file)
    kept = get_object_or_404(row.files.filter(removed_at=None), pk=number)
    return private_response(kept.file, kept.file_name, inline=True)


# --- the department ---------------------------------------------------------------------------------------------------


def seat_in_call(user, number, pk) -> Seat:
    call = call_in_sight(user, number)
    seat = get_object_or_404(call.seats.select_related("expert"), pk=pk)
    seat.call = call
    return seat


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request, number, pk):
    """Type an expert's signed papers, a project at a time; what was typed isn't shown again before the ranking."""
    seat = seat_in_call(request.user, number, pk)
    if not may_fill_entry(request.user, seat.call) or seat.call.state != CallState.REVIEW:
        raise Http404
    done = set(seat.scores.exclude(handed_in_at=None).values_list("application_id", flat=True))
    recused = set(seat.recusals.values_list("application_id", flat=True))
    rows = list(experts.judged(seat.call).exclude(pk__in=done | recused).order_by("pk"))
    chosen = next(
        (r for r in rows if str(r.pk) == request.POST.get("application", request.GET.get("application"))), None
    )
    chosen = chosen or (rows[0] if rows and request.method != "POST" else None)
    if request.method == "POST" and chosen is None:
        raise Http404
    form = MarksForm(request.POST or None, request.FILES or None, call=seat.call, scan=True) if chosen else None

    def again(form, status=200):
        context = {"seat": seat, "call": seat.call, "rows": rows, "chosen": chosen, "form": form, "done": len(done)}
        return render(request, "funds/desk_paper_score.html", context, status=status)

    if request.method != "POST":
        return again(form)
    return attempt(
        request, form, lambda: actions.enter_paper(actor=request.user, seat=seat, application=chosen, **form.facts()),
        again=again, said=f"{seat.expert.name}对“{chosen.filed['title']}”的评分已录入。",
        to=reverse("funds:seat_paper", args=[number, pk]),
    )  # fmt: skip


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def release(request, number, pk):
    """An expert leaves the panel before he has handed in."""
    seat = seat_in_call(request.user, number, pk)
    if not may_publish(request.user, seat.call) or seat.call.state != CallState.REVIEW:
        raise Http404
    form = ReleaseForm(request.POST or None)

    def again(form, status=200):
        return render(
            request, "funds/desk_release.html", {"seat": seat, "call": seat.call, "form": form}, status=status
        )

    if request.method != "POST":
        return again(form)
    return attempt(
        request, form, lambda: actions.release_expert(actor=request.user, seat=seat, **form.facts()), again=again,
        said=f"{seat.expert.name}已退出，请补抽专家。", to=reverse("funds:desk_call", args=[number]),
    )  # fmt: skip


@login_required
@never_cache
@require_safe
def scan(request, number, pk):
    """The scan of a signed paper, once the ranking is made."""
    call = call_in_sight(request.user, number)
    if call.state not in experts.OPENED:
        raise Http404
    score = get_object_or_404(Score.objects.filter(seat__call=call).exclude(scan=""), pk=pk)
    note_view(request, "签字评分表", f"call:{number}:score:{pk}")
    return private_response(
        score.scan, f"评分表-{score.pk}{score.scan.name[score.scan.name.rfind('.') :]}", inline=True
    )
