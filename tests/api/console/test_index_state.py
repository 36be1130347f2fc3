"""Staff see on every page that what is answered from is not what it should be."""

from __future__ import annotations

from typing import cast

import pytest
from fastapi.testclient import TestClient

from api.console.pages.parts.frame import ENTRIES, INDEX_TROUBLES
from api.console.parts import Console
from index.version.index_state import Condition, IndexState
from tests.api.console.support import ScriptedLibrary

REASON = "documents.json 与校验和不符"


@pytest.mark.parametrize("condition", sorted(INDEX_TROUBLES))
def test_a_damaged_index_is_told_on_every_page(
    administrator: TestClient, whole_console: Console, monkeypatch: pytest.MonkeyPatch, condition: Condition
) -> None:
    library = cast(ScriptedLibrary, whole_console.library)
    monkeypatch.setattr(library, "condition", IndexState(condition, None, REASON))
    for _, path, _ in ENTRIES:
        page = administrator.get(path).text
        assert "index-line" in page
        assert REASON in page


@pytest.mark.parametrize("condition", ["ok", "unverified"])
def test_an_index_that_serves_as_it_should_is_not_spoken_of(
    administrator: TestClient, whole_console: Console, monkeypatch: pytest.MonkeyPatch, condition: Condition
) -> None:
    library = cast(ScriptedLibrary, whole_console.library)
    monkeypatch.setattr(library, "condition", IndexState(condition, "v1", REASON))
    assert "index-line" not in administrator.get("/hotline").text
