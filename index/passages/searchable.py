"""The text of a passage as it is indexed: canonical, with its numbers written both ways."""

from index.model.passage import Passage
from index.text.normalise import canonical, fold, simplify
from index.text.numerals import number_forms


def with_numbers(text: str) -> str:
    """Canonical `text` and behind it the numbers that it writes otherwise (二十万元: 20万元)."""
    folded = fold(text)
    return f"{simplify(folded)} {number_forms(folded)}".strip()


def searchable(passage: Passage) -> str:
    """Context and text of a passage: what the lexical index and the encoder read."""
    return f"{canonical(passage.context)} {with_numbers(passage.text)}".strip()
