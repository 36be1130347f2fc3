"""What an open call is about, while its questions are typed letter by letter."""

from __future__ import annotations

from dataclasses import replace

from desk.question import Context


class Call:
    """Keeps the context of a call. What is being typed is one question until another one is begun.

    Each state of it is answered in the context of the questions before, so that its own first letters do not count as
    a question of the caller.
    """

    def __init__(self) -> None:
        self._settled = Context()
        self._typed = ""
        self._after = Context()
        self._region: str | None = None

    @property
    def last_question(self) -> str | None:
        """The question before the one that is typed, as it can be asked by itself."""
        return self._settled.last.question if self._settled.last is not None else None

    def context_of(self, text: str, region: str | None) -> Context:
        """Return the context in which a text is to be answered. Another region than before goes before places named."""
        if not self._is_same(text):
            self._settled = self._after
        self._typed = text
        if region != self._region:
            self._region, self._settled = region, replace(self._settled, place=None)
        return replace(self._settled, home=region)

    def note(self, context: Context) -> None:
        """Keep the context after the answer to what is typed."""
        self._after = context

    def settle(self) -> None:
        """Take what is typed for a question of the caller: another one follows."""
        self._settled, self._typed = self._after, ""

    def _is_same(self, text: str) -> bool:
        """Tell whether a text is what was typed before, a few letters more or less."""
        return bool(self._typed) and (text.startswith(self._typed) or self._typed.startswith(text))
