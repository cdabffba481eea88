"""What every interface with a token shares: the token, its scope, the log of its use, how often it may be used.

Rates are settings.API_RATES; a request refused for them is 429 with Retry-After.
"""

from django.conf import settings
from django.http import Http404
from rest_framework import exceptions
from rest_framework.permissions import BasePermission
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from .actions import log_use
from .backends import TokenAuthentication, client_address
from .enums import TokenScope
from .permissions import reach_of_token


class Problem(exceptions.APIException):
    """A refusal with more to say than its words: `more` joins code and message."""

    def __init__(self, status_code: int, code: str, message: str, **more):
        super().__init__(message, code)
        self.status_code = status_code
        self.more = more


class ByAddress(SimpleRateThrottle):
    """Reading of open data, and tries at tokens, by the network address."""

    scope = "read"

    def get_rate(self):
        return settings.API_RATES[self.scope]

    def get_cache_key(self, request, view):
        return self.cache_format % {"scope": self.scope, "ident": client_address(request)}


class Knocking(ByAddress):
    """Counted for requests whose token was refused: nobody tries tokens by the thousand."""

    scope = "refused"


class ByToken(ByAddress):
    """Requests with a token, whichever machine they come from."""

    scope = "token"

    def get_cache_key(self, request, view):
        return self.cache_format % {"scope": self.scope, "ident": request.auth.pk} if request.auth else None


class InScope(BasePermission):
    """The token does this, and its account still holds the power at the body."""

    def has_permission(self, request, view):
        if request.auth is None:
            raise exceptions.NotAuthenticated
        scope = view.reads if request.method in ("GET", "HEAD", "OPTIONS") else view.writes
        if not reach_of_token(request.auth, scope).exists():
            raise Problem(
                403,
                "out_of_scope",
                f"令牌现在不能“{scope.label}”：没有给它这一项，或者账号的授权已经结束。",
            )
        return True


class TokenView(APIView):
    """For departments' own systems. Sees one body: that of the token. `reads` and `writes` are the scopes it needs."""

    authentication_classes = [TokenAuthentication]
    permission_classes = [InScope]
    throttle_classes = [ByToken]
    reads = TokenScope.READ_DRAFTS
    writes = TokenScope.FILL_LISTS

    def perform_authentication(self, request):
        knocking = Knocking()
        try:
            super().perform_authentication(request)
        except Exception:
            if not knocking.allow_request(request, self):
                self.throttled(request, knocking.wait())
            raise

    def finalize_response(self, request, response, *args, **kwargs):
        """Every use leaves a row, those refused too."""
        response = super().finalize_response(request, response, *args, **kwargs)
        token = getattr(request._request, "refused_token", None) or getattr(request, "_auth", None)
        if token is not None:
            error = response.data.get("error", {}) if isinstance(response.data, dict) else {}
            log_use(
                token=token,
                method=request.method,
                path=request.path,
                status=response.status_code,
                code=error.get("code", "") if isinstance(error, dict) else "",
                address=client_address(request),
            )
        response["Cache-Control"] = "private, no-store"
        return response

    @property
    def organisation(self):
        return self.request.auth.organisation

    def sent(self, serializer: type) -> dict:
        """The body of the request, checked."""
        form = serializer(data=self.request.data)
        form.is_valid(raise_exception=True)
        return form.validated_data

    def found(self, rows):
        """The row, of those within reach; another's is not found."""
        row = rows.order_by("pk").first()
        if row is None:
            raise Http404
        return row
