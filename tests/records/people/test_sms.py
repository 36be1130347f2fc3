from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from records.people.sms import AfterCommitSmsGateway, DemoOnly, DemoSmsGateway, list_demo_messages
from records.storage.database import Database
from tests.records.support import NOW, PHONE


def test_the_demo_outbox_works_in_the_demo_only(database: Database) -> None:
    with pytest.raises(DemoOnly):
        DemoSmsGateway(demo=False)
    with pytest.raises(DemoOnly), database.transaction(read_only=True) as session:
        list_demo_messages(session, demo=False)


def test_the_demo_outbox_shows_codes_newest_first_and_no_decoys(database: Database) -> None:
    gateway = DemoSmsGateway(demo=True)
    with database.transaction() as session:
        gateway.send_code(session, PHONE, "111111", now=NOW)
        gateway.send_code(session, None, "222222", now=NOW)
        gateway.send_code(session, PHONE, "333333", now=NOW)
    with database.transaction(read_only=True) as session:
        shown = list_demo_messages(session, demo=True)
    assert [(message.phone, message.code) for message in shown] == [(PHONE, "333333"), (PHONE, "111111")]


def test_a_real_message_leaves_after_the_commit(database: Database) -> None:
    sent: list[tuple[str, str]] = []
    with ThreadPoolExecutor(1) as threads:
        gateway = AfterCommitSmsGateway(lambda phone, code: sent.append((phone, code)), threads)
        with database.transaction() as session:
            gateway.send_code(session, PHONE, "123456", now=NOW)
            gateway.send_code(session, None, "654321", now=NOW)
            assert sent == []
    assert sent == [(PHONE, "123456")]


def test_nothing_leaves_when_the_transaction_is_undone(database: Database) -> None:
    sent: list[tuple[str, str]] = []
    with ThreadPoolExecutor(1) as threads:
        gateway = AfterCommitSmsGateway(lambda phone, code: sent.append((phone, code)), threads)

        def send_and_fail() -> None:
            with database.transaction() as session:
                gateway.send_code(session, PHONE, "123456", now=NOW)
                raise RuntimeError

        with pytest.raises(RuntimeError):
            send_and_fail()
        with database.transaction():
            pass  # and not with the next transaction either
    assert sent == []
