"""Whether the bound enterprise's credit stands in the way of an application (一票否决)."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from actions.binding.lookup import ask_to_bind, refuse_other_enterprise, refuse_role
from actions.credit.credit_offers import PENALTIES, REPAIR, STANDING
from actions.credit.say_credit import BREACHES, describe_check
from actions.guidance.guidance import Guidance
from actions.seam.last_answer import read_last
from actions.seam.shown import Shown, show
from actions.seam.turn import ActionResult, ActionTurn
from contracts import CreditCheck, QuickReply, ReplyDraft
from desk.credit_rules import read_rules
from desk.named_topics import named_topics
from desk.question import TRANSFER
from index.library import Library
from records.catalogue.service_item_choice import ServiceItemChoice, choose_service_item
from records.credit.lookup import CreditCheckResult, check_credit_rules
from records.credit.rules import CreditRules
from records.credit.rules_file import CreditRulesFile
from records.storage.database import Database
from records.values.clock import Clock


class CheckCreditRules:
    """Passes, or the rules that stand against it with event and source; it says that only credit was checked."""

    name = "action_check_credit_rules"

    def __init__(
        self,
        database: Database,
        clock: Clock,
        rules: CreditRulesFile,
        library: Library,
        guidance: Guidance,
    ) -> None:
        self._database = database
        self._clock = clock
        self._rules = rules
        self._library = library
        self._guidance = guidance

    async def run(self, turn: ActionTurn) -> ActionResult:
        rules = read_rules(self._rules)
        if rules is None:
            return ActionResult([_no_rules()], {"pending_lookup": None})
        topics = named_topics(self._library, turn.text, turn.entities.get("topic")) or _spoken_of(turn)
        result, item = await self._database.run_in_transaction(
            lambda session: self._check(session, turn, topics, rules)
        )
        if result.enterprise is None:
            asked = ask_to_bind("check_credit_rules")
            # After the binding the check is asked again: it is then known by the conversation's topic.
            kept = {**asked.slots, **({"topic": item.topic} if item else {})}
            told = await self._guidance.tell_credit_rules(turn)
            return replace(asked, replies=(told or asked).replies, slots=kept)
        if refused := refuse_other_enterprise(turn, result.enterprise):
            return refused
        if result.check is None:
            return refuse_role("check_credit_rules", result.enterprise)
        text, offers = describe_check(result.check), _offers(result.check)
        reply = ReplyDraft(text=text, outcome="credit_check", data=result.check, quick_replies=offers)
        return show(reply, Shown("credit_check"), topic="research-integrity")

    def _check(
        self, session: Session, turn: ActionTurn, topics: list[str], rules: CreditRules
    ) -> tuple[CreditCheckResult, ServiceItemChoice | None]:
        item = choose_service_item(session, topics, turn.text, turn.slot("region"))
        code = item.code if item else None
        found = check_credit_rules(session, turn.conversation_id, code, now=self._clock.now(), rules=rules)
        return found, item


def _spoken_of(turn: ActionTurn) -> list[str]:
    """Return the topic that a check which names none is about: of the question just answered, or before a binding."""
    topic, last = turn.slot("topic"), read_last(turn)
    is_spoken_of = turn.text.startswith("/") or (last is not None and last.outcome == "answered")
    return [topic] if topic and is_spoken_of else []


def _offers(check: CreditCheck) -> list[QuickReply]:
    if check.standing in BREACHES:
        return [STANDING, REPAIR] if check.passes else [STANDING, REPAIR, PENALTIES]
    return [STANDING] if check.passes else [STANDING, REPAIR]


def _no_rules() -> ReplyDraft:
    return ReplyDraft(
        text="核查规则暂时读不出来，这次没有核查，请稍后再试，或者转人工。",
        outcome="error",
        quick_replies=[TRANSFER],
    )
