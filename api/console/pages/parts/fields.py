"""Fields of forms: an input with its label, a choice, a text of several lines."""

from __future__ import annotations

from collections.abc import Sequence

from api.console.pages.parts.element import element


def draw_input(
    name: str,
    label: str,
    value: str = "",
    *,
    kind: str = "text",
    hint: str = "",
    longest: int = 200,
    suggestions: Sequence[str] = (),
    required: bool = False,
) -> None:
    """Draw an input under its label; `suggestions` are offered while typing.

    The browser fills in `value` once: as an attribute it would undo what is being typed whenever the page changes.
    """
    with element("label", css="field"):
        element("span", label)
        element(
            "input",
            name=name,
            type=kind,
            data_initial=value or None,
            placeholder=hint or None,
            maxlength=str(longest),
            autocomplete="off",
            list_=f"{name}-suggestions" if suggestions else None,
            required=required,
        )
    if suggestions:
        with element("datalist", id=f"{name}-suggestions"):
            for suggestion in suggestions:
                element("option", value=suggestion)


def draw_query(placeholder: str, label: str, *, longest: int, value: str = "") -> None:
    """Draw the field of a search with its button; the browser fills in `value` once."""
    element(
        "input",
        css="query",
        id="query",
        name="q",
        type="search",
        data_initial=value or None,
        placeholder=placeholder,
        aria_label=label,
        autocomplete="off",
        maxlength=str(longest),
    )
    element("button", "查找", "primary", type="submit")


def draw_choice(name: str, label: str, options: Sequence[tuple[str, str]], chosen: str = "") -> None:
    """Draw a choice among (value, words) under its label."""
    with element("label", css="field"):
        element("span", label)
        with element("select", name=name):
            for value, words in options:
                element("option", words, value=value, selected=value == chosen)


def draw_lines(name: str, label: str, value: str = "", *, hint: str = "", longest: int = 2_000) -> None:
    """Draw a text of several lines under its label."""
    with element("label", css="field wide"):
        element("span", label)
        element("textarea", value, name=name, rows="3", placeholder=hint or None, maxlength=str(longest))
