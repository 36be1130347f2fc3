"""有哪些国家级孵化器, 武汉有几家高企: counted from what is held here, and listed where they are few."""

from __future__ import annotations

import re
import unicodedata

from contracts import ReplyDraft
from desk.organisations import find_register
from desk.question import Question, Told, tell
from desk.registers.register_question import find_level
from desk.registers.say_registers import describe_overview
from desk.shown import Shown
from records.registers.overview import overview_register
from records.storage.database import Database
from records.values.clock import Clock

_ASKS = re.compile(
    r"有?(?:哪些|哪几[家个]|多少[家个]?|几[家个])|(?:都|一共|总共)有(?:谁|哪)|^(?:查|看|列|给)?(?:一下|出)?.{0,8}(?:名单|名录)(?:上|里)有谁"
)
_REGISTER = (
    r"高新技术企业|高新企业|高企|国高新|国高|高科技企业|科技企业孵化器|科技孵化器|孵化器|众创空间"
    r"|科技特派员|科特派|特派员"
)
_REST = re.compile(
    rf"请问|想问|想知道|查|看|一下|那么?|现在|目前|一共|总共|全部|所有|都|有|是|的|在|名单|名录|上|里|中|本市|我市|全市|咱们?市"
    rf"|企业|公司|单位|国家级|省级|市级|区级|县级|国家|认定|{_REGISTER}|[了吗呢啊呀吧\W_]"
)


class RegistersInAll:
    """Such a question and nothing else, whatever intent it was taken for. Conditions and amounts are the guidance's."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def answer(self, question: Question) -> Told | None:
        text = unicodedata.normalize("NFKC", question.text).strip()
        register = find_register(text)
        if register is None or len(text) > 30 or not _ASKS.search(text):
            return None
        region, rest = _take_place(_ASKS.sub("", text), question.entities.get("region"))
        if _REST.sub("", rest):
            return None
        level = find_level(text)
        found = await self._database.run_in_transaction(
            lambda session: overview_register(
                session, register, now=self._clock.now(), region=region, level=level
            ),
            read_only=True,
        )
        reply = ReplyDraft(text=describe_overview(found, region, level), outcome="register")
        return tell(question, reply, "registers", Shown("register", register))


def _take_place(text: str, region: str | None) -> tuple[str | None, str]:
    """Return the place that Rasa found if the text names it, and the text without its name."""
    if region is None:
        return None, text
    name = region.rpartition("/")[2]
    short = re.sub(r"(?<=..)[省市区县]$", "", name)
    return (region, text.replace(name, "").replace(short, "")) if short in text else (None, text)
