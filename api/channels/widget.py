"""The web widget: the loader a site embeds, the chat page in its frame, and a page that embeds it as any site would."""

from __future__ import annotations

import json
import re
from html import escape
from pathlib import Path
from string import Template

from fastapi import APIRouter, Request, Response

from api.channels.widget_assets import Asset, AssetFolder
from api.web.errors import Problem

STATIC = Path(__file__).resolve().parent.parent / "static" / "widget"

_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?", re.ASCII)
_PAGE_CACHE = "no-cache"
_LOADER_CACHE = "public, max-age=300"
_IMMUTABLE = "public, max-age=31536000, immutable"

# Everything the pages need is their own: no inline script or style, no other host. Trusted Types make the browser
# refuse any string that would become markup, so that a reply can never be more than text.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; "
    "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; frame-ancestors "
)
_METHODS = ["GET", "HEAD"]


class OriginInvalid(ValueError):
    """A site's origin that no browser would ever send; the message says how one is written."""

    def __init__(self, origin: str) -> None:
        super().__init__(
            f"{origin!r} is not an origin: write scheme, host and port only, as https://kjj.example.gov.cn"
        )


class WidgetPages:
    """The loader, the two pages and the files below them, filled in for one bureau."""

    def __init__(
        self, *, hotline: str | None, allowed_origins: tuple[str, ...], bureau_name: str | None, demo: bool
    ) -> None:
        for origin in allowed_origins:
            if not _ORIGIN.fullmatch(origin):
                raise OriginInvalid(origin)
        self.files = AssetFolder(STATIC)
        self.frame_policy = _POLICY + " ".join(["'self'", *allowed_origins])
        self.host_policy = _POLICY + "'none'"
        values = {
            "hotline": escape(hotline or ""),
            "bureau": escape(bureau_name or ""),
            "origins": escape(" ".join(allowed_origins)),
            "static": f"static/widget/{self.files.version}",
            "demo": "true" if demo else "false",
        }
        values["preload"] = self._preload(values["static"])
        # One file for the sites: the loader carries its style sheet as a string.
        style = json.dumps(self.files.get_text("loader.css"), ensure_ascii=False)
        loader = self.files.get_text("loader.js").replace('"{{loader.css}}"', style)
        self.loader = Asset.of(loader.encode(), ".js")
        self.frame = self._fill("widget.html", values)
        self.host = self._fill("host.html", values)

    def _preload(self, static: str) -> str:
        modules = [name for name in self.files.list_names(".js") if name not in {"loader.js", "host.js"}]
        return "\n".join(f'<link rel="modulepreload" href="{static}/{name}">' for name in modules)

    def _fill(self, name: str, values: dict[str, str]) -> Asset:
        return Asset.of(Template(self.files.get_text(name)).substitute(values).encode(), ".html")

    def get_asset(self, name: str) -> Asset:
        asset = self.files.find(name)
        if asset is None or name.endswith(".html"):
            raise Problem(404)
        return asset


def build_widget_router(
    *, hotline: str | None, allowed_origins: tuple[str, ...], bureau_name: str | None, demo: bool
) -> APIRouter:
    """Return GET /, /widget, /widget.js and /static/widget/….

    `allowed_origins` are the sites that may show the widget in a frame, besides the service's own pages; each as a
    browser writes an origin (`https://kjj.example.gov.cn`, no path). `hotline` is shown as it is, and dialled.
    Raises OriginInvalid for anything else, `*` included.
    """
    pages = WidgetPages(hotline=hotline, allowed_origins=allowed_origins, bureau_name=bureau_name, demo=demo)
    router = APIRouter(include_in_schema=False)
    frame_headers = {"Content-Security-Policy": pages.frame_policy, "Referrer-Policy": "no-referrer"}
    host_headers = {
        "Content-Security-Policy": pages.host_policy,
        "Referrer-Policy": "strict-origin-when-cross-origin",
    }

    @router.api_route("/widget.js", methods=_METHODS)
    def loader(request: Request) -> Response:
        # Other sites load it with a plain script tag, and may check it with `integrity` and `crossorigin`.
        return pages.loader.respond(
            request,
            _LOADER_CACHE,
            {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"},
        )

    @router.api_route("/widget", methods=_METHODS)
    def frame(request: Request) -> Response:
        return pages.frame.respond(request, _PAGE_CACHE, frame_headers)

    @router.api_route("/", methods=_METHODS)
    def host(request: Request) -> Response:
        return pages.host.respond(request, _PAGE_CACHE, host_headers)

    @router.api_route("/static/widget/{version}/{name:path}", methods=_METHODS)
    def file(request: Request, version: str, name: str) -> Response:
        # A page of another version (a worker being replaced) still gets its file, but may not keep it.
        cache = _IMMUTABLE if version == pages.files.version else _PAGE_CACHE
        return pages.get_asset(name).respond(request, cache)

    return router
