"""The pages of failure: what happened, what is safe, what to do now. None of them asks the database for anything."""

from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import requires_csrf_token

NEVER_KEPT = ("csrfmiddlewaretoken", "password", "captcha")


def for_machines(request, status: int, code: str, message: str) -> JsonResponse | None:
    """The refusal as the interface words it (powerlist.api.errors), for addresses of the interface."""
    if not request.path.startswith("/api/v1/"):
        return None
    return JsonResponse(
        {"error": {"code": code, "message": message}}, status=status, json_dumps_params={"ensure_ascii": False}
    )


def bad_request(request, exception=None):
    """400: the address or the data sent can't be read."""
    if told := for_machines(request, 400, "bad_request", "地址或请求没有读懂，请核对后再试。"):
        return told
    return render(request, "errors/400.html", status=400)


def forbidden(request, exception=None):
    """403: the person is known, the page is not for them."""
    return render(request, "errors/403.html", status=403)


def not_found(request, exception=None):
    """404: no such page, or one that is out of this person's sight."""
    if told := for_machines(request, 404, "not_found", "没有这个地址。接口的全部地址见 /api/docs/。"):
        return told
    return render(request, "errors/404.html", status=404)


def server_error(request):
    """500: our fault. The page stands on its own: no menus, no session, no database."""
    return render(None, "errors/500.html", {"request_id": getattr(request, "request_id", "")}, status=500)


@requires_csrf_token
def csrf_failure(request, reason=""):
    """The form's token is old (a new login, a cleared cookie). What was typed comes back with a fresh token.

    Never what another site has sent: a button under its words would be a forged form with our own token.
    """
    kept = [
        (name, value)
        for name, values in ([] if is_foreign(request) else request.POST.lists())
        if not any(word in name.lower() for word in NEVER_KEPT)
        for value in values
    ]
    context = {"kept": kept, "action": request.get_full_path(), "had_files": bool(request.FILES), "plain": not kept}
    return render(request, "errors/csrf.html", context, status=403)


def is_foreign(request) -> bool:
    """Whether the form came from another site, as the browser says (Sec-Fetch-Site, else Origin, else Referer)."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site not in ("same-origin", "none")
    sender = request.headers.get("Origin") or request.headers.get("Referer") or ""
    own = f"{request.scheme}://{request.get_host()}"
    return bool(sender) and sender != own and not sender.startswith(f"{own}/")
