from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from records.audit.log import verify_chain
from records.models import AuditEntry, Staff, StaffSession
from records.staff.accounts import accounts as staff_module
from records.staff.accounts.account_changes import disable_staff, set_password
from records.staff.accounts.accounts import (
    StaffMember,
    StaffNameInvalid,
    StaffNameTaken,
    create_first_administrator,
    create_staff,
    end_staff_session,
    find_staff_session,
    sign_in,
)
from records.storage.database import Database
from tests.records.support import NOW

PASSWORD = "a long password of 张三"


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 with the least work; the verifier reads the parameters from the hash."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(staff_module, "_hasher", quick)
    monkeypatch.setattr(staff_module, "_NOBODY", quick.hash("nobody knows"))


@pytest.fixture
def member(database: Database) -> StaffMember:
    with database.transaction() as session:
        return create_staff(session, "张三", "case_officer", PASSWORD, actor="system", now=NOW)


def who(database: Database, token: str, now=NOW) -> StaffMember | None:
    with database.transaction() as session:
        return find_staff_session(session, token, now=now)


def test_the_right_password_signs_in(database: Database, member: StaffMember) -> None:
    result = sign_in(database, "张三", PASSWORD, now=NOW)
    assert (result.outcome, result.staff) == ("signed_in", member)
    assert result.token is not None
    assert who(database, result.token) == member
    assert who(database, result.token + "x") is None
    assert who(database, "") is None


@pytest.mark.parametrize(
    ("name", "password"),
    [("张三", "wrong"), ("李四", PASSWORD), ("", ""), ("\x00", "\x00"), ("a" * 10_000, "b" * 10_000)],
)
def test_a_wrong_password_and_an_unknown_name_are_refused_alike(
    database: Database, member: StaffMember, name: str, password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified: list[str] = []

    def note(password_hash: str, _: str) -> bool:
        verified.append(password_hash)
        return False

    monkeypatch.setattr(staff_module, "_verify", note)
    result = sign_in(database, name, password, now=NOW)
    assert (result.outcome, result.staff, result.token) == ("refused", None, None)
    assert len(verified) == 1  # the same work for both


def test_a_disabled_account_is_refused_and_its_session_ends(database: Database, member: StaffMember) -> None:
    token = sign_in(database, "张三", PASSWORD, now=NOW).token or ""
    with database.transaction() as session:
        session.query(Staff).one().is_active = False
    assert who(database, token) is None
    assert sign_in(database, "张三", PASSWORD, now=NOW).outcome == "refused"


@pytest.mark.parametrize("change", ["disabled", "password"])
def test_who_is_disabled_or_gets_a_password_while_signing_in_is_refused(
    database: Database, member: StaffMember, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    verify = staff_module._verify

    def change_meanwhile(password_hash: str, password: str) -> bool:
        with database.transaction() as session:
            if change == "disabled":
                disable_staff(session, "张三", actor="system", now=NOW)
            else:
                set_password(session, "张三", "another long password", actor="system", now=NOW)
        return verify(password_hash, password)

    monkeypatch.setattr(staff_module, "_verify", change_meanwhile)
    assert sign_in(database, "张三", PASSWORD, now=NOW).outcome == "refused"
    with database.transaction(read_only=True) as session:
        assert session.query(StaffSession).all() == []


def test_signing_in_right_is_no_failure(database: Database, member: StaffMember) -> None:
    assert {sign_in(database, "张三", PASSWORD, now=NOW).outcome for _ in range(8)} == {"signed_in"}


def test_a_session_ends_after_half_an_hour_of_nothing(database: Database, member: StaffMember) -> None:
    token = sign_in(database, "张三", PASSWORD, now=NOW).token or ""
    assert who(database, token, NOW + timedelta(minutes=29)) == member
    assert who(database, token, NOW + timedelta(minutes=58)) == member
    assert who(database, token, NOW + timedelta(minutes=88)) is None


def test_a_session_ends_after_eight_hours_at_work(database: Database, member: StaffMember) -> None:
    token = sign_in(database, "张三", PASSWORD, now=NOW).token or ""
    moment = NOW
    while moment < NOW + timedelta(hours=7, minutes=40):
        moment += timedelta(minutes=20)
        assert who(database, token, moment) == member
    assert who(database, token, NOW + timedelta(hours=8)) is None


def test_signing_out_ends_the_session_at_once(database: Database, member: StaffMember) -> None:
    token = sign_in(database, "张三", PASSWORD, now=NOW).token or ""
    with database.transaction() as session:
        end_staff_session(session, token, now=NOW)
        end_staff_session(session, token, now=NOW)
        end_staff_session(session, "none", now=NOW)
    assert who(database, token) is None
    with database.transaction(read_only=True) as session:
        entries = session.query(AuditEntry).filter_by(action="staff.sign_out")
        assert [(entry.actor, entry.outcome) for entry in entries] == [("staff:张三", "done")]


def test_neither_password_nor_token_is_stored_in_clear(database: Database, member: StaffMember) -> None:
    token = sign_in(database, "张三", PASSWORD, now=NOW).token or ""
    with database.transaction(read_only=True) as session:
        stored_hash = session.query(Staff).one().password_hash
        assert stored_hash.startswith("$argon2id$")
        assert PASSWORD not in stored_hash
        assert session.query(StaffSession).one().token_hash != token


def test_a_name_is_taken_once(database: Database, member: StaffMember) -> None:
    with pytest.raises(StaffNameTaken, match="张三"), database.transaction() as session:
        create_staff(session, "张三", "hotline", "x", actor="system", now=NOW)


@pytest.mark.parametrize("name", ["", " ", " 张三", "a\x00b", "a\nb", "a" * 101])
def test_a_name_is_visible_and_short(database: Database, name: str) -> None:
    with pytest.raises(StaffNameInvalid), database.transaction() as session:
        create_staff(session, name, "hotline", "x", actor="system", now=NOW)


def test_the_first_administrator_is_made_once(database: Database) -> None:
    def make(_: int) -> str | None:
        with database.transaction() as session:
            return create_first_administrator(session, now=NOW)

    with ThreadPoolExecutor(4) as threads:
        passwords = [password for password in threads.map(make, range(4)) if password is not None]
    assert len(passwords) == 1
    result = sign_in(database, "admin", passwords[0], now=NOW)
    assert result.staff is not None
    assert result.staff.role == "administrator"


def test_every_sign_in_is_an_audit_entry(database: Database, member: StaffMember) -> None:
    sign_in(database, "张三", PASSWORD, now=NOW)
    sign_in(database, "张三", "wrong", now=NOW)
    with database.transaction(read_only=True) as session:
        entries = session.query(AuditEntry).order_by(AuditEntry.sequence).all()
        assert [(entry.action, entry.outcome) for entry in entries] == [
            ("staff.create", "done"),
            ("staff.sign_in", "signed_in"),
            ("staff.sign_in", "refused"),
        ]
        assert verify_chain(session) is None
        assert PASSWORD not in " ".join(entry.subject + (entry.reason or "") for entry in entries)
