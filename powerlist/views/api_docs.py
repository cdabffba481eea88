"""The open data explained, drawn from the schema itself: readable without script, nothing from outside."""

from functools import lru_cache

from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

WHERE = {"path": "地址", "query": "查询", "header": "请求头"}


@lru_cache(maxsize=1)
def operations() -> tuple[dict, ...]:
    """Every operation of the schema: method, path, summary, parameters, what is sent and the fields of its answer."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    parts = schema["components"].get("schemas", {})
    return tuple(
        _operation(method, path, operation, parts)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
        if path != "/api/v1/schema/"
    )


def groups() -> list[dict]:
    """The operations that are open to everyone, and those that need a token."""
    found = operations()
    return [
        {"title": "公开读取", "anchor": "open", "operations": [o for o in found if not o["token"]]},
        {"title": "单位系统填报（需要令牌）", "anchor": "token", "operations": [o for o in found if o["token"]]},
    ]


def _operation(method: str, path: str, operation: dict, parts: dict) -> dict:
    good = next(answer for code, answer in operation["responses"].items() if code.startswith("2"))
    sent = next(iter(operation.get("requestBody", {}).get("content", {}).values()), {})
    return {
        "method": method.upper(),
        "path": path,
        "summary": operation.get("summary", operation["operationId"]),
        "parameters": [
            {
                "name": p["name"],
                "where": WHERE[p["in"]],
                "required": p.get("required", False),
                "text": p.get("description", "").split("\n")[0],
                "values": _values(p.get("schema", {})),
            }
            for p in operation.get("parameters", [])
        ],
        "sent": _sent(sent.get("schema", {}), parts),
        "answer": _fields(good.get("content", {}).get("application/json", {}).get("schema", {}), parts),
        "token": bool(operation.get("security")),
        "example": method == "get" and "{" not in path and not operation.get("security"),
    }


def _sent(schema: dict, parts: dict) -> list[dict]:
    """The fields of a request's body."""
    part = _part(schema, parts)
    needed = part.get("required", [])
    return [
        {
            "name": name,
            "required": name in needed,
            "text": field.get("description", "").split("\n")[0],
            "values": _values(_part(field, parts)),
        }
        for name, field in part.get("properties", {}).items()
    ]


def _part(schema: dict, parts: dict) -> dict:
    """The named part that a schema refers to, or itself."""
    inner = [schema, *schema.get("allOf", []), *schema.get("oneOf", [])]
    reference = next((s["$ref"] for s in inner if "$ref" in s), "")
    return parts.get(reference.rsplit("/", 1)[-1], schema)


def _values(schema: dict) -> str:
    return "、".join(str(value) for value in schema.get("enum", []) if value != "")


def _fields(schema: dict, parts: dict, depth: int = 0) -> list[str]:
    """The names of an answer's fields, those of its rows in brackets."""
    schema = schema.get("items", schema)
    part = _part(schema, parts)
    names = []
    for name, field in part.get("properties", {}).items():
        inner = _fields(field, parts, depth + 1) if depth < 2 else []
        names.append(f"{name}（{'、'.join(inner)}）" if inner else name)
    return names


@require_safe
def docs(request):
    """What may be asked, and what comes back."""
    return render(request, "powerlist/api_docs.html", {"groups": groups()})
