"""The applicant's own case: where it stands, whose turn it is, corrections to answer, papers and licence."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from core import workdays
from core.registers import number_of
from core.workflow import MoveRefused
from powerlist.enums import FieldKind
from powerlist.models import ServiceItemVersion

from .. import actions
from ..enums import CaseState, FileKind
from ..forms import CorrectionNoteForm, ItemForm, MaterialsForm, name_of
from ..models import Case, CaseLicence
from ..queries import (
    applicant_of,
    case_files,
    clocks,
    consent_of,
    events_of,
    fields_of,
    limit_text,
    running,
    step_line_of,
    turn_of,
)
from ..queries.fees import fees_of
from ..queries.materials import choices_of, material_rows, saved
from ..queries.papers import read_at_of
from ..queries.prefill import licences_on_file
from ..queries.shipping import parcel_of
from ..workflow import CASE
from .application import typed_data
from .materials import choose
from .words import said, words_for


def _own(request, number) -> Case:
    """One's own filed case; another person's is not found."""
    cases = (
        Case.objects.of_applicant(request.user)
        .with_clock_rows()
        .select_related("organisation", "version__item", "concerns__type")
    )
    return get_object_or_404(cases.exclude(state=CaseState.DRAFT), number=number)


@login_required
@require_safe
def my_case(request, number):
    """A draft leads on to its application."""
    if draft := Case.objects.of_applicant(request.user).filter(number=number, state=CaseState.DRAFT).first():
        return redirect("apply", code=draft.version.item.code)
    case, today = _own(request, number), timezone.localdate()
    files, calendar = list(case.files.order_by("id")), workdays.calendar()
    found, consent = clocks(case, calendar, steps=False), consent_of(case)
    for pk, (served, read) in (read_at_of(case) if consent is not None else {}).items():
        for file in files:
            if file.pk == pk:
                file.served_on, file.read_on = served, read
    context = {
        "case": case,
        "today": today,
        "steps": step_line_of(case),
        "turn": turn_of(case, today, calendar),
        "clocks": running(case, found),
        "events": events_of(list(case.moves.order_by("id")), for_applicant=True),
        "groups": fields_of(case, case.version.fields.order_by("position", "id"), masked=False, files=files),
        "who": applicant_of(case, masked=True),
        "licence": _licence(case),
        "parcel": parcel_of(case),
        "money": fees_of(case),
        "supplies": (supplies := material_rows(case, files=files)),
        "saved": saved(supplies),
        "owed": [row for row in supplies if case.accepted_at and row.is_owed],
        "has_guide": ServiceItemVersion.objects.open_to_applicants().filter(pk=case.version_id).exists(),
        "may_withdraw": case.state in CASE["withdraw"].sources,
        "withdraw_effect": CASE["withdraw"].effect,
        "consent": consent,
        "archived": hasattr(case, "archive"),
        **case_files(files),
    }
    return render(request, "approvals/case.html", said(words_for(case), context))


def _licence(case: Case):
    held = CaseLicence.objects.select_related("licence__type").filter(case=case).first()
    return held.licence if held else None


@never_cache
@login_required
@require_safe
def receipt(request, number):
    """What one gets on submission: number, query code, what happens next and by when, the paper."""
    case = _own(request, number)
    version = case.version
    context = {
        "case": case,
        "promise": limit_text(version.promised_limit, version.promised_unit),
        "paper": case.files.papers().filter(paper="receipt").order_by("id").first(),
    }
    return render(request, "approvals/receipt.html", context)


@never_cache
@login_required
@sensitive_post_parameters()
def correct(request, number):
    """Answer the one-time notice. Files that are good stay, also when another one is refused."""
    case = _own(request, number)
    if case.state != CaseState.CORRECTING:
        messages.info(request, f"这一件现在是“{case.get_state_display()}”，不需要补正。")
        return redirect("my_case", number=number)
    fields = list(case.version.fields.order_by("position", "id"))
    materials = list(case.version.materials.order_by("position", "id"))
    if request.method == "POST":
        return _correct(request, case, fields, materials)
    typed = request.typed or {}
    back = ItemForm(typed_data(typed), {}, **_around(request, case, fields)).raw() if typed else {}
    form = ItemForm(initial={**case.form, **back}, **_around(request, case, fields))
    note = CorrectionNoteForm(initial={"note": typed.get("note", "")})
    return _show_correction(request, case, form, MaterialsForm(materials=materials, optional=True), note)


def _correct(request, case, fields, materials):
    around = _around(request, case, fields)
    form, note = ItemForm(request.POST, request.FILES, **around), CorrectionNoteForm(request.POST)
    uploads = MaterialsForm(request.POST, request.FILES, materials=materials, optional=True)
    if (values := form.row_act()) is not None:
        return _show_correction(request, case, ItemForm(initial={**case.form, **values}, **around), uploads, note)
    pk = number_of(request.POST.get("remove", ""))
    kept = case.files.filter(pk=pk, kind=FileKind.CORRECTION).first() if pk is not None else None
    if kept is not None:
        try:
            actions.remove_file(file=kept, actor=request.user)
        except MoveRefused as refused:  # sent in another window meanwhile
            messages.error(request, str(refused))
    good = all([form.is_valid(), note.is_valid(), uploads.is_valid()])
    for material, upload in uploads.uploads():
        try:
            actions.attach(case=case, actor=request.user, material=material, upload=upload, kind=FileKind.CORRECTION)
        except ValidationError as error:
            uploads.add_error(name_of(material), [f"{upload.name}：{text}" for text in error.messages])
        except MoveRefused as refused:
            uploads.add_error(name_of(material), str(refused))
    for field, upload in form.uploads():
        try:
            actions.attach(
                case=case, actor=request.user, material=None, field=field, upload=upload, kind=FileKind.CORRECTION
            )
        except ValidationError as error:
            form.add_error(field.key, [f"{upload.name}：{text}" for text in error.messages])
            good = False
    if refused := choose(request, case, materials):
        uploads.add_error(name_of(refused[0]), refused[1])
    if not good or uploads.errors or any(name in request.POST for name in ("save", "choose")) or kept is not None:
        return _show_correction(request, case, form, uploads, note)
    try:
        actions.correct(case=case, actor=request.user, form=form.values(), note=note.cleaned_data["note"])
    except MoveRefused as refused:
        form.add_error(None, str(refused))
        return _show_correction(request, case, form, uploads, note)
    messages.success(request, "补正材料已提交。收齐之日起5个工作日内告知您是否受理。")
    return redirect("my_case", number=case.number)


def _around(request, case, fields) -> dict:
    """What an application form needs to know besides its fields, for a case that has been filed."""
    files: dict[str, list] = {}
    for kept in case.files.uploads().exclude(field_key="").order_by("id"):
        files.setdefault(kept.field_key, []).append(kept)
    licences = licences_on_file(request.user) if any(f.kind == FieldKind.LICENCE for f in fields) else []
    return {"fields": fields, "others": case.form, "kept": files, "licences": licences}


def _show_correction(request, case, form, uploads, note):
    found = material_rows(case, uploads.materials, for_choice=request.user)
    rows = [{"field": uploads[name_of(row.material)], "item": row} for row in found]
    context = {"case": case, "form": form, "note": note, "uploads": rows, "upload_form": uploads}
    context |= choices_of(case.version)
    failed = any(each.is_bound and each.errors for each in (form, uploads, note))
    return render(request, "approvals/correct.html", context, status=422 if failed else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request, number):
    """Withdraw one's own application; what can't be undone was asked once on the page. By GET only that page."""
    case = _own(request, number)
    if request.method != "POST":
        return redirect("my_case", number=number)
    try:
        actions.withdraw(case=case, actor=request.user)
    except MoveRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "申请已撤回。以后可以重新申请。")
    return redirect("my_case", number=number)
