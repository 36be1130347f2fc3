"""What a message asks of the last answer, as `understanding` found it and `desk` hands it in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from index.lexicon.asking import subject_of
from index.model.memory import Memory
from index.text.grams import bigrams
from index.text.normalise import canonical
from understanding.values.ordinals import find_ordinal

FollowUpKind = Literal["more", "whole", "source", "item", "point", "other_place", "other_topic", "correction"]
KINDS: tuple[FollowUpKind, ...] = get_args(FollowUpKind)
OF_THE_ANSWER: tuple[FollowUpKind, ...] = ("more", "whole", "source", "item")


_SHARED = 2  # pairs of characters that a message and the item it means have in common


@dataclass(frozen=True)
class FollowUp:
    """`number` is that of the item asked for, from 1; -1 the last one; 0: it names none.

    `counted`: the item has no more than its number (第三个), which may also mean one of the offers below an answer.
    """

    kind: FollowUpKind
    number: int = 0
    counted: bool = False

    @property
    def is_of_the_answer(self) -> bool:
        """Whether what was shown answers it, and no new look-up."""
        return self.kind in OF_THE_ANSWER and (self.kind != "item" or self.number != 0)

    def is_for(self, last: Memory | None) -> bool:
        """Whether it asks that of this last answer: 第三个 does where the answer just shown has a list."""
        return not self.counted or (last is not None and last.outcome == "answered" and bool(last.items))


def read_follow_up(name: str, text: str, items: Sequence[str] = ()) -> FollowUp | None:
    """The follow-up of a name that understanding gave it; None for a name that means nothing here.

    `items`: those of the list shown last, one of which a message may name by its place or by its words.
    """
    kind = next((each for each in KINDS if each == name), None)
    if kind is None or kind != "item":
        return FollowUp(kind) if kind else None
    ordinal = find_ordinal(canonical(text))
    if ordinal is not None:
        return FollowUp(kind, ordinal.number, counted=ordinal.is_bare)
    return FollowUp(kind, _item_named(text, items))


def _item_named(text: str, items: Sequence[str]) -> int:
    """The number of the one item that shares most with a message's subject; 0 where none or several do."""
    subject = set(bigrams(subject_of(canonical(text)).replace(" ", "")))
    shared = [len(subject & set(bigrams(canonical(item)))) for item in items]
    most = max(shared, default=0)
    return shared.index(most) + 1 if most >= _SHARED and shared.count(most) == 1 else 0
