"""The open data explained, drawn from the schema itself: readable without script, nothing from outside."""

from functools import lru_cache

from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator


@lru_cache(maxsize=1)
def operations() -> tuple[dict, ...]:
    """Every operation of the schema: path, summary, parameters and the fields of its answer."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    parts = schema["components"].get("schemas", {})
    found = []
    for path, methods in schema["paths"].items():
        if path == "/api/v1/schema/":
            continue
        for operation in methods.values():
            content = operation["responses"]["200"].get("content", {}).get("application/json", {})
            found.append(
                {
                    "path": path,
                    "summary": operation.get("summary", operation["operationId"]),
                    "parameters": [
                        {
                            "name": p["name"],
                            "where": "地址" if p["in"] == "path" else "查询",
                            "required": p.get("required", False),
                            "text": p.get("description", "").split("\n")[0],
                            "values": _values(p.get("schema", {})),
                        }
                        for p in operation.get("parameters", [])
                    ],
                    "answer": _fields(content.get("schema", {}), parts),
                    "example": "{" not in path,
                }
            )
    return tuple(found)


def _values(schema: dict) -> str:
    return "、".join(str(value) for value in schema.get("enum", []) if value != "")


def _fields(schema: dict, parts: dict, depth: int = 0) -> list[str]:
    """The names of an answer's fields, those of its rows in brackets."""
    schema = schema.get("items", schema)
    reference = schema.get("$ref") or next((s["$ref"] for s in schema.get("allOf", []) if "$ref" in s), "")
    part = parts.get(reference.rsplit("/", 1)[-1], schema)
    names = []
    for name, field in part.get("properties", {}).items():
        inner = _fields(field, parts, depth + 1) if depth < 2 else []
        names.append(f"{name}（{'、'.join(inner)}）" if inner else name)
    return names


@require_safe
def docs(request):
    """What may be asked, and what comes back."""
    return render(request, "powerlist/api_docs.html", {"operations": operations()})
