"""What the gateway stores: every message before it is acknowledged, every reply before it is shown.

Phone numbers, identity numbers and codes are masked here, before anything is stored or sent to Rasa. While a
one-time code is awaited, what looks like one is checked here, and Rasa learns only the result.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy.orm import Session

from api.turns.admission import Admission
from api.turns.claims import VERIFIED, check_claim
from api.turns.fixed_replies import (
    code_not_awaited,
    code_of_wrong_length,
    greeting,
    nothing_to_read,
)
from api.turns.inbound import InboundMessage, clean_text, has_words
from api.turns.intake import Intake, OpenedConversation
from api.turns.known_tokens import KnownTokens
from api.turns.unfinished import Unfinished
from contracts import Reply, ReplyDraft
from records.conversations.conversation import (
    find_conversation,
    find_wechat_conversation,
    get_conversation,
    open_conversation,
)
from records.conversations.outbox import OutboxEvent, list_outbox
from records.conversations.turn_order import find_earlier_open_turn, read_turn_order
from records.conversations.turns import (
    begin_turn,
    find_turn,
    find_turn_of_message,
    finish_turn,
    keep_for_another_run,
)
from records.people.clock_steps import settle_clock
from records.people.identity import Identity, find_binding, find_open_challenge
from records.people.open_challenge import had_challenge_lately
from records.people.portal import bind_by_token
from records.people.portal_token import Portal
from records.storage.database import Database
from records.values.clock import Clock
from records.values.keyed_hash import KeyedHash, token_hash
from records.values.masking import find_code, find_mistyped_code, is_bare_code, mask_text

# What stands in the conversation where the user gave a portal's token instead of a message.
BOUND_BY_PORTAL = "（用网站账号绑定企业）"


class Journal:
    """Conversations and their turns in the database; each method is one transaction."""

    def __init__(
        self, database: Database, hasher: KeyedHash, identity: Identity, clock: Clock, hotline: str | None
    ) -> None:
        self._database = database
        self._hasher = hasher
        self._identity = identity
        self._clock = clock
        self._hotline = hotline
        self._known_tokens = KnownTokens()
        self.unfinished = Unfinished(database, clock)

    async def open_conversation(
        self, channel: str, account: str | None, user: str | None, site: str | None, region: str | None
    ) -> OpenedConversation:
        """Open a conversation, or find that of the same WeChat user."""
        now = self._clock.now()

        def run(session: Session) -> OpenedConversation:
            opened = open_conversation(
                session,
                hasher=self._hasher,
                channel="wechat" if channel == "wechat" else "web",
                account=account,
                user=user,
                site=site,
                region=region,
                now=now,
            )
            return self._greeted(opened.conversation.id, opened.token)

        if channel == "wechat" and account and user:  # mostly there already, and reading waits for no lock
            there = await self._database.run_in_transaction(
                lambda session: find_wechat_conversation(session, self._hasher, account, user), read_only=True
            )
            if there is not None:
                return self._greeted(there, None)
        return await self._database.run_in_transaction(run)

    def _greeted(self, conversation_id: str, token: str | None) -> OpenedConversation:
        return OpenedConversation(
            conversation_id, token, self._number(greeting(self._hotline), "greeting", None)
        )

    async def is_open_to(self, conversation_id: str, token: str) -> bool:
        """Tell whether the token is this conversation's. A wrong token and an unknown id look alike."""
        pair = (conversation_id, token_hash(token))
        if pair in self._known_tokens:
            return True
        found = await self._database.run_in_transaction(
            lambda session: find_conversation(session, conversation_id, token), read_only=True
        )
        if found is not None:
            self._known_tokens.add(pair)
        return found is not None

    async def begin(self, message: InboundMessage, admission: Admission | None = None) -> Intake:
        """Store a message and return what is to be done with it.

        `admission` may have been closed by who waits: then nothing is stored. Raises ConversationNotFound and
        DatabaseUnavailable.
        """

        def run(session: Session) -> Intake:
            intake = self._begin(session, message)
            if admission is not None:
                admission.enter()  # last, when no lock is waited for any more
            return intake

        return await self._database.run_in_transaction(run)

    def _begin(self, session: Session, message: InboundMessage) -> Intake:
        now = self._clock.now()
        text = clean_text(message.text)
        identifier = message.conversation_id
        settle_clock(session, identifier, now=now)
        order = read_turn_order(session, identifier)
        challenge = find_open_challenge(session, identifier, now=now)
        mistyped = find_mistyped_code(text) if challenge is not None else None
        code = mistyped or (find_code(text) if challenge is not None else None)
        is_stray = (
            challenge is None
            and is_bare_code(text)
            and (order.last_outcome == "form" or had_challenge_lately(session, identifier, now=now))
        )
        masked = "******" if code is not None or is_stray else mask_text(text)
        turn = begin_turn(session, identifier, message.client_message_id, masked, now=now)
        if not turn.is_new:
            replies = None if turn.state == "open" else turn.replies
            return Intake(identifier, turn.turn_id, masked, is_new=False, replies=replies, said=masked)
        command, own_reply = None, None
        if mistyped is None or challenge is None or challenge.is_expired:
            command, own_reply = check_claim(self._identity, session, message, text, code, now=now)
        else:
            own_reply = code_of_wrong_length(len(mistyped))
        if is_stray:
            is_bound = find_binding(session, identifier, now=now) is not None
            own_reply = code_not_awaited(is_bound=is_bound)
        if not has_words(text):
            own_reply = nothing_to_read()
        kept = own_reply.model_dump(mode="json") if own_reply is not None else None
        keep_for_another_run(session, turn.turn_id, command=command, own_reply=kept)
        return Intake(
            identifier,
            turn.turn_id,
            command or masked,
            is_new=True,
            is_command=command is not None,
            in_form=order.last_outcome == "form",
            is_behind=order.open > 0,  # as it was before this turn, under the conversation's lock
            turn_number=order.number + 1,
            region=get_conversation(session, identifier).region,
            own_reply=own_reply,
            said=masked,
        )

    async def begin_portal_binding(
        self, portal: Portal, conversation_id: str, token: str, consent: str
    ) -> Intake | None:
        """Bind a conversation by a portal's token and open the turn that says so; None whatever stands in the way.

        `consent` is the version of the notice that the user agreed to. Raises ConversationNotFound.
        """
        now = self._clock.now()

        def run(session: Session) -> Intake | None:
            settle_clock(session, conversation_id, now=now)
            message_id = f"portal:{token_hash(token)}"
            there = find_turn_of_message(session, conversation_id, message_id)
            if there is not None and there.state == "open":  # it has bound, and nobody could say so
                return Intake(conversation_id, there.turn_id, VERIFIED, is_new=False, is_command=True)
            if not bind_by_token(session, conversation_id, portal, token, consent=consent, now=now):
                return None
            turn = begin_turn(session, conversation_id, message_id, BOUND_BY_PORTAL, now=now)
            keep_for_another_run(session, turn.turn_id, command=VERIFIED, own_reply=None)
            return Intake(
                conversation_id,
                turn.turn_id,
                VERIFIED,
                is_new=True,
                is_command=True,
                turn_number=1,  # no new session of Rasa before this turn
                is_behind=find_earlier_open_turn(session, conversation_id, turn.turn_id) is not None,
                said=BOUND_BY_PORTAL,
            )

        return await self._database.run_in_transaction(run)

    async def finish(
        self, intake: Intake, drafts: Sequence[ReplyDraft], model_version: str | None, *, failed: bool = False
    ) -> tuple[Reply, ...]:
        """Close a turn with its replies; where it was closed already, return what it was closed with."""
        replies = tuple(self._number(draft, intake.turn_id, model_version) for draft in drafts)

        def run(session: Session) -> tuple[Reply, ...]:
            if finish_turn(session, intake.turn_id, replies, now=self._clock.now(), failed=failed):
                return replies
            turn = find_turn(session, intake.turn_id)
            return turn.replies if turn is not None else replies

        return await self._database.run_in_transaction(run)

    async def find_replies(self, turn_id: str) -> tuple[Reply, ...] | None:
        """Return the replies of a closed turn, or None while it is open."""
        turn = await self._database.run_in_transaction(
            lambda session: find_turn(session, turn_id), read_only=True
        )
        return turn.replies if turn is not None and turn.state != "open" else None

    async def find_intake(self, conversation_id: str, client_message_id: str) -> Intake | None:
        """Return the turn of a message that has come before, without storing anything; None if there is none."""
        turn = await self._database.run_in_transaction(
            lambda session: find_turn_of_message(session, conversation_id, client_message_id), read_only=True
        )
        if turn is None:
            return None
        replies = None if turn.state == "open" else turn.replies
        return Intake(conversation_id, turn.turn_id, "", is_new=False, replies=replies)

    async def list_events(self, conversation_id: str, after: int) -> Sequence[OutboxEvent]:
        """Return the conversation's events after a sequence, oldest first."""
        return await self._database.run_in_transaction(
            lambda session: list_outbox(session, conversation_id, after=after), read_only=True
        )

    def _number(self, draft: ReplyDraft, turn_id: str, model_version: str | None) -> Reply:
        return Reply(
            **draft.model_dump(),
            id=uuid.uuid4().hex,
            turn_id=turn_id,
            model_version=model_version,
            created_at=self._clock.now(),
        )
