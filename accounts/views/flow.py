"""What a person has typed in a flow of several pages, kept encrypted in the session until the last of them."""

import json

from django.contrib import messages

from core.masking import decrypt, encrypt

from .. import actions
from ..backends import client_address


class Flow:
    """The memory of one flow (`register`, `password`, `mobile`); empty when the person hasn't begun it."""

    def __init__(self, request, purpose: str):
        self.request = request
        self.purpose = purpose
        self._key = f"flow:{purpose}"
        token = request.session.get(self._key)
        self.data: dict = json.loads(decrypt(token)) if token else {}

    def __bool__(self) -> bool:
        return bool(self.data)

    def keep(self, **values) -> None:
        self.data |= values
        self.request.session[self._key] = encrypt(json.dumps(self.data))

    def forget(self) -> None:
        self.data = {}
        self.request.session.pop(self._key, None)

    def send_code(self, mobile: str) -> None:
        """Send a code and keep, where no phone can get it, what the page shows instead. Raises ValidationError."""
        code = actions.send_code(purpose=self.purpose, mobile=mobile, address=client_address(self.request))
        self.keep(mobile=mobile, shown_code=code)
        messages.success(self.request, f"验证码已发送到 {mobile[:3]}****{mobile[-4:]}，10 分钟内有效。")
