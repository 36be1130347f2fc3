"""热线: the operator types while the caller talks, and reads aloud."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from nicegui import ui

from api.console.lookups import record_mark
from api.console.pages.desk.answer_view import draw_answer
from api.console.pages.parts.element import element, say
from api.console.pages.parts.visit import Visit, add_page
from api.console.parts import Console
from api.routes.answer import index_wanted
from api.turns.inbound import LONGEST_TEXT, clean_text, has_words
from api.web.errors import Problem
from desk.call import Call
from desk.door import one_answer
from index.model.answer import Answer
from records.staff.accounts.accounts import StaffMember
from telemetry.metrics import ANSWERS

MOST_SHOWN = 20
_EXAMPLES = ("高企 条件", "创新券 怎么兑付", "项目验收 材料", "研发费用 加计扣除")
_KEYS = (("/", "重新输入"), ("Esc", "清空，接着问"), ("↑ ↓", "最近问题"))


def add_hotline_page(console: Console) -> None:
    """Register `/hotline`."""

    async def build(visit: Visit, _: Request) -> None:
        ui.add_head_html('<script defer src="/static/console/hotline.js"></script>')
        Hotline(visit).draw()

    add_page(console, "/hotline", "guidance", "热线", build)


class Hotline:
    """One operator's page. Answers that come late, to what has been typed over since, are dropped."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._latest = 0
        self._call = Call()
        self._shown: dict[int, tuple[str, Answer]] = {}
        self._marked: set[int] = set()

    def draw(self) -> None:
        element("h1", "热线", "unseen")
        with element("div", css="ask", role="search"):
            element(
                "input",
                css="query",
                id="query",
                type="search",
                placeholder="输入来电人的话或关键词，边输边出",
                aria_label="来电人的问题",
                autocomplete="off",
                spellcheck="false",
                maxlength=str(LONGEST_TEXT),
            )
            self._draw_regions()
        self._result = element("section", css="result", aria_label="答复")
        with self._result:
            _draw_idle()
        with element("footer", css="keys"):
            for key, meaning in _KEYS:
                with element("span"):
                    element("kbd", key)
                    element("span", meaning)
            with element(
                "button", css="mark", type="button", data_call="yes", title="F8：不再接着上一位来电人问"
            ):
                element("kbd", "F8")
                element("span", "新来电")
            with element("button", css="mark", type="button", data_mark="yes", title="F9 或 Ctrl+Enter"):
                element("kbd", "F9")
                element("span", "标记答复有误")
        ui.on("hotline_query", self._visit.action(self.ask))
        ui.on("hotline_mark", self._visit.action(self._mark))
        ui.on("hotline_call", self._visit.action(self.begin_call))

    def _draw_regions(self) -> None:
        chosen = self._visit.console.region
        regions = self._visit.console.list_regions()
        with element("select", css="region", id="region", aria_label="地区"):
            element("option", "全部地区", value="")
            for region in sorted({*regions, *([chosen] if chosen else [])}):
                element("option", region.replace("/", " · "), value=region, selected=region == chosen)

    async def begin_call(self, _: StaffMember, __: Any) -> None:
        """Forget what the call before was about."""
        self._call = Call()
        self.show_hint("")

    async def ask(self, _: StaffMember, args: Any) -> None:
        """Answer `{"number", "text", "region"}` unless a question with a higher number has come meanwhile.

        It is answered in the context of the questions before it in the call.
        """
        number, region = _number(args), _words(args, "region")[:100]
        if number <= self._latest:
            return
        self._latest, question = number, clean_text(_words(args, "text"))
        if not has_words(question):
            self._call.settle()
            self.show_hint("请输入文字或数字。" if question else "")
            return
        call = self._call
        try:
            with index_wanted():
                told = await self._visit.console.door.ask(question, call.context_of(question, region or None))
        except Problem as problem:
            if number == self._latest:
                self.show_hint(problem.title)
            return
        if number == self._latest and call is self._call:
            call.note(told.context)
            answer = one_answer(told)
            ANSWERS.labels("hotline", answer.outcome).inc()
            self.show(number, question, answer)

    def show(self, number: int, question: str, answer: Answer) -> None:
        """Put an answer on the screen, and keep it for as long as it may be marked."""
        self._shown[number] = (question, answer)
        while len(self._shown) > MOST_SHOWN:
            del self._shown[next(iter(self._shown))]
        self._result.clear()
        with self._result:
            if before := self._call.last_question:
                element("p", f"接着来电人上一问：{before}", "call")
            draw_answer(answer, question, number)

    def show_hint(self, hint: str) -> None:
        """Put a hint, or nothing, in the answer's place."""
        self._result.clear()
        with self._result:
            _draw_idle(hint)

    async def _mark(self, staff: StaffMember, args: Any) -> None:
        number = _number({"number": args})
        if number in self._marked:
            say("这条答复已经标记过。")
            return
        if number not in self._shown:
            say("先查出一条答复，再标记。")
            return
        query, answer = self._shown[number]
        await record_mark(self._visit.console, staff, query, answer)
        self._marked.add(number)
        say("已标记有误，问题、答复和索引版本已存档。", "good")


def _draw_idle(hint: str = "") -> None:
    with element("div", css="idle"):
        if hint:
            element("p", hint, "hint")
        element("p", "一边听一边输，几个字就够：")
        with element("div", css="questions"):
            for example in _EXAMPLES:
                element("button", example, type="button", data_ask=example)


def _number(args: Any) -> int:
    """Return the number that the browser gave a question, 0 for what is none."""
    value = args.get("number") if isinstance(args, dict) else None
    return value if isinstance(value, int) else 0


def _words(args: Any, name: str) -> str:
    """Return a text that the browser sent, at most as long as a message; anything else is no text."""
    value = args.get(name) if isinstance(args, dict) else None
    return value[:LONGEST_TEXT] if isinstance(value, str) else ""
