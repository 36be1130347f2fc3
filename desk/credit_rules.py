"""What stands against an application (一票否决) by the published rules; whether it does, its enterprise is told."""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from sqlalchemy.orm import Session

from contracts import ReplyDraft
from desk.named_topics import named_topics
from desk.question import BIND, TRANSFER, Context, Question, Told, tell
from desk.words import binding_request
from index.library import Library
from records.catalogue.service_item_choice import ServiceItemChoice, choose_service_item
from records.credit.rules import NATIONWIDE, CreditRules
from records.credit.rules_file import CreditRulesFile, CreditRulesInvalid
from records.storage.database import Database

log = structlog.get_logger(__name__)

CHECK = "科研诚信核查结果"
_UNSTATED = "没有收录这个事项的科研诚信否决规定，以当年申报通知为准。"


class PublishedRules:
    """Answers whoever has not shown to belong to an enterprise."""

    def __init__(self, database: Database, rules: CreditRulesFile, library: Library) -> None:
        self._database = database
        self._rules = rules
        self._library = library

    async def answer(self, question: Question) -> Told | None:
        """Return the rules of the service item named, else of all; None where they cannot be read."""
        rules = read_rules(self._rules)
        if rules is None:
            return None
        item = await self.find_item(question)
        lines = [*_describe(rules, item, question.context.region), binding_request(CHECK)]
        reply = ReplyDraft(text="\n".join(lines), outcome="needs_binding", quick_replies=[BIND, TRANSFER])
        return tell(question, reply, "credit_rules", topic=item.topic if item else None)

    async def find_item(self, question: Question) -> ServiceItemChoice | None:
        """Return the service item that a message names, or that was just spoken of."""
        named = named_topics(self._library, question.text, question.entities.get("topic"))
        topics = named or _spoken_of(question.context)

        def find(session: Session) -> ServiceItemChoice | None:
            return choose_service_item(session, topics, question.text, question.context.place)

        return await self._database.run_in_transaction(find, read_only=True)


def read_rules(file: CreditRulesFile) -> CreditRules | None:
    """Return the rules as they are now; None where they cannot be read, which is logged."""
    try:
        return file.current()
    except CreditRulesInvalid as problem:
        log.error("credit_rules_missing", reason=str(problem))
        return None


def _spoken_of(context: Context) -> list[str]:
    is_spoken_of = context.last is not None and context.last.outcome == "answered"
    return [context.topic] if context.topic and is_spoken_of else []


def _describe(rules: CreditRules, item: ServiceItemChoice | None, region: str | None) -> Sequence[str]:
    held = [
        rule
        for rule in rules.exclusions
        if rule.applies_in(region or NATIONWIDE) and (item is None or item.code in rule.service_items)
    ]
    free = [rule for rule in rules.without_exclusion if item is None or item.code == rule.service_item]
    if not held and not free:
        return [_UNSTATED]
    of = f"{item.name}的" if item else ""
    said = [f"{rule.rule}——{rules.cite(rule)}" for rule in held]
    said += [f"{rule.text}——{rules.cite(rule)}" for rule in free]
    return [f"{of}科研诚信核查看这些规定：", *(f"{n}. {line}" for n, line in enumerate(said, start=1))]
