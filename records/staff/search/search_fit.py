"""Whether all words of a query hold for what was found, and how well."""

from __future__ import annotations

from collections.abc import Sequence

from records.staff.search.search_candidates import Candidates
from records.staff.search.search_words import Found, Word


class Fit:
    """Ranks what was found by all words of a query."""

    def __init__(self, words: Sequence[Word], groups: Sequence[Candidates]) -> None:
        """`groups` are the words' candidates, which say whom a phone belongs to."""
        self._words = words
        self._called = {group.phone: group.enterprise_ids for group in groups if group.phone}

    def rank(self, found: Found, enterprise_id: int) -> int | None:
        """Return 0 for the best, more for the less good; None when a word does not hold."""
        total = 0
        for word in self._words:
            rank = self._rank_of(word, found, enterprise_id)
            if rank is None:
                return None
            total += rank
        return total

    def _rank_of(self, word: Word, found: Found, enterprise_id: int) -> int | None:
        if word.phone:
            return 0 if enterprise_id in self._called[word.phone] else None
        return word.rank(found)
