from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import delete, select
from typer.testing import CliRunner

from cli.main import app
from records.enterprises.enterprises import record_enterprise, rename_enterprise
from records.enterprises.search_terms import (
    enterprise_terms,
    has_search_terms,
    initials_terms,
    name_terms,
    rebuild_search_terms,
)
from records.models import Enterprise, EnterpriseTerm
from records.storage.database import Database
from tests.figures import counts
from tests.records.support import NOW, USCC

pytestmark = pytest.mark.both_databases


def terms_of(database: Database, enterprise: Enterprise) -> set[str]:
    with database.transaction(read_only=True) as session:
        query = select(EnterpriseTerm.term).where(EnterpriseTerm.enterprise_id == enterprise.id)
        return set(session.scalars(query))


@pytest.mark.parametrize(
    ("name", "terms"),
    [
        ("云源科技", {"云源", "源科", "科技"}),
        ("云源（杭州）ＡＩ 科技", {"云源", "源杭", "杭州", "州A", "AI", "I科", "科技"}),
        ("云", {"云"}),
        ("（）", set()),
        ("", set()),
    ],
)
def test_a_name_has_the_parts_of_two_characters_without_punctuation(name: str, terms: set[str]) -> None:
    assert name_terms(name) == terms


def test_initials_have_the_parts_of_three_letters() -> None:
    assert initials_terms("xsyykj") == {"XSY", "SYY", "YYK", "YKJ"}
    assert initials_terms("YY") == {"YY"}


def test_an_enterprise_has_the_terms_of_its_name_and_after_a_renaming_only_of_the_new_one(
    database: Database, enterprise: Enterprise
) -> None:
    assert terms_of(database, enterprise) == enterprise_terms(enterprise.name, enterprise.pinyin_initials)
    with database.transaction() as session:
        rename_enterprise(session, session.get_one(Enterprise, enterprise.id), "萧山新名样例有限公司")
    found = terms_of(database, enterprise)
    assert found == enterprise_terms("萧山新名样例有限公司", "XSXMYLYXGS")
    assert "云源" not in found


def test_terms_are_built_for_enterprises_from_before_there_were_any(
    database: Database, enterprise: Enterprise, other_enterprise: Enterprise
) -> None:
    before = {one.id: terms_of(database, one) for one in (enterprise, other_enterprise)}
    with database.transaction() as session:
        session.execute(delete(EnterpriseTerm))
        assert not has_search_terms(session)
        assert rebuild_search_terms(session) == 2
        assert has_search_terms(session)
    assert {one.id: terms_of(database, one) for one in (enterprise, other_enterprise)} == before


def test_without_enterprises_nothing_is_missing(database: Database) -> None:
    with database.transaction() as session:
        assert has_search_terms(session)
        assert rebuild_search_terms(session) == 0


def test_migrate_builds_them_once(empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DXE_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("DXE_DATABASE_URL", empty_url)
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(app, ["records", "migrate"]).exit_code == 0
    database = Database(empty_url)
    with database.transaction() as session:
        record_enterprise(session, uscc=USCC, name="云源样例", region="浙江省", now=NOW)
        session.execute(delete(EnterpriseTerm))
    first, again = (CliRunner().invoke(app, ["records", "migrate"]).output for _ in range(2))
    assert (1 in counts(first), 1 in counts(again)) == (True, False)
    database.close()
