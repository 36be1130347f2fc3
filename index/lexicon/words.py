"""The words of a question, each with the other ways in which documents may say it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from index.lexicon.asking import is_asking
from index.lexicon.terms import Mention
from index.text.grams import bigrams

_NOUNS = ("n", "vn", "eng", "j", "l", "i", "x", "s")  # tags of names, abbreviations, set phrases
_PART = 0.7  # what a word counts whose pairs of characters all stand in a text, but not together


@dataclass(frozen=True)
class Word:
    """`text` as it is typed (folded); `forms` are what documents may have in its place; `names` whether it names a
    thing (QQ群, 邮费) rather than says what is done or how."""

    text: str
    forms: tuple[str, ...] = ()
    names: bool = False

    @property
    def all(self) -> tuple[str, ...]:
        """The word and its forms."""
        return (self.text, *self.forms)

    def stands_in(self, text: str) -> bool:
        """Whether canonical `text` has the word or one of its forms."""
        if self.text in text:
            return True
        return bool(self.forms) and any(form in text for form in self.forms)

    def share_in(self, text: str) -> float:
        """How much of the word canonical `text` says: 1 the word or one of its forms, else the share of its pairs."""
        if self.stands_in(text):
            return 1.0
        pairs = self._pairs
        if len(pairs) < 2 and self.text in pairs:
            return 0.0  # its one pair is the word itself
        return _PART * sum([pair in text for pair in pairs]) / len(pairs) if pairs else 0.0

    @cached_property
    def _pairs(self) -> list[str]:
        return bigrams(self.text)


def words_of(text: str, mentions: Sequence[Mention], skipped: Sequence[tuple[int, int]]) -> tuple[Word, ...]:
    """Words of folded `text` in order, without words of asking and without the spans `skipped` (places, years).

    `mentions` are the terms it names, which count as one word each with their synonyms as forms.
    """
    import rjieba

    found: list[tuple[int, Word]] = []
    for mention in mentions:
        forms = tuple(word for word in mention.term.words if word != mention.word)
        found.append((mention.start, Word(mention.word, forms, names=True)))
    rest = text
    for start, end in [*((m.start, m.end) for m in mentions), *skipped]:
        rest = rest[:start] + " " * (end - start) + rest[end:]
    at = 0
    for word, tag in rjieba.tag(rest):
        if not is_asking(word) and any(char.isalnum() for char in word):
            found.append((at, Word(word, names=tag.startswith(_NOUNS))))
        at += len(word)
    return tuple(dict.fromkeys(word for _, word in sorted(found, key=lambda pair: pair[0])))
