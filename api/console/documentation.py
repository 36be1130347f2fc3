"""One OpenAPI document of two applications."""

from __future__ import annotations

from typing import Any

_ABOUT = (
    "公开接口供企业端（网页、微信、第三方系统）调用；工作台接口供本单位工作人员使用，须先登录。"
    "错误一律为 RFC 9457 问题文档（application/problem+json），title 为可直接展示的中文说明。"
)
_REFERENCE = "#/components/schemas/"
_COOKIE_USE = "POST /staff/session 登录后由浏览器保存"


def document(
    public: dict[str, Any], staff: dict[str, Any], *, public_address: str, cookie: str
) -> dict[str, Any]:
    """Return the OpenAPI document of the public and the staff application together.

    A schema of both that differs keeps its name for the public API and is called `Staff…` for the other. A path
    of both is listed once, with both servers.
    """
    public_schemas: dict[str, Any] = public.get("components", {}).get("schemas", {})
    own_schemas: dict[str, Any] = staff.get("components", {}).get("schemas", {})
    conflicts = {name for name, schema in own_schemas.items() if public_schemas.get(name, schema) != schema}
    schemas = public_schemas | {
        f"Staff{name}" if name in conflicts else name: _rename(schema, conflicts)
        for name, schema in own_schemas.items()
    }
    security = {
        "staffSession": {"type": "apiKey", "in": "cookie", "name": cookie, "description": _COOKIE_USE}
    }
    return {
        "openapi": staff["openapi"],
        "info": {"title": "店小二 接口文档", "version": staff["info"]["version"], "description": _ABOUT},
        "paths": _paths(public.get("paths", {}), _rename(staff["paths"], conflicts), public_address),
        "components": {"schemas": schemas, "securitySchemes": security},
    }


def _paths(public: dict[str, Any], staff: dict[str, Any], public_address: str) -> dict[str, Any]:
    there = {"url": public_address, "description": "公开接口"}
    here = {"url": "/", "description": "工作台"}
    both = {path for path in public if path in staff}
    paths = {
        path: {"servers": [there, here] if path in both else [there], **item} for path, item in public.items()
    }
    return paths | {
        path: {"servers": [here], **_secured(path, item)} for path, item in staff.items() if path not in both
    }


def _secured(path: str, item: dict[str, Any]) -> dict[str, Any]:
    """Return the operations of a path, those marked that need a session."""
    return {
        method: operation
        if not path.startswith("/staff/") or (path, method) == ("/staff/session", "post")
        else {**operation, "security": [{"staffSession": []}]}
        for method, operation in item.items()
    }


def _rename(node: Any, conflicts: set[str]) -> Any:
    """Return a part of a document whose references to conflicting schemas name the renamed ones."""
    if isinstance(node, dict):
        return {key: _rename(value, conflicts) for key, value in node.items()}
    if isinstance(node, list):
        return [_rename(value, conflicts) for value in node]
    if isinstance(node, str) and node.startswith(_REFERENCE) and node.removeprefix(_REFERENCE) in conflicts:
        return f"{_REFERENCE}Staff{node.removeprefix(_REFERENCE)}"
    return node
