"""What every request with a token passes: the token, its scope, the log of its use, If-Match, Idempotency-Key."""

import hashlib
import json
import re

from django.http import Http404
from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import BasePermission
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.actions import log_use
from accounts.backends import TokenAuthentication, client_address
from accounts.enums import TokenScope
from accounts.permissions import reach_of_token

from .. import actions
from .errors import Problem
from .throttles import ByToken, Knocking

KEY = re.compile(r"[\x21-\x7e]{8,100}")


class InScope(BasePermission):
    """The token does this, and its account still holds the power at the body."""

    def has_permission(self, request, view):
        if request.auth is None:
            raise NotAuthenticated
        scope = TokenScope.READ_DRAFTS if request.method in ("GET", "HEAD", "OPTIONS") else TokenScope.FILL_LISTS
        if not reach_of_token(request.auth, scope).exists():
            raise Problem(
                403,
                "out_of_scope",
                f"令牌现在不能“{scope.label}”：没有给它这一项，或者账号的授权已经结束。",
            )
        return True


class TokenView(APIView):
    """For departments' own systems. Sees one body: that of the token."""

    authentication_classes = [TokenAuthentication]
    permission_classes = [InScope]
    throttle_classes = [ByToken]

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

    # --- seen and once ---------------------------------------------------------------------------------------------

    def seen(self) -> list[str]:
        """The ETags that the asker saw (If-Match). Without one nothing is changed: 428 (RFC 6585)."""
        tags = [tag.strip().strip('"') for tag in self.request.headers.get("If-Match", "").split(",")]
        tags = [tag for tag in tags if tag and tag != "*"]
        if not tags:
            raise Problem(
                428,
                "if_match_missing",
                "请带上 If-Match：先读取这一行，把回答里的 ETag 放进来，以免盖掉别人的修改。",
            )
        return tags

    def once(self, act) -> Response:
        """Do a creating request once for its Idempotency-Key; `act` gives (status, body, location)."""
        key = self.request.headers.get("Idempotency-Key", "").strip().strip('"')
        if not KEY.fullmatch(key):
            raise Problem(
                400,
                "idempotency_key_missing",
                "请带上 Idempotency-Key（8 到 100 个字符）：每次新建换一个，没有收到回答时用同一个重发，只会办一次。",
            )
        try:
            done = actions.once(
                token=self.request.auth,
                key=key,
                path=self.request.path,
                digest=self._digest(),
                act=lambda: _plain(act()),
            )
        except actions.KeyReused:
            raise Problem(
                422, "idempotency_key_reused", "这个 Idempotency-Key 已经用于另一个请求，请换一个新的。"
            ) from None
        headers = {"Location": done.location} if done.location else {}
        if "etag" in done.body:
            headers["ETag"] = f'"{done.body["etag"]}"'
        if done.again:
            headers["Idempotency-Replayed"] = "true"
        return Response(done.body, status=done.status, headers=headers)

    def _digest(self) -> str:
        """What was sent, whatever the order of its keys; a file by its content."""
        parts = {}
        for name, value in self.request.data.items() if hasattr(self.request.data, "items") else ():
            if hasattr(value, "chunks"):
                parts[name] = hashlib.sha256(b"".join(value.chunks())).hexdigest()
                value.seek(0)
            else:
                parts[name] = value
        return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def _plain(answer: tuple[int, dict, str]) -> tuple[int, dict, str]:
    """The answer as it goes over the wire, to be kept."""
    status, body, location = answer
    return status, json.loads(JSONRenderer().render(body)), location
