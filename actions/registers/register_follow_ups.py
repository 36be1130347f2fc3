"""After a register's answer: another name asks the same register, 什么时候到期 asks of the entry just shown."""

from __future__ import annotations

import re
import unicodedata

from actions.registers.check_register import CheckRegister
from actions.registers.register_question import RegisterQuestion, asks_for_services, read_register_question
from actions.registers.say_registers import EntryAspect
from actions.seam.turn import ActionResult, ActionTurn
from actions.spoken.shown import read_shown
from index.text.normalise import canonical

_SIGNS = re.compile(r"[\s\W_]+")
_WHEN = r"(?:什么时候|啥时候|什么时间|几时|何时|哪天|哪一天|哪年|几号)"
_ITS = (
    r"(?:那么?|它|他|这|该|家|个|公司|企业|的|国?高企|高新技术企业|孵化器|科技特派员|科特派|特派员"
    r"|资格|资质|证书|证|请问|想问|呢|就)*"
)
_END = r"(?:啊|呀|呢|吗|嘛|么|了|吧|的|啦|哦)*"
_ASPECTS: tuple[tuple[EntryAspect, str], ...] = (
    (
        "valid_to",
        rf"(?:还|又|要|会|是|到|得到)*{_WHEN}(?:才|会|就)?(?:到期|过期|失效|届满|截止)"
        rf"|有效期(?:限)?(?:是|还有|还剩|到|至|截止)*(?:{_WHEN}|多久|多长时间)?(?:为止)?"
        rf"|(?:快|已经)?(?:到期|过期|失效)(?:了|没有?|日期|时间|日|是|{_WHEN})*|(?:现在|目前)?还?(?:有效|在有效期内?)(?:不|没有)?",
    ),
    ("certificate_number", r"(?:证书)?(?:编号|号码|号|证号)(?:是|为|多少|什么|几)*"),
    (
        "listed_on",
        rf"(?:是)?{_WHEN}(?:列入|进入?|评上|认定|入选|上榜?|评)(?:的|名单)*"
        rf"|(?:列入|认定|入选|发证)(?:日期|时间)(?:是|{_WHEN})*",
    ),
    (
        "document",
        r"依据(?:是|的|什么|哪个|哪份|文件)*|(?:是)?(?:根据|按|在)?(?:哪个|哪份|什么)(?:文件|名单)(?:上|里|认定|公布)*",
    ),
    ("level", r"(?:是)?(?:什么|哪个?|哪一|啥)级别?(?:别)?|级别(?:是|什么|呢)*"),
)
_BARE = re.compile(
    r"(?:那么?|还有|再|换成|改成|请|帮我|查|看|问|下|一|呢|吗|呀|啊|吧|怎么样|如何|是不是|是|也|在|有|没|不|名单|上|同样|[\W_])*"
)


# Another item after whom to ask about one: 那科小呢, 技术合同登记呢; no question of its own.
_OTHER_ITEM = re.compile(r"(?!.*(?:怎么|如何|什么|多少|条件|材料|流程|几|哪)).{2,14}呢\W*")
_IS_IT = re.compile(r"是不是|是否|算不算|在不在|属不属于|(?:是|算|在).{0,12}(?:吗|么|不)\W*$")
_SHORTEST_PART = 3  # characters; two may be a place or a word of any kind


class RegisterFollowUps:
    """Goes on from what the register said, whatever intent the message was taken for."""

    def __init__(self, registers: CheckRegister) -> None:
        self._registers = registers

    async def answer(self, turn: ActionTurn) -> ActionResult | None:
        shown = read_shown(turn)
        if shown is not None and shown.kind == "contact" and _OTHER_ITEM.fullmatch(turn.text):
            return await self._registers.tell_contact_of(turn)
        if shown is None or shown.kind != "register":
            return None
        aspect = read_entry_question(turn.text)
        if aspect is not None and shown.name is not None:
            asked = RegisterQuestion("entry", shown.register, name=shown.name, is_named_in_full=True)
            return await self._registers.look_up(turn, asked, aspect)
        if names_another(turn):
            return await self._registers.run(turn)
        part = names_another_in_part(turn)
        if part is None:
            return None
        asked = RegisterQuestion("entry", shown.register, name=part)
        return await self._registers.look_up(turn, asked) if await self._registers.holds(asked) else None


class ExternalServices:
    """涉外事项有哪些, 对外业务还剩多少项: told from what is published, whatever intent it was taken for."""

    def __init__(self, registers: CheckRegister) -> None:
        self._registers = registers

    async def answer(self, turn: ActionTurn) -> ActionResult | None:
        return await self._registers.tell_services() if asks_for_services(turn.text) else None


class NamesInPart:
    """某某是不是高企: a name without 公司 is a question about a register where an entry has that name."""

    def __init__(self, registers: CheckRegister) -> None:
        self._registers = registers

    async def answer(self, turn: ActionTurn) -> ActionResult | None:
        asked = read_register_question(turn.text)
        is_name = asked.kind == "entry" and asked.name is not None and len(asked.name) >= _SHORTEST_PART
        if not is_name or asked.is_named_in_full or asked.register is None or not _IS_IT.search(turn.text):
            return None
        return await self._registers.look_up(turn, asked) if await self._registers.holds(asked) else None


def read_entry_question(text: str) -> EntryAspect | None:
    """Return what a short question asks of an entry without naming one; None where it says anything else."""
    plain = _SIGNS.sub("", canonical(text))
    if not 2 <= len(plain) <= 20:
        return None
    return next((each for each, words in _ASPECTS if re.fullmatch(f"{_ITS}(?:{words}){_END}", plain)), None)


def names_another(turn: ActionTurn) -> bool:
    """Tell whether a message is nothing but a full name or a number: 那某某有限公司呢."""
    asked = read_register_question(turn.text)
    named = asked.code or (asked.name if asked.is_named_in_full else None)
    folded = unicodedata.normalize("NFKC", turn.text)
    return named is not None and _BARE.fullmatch(folded.replace(named, " ")) is not None


def names_another_in_part(turn: ActionTurn) -> str | None:
    """Return the part of a name that is all a message holds (那星达样例软件呢); an entry with it is to be found yet."""
    asked = read_register_question(turn.text)
    name = asked.name
    if name is None or asked.register is not None or asked.is_named_in_full or len(name) < _SHORTEST_PART:
        return None
    folded = unicodedata.normalize("NFKC", turn.text)
    return name if _BARE.fullmatch(folded.replace(name, " ")) else None
