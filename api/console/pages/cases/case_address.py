"""What an address of the case page says: the words, the conditions, the page; and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from api.console.lookups import CaseConditions
from api.turns.inbound import clean_text
from records.staff.search.search_query import LONGEST_QUERY

LONGEST_PAGE = 300


def read_conditions(args: Any) -> tuple[CaseConditions, str | None]:
    """Return the conditions and the page of an address or a form; whatever is no text is not there."""
    text = clean_text(text_of(args, "q", LONGEST_QUERY))
    section, stage, due = (text_of(args, name, 100).strip() or None for name in ("section", "stage", "due"))
    return CaseConditions(text, section, stage, due), text_of(args, "page", LONGEST_PAGE) or None


def text_of(args: Any, name: str, longest: int) -> str:
    """Return a text that the browser sent, cut; anything else is no text."""
    value = args.get(name) if isinstance(args, Mapping) else None
    return value[:longest] if isinstance(value, str) else ""


def with_query(path: str, asked: CaseConditions, place: str | None) -> str:
    """Return the address of a path with conditions and a page."""
    parts = {"q": asked.text, "section": asked.section, "stage": asked.stage, "due": asked.due, "page": place}
    query = urlencode({name: value for name, value in parts.items() if value})
    return f"{path}?{query}" if query else path
