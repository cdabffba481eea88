"""In, out, and the password."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from core.identifiers import check_mobile

from .. import actions
from ..backends import INITIAL_PASSWORD
from ..forms import ChangePasswordForm, CodePasswordForm, LoginForm, MobileForm
from ..permissions import is_staff_member, permissions_held
from .flow import Flow

BACKEND = "accounts.backends.AccountBackend"


# Where a member of staff starts, by what the posts held allow; the first that fits and exists.
STARTS = (
    ({"receive_cases", "handle_cases", "decide_cases"}, "/desk/"),
    ({"fill_lists", "review_lists", "give_legality", "record_decision"}, "/desk/lists/"),
    ({"supervise"}, "/supervision/"),
    ({"view_cases"}, "/desk/"),
)


def first_page(user) -> str:
    """Where a person starts: staff at their work, administrators in the admin, others at their matters."""
    wanted = ["/me/"]
    if is_staff_member(user):
        held = permissions_held(user)
        wanted = [path for permissions, path in STARTS if held & permissions] + ["/admin/"]
    for path in wanted:
        try:
            resolve(path)
        except Resolver404:
            continue
        return path
    return "/"


@method_decorator(sensitive_post_parameters("password"), name="dispatch")
class Login(auth_views.LoginView):
    """`next` is followed only within this site."""

    authentication_form = LoginForm
    template_name = "accounts/login.html"
    redirect_authenticated_user = True

    def get_default_redirect_url(self):
        return first_page(self.request.user)

    def get_context_data(self, **kwargs):
        """Without Django's own `site`, which would hide that of the frame."""
        context = super().get_context_data(**kwargs)
        return {key: value for key, value in context.items() if key not in ("site", "site_name")}

    def form_valid(self, form):
        user = form.get_user()
        response = super().form_valid(form)
        if is_staff_member(user):
            self._mind_password(user)
        return response

    def get_success_url(self):
        return self.get_redirect_url() or first_page(self.request.user)

    def _mind_password(self, user) -> None:
        if user.password_changed_at is None:
            self.request.session[INITIAL_PASSWORD] = True
            messages.warning(self.request, "您用的是初始口令，请先改成只有自己知道的密码。")
            return
        days = (timezone.now() - user.password_changed_at).days
        if days >= settings.PASSWORD_NOTICE_DAYS:
            messages.warning(
                self.request,
                f"您的密码已经用了 {days} 天，按规定每 {settings.PASSWORD_NOTICE_DAYS} 天更换一次，请尽快修改。",
            )


class Logout(auth_views.LogoutView):
    """By POST alone; back to the home page."""


@login_required
@never_cache
@sensitive_post_parameters()
def password_change(request):
    """Change one's own password; other sessions of the account end."""
    staff = is_staff_member(request.user)
    form = ChangePasswordForm(request.POST or None, staff=staff)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            user = actions.change_password(user=request.user, old=data["old_password"], password=data["password"])
        except ValidationError as error:
            form.absorb(error)
        else:
            update_session_auth_hash(request, user)
            request.session.pop(INITIAL_PASSWORD, None)
            messages.success(request, "密码已修改。在其他设备上的登录已经失效。")
            return redirect("profile" if not staff else first_page(user))
    return render(request, "accounts/password_change.html", {"form": form})


@never_cache
def password_forgot(request):
    """Step 1: the number to which the code goes."""
    flow = Flow(request, "password")
    form = MobileForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            flow.send_code(check_mobile(form.cleaned_data["mobile"]))
        except ValidationError as error:
            form.absorb(error)
        else:
            return redirect("password_reset")
    return render(request, "accounts/password_forgot.html", {"form": form})


@never_cache
@sensitive_post_parameters()
def password_reset(request):
    """Step 2: the code and the new password."""
    flow = Flow(request, "password")
    if not flow:
        return redirect("password_forgot")
    form = CodePasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        mobile = flow.data["mobile"]
        try:
            user = actions.reset_own_password(
                mobile=mobile, code=form.cleaned_data["code"], password=form.cleaned_data["password"]
            )
        except ValidationError as error:
            form.absorb(error)
        else:
            flow.forget()
            login(request, user, backend=BACKEND)
            messages.success(request, "密码已重新设置，您已登录。")
            return redirect(first_page(user))
    return render(request, "accounts/password_reset.html", {"form": form, "flow": flow.data})
