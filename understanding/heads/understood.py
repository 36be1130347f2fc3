"""What a message wants, as it was understood."""

from __future__ import annotations

from dataclasses import dataclass

from understanding.heads.asked import Asked
from understanding.heads.parts import Part
from understanding.heads.public import NOTHING, Public


@dataclass(frozen=True)
class Understood:
    """`ranking`: intents with their probabilities, the likeliest first. `asked`: None where nothing is shown or meant.

    `is_about_shown`: the message is about what is shown, and the first intent is that of its look-up; `of_shown` how
    likely that is, None where nothing is shown. `is_of_before`: all this is said of what was in view before instead.
    `follow_up`: what it asks of an answer from documents, if nothing else was shown since. `parts` are two matters of
    one message. `own` is the look-up of one's own data that it may mean, where it is none of what is shown. `public` is
    what it names, and asks of what is public, whatever its intent.
    """

    ranking: tuple[tuple[str, float], ...]
    asked: Asked | None = None
    is_about_shown: bool = False
    of_shown: float | None = None
    is_of_before: bool = False
    follow_up: str | None = None
    parts: tuple[Part, ...] = ()
    own: Part | None = None
    public: Public = NOTHING
