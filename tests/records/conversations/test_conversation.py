from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from records.bindings.binding import find_binding
from records.conversations.conversation import (
    ConversationNotFound,
    delete_conversation,
    find_conversation,
    find_region,
    get_conversation,
    open_conversation,
    record_context,
)
from records.conversations.tickets import list_tickets, list_unanswered, record_ticket, record_unanswered
from records.conversations.turns import begin_turn, finish_turn
from records.models import (
    AuditEntry,
    Binding,
    Challenge,
    Conversation,
    Enterprise,
    Message,
    OutboxEntry,
    PhoneClaim,
    Turn,
)
from records.people.identity import Identity
from records.storage.database import Database
from records.values.keyed_hash import KeyedHash
from tests.records.replies import make_reply
from tests.records.support import NOW, bind

pytestmark = pytest.mark.both_databases


def test_a_web_conversation_is_found_by_its_token_only(database: Database, hasher: KeyedHash) -> None:
    with database.transaction() as session:
        opened = open_conversation(
            session, hasher=hasher, channel="web", site="portal", region="浙江省", now=NOW
        )
    assert opened.is_new
    assert opened.token is not None
    assert len(opened.token) >= 22  # 128 bits
    with database.transaction(read_only=True) as session:
        found = find_conversation(session, opened.conversation.id, opened.token)
        assert found == opened.conversation
        assert found.region == "浙江省"
        assert find_conversation(session, opened.conversation.id, opened.token[:-1] + "x") is None
        assert find_conversation(session, opened.conversation.id, "") is None
        assert find_conversation(session, "0" * 32, opened.token) is None


@pytest.mark.parametrize("strange", ["", "\x00", "' OR 1=1 --", "会话", "a" * 10_000, "\ud800"])
def test_a_strange_id_is_an_unknown_one(database: Database, strange: str) -> None:
    with database.transaction(read_only=True) as session:
        assert find_conversation(session, strange, "token") is None


def test_neither_token_nor_wechat_user_is_stored_in_clear(database: Database, hasher: KeyedHash) -> None:
    with database.transaction() as session:
        web = open_conversation(session, hasher=hasher, channel="web", now=NOW)
        wechat = open_conversation(
            session, hasher=hasher, channel="wechat", account="bureau", user="oOpenId", now=NOW
        )
    assert wechat.token is None
    with database.transaction(read_only=True) as session:
        rows = session.query(Conversation).all()
        stored = " ".join(str(value) for row in rows for value in vars(row).values())
    assert str(web.token) not in stored
    assert "oOpenId" not in stored


def test_the_same_wechat_user_of_an_account_comes_back_to_one_conversation(
    database: Database, hasher: KeyedHash
) -> None:
    def open_for(account: str, user: str) -> tuple[str, bool]:
        with database.transaction() as session:
            opened = open_conversation(
                session, hasher=hasher, channel="wechat", account=account, user=user, now=NOW
            )
        return opened.conversation.id, opened.is_new

    first, is_new = open_for("bureau", "alice")
    assert is_new
    assert open_for("bureau", "alice") == (first, False)
    assert open_for("bureau", "bob")[0] != first
    assert open_for("county", "alice")[0] != first


def test_a_wechat_user_who_writes_twice_at_once_gets_one_conversation(
    database: Database, hasher: KeyedHash
) -> None:
    def open_once(_: int) -> str:
        with database.transaction() as session:
            return open_conversation(
                session, hasher=hasher, channel="wechat", account="bureau", user="alice", now=NOW
            ).conversation.id

    with ThreadPoolExecutor(6) as threads:
        assert len(set(threads.map(open_once, range(12)))) == 1


def test_a_wechat_conversation_needs_its_user(database: Database, hasher: KeyedHash) -> None:
    with pytest.raises(ValueError, match="WeChat"), database.transaction() as session:
        open_conversation(session, hasher=hasher, channel="wechat", account="bureau", now=NOW)


def test_topic_and_region_are_kept_until_others_come(database: Database, conversation_id: str) -> None:
    with database.transaction() as session:
        record_context(session, conversation_id, topic="innovation-voucher", region="湖北省/武汉市")
    with database.transaction() as session:
        record_context(session, conversation_id, topic="incubator")
        record_context(session, conversation_id)
    with database.transaction(read_only=True) as session:
        found = get_conversation(session, conversation_id)
    assert (found.topic, found.region) == ("incubator", "湖北省/武汉市")


def test_the_region_is_the_conversations_own_else_that_of_the_bound_enterprise(
    database: Database, identity: Identity, enterprise: Enterprise, conversation_id: str
) -> None:
    def region() -> str | None:
        with database.transaction(read_only=True) as session:
            return find_region(session, conversation_id, now=NOW)

    assert region() is None
    bind(database, identity, conversation_id)
    assert region() == enterprise.region
    with database.transaction() as session:
        record_context(session, conversation_id, region="湖北省/武汉市")
    assert region() == "湖北省/武汉市"


def test_deleting_leaves_no_word_and_no_binding_but_an_audit_entry(
    database: Database, identity: Identity, enterprise: Enterprise, conversation_id: str
) -> None:
    bind(database, identity, conversation_id)
    with database.transaction() as session:
        turn = begin_turn(session, conversation_id, "m1", "高企要什么条件", now=NOW)
        finish_turn(session, turn.turn_id, [make_reply(turn.turn_id)], now=NOW)
        record_unanswered(
            session, conversation_id=conversation_id, question="天气", outcome="no_answer", now=NOW
        )
        later = NOW + timedelta(minutes=1)
        record_ticket(session, conversation_id=conversation_id, kind="complaint", text="太慢", now=later)
        record_unanswered(
            session, conversation_id=conversation_id, question="上周也慢", outcome="no_answer", now=later
        )
    with database.transaction() as session:
        assert delete_conversation(session, conversation_id, actor="system", now=NOW)
    with database.transaction(read_only=True) as session:
        for model in (Conversation, Turn, Message, OutboxEntry, PhoneClaim, Binding):
            assert session.query(model).count() == 0, model
        assert find_binding(session, conversation_id, now=NOW) is None
        challenge = session.query(Challenge).one()  # still counts against the limits
        assert (challenge.conversation_id, challenge.masked_phone) == (None, "")
        assert [ticket.conversation_id for ticket in list_tickets(session)] == [None]
        assert [each.question for each in list_unanswered(session)] == ["天气"]  # nothing of the complaint
        entry = session.query(AuditEntry).order_by(AuditEntry.sequence.desc()).first()
        assert entry is not None
        assert (entry.action, entry.outcome) == ("conversation.delete", "done")
        with pytest.raises(ConversationNotFound):
            get_conversation(session, conversation_id)


def test_deleting_an_unknown_conversation_says_so(database: Database) -> None:
    with database.transaction() as session:
        assert not delete_conversation(session, "0" * 32, actor="system", now=NOW + timedelta(days=1))
