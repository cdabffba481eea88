"""How a visitor likes to read: 长辈版 is a cookie, set by a plain form so that it works without a script."""

from django.http import HttpResponseRedirect
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.queries import ELDER_COOKIE

YEAR_SECONDS = 365 * 24 * 3600


@require_safe
def favicon(request):
    """Browsers ask here for the icon of what has no head of its own: a paper, a file, the open data."""
    return HttpResponseRedirect(static("img/mark.svg"))


@require_safe
@never_cache
def elder(request):
    """Turn 长辈版 on (`on=1`) or off and go back to `next`, which must be an address of this site."""
    back = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    if request.GET.get("on") == "1":
        response.set_cookie(
            ELDER_COOKIE, "1", max_age=YEAR_SECONDS, samesite="Lax", httponly=True, secure=request.is_secure()
        )
    else:
        response.delete_cookie(ELDER_COOKIE)
    return response
