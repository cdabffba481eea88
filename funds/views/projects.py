"""我的项目: an applicant writes a project once and files it in calls; what was typed and uploaded is kept."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.enums import UserKind
from core.files import private_response
from core.masking import mask_mobile, mask_name
from core.registers import key_page, number_of
from core.workflow import MoveRefused

from .. import actions
from ..actions import project_drafts
from ..enums import ApplicationState, CallState
from ..forms.projects import FilingForm, ProjectForm
from ..models import Application, Project, in_wan
from ..queries import calls, entries
from ..workflow import APPLICATIONS

OPEN_TO_ME = (ApplicationState.DRAFT, ApplicationState.CORRECTION, ApplicationState.WITHDRAWN)


def may_apply(user) -> bool:
    try:
        actions.applicant_of(user)
    except PermissionDenied:
        return False
    return True


def own_project(user, number: str) -> Project:
    rows = Project.objects.of_applicant(user).select_related("entry__organisation", "organisation", "township")
    project = get_object_or_404(rows, number=number)
    entries.put_names([project])
    return project


def open_calls(user, today, **filters):
    """The public calls that take this person's applications now."""
    kind = actions.applicant_of(user)["kind"]
    rows = calls.public_calls().filter(
        state=CallState.OPEN, opens_on__lte=today, closes_on__gte=today, applicants__contains=[kind], **filters
    )
    return rows.order_by("closes_on", "pk")


@login_required
@never_cache
@require_safe
def mine(request):
    """My library: what waits for me first, then all projects; the calls that are open to me."""
    if not may_apply(request.user):
        return render(request, "funds/me_no_applicant.html", status=403)
    today = timezone.localdate()
    rows = Project.objects.of_applicant(request.user).select_related("entry__organisation")
    page = key_page(
        rows, ("id",), after=request.GET.get("after", ""), before=request.GET.get("before", ""), newest_first=True
    )
    entries.put_names(page)
    filed = Application.objects.filter(project__in=[row.pk for row in page]).select_related("call").order_by("-pk")
    by_project: dict[int, list] = {}
    for row in filed:
        row.standing = calls.shown_to_applicant(row)
        by_project.setdefault(row.project_id, []).append(row)
    for project in page:
        project.filed = by_project.get(project.pk, [])
    waiting = Application.objects.of_applicant(request.user).filter(state=ApplicationState.CORRECTION)
    on = list(open_calls(request.user, today)[:20])
    entries.put_names(on)
    for call in on:
        call.left = calls.days_left(call, today)
    context = {"page": page, "waiting": list(waiting.select_related("call", "project")[:20]), "calls": on}
    return render(request, "funds/me_projects.html", context)


@login_required
@never_cache
@sensitive_post_parameters("contact_name", "contact_mobile")
@require_http_methods(["GET", "HEAD", "POST"])
def write(request, number=""):
    """Write a project for a fund (`?call=` or `?fund=`), or change one."""
    if not may_apply(request.user):
        return render(request, "funds/me_no_applicant.html", status=403)
    today = timezone.localdate()
    call = None
    if number:
        project = own_project(request.user, number)
        entry = project.entry
        names = ("title", "content", "goals", "township", "total_cost", "contact_name", "contact_mobile")
        initial = {name: getattr(project, name) for name in names}
    else:
        project, initial = None, {}
        call, entry = _goal(request)
        entry.fund = entries.name_of(entry)
    draft = project_drafts.draft_of(request.user, entry, project)
    form = ProjectForm(request.POST or None, today=today, initial=request.typed or (draft.typed if draft else initial))
    if request.method == "POST" and form.is_valid():
        saved = actions.save_project(actor=request.user, entry=entry, project=project, **form.cleaned_data)
        project_drafts.drop_draft(actor=request.user, entry=entry, project=project)
        messages.success(request, f"项目已存入您的项目库，编号 {saved.number}。")
        return redirect("funds:my_project", saved.number)
    context = {"form": form, "entry": entry, "project": project, "call": call, "draft": draft}
    return render(request, "funds/me_project_write.html", context, status=422 if form.errors else 200)


def _goal(request):
    """(call or None, fund) of the address of a new project. Http404."""
    call = calls.public_calls().filter(number=request.GET.get("call", "")).first()
    funds = entries.public_entries().filter(ended_on=None).select_related("organisation")
    return call, call.entry if call else get_object_or_404(funds, code=request.GET.get("fund", ""))


@login_required
@never_cache
@sensitive_post_parameters("contact_name", "contact_mobile")
@require_POST
def autosave(request, number=""):
    """What stands in the form by now, sent by its own script; answers with the time."""
    if not may_apply(request.user):
        raise Http404
    project = own_project(request.user, number) if number else None
    entry = project.entry if project else _goal(request)[1]
    draft = project_drafts.keep_draft(actor=request.user, entry=entry, project=project, typed=request.POST)
    return JsonResponse({"at": f"{timezone.localtime(draft.saved_at):%H:%M}"})


@login_required
@never_cache
@require_safe
def one(request, number):
    """A project: its text, where it was filed, the open calls of its fund."""
    return show(request, own_project(request.user, number))


def show(request, project, *, problem="", status=200):
    today = timezone.localdate()
    rows = list(project.applications.select_related("call").order_by("-pk"))
    for row in rows:
        row.standing = calls.shown_to_applicant(row)
    known = {row.call_id for row in rows}
    on = []
    if may_apply(request.user):
        on = [call for call in open_calls(request.user, today, entry=project.entry) if call.pk not in known]
    for call in on:
        call.left = calls.days_left(call, today)
    context = {
        "project": project,
        "rows": rows,
        "calls": on,
        "cost": in_wan(project.total_cost),
        "person": f"{mask_name(project.contact_name)}　{mask_mobile(project.contact_mobile)}",
        "problem": problem,
    }
    return render(request, "funds/me_project.html", context, status=status)


@login_required
@never_cache
@require_POST
def carry(request, number, call):
    """File the project in an open call in one act, with what it had before."""
    project = own_project(request.user, number)
    goal = get_object_or_404(calls.public_calls(), number=call)
    try:
        row, missing = actions.carry_over(actor=request.user, project=project, call=goal)
    except MoveRefused as refusal:
        return show(request, project, problem=str(refusal), status=409)
    if row.state == ApplicationState.SUBMITTED:
        messages.success(request, "已按上次的金额和材料提交。要改，请在截止前撤回后修改再提交。")
    elif missing:
        messages.info(request, f"申报已建立，还缺：{'、'.join(missing)}。补齐后点“提交申报”。")
    return redirect("funds:my_filing", number, call)


# --- one application --------------------------------------------------------------------------------------------------


def own_filing(user, number: str, call: str) -> Application:
    rows = Application.objects.of_applicant(user).select_related("call__entry__organisation", "project__organisation")
    rows = rows.select_related("project__entry", "project__township")
    row = get_object_or_404(rows, project__number=number, call__number=call)
    entries.put_names([row.project])
    return row


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def filing(request, number, call):
    """The application: amount and materials while it is open to its applicant; where it stands, always.

    Each good file is kept at once, also when another field is refused; `submit` hands it in.
    """
    row = own_filing(request.user, number, call)
    if request.method != "POST":
        return show_filing(request, row)
    form = FilingForm(request.POST, request.FILES, materials=row.call.materials)
    form.is_valid()
    try:
        _keep(request, row, form)
        row = own_filing(request.user, number, call)
        if form.errors or "save" in request.POST or "remove" in request.POST:
            if not form.errors and "save" in request.POST:
                messages.success(request, "已保存，随时可以回来接着填。")
            return show_filing(request, row, form if form.errors else None)
        if row.state == ApplicationState.CORRECTION:
            actions.correct_application(actor=request.user, application=row, note=request.POST.get("note", ""))
            messages.success(request, "补正已提交，等待主管部门审查。")
        else:
            actions.submit_application(actor=request.user, application=row)
            messages.success(request, "申报已提交，等待主管部门形式审查。")
    except MoveRefused as refusal:
        form.add_error(None, str(refusal))
        return show_filing(request, own_filing(request.user, number, call), form, status=409)
    return redirect("funds:my_filing", number, call)


def _keep(request, row, form):
    """Amount and files, each by itself; a refused file is an error of its own field."""
    amount = form.cleaned_data.get("amount_asked")
    if amount and amount != row.amount_asked:
        actions.set_amount(actor=request.user, application=row, amount_asked=amount)
    pk = number_of(request.POST.get("remove", ""))
    kept = row.files.filter(pk=pk, removed_at=None).first() if pk is not None else None
    if kept is not None:
        actions.remove_material(actor=request.user, file=kept)
    for field, material, upload in form.uploads():
        try:
            actions.attach_material(actor=request.user, application=row, material=material, upload=upload)
        except ValidationError as error:
            form.add_error(field, [f"{upload.name}：{text}" for text in error.messages])


def show_filing(request, row, form=None, status=None):
    may_change = row.state in OPEN_TO_ME
    initial = {"amount_asked": row.amount_asked}
    form = form or FilingForm(materials=row.call.materials, initial=initial)
    files = list(row.files.filter(removed_at=None).order_by("pk"))
    uploads = [
        {
            "field": form[f"material-{n}"],
            "material": material,
            "files": [kept for kept in files if kept.material == material["name"]],
        }
        for n, material in enumerate(row.call.materials)
    ]
    today = timezone.localdate()
    context = {
        "row": row,
        "call": row.call,
        "project": row.project,
        "form": form,
        "uploads": uploads,
        "vouched": request.user.kind == UserKind.STAFF,
        "may_change": may_change,
        "left": calls.days_left(row.call, today),
        "standing": calls.shown_to_applicant(row),
        "asked": in_wan(row.amount_asked),
        "granted": in_wan(row.amount_granted) if row.amount_granted and row.state == ApplicationState.FUNDED else "",
        "moves": shown_moves(row),
        "may_withdraw": "withdraw" in {m.name for m in APPLICATIONS.open_to(request.user, row)}
        and row.call.state in (CallState.OPEN, CallState.CHECK),
        "note": request.POST.get("note", ""),
    }
    return render(request, "funds/me_filing.html", context, status=status or (422 if form.errors else 200))


def shown_moves(row) -> list[dict]:
    """What has happened, as the applicant reads it; ranks and scores stand nowhere before the notice."""
    told = {m.name: m for m in APPLICATIONS.moves}
    public = row.call.state in (CallState.NOTICE, CallState.DECIDED)
    quiet = () if public else ("rank", "propose", "drop")
    found = []
    for move in row.moves.order_by("-pk"):
        if move.move in quiet or move.move == "drop":
            continue
        who = "" if move.move in ("submit", "correct", "withdraw") else str(row.call.entry.organisation)
        found.append({"at": move.at, "title": told[move.move].label, "who": who, "note": move.note, "tone": ""})
    return found


@login_required
@never_cache
@require_POST
def begin(request, number, call):
    """Begin the application of a project in a call; the amount begins as the whole cost or the call's budget."""
    project = own_project(request.user, number)
    goal = get_object_or_404(calls.public_calls(), number=call)
    amount = min(project.total_cost, goal.budget)
    try:
        actions.begin_application(actor=request.user, project=project, call=goal, amount_asked=amount)
    except MoveRefused as refusal:
        return show(request, project, problem=str(refusal), status=409)
    return redirect("funds:my_filing", number, call)


@login_required
@never_cache
@require_POST
def withdraw(request, number, call):
    row = own_filing(request.user, number, call)
    try:
        actions.withdraw_application(actor=request.user, application=row)
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "申报已撤回，项目留在您的项目库。截止前可以修改后再提交。")
    return redirect("funds:my_filing", number, call)


@login_required
@never_cache
@require_safe
def my_file(request, number, call, pk):
    """A material of one's own application."""
    kept = get_object_or_404(own_filing(request.user, number, call).files, pk=pk, removed_at=None)
    return private_response(kept.file, kept.file_name, inline=True)
