"""The words of a binding, on a real database: consent first, limits with a time, and who is bound as what."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from actions.binding.ask_consent import AskConsent
from actions.binding.binding_result import BindingResult
from actions.binding.notices import WithNotices
from actions.binding.start_binding import StartBinding, moment
from actions.binding.unbind import ConfirmUnbind, Unbind
from actions.seam.turn import ActionResult, ActionTurn
from contracts import People, ReplyDraft
from contracts.notice import BINDING_NOTICE
from records.models import AuditEntry, Enterprise
from records.people.challenge_limits import ChallengeLimits, Limit
from records.people.identity import Identity
from records.people.sms import DemoSmsGateway
from records.storage.database import Database
from records.values.clock import FixedClock
from records.values.keyed_hash import KeyedHash
from tests.golden_files import Golden
from tests.records.databases import sqlite_database
from tests.records.people.people_support import BOSS, HANDLER, VIEWER, add_person, bind_as
from tests.records.support import NOW, PHONE, UNKNOWN_USCC, USCC, add_enterprise, last_code, new_conversation


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(sqlite_database(tmp_path / "records.db"))
    yield database
    database.close()


@pytest.fixture
def enterprise(database: Database) -> Enterprise:
    return add_enterprise(database, USCC, "萧山云源样例软件有限公司", PHONE)


@pytest.fixture
def hasher() -> KeyedHash:
    return KeyedHash(b"a key for tests, 32 bytes long..")


@pytest.fixture
def identity(hasher: KeyedHash) -> Identity:
    return Identity(hasher, DemoSmsGateway(demo=True))


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def conversation_id(database: Database, hasher: KeyedHash) -> str:
    return new_conversation(database, hasher)


def turn(conversation_id: str, intent: str = "", **slots: object) -> ActionTurn:
    return ActionTurn(conversation_id, "", intent, {}, slots)


def claim(database: Database, identity: Identity, conversation_id: str, phone: str) -> None:
    with database.transaction() as session:
        identity.record_phone_claim(session, conversation_id, phone, address=None, now=NOW)


def text_of(result: ActionResult) -> str:
    return "\n".join(reply.text for reply in result.replies)


def test_the_whole_notice_comes_before_the_first_answer_and_a_reminder_after_a_digression() -> None:
    first = asyncio.run(AskConsent().run(turn("c", "bind_enterprise"))).replies[0]
    for point in BINDING_NOTICE.points:
        assert point in first.text
    assert [offer.text for offer in first.quick_replies] == ["同意并继续", "不同意"]
    again = asyncio.run(AskConsent().run(turn("c", "ask_guidance"))).replies[0]
    assert "同意" in again.text
    assert len(again.text) < 60
    assert first.outcome == again.outcome == "form"


@pytest.mark.parametrize("consent", [None, False, "true", 1])
def test_without_a_yes_no_code_is_sent(
    database: Database,
    identity: Identity,
    clock: FixedClock,
    enterprise: Enterprise,
    conversation_id: str,
    consent: object,
) -> None:
    claim(database, identity, conversation_id, PHONE)
    start = StartBinding(database, clock, identity, demo=True)
    result = asyncio.run(start.run(turn(conversation_id, uscc=USCC, consent=consent)))
    assert "同意" in text_of(result)
    assert last_code(database) is None


def test_a_known_and_an_unknown_pair_are_told_the_same(
    database: Database, identity: Identity, clock: FixedClock, enterprise: Enterprise, hasher: KeyedHash
) -> None:
    start = StartBinding(database, clock, identity, demo=False)
    results = []
    for uscc, phone in ((USCC, PHONE), (UNKNOWN_USCC, PHONE), (USCC, "16000000009")):
        conversation_id = new_conversation(database, hasher)
        claim(database, identity, conversation_id, phone)
        asked = turn(conversation_id, uscc=uscc, phone="160****0001", consent=True)
        results.append(asyncio.run(start.run(asked)))
    assert results[0] == results[1] == results[2]
    assert "转人工" in text_of(results[0])


def test_who_is_limited_learns_until_when_and_whom_to_ask(
    database: Database,
    identity: Identity,
    clock: FixedClock,
    enterprise: Enterprise,
    hasher: KeyedHash,
    golden: Golden,
) -> None:
    start = StartBinding(database, clock, identity, demo=False)
    for _ in range(6):
        conversation_id = new_conversation(database, hasher)
        claim(database, identity, conversation_id, PHONE)
        result = asyncio.run(start.run(turn(conversation_id, uscc=USCC, consent=True)))
    assert "11:00" in text_of(result)
    golden.check("binding_notices", "limited by phone", text_of(result))
    assert [offer.text for offer in result.replies[0].quick_replies] == ["转人工"]


@pytest.mark.parametrize("limit", ["conversation", "address"])
def test_nobody_is_promised_that_staff_lift_what_only_time_lifts(
    database: Database,
    clock: FixedClock,
    enterprise: Enterprise,
    hasher: KeyedHash,
    conversation_id: str,
    limit: str,
    golden: Golden,
) -> None:
    limits = replace(ChallengeLimits(), **{limit: Limit(1, timedelta(hours=1))})
    identity = Identity(hasher, DemoSmsGateway(demo=True), limits)
    start = StartBinding(database, clock, identity, demo=False)
    for number in (1, 2):
        with database.transaction() as session:
            phone = f"1600000100{number}"
            identity.record_phone_claim(session, conversation_id, phone, address="192.0.2.1", now=NOW)
        result = asyncio.run(start.run(turn(conversation_id, uscc=USCC, consent=True)))
    assert "11:00" in text_of(result)
    golden.check("binding_notices", f"limited by {limit}", text_of(result))
    assert "到时自动解除" in text_of(result)
    assert "核实后解除" not in text_of(result)


@pytest.mark.parametrize(
    ("later", "words"),
    [
        (timedelta(hours=1), "今天 11:00 "),
        (timedelta(hours=1, seconds=1), "今天 11:01 "),
        (timedelta(hours=14), "明天 00:00 "),
        (timedelta(hours=37, minutes=59, seconds=30), "11月22日 00:00 "),
    ],
)
def test_a_moment_is_said_in_words_and_never_too_early(later: timedelta, words: str) -> None:
    assert moment(NOW + later, NOW) == words


@pytest.mark.parametrize(
    ("phone", "role", "label", "offers"),
    [
        (BOSS, "legal_representative", "法定代表人", 4),
        (HANDLER, "handler", "经办人", 3),
        (VIEWER, "viewer", "查看人", 2),
    ],
)
def test_who_is_bound_learns_name_role_end_and_the_way_out(
    database: Database,
    identity: Identity,
    clock: FixedClock,
    enterprise: Enterprise,
    conversation_id: str,
    phone: str,
    role,
    label: str,
    offers: int,
) -> None:
    add_person(database, enterprise, phone, role)
    assert bind_as(database, identity, conversation_id, phone)
    result = asyncio.run(BindingResult(database, clock, []).run(turn(conversation_id, consent=True)))
    for words in (enterprise.name, label, "2026年12月20日", "解除绑定"):
        assert words in text_of(result)
    assert len(result.replies[0].quick_replies) == offers
    assert result.slots == {"uscc": None, "phone": None, "consent": None}


def test_a_command_alone_binds_nobody(database: Database, clock: FixedClock, conversation_id: str) -> None:
    result = asyncio.run(BindingResult(database, clock, []).run(turn(conversation_id)))
    assert result.replies[0].outcome == "needs_binding"


def test_releasing_forgets_the_consent(
    database: Database, identity: Identity, clock: FixedClock, enterprise: Enterprise, conversation_id: str
) -> None:
    assert bind_as(database, identity, conversation_id, PHONE)
    result = asyncio.run(Unbind(database, clock).run(turn(conversation_id, consent=True)))
    assert "已解除绑定" in text_of(result)
    assert result.slots["consent"] is None
    with database.transaction(read_only=True) as session:
        actions = [entry.action for entry in session.query(AuditEntry).order_by(AuditEntry.sequence)]
    assert actions == ["binding.consent", "binding.start", "binding.verify", "binding.end"]


class Shows:
    """A look-up that shows something, or only says something."""

    name = "action_shows"

    def __init__(self, *, data: bool) -> None:
        self._data = People(enterprise_name="样例", people=[]) if data else None

    async def run(self, turn: ActionTurn) -> ActionResult:
        shown = ReplyDraft(text="看", outcome="people", data=self._data)
        return ActionResult([ReplyDraft(text="先", outcome="smalltalk"), shown], {"last": 1})


@pytest.mark.parametrize(
    ("days", "data", "reminded"),
    [(26, True, False), (27, True, True), (29, True, True), (29, False, False), (30, True, False)],
)
def test_a_look_up_says_from_three_days_before_when_the_binding_ends(
    database: Database,
    identity: Identity,
    clock: FixedClock,
    enterprise: Enterprise,
    conversation_id: str,
    days: int,
    data: bool,
    reminded: bool,
) -> None:
    assert bind_as(database, identity, conversation_id, PHONE)
    clock.advance(timedelta(days=days))
    result = asyncio.run(WithNotices(Shows(data=data), database, clock).run(turn(conversation_id)))
    assert [reply.text.startswith(("先", "看")) for reply in result.replies] == [True, True]
    assert ("2026年12月20日为止" in result.replies[1].text) is reminded
    assert "为止" not in result.replies[0].text
    assert result.slots == {"last": 1}


def test_a_release_is_confirmed_where_there_is_something_to_release(
    database: Database,
    clock: FixedClock,
    identity: Identity,
    enterprise: Enterprise,
    conversation_id: str,
    golden: Golden,
) -> None:
    confirm = ConfirmUnbind(database, clock, Unbind(database, clock))
    unbound = asyncio.run(confirm.run(turn(conversation_id))).replies[0]
    golden.check("binding_notices", "a release without a binding", unbound.text)
    assert "确定" not in unbound.text
    assert bind_as(database, identity, conversation_id, PHONE)
    bound = asyncio.run(confirm.run(turn(conversation_id))).replies[0]
    assert enterprise.name in bound.text
    golden.check("binding_notices", "a release to be confirmed", bound.text)
    assert [offer.text for offer in bound.quick_replies] == ["确定", "不解除"]
