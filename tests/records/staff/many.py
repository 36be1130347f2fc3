"""Some thousand enterprises and cases, written at once."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Table, select
from stdnum.cn import uscc as uscc_number

from records.enterprises.enterprises import pinyin_initials
from records.enterprises.search_terms import rebuild_search_terms
from records.models import STAGES, Case, Contact, Enterprise, ServiceItem
from records.storage.bulk import insert_rows
from records.storage.database import Database
from tests.records.support import NOW

ENTERPRISES = 1_500
CASES = 6_000
SECTIONS = ("高新技术处", "合作处", "成果处")
_CHARACTERS = "云星海川华明瑞启新天元宏博远安泰恒智联禾图源创维达盛景航泽辰"


def name_of(number: int) -> str:
    """Return the name of an enterprise: two characters of its own among what all have."""
    first, second = divmod(number, len(_CHARACTERS))
    third = _CHARACTERS[first % len(_CHARACTERS)]
    return f"样例市{third}{_CHARACTERS[second]}{number % 7}号科技有限公司"


def uscc_of(number: int) -> str:
    """Return a right uscc that was issued to nobody."""
    body = f"91330109YL{number:07d}"
    return body + str(uscc_number.calc_check_digit(body))


def fill(database: Database) -> None:
    """Store enterprises, one contact each, and four cases each; every third case is due within 20 days."""
    with database.transaction() as session:
        item = ServiceItem(code="many", name="样例事项")
        session.add(item)
        session.flush()
        connection, item_id = session.connection(), item.id
        columns = ("uscc", "name", "pinyin_initials", "region", "created_at")
        names = [name_of(number) for number in range(ENTERPRISES)]
        rows = [
            (uscc_of(number), name, pinyin_initials(name), "样例省", NOW) for number, name in enumerate(names)
        ]
        insert_rows(connection, _table(Enterprise), columns, rows)
        owners = session.scalars(select(Enterprise.id).order_by(Enterprise.uscc)).all()
        contacts = [
            (owner, "赵样例", f"1600001{number:04d}", "handler") for number, owner in enumerate(owners)
        ]
        insert_rows(connection, _table(Contact), ("enterprise_id", "name", "phone", "role"), contacts)
        insert_rows(
            connection, _table(Case), _CASE_COLUMNS, [_case(n, owners, item_id) for n in range(CASES)]
        )
        rebuild_search_terms(session)


_CASE_COLUMNS = (
    "number",
    "number_reversed",
    "enterprise_id",
    "service_item_id",
    "title",
    "section",
    "stage",
    "since",
    "opened_at",
    "due_on",
    "action_due_on",
)


def _case(number: int, owners: list[int], item_id: int) -> tuple:
    written = f"YL{2020 + number % 7}-{number:06d}"
    day = NOW.date() + timedelta(days=number % 40 - 20) if number % 3 == 0 else None
    stage, section = STAGES[number % len(STAGES)], SECTIONS[number % len(SECTIONS)]
    at = NOW - timedelta(hours=number)
    owner = owners[number % len(owners)]
    return (written, written[::-1], owner, item_id, "样例", section, stage, at, at, day, day)


def _table(model: type) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table
