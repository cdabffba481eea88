"""Online application, one question group a page. What was typed and uploaded is kept in a draft from the first word."""

import re
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.crypto import constant_time_compare, get_random_string
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from accounts.enums import UserKind
from core.registers import number_of
from core.workflow import MoveRefused
from powerlist.enums import Audience

from .. import actions
from ..enums import CaseState, ConsentMeans
from ..forms import DECLARATION, DeclarationForm, DeliveryForm, MaterialsForm, is_empty, name_of
from ..models import Case
from ..queries import applicant_of, fields_of, shown_value
from ..queries.drafts import expires_on
from ..queries.materials import choices_of, material_rows, saved
from .application import CONFIRM, FORM, MATERIALS, Application, person_mark, typed_data
from .materials import choose


def _obstacle(user, version) -> str:
    """Why this person can't apply for this item online, or nothing."""
    if user.kind == UserKind.STAFF:
        return "您登录的是工作人员账号，不能用来申请。请退出后用个人或单位账号登录。"
    if not version.online:
        return f"这个事项目前不能网上申请，请到窗口办理：{version.window_address or version.item.organisation.name}。"
    if version.audience == Audience.PERSON and user.kind != UserKind.CITIZEN:
        return "这个事项面向个人，请用个人账号登录后申请。"
    if version.audience == Audience.LEGAL and user.kind != UserKind.LEGAL_PERSON:
        return "这个事项面向企业和其他组织，请用单位账号登录后申请。"
    return ""


@never_cache
@login_required
@sensitive_post_parameters()
def apply(request, code):
    """`?step=` is the page; a page that isn't reached yet leads back to the first one that lacks something."""
    application = Application(request, code)
    if obstacle := _obstacle(request.user, application.version):
        context = {"version": application.version, "obstacle": obstacle}
        return render(request, "approvals/apply_closed.html", context, status=403)
    step = application.wanted_step()
    if request.method == "POST":
        page = {FORM: _save_fields, MATERIALS: _save_materials, CONFIRM: _submit}[step.kind]
        return page(application, step)
    faults = application.faults()
    first_fault = min(faults, default=len(application.all_steps))
    if step.number > first_fault:
        return redirect(application.address(first_fault))
    return _show(application, step, _form_for_show(application, step))


@never_cache
@require_safe
def standing(request, code) -> JsonResponse:
    """For a page whose saving was refused: whether its person is logged in again, and the token of the new session."""
    if not request.user.is_authenticated:
        return JsonResponse({"person": ""}, status=401)
    return JsonResponse({"person": person_mark(request.user), "token": get_token(request)})


def _form_for_show(application, step):
    request = application.request
    typed = request.typed if request.typed and request.typed.get("step") == str(step.number) else {}
    if step.kind == FORM:
        back = {}
        if typed:
            back = application.form(step, typed_data(typed), {}).raw()
        return application.form(step, initial={**application.brought(step), **application.values, **back})
    if step.kind == MATERIALS:
        return MaterialsForm(materials=application.materials, held=application.held(), later=True)
    return DeclarationForm(initial={"declared": "declared" in typed})


def _save_fields(application, step):
    """A page of fields: kept when it is right; with 保存草稿 or the script's own saving kept as it stands."""
    request = application.request
    form = application.form(step, request.POST, request.FILES)
    stamp = number_of(request.POST.get("stamp", ""))
    if "autosave" in request.POST:
        return _autosave(application, form, stamp)
    try:
        if (values := form.row_act()) is not None:
            _save(application, values, stamp)
            table = request.POST.get("row_add") or request.POST["row_remove"].partition(":")[0]
            return redirect(f"{application.address(step.number)}#asked-{table}")
        form.is_valid()
        _keep_files(application, step, form)
        if any(name in request.POST for name in ("save", "remove")):
            _save(application, form.raw(), stamp)
            if form.upload_faults:
                return _show(application, step, form)
            messages.success(request, "草稿已保存，随时可以回来接着填。")
            return redirect(application.address(step.number))
        if form.errors:
            return _show(application, step, form)
        _save(application, form.raw() | form.values(), stamp)
    except actions.NewerDraft as newer:
        return _show(application, step, form, newer=newer)
    return redirect(application.after(step))


def _save(application, values: dict, stamp: int | None):
    case = actions.save_draft(
        actor=application.user, version=application.version, form=values, stamp=stamp, window=application.window
    )
    application.took(case)


def _autosave(application, form, stamp: int | None) -> JsonResponse:
    """What stands on the page, saved as it stands. 409 tells what another window saved meanwhile."""
    if not constant_time_compare(application.request.POST.get("person", ""), person_mark(application.user)):
        return JsonResponse({"state": "other"}, status=403)
    values = form.raw()
    if application.draft is None and all(is_empty(value) for value in values.values()):
        return JsonResponse({"state": "empty", "stamp": 0})
    try:
        _save(application, values, stamp)
    except actions.NewerDraft as newer:
        rows = _differences(form, newer)
        answer = {"state": "newer", "stamp": newer.stamp, "at": f"{timezone.localtime(newer.saved_at):%H:%M}"}
        return JsonResponse({**answer, "rows": rows}, status=409)
    at = timezone.localtime(application.book.saved_at)
    return JsonResponse({"state": "saved", "stamp": application.book.stamp, "at": f"{at:%H:%M}"})


def _differences(form, newer) -> list[dict]:
    """What differs between this page and the other window, in words."""
    typed, rows = form.raw(), {row.key: row for row in form.rows}
    return [
        {
            "label": rows[key].label,
            "there": str(shown_value(rows[key], newer.form.get(key)) or "（空）"),
            "here": str(shown_value(rows[key], typed.get(key)) or "（空）"),
        }
        for key in newer.keys
        if key in rows
    ]


def _keep_files(application, step, form) -> None:
    """The files of the page's own upload fields: each good one is kept at once, also when something else is wrong."""
    uploads = list(form.uploads())
    if not uploads and "remove" not in application.request.POST:
        return
    draft = _current_draft(application)
    _remove(application, draft)
    for row, upload in uploads:
        try:
            actions.attach(case=draft, actor=application.user, material=None, field=row, upload=upload)
        except ValidationError as error:
            form.upload_faults = True
            form.add_error(row.key, [f"{upload.name}：{text}" for text in error.messages])
        except MoveRefused as refused:
            form.upload_faults = True
            form.add_error(row.key, str(refused))
    application.took(draft)
    form.kept = application.kept()


def _current_draft(application) -> Case:
    """The draft, moved to the guide of today or begun."""
    draft = application.draft
    if draft is None or draft.version_id != application.version.pk:
        draft = actions.save_draft(actor=application.user, version=application.version, form={})
        application.took(draft)
    return draft


def _save_materials(application, step):
    """Uploads: each good file is kept at once, also when another one is refused."""
    request = application.request
    draft = _current_draft(application)
    _remove(application, draft)
    form = MaterialsForm(request.POST, request.FILES, materials=application.materials, later=True)
    form.is_valid()
    for material, upload in form.uploads():
        try:
            actions.attach(case=draft, actor=request.user, material=material, upload=upload)
        except ValidationError as error:
            form.add_error(name_of(material), [f"{upload.name}：{text}" for text in error.messages])
        except MoveRefused as refused:
            form.add_error(name_of(material), str(refused))
    if refused := choose(request, draft, application.materials):
        form.add_error(name_of(refused[0]), refused[1])
    application.took(draft)
    form.held = application.held()
    staying = any(name in request.POST for name in ("save", "remove", "choose"))
    if form.errors or (not staying and not form.require()):
        return _show(application, step, form)
    return redirect(application.address(step.number) if staying else application.after(step))


def _remove(application, draft):
    pk = number_of(application.request.POST.get("remove", ""))
    kept = draft.files.filter(pk=pk).first() if pk is not None else None
    if kept is None:
        return
    try:
        actions.remove_file(file=kept, actor=application.request.user)
    except MoveRefused as refused:  # submitted in another window meanwhile
        messages.error(application.request, str(refused))


def _submit(application, step):
    """The form sent twice is one case: the key of the draft goes with the form and comes back with it."""
    request, version = application.request, application.version
    key = request.POST.get("submission_key", "")
    known = Case.objects.of_applicant(request.user).filter(submission_key=key).first() if _is_uuid(key) else None
    if known is not None and known.state != CaseState.DRAFT:
        return redirect("receipt", number=known.number)
    if not _is_uuid(key) or (faults := application.faults()):
        messages.error(request, "这一步有需要修改的地方。")
        return redirect(application.address(min(faults) if _is_uuid(key) else 1))
    form, delivery = DeclarationForm(request.POST), DeliveryForm(request.POST, version=version)
    if not all([form.is_valid(), delivery.is_valid()]):
        return _show(application, step, form, delivery=delivery)

    def prepare(case: Case) -> None:
        actions.choose_delivery(case, **delivery.wish())
        if delivery.cleaned_data["consent"] and not actions.has_consented(case):
            actions.record_consent(case=case, actor=request.user, given=True, means=ConsentMeans.ONLINE)

    try:
        if known is not None and known.version_id != version.pk:
            actions.save_draft(actor=request.user, version=version, form={})
        case = actions.submit_case(
            actor=request.user, version=version, form=application.clean_values(), submission_key=key,
            prepare=prepare,
        )  # fmt: skip
    except MoveRefused as refused:
        form.add_error(None, str(refused))
        return _show(application, step, form, delivery=delivery)
    return redirect("receipt", number=case.number)


def _is_uuid(text: str) -> bool:
    return re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text) is not None


def _show(application, step, form, *, newer=None, delivery=None):
    book, first = application.book, application.steps[0]
    context = {
        "version": application.version,
        "step": step,
        "place": application.place(step),
        "total": len(application.steps),
        "form": form,
        "draft": application.draft,
        "stamp": newer.stamp if newer else book.stamp if book else 0,
        "saved_at": book.saved_at if book else None,
        "until": expires_on(book) if book else None,
        "newer": {"at": newer.saved_at, "rows": _differences(form, newer)} if newer else None,
        "person": person_mark(application.user),
        "window": application.window or get_random_string(12),
        "changed": _changed(application),
        "submission_key": application.draft.submission_key if application.draft else uuid4(),
        "previous": application.before(step),
        "here": application.address(step.number),
        "applicant": applicant_of(_as_applicant(application.user), masked=True) if step == first else [],
    }
    if step.kind == MATERIALS:
        context["uploads"] = _upload_rows(application, form)
        context |= choices_of(application.version)
    if step.kind == CONFIRM:
        user = application.user
        first = {"receiver": user.display_name, "phone": user.mobile, "way": "window"}
        context |= _summary(application)
        context["delivery"] = delivery or DeliveryForm(version=application.version, initial=first)
    template = f"approvals/apply_{step.kind}.html"
    failed = form.errors or (delivery is not None and delivery.errors)
    status = 409 if newer else 422 if failed else 200
    return render(application.request, template, context, status=status)


def _changed(application) -> dict:
    """What a guide published while this draft lay has changed: new questions, and what is asked no more."""
    changes, book = application.changes, application.book
    if changes is not None:
        return {"new": changes.new, "aside": changes.gone} if changes else {}
    if book is None or not book.moved:
        return {}
    return {"new": book.moved.get("new", ()), "aside": book.aside}


def _as_applicant(user) -> Case:
    return Case(**actions.applicant_fields(user))


def _upload_rows(application, form) -> list[dict]:
    rows = material_rows(application.draft, application.materials, for_choice=application.user)
    return [{"field": form[name_of(row.material)], "item": row} for row in rows]


def _summary(application) -> dict:
    draft = application.draft or Case()
    draft.form = {**application.values, **application.clean_values()}
    groups = fields_of(draft, application.fields, masked=False, files=application.files)
    order = {material.pk: place for place, material in enumerate(application.materials)}
    steps = {step.label: application.address(step.number) for step in application.steps}
    return {
        "groups": [(label, steps.get(label, ""), rows) for label, rows in groups],
        "supplies": application.supplies,
        "saved": saved(application.supplies),
        "files": sorted(application.files, key=lambda kept: (order.get(kept.material_id, 0), kept.pk)),
        "materials_address": steps.get("上传材料", ""),
        "who": applicant_of(draft, masked=True) if application.draft else [],
        "declaration": DECLARATION,
    }


@login_required
@require_POST
def discard(request, code) -> HttpResponseRedirect:
    """Delete one's own draft of this item."""
    drafts = Case.objects.of_applicant(request.user).filter(version__item__code=code, state=CaseState.DRAFT)
    draft = get_object_or_404(drafts.order_by("-id")[:1])
    try:
        actions.discard_draft(case=draft, actor=request.user)
    except MoveRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "草稿和已上传的文件都已删除。")
    return redirect("/me/")
