"""What a person sees and changes of the account: 个人信息保护法 44 to 47."""

import json

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from core.identifiers import check_mobile
from core.masking import mask_id_number, mask_mobile

from .. import actions, queries
from ..backends import client_address
from ..forms import AddressForm, CloseForm, CodeForm, MobileForm
from ..permissions import is_staff_member
from .flow import Flow

VIEWERS_SHOWN = 20


@login_required
@never_cache
def profile(request):
    """The account: personal data masked, what can be changed, and who saw it in full."""
    user = request.user
    context = {
        "person": user,
        "mobile": mask_mobile(user.mobile) if user.mobile else "",
        "id_number": mask_id_number(user.id_number) if user.id_number else "",
        "viewers": queries.viewers_of(user)[:VIEWERS_SHOWN],
        "consents": user.consents.all(),
        "staff": is_staff_member(user),
        "holdings": user.holdings.filter(valid_to=None).select_related("post__organisation"),
    }
    return render(request, "accounts/profile.html", context)


@login_required
@never_cache
def change_address(request):
    """Correct the address to which papers are sent."""
    form = AddressForm(request.POST or None, initial={"address": request.user.address} | dict(request.typed))
    if request.method == "POST" and form.is_valid():
        actions.change_address(user=request.user, address=form.cleaned_data["address"])
        messages.success(request, "联系地址已更新。")
        return redirect("profile")
    return render(request, "accounts/profile_address.html", {"form": form})


@login_required
@never_cache
def change_mobile(request):
    """Step 1: the new number, to which a code is sent."""
    flow = Flow(request, "mobile")
    form = MobileForm(request.POST or None, initial={"mobile": flow.data.get("mobile", "")} | dict(request.typed))
    form.fields["mobile"].label = "新手机号"
    if request.method == "POST" and form.is_valid():
        try:
            flow.send_code(check_mobile(form.cleaned_data["mobile"]))
        except ValidationError as error:
            form.absorb(error)
        else:
            return redirect("profile_mobile_code")
    return render(request, "accounts/profile_mobile.html", {"form": form})


@login_required
@never_cache
def confirm_mobile(request):
    """Step 2: the code."""
    flow = Flow(request, "mobile")
    if not flow:
        return redirect("profile_mobile")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_mobile(user=request.user, mobile=flow.data["mobile"], code=form.cleaned_data["code"])
        except ValidationError as error:
            form.absorb(error)
        else:
            flow.forget()
            messages.success(request, "手机号已更换，下次请用新手机号登录。")
            return redirect("profile")
    return render(request, "accounts/profile_mobile_code.html", {"form": form, "flow": flow.data})


@login_required
@require_POST
def download(request):
    """A copy of all that is kept about the person, to take away (个人信息保护法 45)."""
    text = json.dumps(queries.data_of(request.user), ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="my-data-{timezone.localdate():%Y%m%d}.json"'
    response["Cache-Control"] = "no-store"
    return response


@login_required
@never_cache
@sensitive_post_parameters()
def close(request):
    """Close one's own account, after saying what that means (个人信息保护法 15, 47)."""
    if is_staff_member(request.user):
        messages.info(request, "工作人员的账号由本单位的系统管理员停用。")
        return redirect("profile")
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.close_account(
                user=request.user, password=form.cleaned_data["password"], address=client_address(request)
            )
        except ValidationError as error:
            form.absorb(error)
        else:
            logout(request)
            messages.success(request, "账号已注销，手机号、身份证号码和联系地址已删除。")
            return redirect("/")
    return render(request, "accounts/profile_close.html", {"form": form})
