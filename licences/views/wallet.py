"""我的证照: what a person or a legal person holds, each with its PDF, QR code and history."""

import io

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Organisation
from core.files import private_response
from core.registers import number_of
from core.workflow import MoveRefused

from .. import actions
from ..adapters import may_apply_online
from ..enums import HIDDEN, Trust
from ..forms import OwnForm
from ..models import Licence
from ..queries import pages
from ..workflow import open_act


def _mine(request, number) -> Licence:
    rows = Licence.objects.held_by(request.user).select_related("type", "organisation")
    return get_object_or_404(rows, number=number)


@never_cache
@login_required
@require_safe
def wallet(request):
    """`?show=` valid, soon or ended; `?after=` and `?before=` are keys of rows."""
    found = pages.wallet(
        request.user, timezone.localdate(), show=request.GET.get("show", ""), after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )  # fmt: skip
    return render(request, "licences/wallet.html", found | {"today": timezone.localdate()})


@never_cache
@login_required
@require_safe
def licence(request, number):
    row = _mine(request, number)
    today = timezone.localdate()
    waiting = open_act(row)
    row.act_asked = waiting.kind if waiting is not None else None
    context = {
        "licence": row,
        "held": pages.held(row, today, masked=False, online=may_apply_online([row.type_id])),
        "facts": pages.facts_of(row, masked=False),
        "events": pages.events_of(row, for_holder=True),
        "acts": pages.acts_of(row, for_holder=True),
        "versions": list(row.versions.order_by("-number")),
        "vouched": row.trust != Trust.UPLOADED and row.state not in HIDDEN,
        "today": today,
    }
    return render(request, "licences/wallet_licence.html", context)


@never_cache
@login_required
@require_safe
def qr(request, number):
    """The QR code that leads whoever scans it to the verification of this licence."""
    import segno  # loaded by the first that draws a code

    from ..documents import verification_address  # loads reportlab

    row = _mine(request, number)
    if row.trust == Trust.UPLOADED:
        raise Http404
    out = io.BytesIO()
    segno.make(verification_address(row), error="m").save(out, kind="svg", scale=6, border=2)
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")


def _seen(request, number) -> Licence:
    rows = Licence.objects.visible_to(request.user).select_related("type")
    return get_object_or_404(rows, number=number)


@login_required
@require_safe
def act_file(request, number, pk):
    """The paper of an act, for the holder and for staff who see the licence."""
    row = _seen(request, number)
    act = get_object_or_404(row.acts.exclude(file=""), pk=number_of(pk) or 0)
    return private_response(act.file, f"{act.number}.pdf", inline=True)


@login_required
@require_safe
def version_file(request, number, version):
    """The PDF of an earlier version."""
    row = _seen(request, number)
    kept = get_object_or_404(row.versions.exclude(file=""), number=number_of(version) or 0)
    return private_response(kept.file, f"{row.type.name}-{row.number}-第{kept.number}版.pdf", inline=True)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request):
    """Put an own licence into the wallet (D): it fills forms, and a person still compares it with the original."""
    form = OwnForm(request.POST or None, request.FILES or None, initial=request.typed or {})
    if request.method == "POST" and form.is_valid():
        county = Organisation.objects.filter(parent=None).order_by("pk").first()
        try:
            row = actions.upload_own(holder=request.user, organisation=county, **form.cleaned_data)
        except (MoveRefused, ValidationError) as refused:
            form.add_error(
                None if isinstance(refused, MoveRefused) else "file", getattr(refused, "messages", None) or str(refused)
            )
        else:
            messages.success(request, "已放进我的证照。")
            return redirect("my_licence", row.number)
    return render(request, "licences/wallet_add.html", {"form": form}, status=422 if form.is_bound else 200)
