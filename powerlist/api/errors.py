"""Every refusal of the interface in one shape: {"error": {"code", "message", …}}, in words for the person who mends it.

`fields` names each field at fault; `current` is the row as it stands now, when somebody else changed it (412).
"""

import structlog
from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions, serializers, status
from rest_framework.response import Response
from rest_framework.views import exception_handler

from accounts.api import Problem
from core.workflow import MoveRefused

from ..actions import ImportRefused

log = structlog.get_logger(__name__)

KEPT_HEADERS = ("Retry-After", "WWW-Authenticate", "Allow")
MESSAGES = {
    "not_found": "没有找到。请核对地址里的编码；不在令牌机构范围内的，也看不到。",
    "method_not_allowed": "这个地址不支持 {method}。请看 /api/docs/ 中的说明。",
    "parse_error": "请求正文没有读懂，请按 JSON（UTF-8）书写，并写明 Content-Type: application/json。",
    "unsupported_media_type": "请求正文的类型不对。填报用 application/json，上传工作簿用 multipart/form-data。",
    "not_acceptable": "只能以 JSON 回答，请把 Accept 改为 application/json。",
    "not_authenticated": "请在请求头里带上令牌：Authorization: Bearer 令牌。",
    "throttled": "请求太频繁，请在 {wait} 秒后再试。",
    "denied": "没有这项权限。",
}


class ErrorField(serializers.Serializer):
    field = serializers.CharField(help_text="哪个字段")
    message = serializers.CharField(help_text="错在哪里，怎么改")


class ErrorBody(serializers.Serializer):
    code = serializers.CharField(help_text="给程序看的代码")
    message = serializers.CharField(help_text="给人看的说明")
    fields = ErrorField(many=True, required=False)
    current = serializers.DictField(required=False, help_text="412 时：这一行现在的内容")


class ErrorAnswer(serializers.Serializer):
    """What every refusal looks like."""

    error = ErrorBody()


def answer(error: Exception, context: dict) -> Response | None:
    """DRF's exception handler (settings.REST_FRAMEWORK). An unforeseen error is logged, its text stays here."""
    request = context["request"]
    if isinstance(error, Problem):
        return _said(error.status_code, str(error.detail.code), str(error.detail), **error.more)
    if isinstance(error, exceptions.ValidationError):
        return _invalid(error)
    if isinstance(error, ImportRefused):
        return _said(409, error.code, error.message)
    if isinstance(error, MoveRefused):
        return _said(409, "refused", str(error))
    if isinstance(error, Http404 | exceptions.NotFound):
        return _said(404, "not_found", MESSAGES["not_found"])
    if isinstance(error, PermissionDenied):
        return _said(403, "denied", str(error) or MESSAGES["denied"])
    plain = exception_handler(error, context)
    if plain is None:
        log.exception("api_failed", route=getattr(request.resolver_match, "route", ""))
        return _said(500, "server_error", "系统出了故障，您的请求没有完成。请稍后再试，仍不行的请联系系统管理员。")
    return _known(error, request, plain)


def _known(error, request, plain: Response) -> Response:
    if isinstance(error, exceptions.Throttled):
        code, message = "throttled", MESSAGES["throttled"].format(wait=int(error.wait or 1))
    elif isinstance(error, exceptions.AuthenticationFailed):
        code, message = str(error.detail.code), str(error.detail)
    else:
        code = str(error.default_code) if hasattr(error, "default_code") else "error"
        code = {"error": "error", "permission_denied": "denied"}.get(code, code)
        message = MESSAGES.get(code, str(getattr(error, "detail", ""))).format(method=request.method)
    return _said(plain.status_code, code, message, headers=plain.headers)


def _invalid(error: exceptions.ValidationError) -> Response:
    fields = list(_faults(error.detail))
    message = "；".join(
        f"{fault['field']}：{fault['message']}" if fault["field"] else fault["message"] for fault in fields
    )
    return _said(status.HTTP_400_BAD_REQUEST, "invalid", message[:1000], fields=fields)


def _faults(detail, path: str = ""):
    """Every fault with the path of its field: `content.duties`."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from _faults(inner, path if name == "non_field_errors" else f"{path}.{name}".strip("."))
    elif isinstance(detail, list):
        for inner in detail:
            yield from _faults(inner, path)
    else:
        yield {"field": path, "message": str(detail)}


def _said(status_code: int, code: str, message: str, *, headers=None, **more) -> Response:
    kept = {
        name: value for name, value in (headers or {}).items() if name in ("Retry-After", "WWW-Authenticate", "Allow")
    }
    return Response({"error": {"code": code, "message": message, **more}}, status=status_code, headers=kept)
