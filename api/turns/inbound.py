"""A message as it comes from a channel, made safe to hand on."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

LONGEST_TEXT = 2_000

# Control, format (zero-width, bidirectional overrides), private-use and surrogate characters carry no words.
_INVISIBLE = {"Cc", "Cf", "Co", "Cs", "Cn"}
_SPACES = re.compile(r"[ \t\u3000]+")
_BLANK_LINES = re.compile(r"\n{3,}")

Channel = Literal["web", "wechat"]


@dataclass(frozen=True)
class InboundMessage:
    """One message of one conversation. `client_message_id` is the channel's own, unique in the conversation."""

    conversation_id: str
    text: str
    client_message_id: str
    channel: Channel
    address: str | None = None


def clean_text(text: str) -> str:
    """Return the text as it may be stored and sent to Rasa, at most 2,000 characters.

    Invisible characters go. A leading `/` would be a command to Rasa, so a user's becomes `／`.
    """
    kept = "".join(
        "\n" if character in "\r\n" else character
        for character in text.replace("\r\n", "\n")
        if character in "\r\n\t" or unicodedata.category(character) not in _INVISIBLE
    )
    kept = _BLANK_LINES.sub("\n\n", _SPACES.sub(" ", kept)).strip()[:LONGEST_TEXT]
    return "／" + kept[1:] if kept.startswith("/") else kept


def has_words(text: str) -> bool:
    """Tell whether there is a letter, a digit or a Chinese character in it (and not only emoji or marks)."""
    return any(unicodedata.category(character)[0] in "LN" for character in text)
