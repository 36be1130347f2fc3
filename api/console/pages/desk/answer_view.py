"""An answer as a hotline operator reads it: first what to say, then all of it, beside it where it stands."""

from __future__ import annotations

from api.console.pages.desk.answer_text import draw_text
from api.console.pages.parts.element import element, web_link
from contracts import Citation
from index.model.answer import Answer, AnswerOutcome

OUTCOMES: dict[AnswerOutcome, tuple[str, str]] = {
    "answered": ("good", "有依据"),
    "clarify": ("ask", "请先问清"),
    "no_answer": ("none", "没有查到"),
    "out_of_scope": ("none", "不在受理范围"),
    "other_region": ("ask", "外地政策"),
    "register": ("good", "名单"),
    "needs_binding": ("ask", "本企业情况要绑定后查"),
}


def draw_answer(answer: Answer, query: str, shown: int) -> None:
    """Draw an answer; `shown` is the number by which a mark refers to it."""
    tone, label = OUTCOMES[answer.outcome]
    with element(
        "article", css="answer", data_shown=str(shown), data_outcome=answer.outcome, data_query=query
    ):
        with element("div", css="reading"):
            with element("p", css="status"):
                element("span", label, f"badge {tone}")
                element("span", _where(answer), "where")
            spoken = answer.speakable or _first_sentence(answer.text)
            element("p", spoken, "speakable", aria_live="polite")
            _draw_choices(answer)
            if answer.notice:
                element("p", answer.notice, "notice")
            if answer.text.strip() != spoken.strip():
                with element("div", css="full"):
                    draw_text(answer.text, answer.figures)
            _draw_questions("接着可能会问", answer.related)
        with element("aside", css="sources", aria_label="依据"):
            for number, citation in enumerate(answer.citations):
                draw_source(citation, is_first=number == 0)
            # A register's answer names its document in its own text.
            if not answer.citations and answer.outcome != "clarify" and answer.index_version:
                element(
                    "p", "没有可以引用的文件。请勿凭记忆答复政策口径，可转业务科室或登记回电。", "no-source"
                )


def _where(answer: Answer) -> str:
    """Return the place asked about; else the one the answer's document speaks for."""
    region = answer.region or (answer.citations[0].region if answer.citations else None)
    return region.replace("/", " · ") if region else ""


def draw_source(citation: Citation, *, is_first: bool) -> None:
    """Draw where an answer stands: the document, its standing, and the quoted passage."""
    with element("section", css="source"):
        element("h2", citation.title)
        if citation.section:
            element("p", citation.section, "section-name")
        if citation.notice:
            element("p", citation.notice, "notice")
        with element("dl", css="facts"):
            for name, value in _facts(citation):
                element("dt", name)
                element("dd", value)
        with element("details", open=is_first):
            element("summary", "原文")
            element("blockquote", citation.passage)
        web_link(citation.url, "打开来源网页")


def _draw_choices(answer: Answer) -> None:
    if answer.choices:
        with element("div", css="questions choices"):
            for choice in answer.choices:
                element("button", choice.title, type="button", data_ask=choice.text)


def _draw_questions(title: str, questions: list[str]) -> None:
    if questions:
        with element("div", css="questions"):
            element("h2", title)
            for question in questions:
                element("button", question, type="button", data_ask=question)


def _facts(citation: Citation) -> list[tuple[str, str]]:
    facts = [
        ("发文", citation.issued_by),
        ("文号", citation.document_number),
        ("地区", citation.region.replace("/", " · ") if citation.region else None),
        ("印发", citation.issued_on.isoformat() if citation.issued_on else None),
        ("有效期", validity(citation)),
    ]
    return [(name, value) for name, value in facts if value]


def validity(citation: Citation) -> str:
    """Return the period of validity in words; a date that the document does not state is said to be missing."""
    begin, end = citation.effective_from, citation.effective_to
    if begin and end:
        return f"{begin} 至 {end}"
    if begin:
        return f"{begin} 起，未载明截止日"
    return f"至 {end}" if end else "文件未载明"


def _first_sentence(text: str) -> str:
    first, mark, _ = text.strip().partition("。")
    return (first + mark)[:120]
