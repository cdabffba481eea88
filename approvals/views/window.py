"""现场收件: a clerk at a counter finds the item, files, prints the slip, follows what was filed."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions import log_view
from accounts.enums import Nature
from accounts.permissions import is_staff_member, permissions_held
from core import workdays
from core.registers import number_of
from core.workflow import MoveRefused

from .. import actions
from ..enums import CaseState
from ..forms import CorrectionNoteForm, ItemForm, MaterialsForm, name_of
from ..forms.window import CounterForm
from ..models import Intake
from ..queries import applicant_of, clocks, events_of, limit_text, running, step_line_of, turn_of
from ..queries.hall import counters_of, find_items, intakes_page, items_at
from ..workflow import CASE
from .words import said, words_for

CHOSEN = "counter"


def clerk_only(request):
    if not is_staff_member(request.user) or not permissions_held(request.user) & {"receive_cases"}:
        raise PermissionDenied("窗口收件只对有收件权限的工作人员开放。")


def counter_of(request):
    """The counter at which the reader sits today: the one asked for, the one chosen before, or the first; or None."""
    rows = list(counters_of(request.user))
    wanted = number_of(request.GET.get("counter", "")) or request.session.get(CHOSEN)
    found = next((row for row in rows if row.pk == wanted), rows[0] if rows else None)
    return found, rows


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def window(request):
    """`?q=` searches the items of the chosen counter; a POST of `counter` says where one sits."""
    clerk_only(request)
    if request.method == "POST":
        pk = number_of(request.POST.get("counter", ""))
        request.session[CHOSEN] = get_object_or_404(counters_of(request.user), pk=pk).pk
        return redirect("window")
    counter, rows = counter_of(request)
    words, today = request.GET.get("q", "").strip()[:60], timezone.localdate()
    context = {
        "counter": counter,
        "counters": rows,
        "q": words,
        "found": find_items(counter, request.user, words, today) if counter else [],
        "last": intakes_page(request.user, today=today)["rows"][:5],
    }
    return render(request, "approvals/window.html", context)


@never_cache
@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def receive(request, code):
    """One page for one application: who, the form, the papers."""
    clerk_only(request)
    counter, _ = counter_of(request)
    if counter is None:
        raise Http404
    version = get_object_or_404(items_at(counter, request.user, timezone.localdate()), item__code=code)
    desk = _Filing(request, counter, version)
    if request.method != "POST":
        return desk.show()
    if (values := desk.form.row_act()) is not None:
        desk.form = ItemForm(initial=values, **desk.around)
        return desk.show(200)
    if not desk.good():
        return desk.show(422)
    try:
        case = desk.file()
    except ValidationError as fault:
        desk.who.add_error(None, fault.messages)
        return desk.show(422)
    except MoveRefused as refused:
        desk.who.add_error(None, str(refused))
        return desk.show(409)
    messages.success(request, "已收件。请打印收件凭证，交给申请人签收。")
    return redirect("window_slip", number=case.number)


class _Filing:
    """The three forms of one application at a counter."""

    def __init__(self, request, counter, version):
        self.request, self.counter, self.version = request, counter, version
        self.fields = list(version.fields.order_by("position", "id"))
        self.materials = list(version.materials.order_by("position", "id"))
        body = counter.hall.organisation
        self.on_behalf = body.nature == Nature.TOWNSHIP and version.item.organisation_id != body.pk
        self.around = {"fields": self.fields}
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        first = {} if sent else {"initial": {"applicant_kind": "1", "agent_kind": "", "copies": 0, "purpose": "1"}}
        self.who = CounterForm(*sent, on_behalf=self.on_behalf, licence_type=version.licence_type_id, **first)
        self.form = ItemForm(*sent, **self.around)
        self.uploads = MaterialsForm(*sent, materials=self.materials)

    def good(self) -> bool:
        found = [self.who.is_valid(), self.form.is_valid(), self.uploads.is_valid()]
        self.uploads.held = {row.pk for row, _ in self.uploads.uploads()}
        return self.uploads.require() and all(found)

    def file(self):
        data = self.who.cleaned_data
        return actions.file_at_counter(
            actor=self.request.user,
            counter=self.counter,
            version=self.version,
            applicant=self.who.applicant(),
            form=self.form.values(),
            files=list(self.uploads.uploads()),
            answers=list(self.form.uploads()),
            mandate=data.get("mandate"),
            copies=data["copies"],
            submission_key=self._key(),
        )

    def _key(self) -> UUID:
        try:
            return UUID(self.request.POST.get("submission_key", ""))
        except ValueError:
            raise MoveRefused("这一页打开得太久，请重新填写后提交。") from None

    def show(self, status: int = 200):
        key = self.request.POST.get("submission_key", "") or uuid4()
        context = {
            "version": self.version,
            "counter": self.counter,
            "who": self.who,
            "form": self.form,
            "uploads": [{"field": self.uploads[name_of(row)], "material": row, "files": []} for row in self.materials],
            "upload_form": self.uploads,
            "on_behalf": self.on_behalf,
            "submission_key": key,
        }
        return render(self.request, "approvals/window_receive.html", context, status=status)


def _received(request, number) -> Intake:
    """What the reader's own counters received; another counter's is not found."""
    clerk_only(request)
    rows = Intake.objects.visible_to(request.user).select_related(
        "case__organisation", "case__version__item", "case__correction", "case__extension",
        "organisation", "counter__hall", "clerk", "slip",
    )  # fmt: skip
    return get_object_or_404(rows.prefetch_related("case__procedures"), case__number=number)


@never_cache
@login_required
@require_safe
def slip(request, number):
    """材料接收凭证, to print and sign. It shows the query code, so printing it again is logged."""
    intake = _received(request, number)
    case = intake.case
    if intake.clerk_id != request.user.pk or timezone.localdate(intake.at) != timezone.localdate():
        log_view(request.user, f"办件 {number} 的收件凭证", f"case:{number}", "补打收件凭证", request)
    version = case.version
    context = {
        "intake": intake,
        "case": case,
        "who": applicant_of(case, masked=True),
        "files": list(case.files.uploads().order_by("id")),
        "promise": limit_text(version.promised_limit, version.promised_unit),
        "phone": version.consult_phone,
    }
    return render(request, "approvals/window_slip.html", context)


@never_cache
@login_required
@require_safe
def received(request):
    """What the reader's counters received and where it stands. `?q=` a number, `?before=` a key."""
    clerk_only(request)
    words = request.GET.get("q", "").strip()[:40]
    found = intakes_page(
        request.user, number=words, before=number_of(request.GET.get("before", "")), today=timezone.localdate()
    )
    return render(request, "approvals/window_cases.html", found | {"q": words})


@never_cache
@login_required
@require_safe
def received_case(request, number):
    """The progress of a case that this counter filed, for who asks at it; opinions of clerks stay with them."""
    intake = _received(request, number)
    return _show_case(request, intake)


def _show_case(request, intake, *, note=None, uploads=None, status: int = 200):
    case, today, calendar = intake.case, timezone.localdate(), workdays.calendar()
    found = clocks(case, calendar, steps=False)
    materials = list(case.version.materials.order_by("position", "id"))
    uploads = uploads or MaterialsForm(materials=materials, optional=True)
    context = {
        "intake": intake,
        "case": case,
        "who": applicant_of(case, masked=True),
        "steps": step_line_of(case),
        "turn": turn_of(case, today, calendar),
        "clocks": [(clock, clock.days_left(today, calendar)) for clock in running(case, found)],
        "events": [
            event | {"who": "申请人" if event["who"] == "您" else event["who"]}
            for event in events_of(list(case.moves.order_by("id")), for_applicant=True)
        ],
        "correcting": case.state == CaseState.CORRECTING,
        "may_withdraw": any(move.name == "withdraw" for move in CASE.open_to(request.user, case)),
        "note": note or CorrectionNoteForm(),
        "upload_form": uploads,
        "uploads": [{"field": uploads[name_of(row)], "material": row, "files": []} for row in materials],
    }
    return render(request, "approvals/window_case.html", said(words_for(case), context), status=status)


@never_cache
@login_required
@sensitive_post_parameters()
@require_http_methods(["POST"])
def correct(request, number):
    """补正 handed in at the counter."""
    intake = _received(request, number)
    materials = list(intake.case.version.materials.order_by("position", "id"))
    note = CorrectionNoteForm(request.POST)
    uploads = MaterialsForm(request.POST, request.FILES, materials=materials, optional=True)
    if not (note.is_valid() and uploads.is_valid()):
        return _show_case(request, intake, note=note, uploads=uploads, status=422)
    try:
        actions.correct(
            case=intake.case, actor=request.user, files=list(uploads.uploads()), note=note.cleaned_data["note"]
        )
    except (MoveRefused, ValidationError) as refused:
        note.add_error(None, getattr(refused, "messages", str(refused)))
        return _show_case(request, intake, note=note, uploads=uploads, status=422)
    messages.success(request, "补正材料已提交。")
    return redirect("window_case", number=number)


@never_cache
@login_required
@require_http_methods(["POST"])
def withdraw(request, number):
    """撤回, on the applicant's word at the counter."""
    intake = _received(request, number)
    word = request.POST.get("note", "").strip()[:500]
    if not word:
        messages.error(request, "请写明申请人撤回的原因。")
        return redirect("window_case", number=number)
    try:
        actions.withdraw(case=intake.case, actor=request.user, note=f"申请人到窗口撤回：{word}")
    except MoveRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "已撤回。")
    return redirect("window_case", number=number)
