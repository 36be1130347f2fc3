"""One order for everybody who asks: districts, registers, credit rules, guidance."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from contracts import ReplyDraft
from desk.choices import TRANSFER, find_loosely, find_offer, is_count
from desk.credit_rules import PublishedRules
from desk.districts.district_contacts import DistrictContacts
from desk.guidance import Guidance
from desk.in_view import SEARCH, find_view_offer, show_again
from desk.named_topics import known_terms
from desk.private import names_what_is_private
from desk.question import Question, Told, tell
from desk.registers.check_register import CheckRegister
from desk.registers.register_names import RegisterNames, TermSource
from desk.registers.register_overview import RegistersInAll
from desk.registers.show_register import ShowRegister
from desk.shown import before_of
from index.library import Library
from records.credit.rules_file import CreditRulesFile
from records.storage.database import Database
from records.values.clock import Clock
from understanding.values.names import names_within

Step = Callable[[Question], Awaitable[Told | None]]


class Desk:
    """Answers from what is public. What is an enterprise's own is no answer of it, whoever asks."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        library: Library,
        credit_rules: CreditRulesFile,
        terms: TermSource | None = None,
    ) -> None:
        """`terms`: what people say for topics and for the names of districts; those of the library unless given."""
        self.guidance = Guidance(library)
        terms = terms or (lambda: known_terms(library))
        names = RegisterNames(terms)
        self._registers = CheckRegister(database, clock, self.guidance, library, names)
        self._districts = DistrictContacts(database, terms)
        overview = RegistersInAll(database, clock, names)
        self._register = ShowRegister(self._registers, overview, self._districts, names)
        self._credit_rules = PublishedRules(database, credit_rules, library)
        self._steps: tuple[Step, ...] = (
            self._tell_known,
            self.tell_districts,
            self._tell_choice,
            self._tell_both,
            self._search,
            self._tell_registers,
            self._tell_credit_rules,
            self.guidance.answer,
        )

    async def answer(self, question: Question) -> Told:
        """Return what the first that has an answer says. Raises IndexMissing, DatabaseUnavailable."""
        for step in self._steps:
            if (told := await step(question)) is not None:
                return _noting_before(
                    question, await show_again(question, told, self._look_again, self.find_named)
                )
        raise AssertionError("the guidance has an answer to everything")

    async def tell_districts(self, question: Question) -> Told | None:
        """Return who looks after the district that is asked about; None for any other question."""
        return await self._districts.answer(question)

    async def find_named(self, question: Question) -> Told | None:
        """Return what the registers know of whom or what a question names; None where it names nothing of theirs.

        What of it only the enterprise itself is shown is no question to them.
        """
        return (
            None
            if names_what_is_private(question.text, question.names)
            else await self._register.find_named(question)
        )

    async def choose(self, question: Question) -> Told:
        """Return the answer to a message that picks one of what was offered, or to nothing that was.

        Raises IndexMissing, DatabaseUnavailable.
        """
        return await show_again(question, await self._choose(question), self._look_again, self.find_named)

    async def _choose(self, question: Question) -> Told:
        if self.guidance.asks_for_item(question):
            return await self.guidance.answer(question)
        offers = question.context.offers
        chosen = find_offer(question.text, offers, in_part=True) or find_loosely(question.text, offers)
        if chosen is not None and self.offers(chosen.text):
            return await self._take(replace(question, text=chosen.text))
        if chosen is None and is_count(question.text) and not self.guidance.expects(question):
            return _ask_which(question)
        return await self.guidance.answer(question, chosen.text if chosen else None)

    def offers(self, text: str) -> bool:
        """Tell whether a text is that of an offer which is looked up, not searched for in documents."""
        return self._registers.offers(text) or find_view_offer(text) is not None

    async def tell_credit_rules(self, question: Question) -> Told | None:
        """Return the rules that stand against an application; None where they cannot be read."""
        return await self._credit_rules.answer(question)

    def picks(self, question: Question) -> bool:
        """Tell whether a message is a pick whatever it was taken for: a number and no more, or an offer of ours."""
        if self.guidance.asks_for_item(question):
            return False
        chosen = find_offer(question.text, question.context.offers, in_part=False)
        if chosen is None or chosen.text == TRANSFER:
            return False
        return is_count(question.text) or question.is_about_shown or self.offers(chosen.text)

    async def _take(self, question: Question) -> Told:
        view = find_view_offer(question.text)
        if view is None:
            return await self._registers.run(question)
        return await self._register.run(replace(question, asked=view.asked, is_about_shown=True))

    async def _tell_known(self, question: Question) -> Told | None:
        is_known = await asyncio.to_thread(self.guidance.knows, question.text)
        return await self.guidance.answer(question) if is_known else None

    async def _tell_choice(self, question: Question) -> Told | None:
        is_choice = question.intent == "choose" or self.picks(question)
        return await self._choose(question) if is_choice else None

    async def _tell_both(self, question: Question) -> Told | None:
        """Answer two matters of one message one after the other, each as if it had been said alone."""
        if len(question.parts) != 2:
            return None
        context, told = question.context, []
        for part in question.parts:
            alone = replace(
                question,
                text=part.text,
                intent=part.intent,
                asked=part.asked,
                parts=(),
                is_about_shown=part.is_about_shown,
                of_it=None,
                follow_up=None,
                names=names_within(question.names, part.text),
                public=part.public,
                entities={},
                context=replace(context, shown=question.context.shown) if part.is_about_shown else context,
            )
            told.append(await self.answer(alone))
            context = told[-1].context
        return Told(
            tuple(reply for each in told for reply in each.replies),
            tuple(answer for each in told for answer in each.answers),
            context,
            question.text,
        )

    async def _search(self, question: Question) -> Told | None:
        if not question.text.startswith(SEARCH):
            return None
        return await self.guidance.answer(question, question.text.removeprefix(SEARCH))

    async def _tell_registers(self, question: Question) -> Told | None:
        if question.intent != "check_register":
            return None
        if names_what_is_private(question.text, question.names):
            return await self.guidance.answer(question)
        return await self._register.run(question)

    async def _tell_credit_rules(self, question: Question) -> Told | None:
        return await self.tell_credit_rules(question) if question.intent == "check_credit_rules" else None

    async def _look_again(self, question: Question) -> Told | None:
        shown = question.context.shown
        if shown is not None and shown.kind == "district":
            return await self._districts.answer(question)
        run = self._registers if shown is not None and shown.kind == "contact" else self._register
        return await run.run(question)


def _noting_before(question: Question, told: Told) -> Told:
    """Return what is told, with what is then in view before the thing shown."""
    old, new = question.context, told.context
    return replace(told, context=replace(new, before=before_of(old.shown, new.before, new.shown)))


def _ask_which(question: Question) -> Told:
    """What was offered is offered again; the context stays as it is, but for what is in view."""
    offers = list(question.context.offers)
    if all(offer.text == TRANSFER for offer in offers):
        reply = ReplyDraft(text="现在没有可以选的，请直接说您想问的事，我来查。", outcome="smalltalk")
        return replace(tell(question, reply, "choice"), context=question.context)
    text = f"请从下面 {len(offers)} 项中选一个，回复序号即可。"
    reply = ReplyDraft(text=text, outcome="clarify", quick_replies=offers)
    return replace(tell(question, reply, "choice"), context=replace(question.context, shown=None))
