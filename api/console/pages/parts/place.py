"""The place of a page in a list that goes on: in the address, and as links to the next one and back."""

from __future__ import annotations

from api.console.pages.parts.element import element

_MOST_DIGITS = 15


def read_place(text: str) -> int | None:
    """Return the id or sequence that an address holds, None for what is none."""
    is_place = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return int(text) if is_place else None


def draw_leafing(*links: tuple[str, str | None]) -> None:
    """Draw (words, address) as links, those without an address left out; nothing where none has one."""
    if any(address for _, address in links):
        with element("nav", css="pages", aria_label="翻页"):
            for words, address in links:
                if address:
                    element("a", words, href=address)
