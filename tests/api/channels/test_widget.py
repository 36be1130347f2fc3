"""What the widget's routes promise: types, caching, policy, size, and nothing from anywhere else."""

import gzip
import re
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.channels.widget import STATIC, OriginInvalid, build_widget_router
from api.web.errors import install_error_handlers

PORTAL = "https://kjj.example.gov.cn"
SOURCES = sorted(path for path in STATIC.rglob("*") if path.is_file())


def make_client(
    *,
    hotline: str | None = None,
    allowed_origins: tuple[str, ...] = (),
    bureau_name: str | None = None,
    demo: bool = False,
) -> TestClient:
    app = FastAPI()
    app.include_router(
        build_widget_router(
            hotline=hotline, allowed_origins=allowed_origins, bureau_name=bureau_name, demo=demo
        )
    )
    install_error_handlers(app)
    return TestClient(app)


def policy_of(client: TestClient, path: str) -> dict[str, str]:
    header = client.get(path).headers["content-security-policy"]
    return dict(part.strip().split(" ", 1) for part in header.split(";"))


@pytest.mark.parametrize(
    ("path", "media_type"),
    [("/", "text/html"), ("/widget", "text/html"), ("/widget.js", "text/javascript")],
)
def test_each_page_has_its_type_and_is_not_sniffed(path: str, media_type: str) -> None:
    answer = make_client().get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == f"{media_type}; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_everything_the_pages_name_is_served_and_may_be_kept_for_ever() -> None:
    client = make_client()
    named = {
        name
        for path in ("/", "/widget")
        for name in re.findall(r'(?:href|src)="(static/[^"]+)"', client.get(path).text)
    }
    assert len(named) > 20
    for name in named:
        answer = client.get(f"/{name}")
        assert answer.status_code == 200, name
        assert "immutable" in answer.headers["cache-control"], name
        assert answer.headers["x-content-type-options"] == "nosniff", name


def test_every_import_between_modules_is_served() -> None:
    client = make_client()
    version = re.search(r"static/widget/(\w+)/", client.get("/widget").text)
    assert version is not None
    for source in STATIC.rglob("*.js"):
        for imported in re.findall(r'from "([^"]+)"', source.read_text()):
            path = (source.parent / imported).resolve().relative_to(STATIC)
            assert client.get(f"/static/widget/{version[1]}/{path}").status_code == 200, (source, imported)


def test_a_file_of_another_version_is_served_but_not_kept() -> None:
    answer = make_client().get("/static/widget/0000000000000000/main.js")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-cache"


def test_an_unchanged_page_is_not_sent_again() -> None:
    client = make_client()
    for path in ("/", "/widget", "/widget.js"):
        tag = client.get(path).headers["etag"]
        again = client.get(path, headers={"If-None-Match": f'"other", W/{tag}'})
        assert (again.status_code, again.content) == (304, b""), path


def test_head_answers_like_get_without_the_body() -> None:
    answer = make_client().head("/widget.js")
    assert (answer.status_code, answer.content) == (200, b"")


def test_pages_are_compressed_for_those_who_can_read_it() -> None:
    client = make_client()
    assert (
        client.get("/widget.js", headers={"Accept-Encoding": "gzip, br"}).headers["content-encoding"]
        == "gzip"
    )
    for refused in ("identity", "gzip;q=0", "br"):
        answer = client.get("/widget.js", headers={"Accept-Encoding": refused})
        assert "content-encoding" not in answer.headers, refused
        assert answer.headers["vary"] == "Accept-Encoding"


def test_only_listed_sites_may_frame_the_widget() -> None:
    client = make_client(allowed_origins=(PORTAL, "http://10.1.2.3:8080"))
    assert policy_of(client, "/widget")["frame-ancestors"] == f"'self' {PORTAL} http://10.1.2.3:8080"
    assert policy_of(make_client(), "/widget")["frame-ancestors"] == "'self'"
    assert policy_of(client, "/")["frame-ancestors"] == "'none'"


def test_pages_may_load_nothing_but_their_own_files() -> None:
    for path in ("/", "/widget"):
        policy = policy_of(make_client(), path)
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
        assert policy["require-trusted-types-for"] == "'script'"


@pytest.mark.parametrize(
    "origin",
    [
        "*",
        "https://*.gov.cn",
        PORTAL + "/",
        "kjj.example.gov.cn",
        "https://a.cn; script-src *",
        "https://a.cn\n",
        "",
    ],
)
def test_what_is_not_an_origin_is_refused_at_the_start(origin: str) -> None:
    with pytest.raises(OriginInvalid, match="not an origin"):
        make_client(allowed_origins=(origin,))


def test_the_bureau_and_the_hotline_are_escaped() -> None:
    client = make_client(bureau_name='示例"><script>', hotline='"><i>')
    for path in ("/", "/widget"):
        text = client.get(path).text
        assert "示例&quot;&gt;&lt;script&gt;" in text
        assert '"><script>' not in text
        assert "<i>" not in text


def test_without_a_hotline_no_number_is_shown() -> None:
    assert 'data-hotline=""' in make_client().get("/widget").text


@pytest.mark.parametrize(
    "name", ["../../../settings.py", "%2e%2e/app.py", "nothing.js", "widget.html", "host.html", ""]
)
def test_only_the_widgets_own_files_are_served(name: str) -> None:
    answer = make_client().get(f"/static/widget/x/{name}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_loader_and_the_page_keep_to_their_size() -> None:
    interface = [
        path for path in SOURCES if path.name not in {"loader.js", "host.js", "host.html", "host.css"}
    ]
    assert len(gzip.compress((STATIC / "loader.js").read_bytes())) <= 15_000
    assert sum(len(gzip.compress(path.read_bytes())) for path in interface) <= 100_000


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_no_file_names_another_host_or_makes_markup_of_text(path: Path) -> None:
    text = path.read_text()
    hosts = set(re.findall(r"https?://([\w.-]+)", text))
    assert hosts <= {"www.w3.org", "assistant.example.gov.cn"}  # the name of SVG, and an example in a comment
    for danger in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
        '"*"',
    ):
        assert danger not in text, danger


def test_a_script_may_be_checked_across_origins() -> None:
    headers = make_client().get("/widget.js").headers
    assert headers["access-control-allow-origin"] == "*"
    assert headers["cross-origin-resource-policy"] == "cross-origin"
