"""The record that every question ends in."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from contracts import Citation, QuickReply, RegisterResult

AnswerOutcome = Literal[
    "answered", "clarify", "no_answer", "out_of_scope", "other_region", "register", "needs_binding"
]

PLACE_ALONE = "place"  # the step of who says a place and nothing else


class Answer(BaseModel):
    """What is said to one question: by the index, or by the desk from the registers and rules beside it.

    `text` quotes the first citation's passage after a short lead-in; `figures` are the amounts, dates and ratios of the
    text, each of which stands in a cited passage; `speakable` can be read aloud; `related` are questions that have
    answers; `choices` (for `clarify`) are full questions that will be understood. `topic` and `aspect` are ids of
    terms.yml, `region` the path the answer was looked up for (None: no place was known). `step` names what
    answered: a step of index/answering/steps/order.py, `recall` and `dialogue` for what was shown before, `place`,
    or the desk's `districts`, `registers`, `credit_rules`, `choice`, whose answers have no `index_version`; `data` is
    what a register holds. `notice`: what could not be asked for this answer.
    """

    model_config = ConfigDict(frozen=True)

    outcome: AnswerOutcome
    text: str
    citations: list[Citation] = []
    figures: list[str] = []
    speakable: str = ""
    related: list[str] = []
    choices: list[QuickReply] = []
    topic: str | None = None
    aspect: str | None = None
    region: str | None = None
    index_version: str
    step: str = ""
    data: RegisterResult | None = None
    notice: str = ""
