"""The pages of the roster: upload, preview with every row's errors, apply, the passwords once."""

import json
from dataclasses import asdict

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.crypto import get_random_string
from unfold.widgets import UnfoldAdminFileFieldWidget

from core.files import CONTENT_TYPES, WORKBOOKS, check_upload
from core.masking import decrypt, encrypt
from core.workbooks.files import Refused

from .. import actions, resources
from ..actions import NewPassword, RosterRefused, RosterRow
from ..permissions import is_system_admin

KEPT_SECONDS = 1800
ROSTER, PASSWORDS = "roster", "roster_passwords"


class RosterForm(forms.Form):
    """One workbook."""

    file = forms.FileField(
        label="花名册（Excel）",
        widget=UnfoldAdminFileFieldWidget,
        error_messages={"required": "请选择文件。", "empty": "文件是空的，请重新选择。"},
    )

    def clean_file(self):
        check_upload(self.cleaned_data["file"], allowed=WORKBOOKS)
        return self.cleaned_data["file"]


def upload(page, request):
    """Upload and preview; the same address applies what was previewed."""
    _only(request)
    form = RosterForm()
    rows = None
    if request.method == "POST" and "apply" in request.POST:
        return _apply(page, request)
    if request.method == "POST":
        form = RosterForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                rows = actions.check_roster(resources.read_roster(form.cleaned_data["file"].read()))
            except Refused as refused:
                form.add_error("file", ValidationError(refused.message))
            else:
                _drop(request, ROSTER)
                if not any(row.errors for row in rows):
                    _keep(request, ROSTER, [asdict(row) for row in rows])
    return _page(page, request, form=form, rows=rows)


def _apply(page, request):
    kept = _kept(request, ROSTER)
    if kept is None:
        messages.error(request, "预览已过期，请重新上传花名册。")
        return redirect("admin:accounts_roster")
    rows = [RosterRow(**row | {"permissions": tuple(row["permissions"]), "errors": [], "news": []}) for row in kept]
    try:
        made = actions.apply_roster(rows=rows, by=request.user)
    except RosterRefused as refused:
        messages.error(request, "预览以后数据有了变化，没有导入任何一行。请按下面的提示修改后重新上传。")
        return _page(page, request, form=RosterForm(), rows=refused.rows)
    _drop(request, ROSTER)
    if made:
        _keep(request, PASSWORDS, [asdict(entry) for entry in made])
    messages.success(
        request, f"花名册已导入：{len(rows)} 行，新建账号 {len(made)} 个。授权已提交，由安全管理员确认后生效。"
    )
    return redirect("admin:accounts_roster")


def template(page, request):
    """An empty roster to fill in."""
    _only(request)
    return _workbook(resources.roster_template(), "roster.xlsx")


def passwords(page, request):
    """The initial passwords as a file, by POST and once."""
    _only(request)
    if request.method != "POST":
        raise Http404
    kept = _kept(request, PASSWORDS)
    if kept is None:
        messages.error(request, "口令文件已下载过或已过期；需要的，在人员页面逐个重新发放。")
        return redirect("admin:accounts_roster")
    _drop(request, PASSWORDS)
    response = _workbook(resources.password_sheet([NewPassword(**entry) for entry in kept]), "initial-passwords.xlsx")
    response["Cache-Control"] = "no-store"
    return response


def _page(page, request, *, form, rows):
    context = {
        **page.admin_site.each_context(request),
        "title": "花名册导入",
        "form": form,
        "rows": rows,
        "faulty": sum(bool(row.errors) for row in rows or []),
        "passwords": _kept(request, PASSWORDS) is not None,
        "template_address": reverse("admin:accounts_roster_template"),
        "passwords_address": reverse("admin:accounts_roster_passwords"),
        "opts": page.opts,
    }
    request.current_app = page.admin_site.name
    return TemplateResponse(request, "admin/accounts/roster.html", context)


def _only(request) -> None:
    if not is_system_admin(request.user):
        raise PermissionDenied


def _workbook(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=CONTENT_TYPES["xlsx"])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _keep(request, what: str, value) -> None:
    """Keep something encrypted for half an hour, findable by this session alone."""
    key = get_random_string(32)
    cache.set(f"accounts:{what}:{key}", encrypt(json.dumps(value)), KEPT_SECONDS)
    request.session[what] = key


def _kept(request, what: str):
    key = request.session.get(what)
    token = cache.get(f"accounts:{what}:{key}") if key else None
    return json.loads(decrypt(token)) if token else None


def _drop(request, what: str) -> None:
    cache.delete(f"accounts:{what}:{request.session.pop(what, '')}")
