"""Online application, one question group a step. What was typed and uploaded is kept in a draft from the first step."""

import re
from dataclasses import dataclass
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts.enums import UserKind
from core.registers import number_of
from core.workflow import MoveRefused
from powerlist.enums import Audience
from powerlist.models import ServiceItemVersion

from .. import actions
from ..enums import CaseState, Channel
from ..forms import DECLARATION, DeclarationForm, ItemForm, MaterialsForm, name_of
from ..models import Case
from ..queries import applicant_of, fields_of

FORM, MATERIALS, CONFIRM = "form", "materials", "confirm"


@dataclass(frozen=True)
class Step:
    """One page of the application: a group of fields, the materials, or the summary."""

    number: int
    kind: str
    label: str
    fields: tuple = ()


class Application:
    """What the pages of one application share: the guide in force, its steps, the person's draft."""

    def __init__(self, request, code: str):
        self.request, self.user = request, request.user
        self.version = _version_in_force(code)
        self.fields = list(self.version.fields.order_by("position", "id"))
        self.materials = list(self.version.materials.order_by("position", "id"))
        self.steps = _steps(self.fields, self.materials)
        self.draft = _draft_of(self.user, self.version)
        self.files = list(self.draft.files.order_by("id")) if self.draft else []

    @property
    def values(self) -> dict:
        return self.draft.form if self.draft else {}

    def held(self) -> set[int]:
        """The materials that have a file. A draft of an earlier guide counts by name once it is saved again."""
        return {kept.material_id for kept in self.files}

    def faults(self) -> dict[int, object]:
        """The steps that can't be submitted as they are, with the bound form that says why."""
        found = {}
        for step in self.steps:
            form = self.bound(step)
            if form is not None and not form.is_valid() or step.kind == MATERIALS and not form.require():
                found[step.number] = form
        return found

    def clean_values(self) -> dict[str, str]:
        """The normalised values of every step; all of them are right."""
        values = {}
        for step in self.steps:
            if step.kind == FORM and (form := self.bound(step)).is_valid():
                values |= form.values()
        return values

    def bound(self, step: Step):
        if step.kind == FORM:
            data = {f"item-{key}": value for key, value in self.values.items()}
            return ItemForm(data, fields=step.fields)
        if step.kind == MATERIALS:
            return MaterialsForm({}, {}, materials=self.materials, held=self.held())
        return None

    def address(self, number: int) -> str:
        return f"{reverse('apply', args=[self.version.item.code])}?step={number}"


def _version_in_force(code: str) -> ServiceItemVersion:
    versions = ServiceItemVersion.objects.open_to_public(timezone.localdate()).select_related("item__organisation")
    return get_object_or_404(versions, item__code=code)


def _steps(fields, materials) -> list[Step]:
    groups: dict[str, list] = {}
    for field in fields:
        groups.setdefault(field.group, []).append(field)
    pages = [(FORM, label, tuple(rows)) for label, rows in groups.items()]
    if materials:
        pages.append((MATERIALS, "上传材料", ()))
    pages.append((CONFIRM, "核对并提交", ()))
    return [Step(number, kind, label, rows) for number, (kind, label, rows) in enumerate(pages, 1)]


def _draft_of(user, version) -> Case | None:
    drafts = Case.objects.of_applicant(user).filter(state=CaseState.DRAFT, channel=Channel.WEB)
    return drafts.filter(version__item_id=version.item_id).select_related("version").order_by("-id").first()


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
    step = _wanted_step(request, application)
    if request.method == "POST":
        page = {FORM: _save_fields, MATERIALS: _save_materials, CONFIRM: _submit}[step.kind]
        return page(application, step)
    faults = application.faults()
    first_fault = min(faults, default=len(application.steps))
    if step.number > first_fault:
        return redirect(application.address(first_fault))
    return _show(application, step, _form_for_show(application, step))


def _wanted_step(request, application) -> Step:
    text = (request.POST if request.method == "POST" else request.GET).get("step", "1")
    number = number_of(text)
    if number is None or not 1 <= number <= len(application.steps):
        raise Http404("没有这一步。")
    return application.steps[number - 1]


def _form_for_show(application, step):
    request = application.request
    typed = request.typed if request.typed and request.typed.get("step") == str(step.number) else {}
    if step.kind == FORM:
        back = {key.removeprefix("item-"): value for key, value in typed.items() if key.startswith("item-")}
        return ItemForm(initial={**application.values, **back}, fields=step.fields)
    if step.kind == MATERIALS:
        return MaterialsForm(materials=application.materials, held=application.held())
    return DeclarationForm(initial={"declared": "declared" in typed})


def _save_fields(application, step):
    """A step of fields: kept when it is right; with 保存草稿 kept as it stands."""
    request = application.request
    form = ItemForm(request.POST, fields=step.fields)
    if "save" in request.POST:
        typed = {field.key: request.POST.get(f"item-{field.key}", "") for field in step.fields}
        actions.save_draft(actor=request.user, version=application.version, form=typed)
        messages.success(request, "草稿已保存，随时可以回来接着填。")
        return redirect(application.address(step.number))
    if not form.is_valid():
        return _show(application, step, form)
    actions.save_draft(actor=request.user, version=application.version, form=form.values())
    return redirect(application.address(step.number + 1))


def _save_materials(application, step):
    """Uploads: each good file is kept at once, also when another one is refused."""
    request = application.request
    draft = application.draft
    if draft is None or draft.version_id != application.version.pk:
        draft = actions.save_draft(actor=request.user, version=application.version, form={})
    _remove(application, draft)
    form = MaterialsForm(request.POST, request.FILES, materials=application.materials)
    form.is_valid()
    for material, upload in form.uploads():
        try:
            actions.attach(case=draft, actor=request.user, material=material, upload=upload)
        except ValidationError as error:
            form.add_error(name_of(material), [f"{upload.name}：{text}" for text in error.messages])
        except MoveRefused as refused:
            form.add_error(name_of(material), str(refused))
    application.draft, application.files = draft, list(draft.files.order_by("id"))
    form.held = application.held()
    staying = any(name in request.POST for name in ("save", "remove"))
    if form.errors or (not staying and not form.require()):
        return _show(application, step, form)
    return redirect(application.address(step.number if staying else step.number + 1))


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
    form = DeclarationForm(request.POST)
    if not form.is_valid():
        return _show(application, step, form)
    try:
        if known is not None and known.version_id != version.pk:
            actions.save_draft(actor=request.user, version=version, form={})
        case = actions.submit_case(
            actor=request.user, version=version, form=application.clean_values(), submission_key=key
        )
    except MoveRefused as refused:
        form.add_error(None, str(refused))
        return _show(application, step, form)
    return redirect("receipt", number=case.number)


def _is_uuid(text: str) -> bool:
    return re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text) is not None


def _show(application, step, form):
    total = len(application.steps)
    context = {
        "version": application.version,
        "step": step,
        "total": total,
        "form": form,
        "draft": application.draft,
        "submission_key": application.draft.submission_key if application.draft else uuid4(),
        "previous": application.address(step.number - 1) if step.number > 1 else "",
        "here": application.address(step.number),
        "applicant": applicant_of(_as_applicant(application.user), masked=True) if step.number == 1 else [],
    }
    if step.kind == MATERIALS:
        context["uploads"] = _upload_rows(application, form)
    if step.kind == CONFIRM:
        context |= _summary(application)
    template = f"approvals/apply_{step.kind}.html"
    return render(application.request, template, context, status=422 if form.errors else 200)


def _as_applicant(user) -> Case:
    return Case(**actions.applicant_fields(user))


def _upload_rows(application, form) -> list[dict]:
    by_material: dict[int, list] = {}
    for kept in application.files:
        by_material.setdefault(kept.material_id, []).append(kept)
    return [
        {"field": form[name_of(material)], "material": material, "files": by_material.get(material.pk, [])}
        for material in application.materials
    ]


def _summary(application) -> dict:
    draft = application.draft
    groups = fields_of(draft, application.fields, masked=False) if draft else []
    order = {material.pk: place for place, material in enumerate(application.materials)}
    steps = {step.label: application.address(step.number) for step in application.steps}
    return {
        "groups": [(label, steps[label], rows) for label, rows in groups],
        "files": sorted(application.files, key=lambda kept: (order.get(kept.material_id, 0), kept.pk)),
        "materials_address": steps.get("上传材料", ""),
        "who": applicant_of(draft, masked=True) if draft else [],
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
