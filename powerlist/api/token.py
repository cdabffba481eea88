"""What a request with a token passes besides the token and its scope (accounts.api): If-Match, Idempotency-Key."""

import hashlib
import json
import re

from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

import accounts.api

from .. import actions
from .errors import Problem

KEY = re.compile(r"[\x21-\x7e]{8,100}")


class TokenView(accounts.api.TokenView):
    """For departments' own systems that work on lists: besides, nothing is overwritten unseen and made twice."""

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
