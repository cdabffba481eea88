"""Verification for everyone, and the file for its holder and the issuing body."""

from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.actions import note_view
from accounts.backends import client_address
from core.files import private_response
from core.masking import mask_name

from ..forms import VerifyForm
from ..models import Licence

WRONG_LIMIT = 5
WRONG_SECONDS = 600


@never_cache
@require_safe
def verify(request):
    """Anyone, by the verification code, with or without the number. Wrong codes are slowed down by address."""
    asked = bool(request.GET.get("code") or request.GET.get("number"))
    form = VerifyForm(request.GET if asked else None)
    context, status = {"form": form, "licence": None, "wrong": False, "slow": False}, 200
    if asked and _is_slowed(request):
        return render(request, "licences/verify.html", context | {"slow": True}, status=429)
    if asked and form.is_valid():
        licence = Licence.objects.verified(**form.cleaned_data)
        if licence is None:
            _count_wrong(request)
            context["wrong"], status = True, 404
        else:
            context |= _shown(licence)
    return render(request, "licences/verify.html", context, status=status)


def _shown(licence: Licence) -> dict:
    """No more than a verifier needs: a natural person masked, no number of a person."""
    return {
        "licence": licence,
        "holder": mask_name(licence.holder_name) if licence.holder_is_person else licence.holder_name,
        "valid": licence.is_valid_on(timezone.localdate()),
        "today": timezone.localdate(),
    }


def _key(request) -> str:
    return f"licences:wrong:{client_address(request)}"


def _is_slowed(request) -> bool:
    return cache.get(_key(request), 0) >= WRONG_LIMIT


def _count_wrong(request) -> None:
    cache.add(_key(request), 0, WRONG_SECONDS)
    cache.incr(_key(request))


@login_required
@require_safe
def licence_file(request, number):
    """The PDF, for its holder and for staff of the body that issued it; 202 while it is still being made."""
    licence = get_object_or_404(Licence.objects.visible_to(request.user).select_related("type"), number=number)
    note_view(request, f"证照 {licence.number}", f"licence:{licence.number}")
    if not licence.file:
        return _no_file(request, licence)
    return private_response(licence.file, f"{licence.type.name}-{licence.number}.pdf", inline=True)


def _no_file(request, licence: Licence):
    """What was issued here is about to have its file; what another authority reported has none."""
    if not licence.awaits_file:
        raise Http404
    response = render(request, "licences/file_awaited.html", {"licence": licence}, status=202)
    response["Retry-After"], response["Cache-Control"] = "10", "no-store"
    return response
