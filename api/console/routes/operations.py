"""Health, metrics, the API documentation, and the console's own files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import fastapi_offline
from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.staticfiles import StaticFiles

from api.console.destination import own_page
from api.console.documentation import document
from api.console.gate import STATIC
from api.console.parts import Console
from api.console.plain_page import sign_in_page
from api.web.openapi import sends
from telemetry.metrics import render_metrics

_OWN_FILES = Path(__file__).resolve().parent.parent / "static"
_SWAGGER_FILES = Path(fastapi_offline.__file__).parent / "static"
_ASSETS = "/docs/assets"


def build_operations_router(console: Console) -> APIRouter:
    """Return health, metrics and the sign-in page."""
    router = APIRouter(tags=["运行状况"])

    @router.get("/healthz", summary="进程存活")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    @router.get(
        "/metrics",
        response_class=Response,
        summary="Prometheus 指标",
        responses=sends("text/plain", {"type": "string"}),
    )
    async def metrics() -> Response:
        return Response(render_metrics(), media_type=CONTENT_TYPE_LATEST)

    @router.get("/sign-in", include_in_schema=False)
    async def sign_in(request: Request) -> Response:
        token = console.cookie.read(request)
        if token and await console.sessions.find(token) is not None:
            return RedirectResponse("/", status_code=303)
        destination = own_page(request.query_params.get("next"))
        return sign_in_page(bureau_name=console.bureau_name, demo=console.demo, destination=destination)

    @router.get("/favicon.ico", include_in_schema=False)
    async def favicon() -> Response:
        return RedirectResponse(f"{STATIC}mark.svg", status_code=308)

    return router


def add_documentation(app: FastAPI, console: Console) -> None:
    """Serve `/docs` and `/openapi.json` for the public and the staff API, with Swagger's files from this machine."""
    documents: list[dict[str, Any]] = []

    @app.get("/openapi.json", include_in_schema=False)
    async def openapi() -> dict[str, Any]:
        if not documents:
            public = await console.public_schema()
            documents.append(
                document(
                    public, app.openapi(), public_address=console.public_address, cookie=console.cookie.name
                )
            )
        return documents[0]

    @app.get("/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        return get_swagger_ui_html(
            openapi_url="/openapi.json",
            title="店小二 接口文档",
            swagger_js_url=f"{_ASSETS}/swagger-ui-bundle.js",
            swagger_css_url=f"{_ASSETS}/swagger-ui.css",
            swagger_favicon_url=f"{STATIC}mark.svg",
            # A trial call to records would be a look-up with an audit entry; it is documentation only.
            swagger_ui_parameters={"supportedSubmitMethods": [], "defaultModelsExpandDepth": 0},
        )

    app.mount(_ASSETS, StaticFiles(directory=_SWAGGER_FILES), name="swagger")
    app.mount(STATIC.rstrip("/"), StaticFiles(directory=_OWN_FILES), name="console-static")
