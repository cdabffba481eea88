"""The official forms of a body at the desk: what is filled in, each to see, import and take away as Excel."""

from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import organisations_where

from ..kinds import KINDS, form_choices
from ..models import Contact
from ..queries import desk, forms
from ..resources import form_workbook
from .desk import note_view

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@never_cache
@require_safe
def overview(request):
    """All forms of one body; which body, by the address."""
    if not desk.works_on_lists(request.user):
        raise Http404
    body = _body(request)
    return render(
        request,
        "powerlist/desk_forms.html",
        {
            "body": body,
            "bodies": list(forms.bodies(request.user)),
            "lines": forms.forms_of(body),
            "contacts": list(
                Contact.objects.visible_to(request.user).filter(organisation=body).order_by("position_no", "id")
            ),
            "may_open": desk.may_open(request.user),
            "may_fill": organisations_where(request.user, "fill_lists").filter(pk=body.pk).exists(),
        },
    )


def _body(request):
    body = forms.body(request.user, request.GET.get("organisation", "")[:30])
    if body is None:
        raise Http404
    return body


@login_required
@never_cache
@require_safe
def export(request, form):
    """One form of a body in the official layout: `?drafts=1` as it is being filled, else as in force today."""
    labels = dict(form_choices())
    if form not in labels or not desk.works_on_lists(request.user):
        raise Http404
    body = _body(request)
    clearing = form not in KINDS or not KINDS[form].is_public
    on = None if clearing or request.GET.get("drafts") else timezone.localdate()
    note_view(request, f"导出{labels[form]}", f"list_form:{body.code}:{form}")
    response = HttpResponse(form_workbook(kind=form, organisation=body, on=on), content_type=SHEET)
    name = f"{body.short_name or body.name}{labels[form]}.xlsx"
    response["Content-Disposition"] = f"attachment; filename*=utf-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response
