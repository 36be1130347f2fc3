"""The refusals of the API in its OpenAPI document: which statuses, and that they are problem documents."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.web.errors import MEDIA_TYPE, TITLES

Responses = dict[int | str, dict[str, Any]]

# What any request may meet before its route is reached, or while it is there.
ALWAYS = (400, 408, 413, 422, 500, 503)

_NAME = "Problem"
_PASSING = frozenset({429, 503})
_RETRY_AFTER = {"description": "多少秒后再试", "schema": {"type": "integer", "minimum": 1}}
_SCHEMA = {
    "title": _NAME,
    "description": "RFC 9457",
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string", "description": "可直接展示的中文说明"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}


def problems(*statuses: int) -> Responses:
    """Return these refusals as `responses` of a route, a router or an application."""
    content = {MEDIA_TYPE: {"schema": {"$ref": f"#/components/schemas/{_NAME}"}}}
    return {
        status: {"description": TITLES[status], "content": content}
        | ({"headers": {"Retry-After": _RETRY_AFTER}} if status in _PASSING else {})
        for status in statuses
    }


def sends(media_type: str, schema: dict[str, Any], status: int = 200) -> Responses:
    """Return what a route sends that is no model of its own: a file, a stream, the health of parts."""
    return {status: {"content": {media_type: {"schema": schema}}}}


def describe_problems(app: FastAPI) -> None:
    """Let `app.openapi()` hold the schema that `problems` refers to."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = get_openapi(title=app.title, version=app.version, routes=app.routes)
            document.setdefault("components", {}).setdefault("schemas", {})[_NAME] = _SCHEMA
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]
