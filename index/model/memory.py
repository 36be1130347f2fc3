"""What a conversation remembers of the last answer: enough to say more of it, and to ask the same of another place."""

import re

from pydantic import BaseModel, ConfigDict

from index.model.answer import Answer, AnswerOutcome

_NUMERAL = r"[\d一二三四五六七八九十]{1,3}"
_ITEM = re.compile(rf"^\s*(?:[·•□☐▢✓-]\s*|{_NUMERAL}[.、．)）]\s*|[（(]{_NUMERAL}[)）]\s*)")
_MOST_ITEMS = 30


class Memory(BaseModel):
    """The last question with its answer.

    `question` can be asked again as it stands; `passages` are numbers of passages that have been shown, in the index
    version `index_version`; `whole` tells that they were shown uncut. `items` are the items of the last list shown.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    question: str
    outcome: AnswerOutcome
    topic: str | None = None
    aspect: str | None = None
    region: str | None = None
    index_version: str = ""
    passages: tuple[int, ...] = ()
    whole: bool = False
    items: tuple[str, ...] = ()


def items_of(answer: Answer) -> tuple[str, ...]:
    """The items of the list that an answer shows, without their marks; () when it shows fewer than two."""
    lines = [line for line in answer.text.split("\n") if _ITEM.match(line)]
    found = tuple(_ITEM.sub("", line).strip() for line in lines)
    return found[:_MOST_ITEMS] if len(found) > 1 else ()
