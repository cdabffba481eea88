"""The OpenAPI document: how a token is shown, and the refusals that every address may answer."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension

REFUSALS = {
    "400": "请求有误",
    "404": "没有找到",
    "429": "太频繁，Retry-After 秒后再试",
}
WITH_TOKEN = {"401": "没有令牌，或令牌无效、到期、被收回", "403": "令牌不能做这一项", "409": "现在不能这样办"}


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "accounts.backends.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema):
        return {"type": "http", "scheme": "bearer", "description": "安全管理员发放的接口令牌"}


def add_refusals(result, generator, request, public):
    """Postprocessing hook: what every operation may answer besides (settings.SPECTACULAR_SETTINGS)."""
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorAnswer"}}}
    for path, methods in result["paths"].items():
        for operation in methods.values():
            if path.endswith("/schema/"):
                continue
            refusals = REFUSALS | (WITH_TOKEN if operation.get("security") else {})
            for code, text in refusals.items():
                operation["responses"].setdefault(code, {"description": text, "content": content})
    return result
