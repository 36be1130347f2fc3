"""What the staff API answers is what its OpenAPI document says."""

from __future__ import annotations

from fastapi import FastAPI

from tests.api.console.conftest import Template
from tests.api.console.support import COOKIE, HOST
from tests.api.web.test_openapi import check_conformance


def test_the_staff_api_answers_as_its_document_says(app: FastAPI, template: Template) -> None:
    cookie = {"Cookie": f"{COOKIE}={template.tokens['administrator']}"}
    assert check_conformance(app.openapi(), app, headers=cookie, host=HOST) >= 12
