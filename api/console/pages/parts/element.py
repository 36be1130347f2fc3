"""Plain HTML elements. Text is always text: nothing that users or documents say is ever read as HTML."""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import urlsplit

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement


def element(tag: str, text: str = "", css: str = "", **attributes: str | bool | None) -> TextElement:
    """Add an element to the one that is open, and return it.

    `css` are class names. An underscore in an attribute's name stands for a hyphen; None leaves the attribute out.
    """
    made = TextElement(tag=tag, text=text)
    if css:
        made.classes(css)
    for name, value in attributes.items():
        if value is not None and value is not False:
            made.props[name.rstrip("_").replace("_", "-")] = value
    return made


def say(text: str, tone: Literal["good", "plain", "warning"] = "plain") -> None:
    """Show a short message for two and a half seconds."""
    ui.notify(text, position="top", timeout=2_500, classes=f"toast {tone}")


def web_link(url: str | None, text: str) -> None:
    """Add a link that opens beside the console, if the address is one of the web; otherwise nothing."""
    if url and urlsplit(url).scheme in ("http", "https"):
        element("a", text, "out", href=url, target="_blank", rel="noopener noreferrer")


def marked_text(text: str, figures: list[str], tag: str = "p", css: str = "") -> None:
    """Add a text in which amounts, dates and ratios stand out; figures are without the blanks the text may have."""
    longest_first = sorted(set(figures), key=len, reverse=True)
    wanted = [r"\s*".join(map(re.escape, figure)) for figure in longest_first if figure.strip()]
    if not wanted:
        element(tag, text, css)
        return
    with element(tag, css=css):
        for number, part in enumerate(re.split(rf"(?<!\d)({'|'.join(wanted)})(?!\d)", text)):
            if part:
                element("mark" if number % 2 else "span", part)
