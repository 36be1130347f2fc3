"""Published registers (高企, 孵化器, 科技特派员), first contacts of service items (首问), external services."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from contracts import QuickReply, ReplyDraft
from contracts.lookup import Register
from desk.guidance import Guidance
from desk.named_topics import named_topics
from desk.question import BIND, TRANSFER, Question, Told, tell
from desk.registers.register_names import RegisterNames
from desk.registers.register_question import RegisterQuestion, read_register_question
from desk.registers.say_registers import (
    EntryAspect,
    describe_aspect,
    describe_contacts,
    describe_findings,
    describe_not_kept,
    describe_nothing,
    describe_services,
    shorten,
)
from desk.shown import Shown
from index.library import Library
from records.registers.contacts import list_item_contacts, list_item_names
from records.registers.labels import REGISTER_LABELS
from records.registers.lookup import OwnName, RegisterAnswer, check_register, find_own_name
from records.registers.names import SHORTEST_CORE
from records.registers.search import find_name_in
from records.registers.services import list_external_services
from records.storage.database import Database
from records.values.clock import Clock, day_of
from records.values.uscc import UsccInvalid, normalise_uscc

_OFFERED = "在不在名单上"
_OFFERED_CONTACT = "的首问是哪个科室"
_MOST_ITEMS = 4


class CheckRegister:
    """Public information, for everybody. What is no question about it is answered from the guidance."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        guidance: Guidance,
        library: Library,
        registers: RegisterNames,
    ) -> None:
        self._database = database
        self._clock = clock
        self._guidance = guidance
        self._library = library
        self._registers = registers

    async def run(self, question: Question) -> Told:
        meant = self._guidance.meant(question)
        if self._guidance.expects(question) and not self.offers(meant):
            return await self._guidance.answer(question)
        asked = _read_offer(question, meant) or read_register_question(question, self._registers)
        if number := question.entities.get("uscc"):  # in groups, as it stands on a licence
            asked = replace(asked, kind="entry", code=number)
        shown = question.context.shown
        if shown and shown.kind == "register" and asked.register is None and not asked.is_own:
            asked = replace(asked, register=shown.register)  # 那某某公司呢 asks the same register
        if asked.kind == "services":
            return await self.tell_services(question)
        if asked.kind == "contact":
            return await self._tell_contact(question)
        if asked.kind == "unclear" or _is_place(asked, question):
            return await self._guidance.answer(question)
        return await self.look_up(question, asked)

    async def tell_services(self, question: Question) -> Told:
        """Tell the external services and what of them was simplified."""
        services = await self._database.run_in_transaction(list_external_services, read_only=True)
        return _said(question, ReplyDraft(text=describe_services(services), outcome="register"))

    async def holds(self, asked: RegisterQuestion) -> bool:
        """Tell whether a register has an entry of that name, in full or in part."""
        found = await self._database.run_in_transaction(
            lambda session: check_register(
                session, now=self._clock.now(), name=asked.name or "", register=asked.register
            ),
            read_only=True,
        )
        return found.outcome in ("found", "several")

    async def leave(self, question: Question) -> Told:
        """Leave a message that names nothing of the registers to the guidance."""
        return await self._guidance.answer(question)

    async def find_name(
        self, question: Question, register: Register | None, *, shortest: int = SHORTEST_CORE
    ) -> str | None:
        """Return the listed name that a message holds, in full or by a part of `shortest` that only it has."""
        as_of = day_of(self._clock.now())
        return await self._database.run_in_transaction(
            lambda session: find_name_in(
                session, question.text, register=register, as_of=as_of, shortest=shortest
            ),
            read_only=True,
        )

    def offers(self, text: str) -> bool:
        """Tell whether a text is one that this action has offered."""
        return text.endswith((_OFFERED, _OFFERED_CONTACT))

    async def look_up(
        self, question: Question, asked: RegisterQuestion, aspect: EntryAspect | None = None
    ) -> Told:
        """Look a name, a number or our own company up; with an aspect only that is told of the entry."""
        try:
            uscc = normalise_uscc(asked.code) if asked.code else None
        except UsccInvalid as problem:
            return _said(
                question,
                ReplyDraft(text=f"{problem.reason}请核对后再问，也可以直接说企业全称。", outcome="register"),
            )

        def find(session: Session) -> RegisterAnswer | None:
            now = self._clock.now()
            whose_own = question.conversation_id if asked.is_own else None
            own = find_own_name(session, whose_own, now=now) if whose_own else None
            if asked.is_own and own is None:
                return None
            whose = own or OwnName(asked.name or "", uscc or "")
            return check_register(session, now=now, name=whose.name, uscc=whose.uscc, register=asked.register)

        found = await self._database.run_in_transaction(find, read_only=True)
        if found is None:
            return _said(question, _whose())
        names = {each.name for each in found.result.findings}
        shown = Shown("register", asked.register, names.pop() if len(names) == 1 else None)
        return _said(question, _reply(found, asked, aspect), shown)

    async def tell_contact_of(self, question: Question) -> Told | None:
        """Tell the first contact of the one topic that a message names and asks nothing about: 那科小呢."""
        topics = named_topics(self._library, question.text, question.entities.get("topic"))
        return await self._tell_contact(question) if len(topics) == 1 else None

    async def _tell_contact(self, question: Question) -> Told:
        topics = named_topics(self._library, question.text, question.entities.get("topic"))
        if not topics and not question.entities.get("region"):
            topics = [topic for topic in [question.context.topic] if topic]

        def find(session: Session) -> tuple[str | None, list[str]]:
            contacts = [
                contact
                for topic in topics
                for contact in list_item_contacts(session, topic, question.context.place)
            ]
            return (describe_contacts(contacts) if contacts else None), list_item_names(session)

        text, items = await self._database.run_in_transaction(find, read_only=True)
        if text is not None:
            reply = ReplyDraft(text=text, outcome="answered", quick_replies=[TRANSFER])
            return _said(question, reply, Shown("contact", name=topics[0] if len(topics) == 1 else None))
        if topics or question.entities.get("region") or "首问" not in question.text:
            return await self._guidance.answer(question)
        return _said(question, _which_item(items))


def _read_offer(question: Question, meant: str) -> RegisterQuestion | None:
    """Return what an offer of ours asks, which says a name and its register; None for anything else."""
    if meant not in {offer.text for offer in question.context.offers}:
        return None
    if meant.endswith(_OFFERED_CONTACT):
        return RegisterQuestion("contact")
    if not meant.endswith(_OFFERED):
        return None
    name = meant.removesuffix(_OFFERED)
    register = next((each for each, label in REGISTER_LABELS.items() if name.endswith(label)), None)
    name = name.removesuffix(REGISTER_LABELS[register]) if register else name
    return RegisterQuestion("entry", register, name=name, is_named_in_full=True)


def _is_place(asked: RegisterQuestion, question: Question) -> bool:
    """Tell whether what was taken for a name is a place (萧山的高企): that is no question about an organisation."""
    region = question.entities.get("region", "")
    return bool(asked.name and not asked.is_named_in_full and asked.name in region)


def _reply(found: RegisterAnswer, asked: RegisterQuestion, aspect: EntryAspect | None = None) -> ReplyDraft:
    label = REGISTER_LABELS[asked.register] if asked.register else ""
    if found.outcome == "found":
        text = (
            describe_aspect(found.result, aspect) if aspect else describe_findings(found.result, asked.level)
        )
        return ReplyDraft(text=text, outcome="register", data=found.result, quick_replies=_follow_ups(asked))
    if found.outcome in ("several", "near"):
        offers = [QuickReply(title=name, text=f"{name}{label}{_OFFERED}") for name in found.names]
        return ReplyDraft(text=_which(found), outcome="clarify", quick_replies=offers)
    if found.outcome == "not_kept":
        text = describe_not_kept(found.result, [state.label for state in found.searched])
    else:
        text = describe_nothing(found.result)
    return ReplyDraft(text=text, outcome="register", data=found.result, quick_replies=[TRANSFER])


def _which(found: RegisterAnswer) -> str:
    name = shorten(found.result.query)
    if found.outcome == "near":
        return f"没有查到“{name}”。您要问的是不是下面这家？"
    more = "还有别的，没有您要的就请说全称。" if found.has_more else ""
    return f"名称里有“{name}”的不止一家，您问的是哪一家？{more}"


def _follow_ups(asked: RegisterQuestion) -> list[QuickReply]:
    if asked.register not in (None, "high_tech_enterprise"):
        return []
    return [QuickReply(title="高企认定条件", text="高新技术企业认定需要什么条件？")]


def _whose() -> ReplyDraft:
    return ReplyDraft(
        text=(
            "名单是公开的，不用绑定也能查：请说企业全称或统一社会信用代码，比如“某某有限公司是不是高新技术企业”。"
            "绑定企业以后，就可以直接问“我们公司”。"
        ),
        outcome="register",
        quick_replies=[BIND],
    )


def _which_item(items: Sequence[str]) -> ReplyDraft:
    offers = [QuickReply(title=name, text=f"{name}{_OFFERED_CONTACT}") for name in items[:_MOST_ITEMS]]
    return ReplyDraft(text="首问联系人按事项分，您要办的是哪一项？", outcome="clarify", quick_replies=offers)


def _said(question: Question, reply: ReplyDraft, shown: Shown | None = None) -> Told:
    return tell(question, reply, "registers", shown)
