"""Replies as one text: WeChat shows neither buttons nor source chips."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from contracts import Citation, QuickReply, Reply

# WeChat turns <a href=…> in a text into a link; only a document's own words may stand in an answer.
_ANCHOR = re.compile(r"<(?=\s*/?\s*a\b)", re.IGNORECASE)
_NUMBER = re.compile(r"(?:回复|选)?\s*([1-9][0-9]?)\s*[.。、)]?")


@dataclass(frozen=True)
class Rendered:
    """The text to show, and the choices numbered in it from 1."""

    text: str
    choices: tuple[QuickReply, ...]

    def find_choice(self, said: str) -> QuickReply | None:
        """Return the choice the user named by its number ("2", "２", "回复 2"), None for anything else."""
        number = named_number(said)
        return self.choices[number - 1] if number is not None and number <= len(self.choices) else None


def named_number(said: str) -> int | None:
    """Return the number when the message is nothing but one from 1 to 99, None otherwise."""
    match = _NUMBER.fullmatch(unicodedata.normalize("NFKC", said).strip())
    return int(match[1]) if match else None


def render(replies: Iterable[Reply]) -> Rendered:
    """Return the replies in order, each with its sources, and all their choices numbered at the end."""
    shown = list(replies)
    choices = {choice.text: choice for reply in shown for choice in reply.quick_replies}
    blocks = [block for reply in shown for block in (reply.text.strip(), _sources(reply.citations))]
    blocks.append(
        "\n".join(f"回复 {number} {choice.title}" for number, choice in enumerate(choices.values(), 1))
    )
    text = "\n\n".join(block for block in blocks if block)
    return Rendered(_ANCHOR.sub("＜", text), tuple(choices.values()))


def _sources(citations: Iterable[Citation]) -> str:
    return "\n".join(dict.fromkeys(_source(citation) for citation in citations))


def _source(citation: Citation) -> str:
    named = " ".join(part for part in (citation.title, citation.document_number) if part)
    return f"【来源】{named}（{citation.notice}）" if citation.notice else f"【来源】{named}"
