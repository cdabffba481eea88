"""Registration in three steps: phone and consent, identity, password. What was typed survives every error."""

from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from core.identifiers import check_mobile

from .. import actions
from ..backends import client_address
from ..enums import UserKind
from ..forms import CitizenForm, LegalPersonForm, NewPasswordForm, RegisterForm
from ..kinds import CITIZEN_NOTICE, LEGAL_PERSON_NOTICE
from ..models import User
from .flow import Flow
from .session import BACKEND, first_page

IDENTITY = {
    UserKind.CITIZEN: (("name", "id_number"), actions.check_citizen, actions.register_citizen, CitizenForm),
    UserKind.LEGAL_PERSON: (
        ("legal_name", "credit_code", "name"),
        actions.check_legal_person,
        actions.register_legal_person,
        LegalPersonForm,
    ),
}


@never_cache
def register(request):
    """Step 1 of 3: what kind of account, the phone, the notice and the consent."""
    if request.user.is_authenticated:
        return redirect(first_page(request.user))
    flow = Flow(request, "register")
    start = {"kind": flow.data.get("kind", request.GET.get("kind")), "mobile": flow.data.get("mobile", "")}
    form = RegisterForm(request.POST or None, initial={k: v for k, v in start.items() if v})
    if request.method == "POST" and form.is_valid():
        try:
            flow.send_code(check_mobile(form.cleaned_data["mobile"]))
        except ValidationError as error:
            form.absorb(error)
        else:
            flow.keep(kind=form.cleaned_data["kind"], verified=False)
            return redirect("register_identity")
    notices = (("个人", CITIZEN_NOTICE), ("单位", LEGAL_PERSON_NOTICE))
    return render(request, "accounts/register.html", {"form": form, "notices": notices})


@never_cache
def register_identity(request):
    """Step 2 of 3: the code and who the person is."""
    flow = Flow(request, "register")
    if not flow:
        return redirect("register")
    names, check, _, form_class = IDENTITY[flow.data["kind"]]
    if request.method == "POST" and "again" in request.POST:
        form = form_class(initial=request.POST.dict())
        try:
            flow.send_code(flow.data["mobile"])
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    else:
        kept = {name: flow.data[name] for name in names if name in flow.data}
        form = form_class(request.POST or None, initial=kept)
        if request.method == "POST" and form.is_valid() and _identify(flow, form, names, check):
            return redirect("register_password")
    return render(request, "accounts/register_identity.html", {"form": form, "flow": flow.data})


def _identify(flow: Flow, form, names, check) -> bool:
    """Check the identity first: a code isn't used up by a mistyped number."""
    mobile, typed = flow.data["mobile"], {name: form.cleaned_data[name] for name in names}
    try:
        values = check(mobile=mobile, **typed)
        actions.check_code(purpose="register", mobile=mobile, code=form.cleaned_data["code"])
    except ValidationError as error:
        form.absorb(error)
        return False
    flow.keep(verified=True, shown_code="", **values)
    return True


@never_cache
@sensitive_post_parameters()
def register_password(request):
    """Step 3 of 3: the password; then the account is there and the person logged in."""
    flow = Flow(request, "register")
    if not flow.data.get("verified"):
        return redirect("register_identity" if flow else "register")
    names, _, act, _ = IDENTITY[flow.data["kind"]]
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = {name: flow.data[name] for name in (*names, "mobile")}
        try:
            user = act(**typed, password=form.cleaned_data["password"], consented=True, address=client_address(request))
        except ValidationError as error:
            form.absorb(error)
        else:
            flow.forget()
            login(request, user, backend=BACKEND)
            messages.success(request, f"注册成功，{user.legal_name or user.name}，您已登录。以后用手机号和密码登录。")
            return redirect(first_page(user))
    user = User(name=flow.data["name"], legal_name=flow.data.get("legal_name", ""))
    return render(request, "accounts/register_password.html", {"form": form, "flow": flow.data, "who": user})
