"""Materials besides uploads: other ways to supply one, 我的材料, what is handed in later, and the clerk's verdicts."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import is_staff_member
from core.registers import number_of
from core.workflow import MoveRefused
from licences.models import Licence

from .. import actions
from ..enums import Supply
from ..forms import MaterialsForm, PledgeCheckForm, StoredForm, name_of
from ..models import Case, StoredMaterial
from ..queries.materials import material_rows
from .files import send_scanned


def choose(request, case: Case, materials) -> tuple[object, str] | None:
    """The `choose` button of a page of materials, as `stored:12`; the material and why it was refused, or None."""
    how, _, key = request.POST.get("choose", "").partition(":")
    pk = number_of(key)
    material = next((row for row in materials if row.pk == pk), None)
    if material is None or how not in ("", "back", *Supply.values):
        return None
    post = request.POST
    if how in (Supply.LACKING, Supply.PLEDGED) and not post.get(f"agreed-{how}-{pk}"):
        return material, "请先阅读承诺书，再勾选“我已阅读并承诺”。"
    facts = {
        "how": "" if how == "back" else how,
        "stored": _row(StoredMaterial.objects.of_owner(request.user), post.get(f"stored-{pk}")),
        "licence": _row(Licence.objects.held_by(request.user), post.get(f"licence-{pk}")),
        "situation": post.get(f"situation-{pk}", ""),
        "until": _day(post.get(f"until-{pk}", "")),
        "text_sha256": post.get(f"text-{how}-{pk}", ""),
    }
    try:
        actions.supply_material(case=case, actor=request.user, material=material, **facts)
    except ValidationError as error:
        return material, " ".join(error.messages)
    except MoveRefused as refused:
        return material, str(refused)
    return None


def _row(rows, text):
    pk = number_of(text or "")
    return rows.filter(pk=pk).first() if pk is not None else None


def _day(text: str):
    from django.utils.dateparse import parse_date

    try:
        return parse_date(text)
    except ValueError:
        return None


# --- 我的材料 ------------------------------------------------------------------------------------------------


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def my_materials(request):
    """What one keeps for later applications."""
    form = StoredForm(request.POST, request.FILES) if request.method == "POST" else StoredForm()
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            actions.store_material(actor=request.user, **facts)
        except ValidationError as error:
            form.add_error("upload", error.messages)
        except MoveRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"“{facts['title']}”已存入我的材料。")
            return redirect("my_materials")
    rows = list(StoredMaterial.objects.of_owner(request.user).order_by("-id"))
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "approvals/my_materials.html", {"form": form, "rows": rows}, status=status)


@login_required
@require_safe
def my_material(request, pk):
    """A file of one's own; another person's is not found."""
    kept = get_object_or_404(StoredMaterial.objects.of_owner(request.user), pk=pk)
    return send_scanned(kept, kept.original_name)


@login_required
@require_POST
def delete_material(request, pk):
    kept = get_object_or_404(StoredMaterial.objects.of_owner(request.user), pk=pk)
    actions.forget_material(stored=kept, actor=request.user)
    messages.success(request, f"“{kept.title}”已删除。已经提交的申请里的那一份不受影响。")
    return redirect("my_materials")


# --- what was promised -------------------------------------------------------------------------------------------


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hand_in(request, number):
    """The applicant hands in what was promised (容缺)."""
    case = get_object_or_404(Case.objects.of_applicant(request.user).select_related("organisation"), number=number)
    owed = [row for row in material_rows(case) if row.row is not None and row.is_owed]
    if case.accepted_at is None or not owed:
        messages.info(request, "这一件没有要补交的材料。")
        return redirect("my_case", number=number)
    materials = [row.material for row in owed]
    form = MaterialsForm(request.POST or None, request.FILES or None, materials=materials, optional=True)
    if request.method == "POST" and form.is_valid():
        try:
            actions.hand_in(case=case, actor=request.user, files=list(form.uploads()))
        except ValidationError as error:
            form.add_error(None, error.messages)
        except MoveRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "材料已补交，核对合格后继续办理。")
            return redirect("my_case", number=number)
    rows = [{"field": form[name_of(row.material)], "item": row} for row in owed]
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "approvals/hand_in.html", {"case": case, "form": form, "uploads": rows}, status=status)


# --- the desk ----------------------------------------------------------------------------------------------------


def _visible(request, number) -> Case:
    from django.core.exceptions import PermissionDenied

    if not is_staff_member(request.user):
        raise PermissionDenied("工作台只对工作人员开放。")
    return get_object_or_404(Case.objects.visible_to(request.user), number=number)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def judge(request, number):
    """The verdicts of the case page, all in one form."""
    case = _visible(request, number)
    if request.method == "POST":
        post = request.POST
        keys = [number_of(name.removeprefix("verdict-")) for name in post if name.startswith("verdict-")]
        verdicts = {k: (post[f"verdict-{k}"], post.get(f"words-{k}", "")) for k in keys if k is not None}
        try:
            actions.judge_materials(case=case, actor=request.user, verdicts=verdicts)
        except MoveRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "核对结果已保存；要补正的会列进“一次性告知补正”。")
    return redirect(f"/desk/cases/{case.number}/#materials")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pledge(request, number, pk):
    """事后核查 of one promise, or its repair."""
    case = _visible(request, number)
    kept = get_object_or_404(case.pledges, pk=pk)
    form = PledgeCheckForm(request.POST)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            if kept.result:
                actions.repair_pledge(case=case, actor=request.user, pledge=kept, note=facts["finding"])
            else:
                actions.check_pledge(case=case, actor=request.user, pledge=kept, **facts)
        except MoveRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "已登记。")
    elif request.method == "POST":
        messages.error(request, "请写明怎样核查、查到什么。")
    return redirect(f"/desk/cases/{case.number}/#materials")
