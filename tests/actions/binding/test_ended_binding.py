"""A binding that somebody else ended, or that has run out, is told of once, without saying by whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from actions.binding.notices import WithNotices
from actions.people.check_people import CheckPeople
from records.bindings.binding import record_unbinding
from records.models import Contact
from records.people.contacts import change_role, remove_contact
from tests.actions.desk import NOW, Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.database.close()


def asked(desk: Desk) -> str:
    action = CheckPeople(desk.database, desk.clock)
    return desk.ask(WithNotices(action, desk.database, desk.clock), "谁能查我们公司").text


def end(desk: Desk, how: str) -> None:
    with desk.database.transaction() as session:
        contact = session.scalars(select(Contact)).one()
        if how == "removed":
            remove_contact(session, contact, now=NOW)
        elif how == "role":
            change_role(session, contact, "viewer", now=NOW)
        elif how == "unbound":
            record_unbinding(session, desk.conversation_id, now=NOW)
    if how == "expired":
        desk.clock.advance(timedelta(days=31))


@pytest.mark.parametrize(
    ("how", "words"),
    [("removed", "您不再是这家企业的联系人"), ("role", "身份有变动"), ("expired", "已经到期")],
)
def test_the_end_is_told_once_with_what_to_do(desk: Desk, how: str, words: str) -> None:
    desk.bind()
    end(desk, how)
    first, second = asked(desk), asked(desk)
    assert (words in first, "请先绑定企业" in first) == (True, True)
    assert ("原来的绑定" in second, "请先绑定企业" in second) == (False, True)


def test_who_unbound_or_never_bound_is_told_nothing(desk: Desk) -> None:
    assert "原来的绑定" not in asked(desk)
    desk.bind()
    end(desk, "unbound")
    assert "原来的绑定" not in asked(desk)


def test_who_is_bound_is_told_nothing(desk: Desk) -> None:
    desk.bind()
    end(desk, "role")
    desk.bind()
    assert "原来的绑定" not in asked(desk)
