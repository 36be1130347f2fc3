"""Who leaves has no access any more, and whoever remains can always be let in."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from records.audit.log import verify_chain
from records.models import AuditEntry
from records.staff.accounts import account_changes, accounts
from records.staff.accounts.account_changes import (
    LastAdministrator,
    PasswordUnfit,
    StaffNotFound,
    disable_staff,
    enable_staff,
    list_staff,
    random_password,
    set_password,
)
from records.staff.accounts.accounts import Role, create_staff, find_staff_session, sign_in
from records.storage.database import Database
from tests.records.support import NOW

PASSWORD = "a long password of hers"
LATER = NOW + timedelta(minutes=1)


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(accounts, "_hasher", quick)
    monkeypatch.setattr(accounts, "_NOBODY", quick.hash("nobody knows"))
    monkeypatch.setattr(account_changes, "_hasher", quick)


@pytest.fixture(autouse=True)
def people(database: Database) -> None:
    for name, role in (("李四", "hotline"), ("王五", "administrator"), ("赵六", "administrator")):
        add(database, name, role)  # type: ignore[arg-type]


def add(database: Database, name: str, role: Role) -> None:
    with database.transaction() as session:
        create_staff(session, name, role, PASSWORD, actor="system", now=NOW)


def change(database: Database, make, *arguments: str):
    with database.transaction() as session:
        return make(session, *arguments, actor="system", now=LATER)


def is_in(database: Database, token: str | None) -> bool:
    with database.transaction() as session:
        return find_staff_session(session, token or "", now=LATER) is not None


def entries(database: Database) -> list[tuple[str, str, str, str]]:
    with database.transaction(read_only=True) as session:
        rows = session.query(AuditEntry).filter(AuditEntry.action.notin_(["staff.create", "staff.sign_in"]))
        assert verify_chain(session) is None
        return [
            (row.actor, row.action, row.subject, row.outcome) for row in rows.order_by(AuditEntry.sequence)
        ]


def test_who_is_disabled_is_out_and_stays_out_until_they_sign_in_again(database: Database) -> None:
    tokens = [sign_in(database, "李四", PASSWORD, now=NOW).token for _ in range(2)]
    done = change(database, disable_staff, "李四")
    assert (done.is_new, done.ended) == (True, 2)
    assert not any(is_in(database, token) for token in tokens)
    assert sign_in(database, "李四", PASSWORD, now=LATER).outcome == "refused"
    again = change(database, disable_staff, "李四")
    assert (again.is_new, again.ended) == (False, 0)
    assert change(database, enable_staff, "李四").is_new
    assert not change(database, enable_staff, "李四").is_new
    assert not any(is_in(database, token) for token in tokens)
    assert sign_in(database, "李四", PASSWORD, now=LATER).outcome == "signed_in"
    assert entries(database) == [
        ("system", "staff.disable", "staff:李四 hotline", "done"),
        ("system", "staff.disable", "staff:李四 hotline", "unchanged"),
        ("system", "staff.enable", "staff:李四 hotline", "done"),
        ("system", "staff.enable", "staff:李四 hotline", "unchanged"),
    ]


def test_others_stay_signed_in(database: Database) -> None:
    token = sign_in(database, "王五", PASSWORD, now=NOW).token
    change(database, disable_staff, "李四")
    assert is_in(database, token)


def test_the_last_administrator_who_may_sign_in_is_not_disabled(database: Database) -> None:
    assert change(database, disable_staff, "王五").is_new
    with pytest.raises(LastAdministrator, match="赵六"):
        change(database, disable_staff, "赵六")
    assert sign_in(database, "赵六", PASSWORD, now=LATER).outcome == "signed_in"
    assert not change(database, disable_staff, "王五").is_new


def test_two_administrators_do_not_disable_each_other_at_the_same_moment(database: Database) -> None:
    def disable(name: str) -> bool:
        try:
            return bool(change(database, disable_staff, name).is_new)
        except LastAdministrator:
            return False

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(disable, ("王五", "赵六"))) == [False, True]


def test_a_new_password_signs_in_the_old_one_does_not_and_sessions_end(database: Database) -> None:
    token = sign_in(database, "李四", PASSWORD, now=NOW).token
    password = random_password()
    assert change(database, set_password, "李四", password).ended == 1
    assert not is_in(database, token)
    assert sign_in(database, "李四", PASSWORD, now=LATER).outcome == "refused"
    assert sign_in(database, "李四", password, now=LATER).outcome == "signed_in"
    assert entries(database) == [("system", "staff.set_password", "staff:李四 hotline", "done")]


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short",
        "12345678901",
        "x" * 201,
        " 12345 abcdef",
        "123456\n789abc",
        "111111222222",
        "李四李四123456",
    ],
)
def test_a_password_that_is_none_is_refused_with_the_reason_and_without_itself(
    database: Database, password: str
) -> None:
    with pytest.raises(PasswordUnfit) as refused:
        change(database, set_password, "李四", password)
    assert not password or password not in str(refused.value)
    assert sign_in(database, "李四", PASSWORD, now=LATER).outcome == "signed_in"


@pytest.mark.parametrize(
    "make", [disable_staff, enable_staff, lambda *a, **k: set_password(*a, PASSWORD, **k)]
)
@pytest.mark.parametrize("name", ["nobody", "", "李四 ", "\x00"])
def test_a_name_that_is_nobodys_is_said_to_be(database: Database, make, name: str) -> None:
    with pytest.raises(StaffNotFound):
        change(database, make, name)


def test_everybody_is_listed_with_role_state_and_last_sign_in(database: Database) -> None:
    sign_in(database, "李四", PASSWORD, now=NOW)
    sign_in(database, "李四", "wrong", now=LATER)
    change(database, disable_staff, "王五")
    listed = change(database, list_staff)
    assert [(line.name, line.role, line.is_active, line.last_sign_in_at) for line in listed] == [
        ("李四", "hotline", True, NOW),
        ("赵六", "administrator", True, None),
        ("王五", "administrator", False, None),
    ]
    assert entries(database)[-1] == ("system", "staff.list", "staff:all", "3 found")
