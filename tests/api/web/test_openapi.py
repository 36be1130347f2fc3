"""What the API answers is what its OpenAPI document says: statuses, media types, headers and schemas."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from schemathesis.python.asgi import ASGIClient
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.web.errors import MEDIA_TYPE
from settings import Settings
from tests.api.conftest import Bench
from tests.api.test_app import public_app

CHECKS = [
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    schemathesis.checks.not_a_server_error,
]
EXAMPLES = 12


@pytest.fixture
def app(bench: Bench, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    monkeypatch.setenv("DXE_VAR", str(tmp_path))
    monkeypatch.setenv("DXE_DEMO", "1")
    return public_app(bench, Settings(messages_per_minute=30))


def check_conformance(document: dict[str, Any], app: FastAPI, *, headers: dict[str, str], host: str) -> int:
    """Ask every operation with what fits and what does not; return how many there are."""
    schema = schemathesis.openapi.from_dict(document)
    schema.app = app
    operations = [found.ok() for found in schema.get_all_operations()]
    for operation in operations:

        @examples(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def ask(case: schemathesis.Case) -> None:
            case.call_and_validate(
                base_url=f"http://{host}", session=ASGIClient(app), headers=headers, checks=CHECKS
            )

        ask()
    return len(operations)


def test_the_public_api_answers_as_its_document_says(app: FastAPI) -> None:
    token = {"Authorization": "Bearer none"}
    assert check_conformance(app.openapi(), app, headers=token, host="localhost") >= 12


@pytest.mark.parametrize("path", ["/api/answer?q=高企条件", "/readyz", "/api/registers?q=样例", "/healthz"])
def test_what_is_found_is_as_the_document_says(app: FastAPI, path: str) -> None:
    schema = schemathesis.openapi.from_dict(app.openapi())
    operation = schema[path.partition("?")[0]]["GET"]
    operation.Case().validate_response(TestClient(app).get(path), checks=CHECKS[:-1])


def test_every_refusal_in_the_document_is_a_problem_document(app: FastAPI) -> None:
    document = app.openapi()
    assert "HTTPValidationError" not in document["components"]["schemas"]
    for path, item in document["paths"].items():
        for operation in item.values():
            for status, response in operation["responses"].items():
                if status >= "400" and (path, status) != ("/readyz", "503"):
                    assert list(response["content"]) == [MEDIA_TYPE], (path, status)
