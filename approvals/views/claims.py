"""认领我的办件: what a counter filed before one had an account."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.enums import UserKind

from .. import actions
from ..forms.window import ClaimForm

FAILURES, SECONDS = 5, 600
NOT_FOUND = "没有找到：请核对办件编号和查询码，并确认办件上的证件号码与您账号的一致。"


@never_cache
@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request):
    """By the slip's number and code; with `mine` what bears one's own mobile as well. Guessing is slowed."""
    if request.user.kind == UserKind.STAFF:
        raise PermissionDenied("工作人员账号没有个人办件。")
    own = [
        row
        for row in actions.unclaimed(request.user).order_by("pk")
        if row.mobile and row.mobile == request.user.mobile
    ]
    form = ClaimForm(request.POST if request.method == "POST" and "mine" not in request.POST else None)
    status = 200
    if request.method == "POST":
        key = f"claim:{request.user.pk}"
        cache.add(key, 0, SECONDS)
        if "mine" in request.POST:
            found = actions.claim_cases(actor=request.user)
        elif not form.is_valid():
            found, status = [], 422
        elif cache.get(key, 0) >= FAILURES:
            found, status = [], 429
            form.add_error(None, "连续多次没有找到，请 10 分钟后再试。")
        else:
            found = actions.claim_cases(actor=request.user, **form.cleaned_data)
            if not found:
                cache.incr(key)
                form.add_error(None, NOT_FOUND)
                status = 422
        if found:
            messages.success(request, f"已认领 {len(found)} 件：{'、'.join(case.number for case in found)}。")
            return redirect("me")
    return render(request, "approvals/claim.html", {"form": form, "own": own}, status=status)
