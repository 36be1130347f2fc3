"""One document of both applications, and nothing of it from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable

from fastapi.testclient import TestClient

from api.console.documentation import document
from records.staff.accounts.accounts import Role

ClientOf = Callable[[Role], TestClient]


def operation(reference: str) -> dict:
    schema = {"$ref": f"#/components/schemas/{reference}"}
    return {"responses": {"200": {"content": {"application/json": {"schema": schema}}}}}


def application(paths: dict[str, dict], **schemas: dict) -> dict:
    return {
        "openapi": "3.1.0",
        "info": {"title": "x", "version": "0.1.0"},
        "paths": paths,
        "components": {"schemas": schemas},
    }


def test_a_schema_of_both_that_differs_is_renamed_with_its_references() -> None:
    public = application(
        {"/api/x": {"get": operation("Item")}}, Item={"title": "public"}, Same={"type": "string"}
    )
    staff = application(
        {"/staff/x": {"get": operation("Item")}, "/staff/session": {"post": operation("Same")}},
        Item={"title": "staff"},
        Same={"type": "string"},
    )
    both = document(public, staff, public_address="http://p", cookie="c")
    assert both["components"]["schemas"] == {
        "Item": {"title": "public"},
        "Same": {"type": "string"},
        "StaffItem": {"title": "staff"},
    }
    assert "#/components/schemas/StaffItem" in str(both["paths"]["/staff/x"])
    assert "StaffItem" not in str(both["paths"]["/api/x"])
    assert both["paths"]["/api/x"]["servers"][0]["url"] == "http://p"
    assert both["paths"]["/staff/x"]["get"]["security"] == [{"staffSession": []}]
    assert "security" not in both["paths"]["/staff/session"]["post"]


def test_a_path_of_both_is_listed_once_with_both_servers() -> None:
    health = {"/healthz": {"get": {"responses": {}}}}
    both = document(application(health), application(health), public_address="http://p", cookie="c")
    assert [server["url"] for server in both["paths"]["/healthz"]["servers"]] == ["http://p", "/"]


def test_the_staff_contract_is_documented(client_of: ClientOf) -> None:
    paths = client_of("auditor").get("/openapi.json").json()["paths"]
    documented = {(method, path) for path, item in paths.items() for method in item if method != "servers"}
    assert documented >= {
        ("post", "/staff/session"),
        ("delete", "/staff/session"),
        ("get", "/staff/cases"),
        ("get", "/staff/cases/{number}"),
        ("get", "/staff/enterprises"),
        ("get", "/staff/credit"),
        ("get", "/staff/vouchers"),
        ("get", "/staff/audit"),
        ("get", "/staff/audit/check"),
        ("get", "/staff/suggest"),
        ("post", "/staff/feedback"),
        ("get", "/metrics"),
    }
    # A dependency that is not understood would show up as a parameter of the query.
    names = {
        item["name"]
        for path in paths.values()
        for method in path.values()
        if isinstance(method, dict)
        for item in method.get("parameters", [])
    }
    assert names == {
        *("q", "before", "region", "number", "section", "stage", "due", "page", "uscc", "reason"),
        *("actor", "action", "subject", "since", "until"),
    }


def test_swagger_comes_from_this_machine(client_of: ClientOf) -> None:
    client = client_of("hotline")
    page = client.get("/docs").text
    assert "http://" not in page
    assert "https://" not in page
    for path in re.findall(r'(?:src|href)="([^"]+)"', page):
        assert client.get(path).status_code == 200, path
