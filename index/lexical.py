"""BM25 over character uni- and bigrams (bm25s). k1 0.9 and b 0.3 suit passages prefixed with their headings."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.grams import grams

_K1, _B = 0.9, 0.3
_FOLDER = "lexical"


class Lexical:
    """Scores of every passage for a query. Made by `build_lexical` or `load_lexical`."""

    def __init__(self, scorer: "object", size: int) -> None:
        self._scorer = scorer
        self._size = size
        self._vocabulary: dict[str, int] = scorer.vocab_dict  # type: ignore[attr-defined]

    @property
    def size(self) -> int:
        """How many passages are indexed."""
        return self._size

    def knows(self, gram: str) -> bool:
        """Whether some passage has this gram."""
        return gram in self._vocabulary

    def document_frequency(self, gram: str) -> int:
        """How many passages have this gram (one of `index.grams.grams`); 0: none."""
        number = self._vocabulary.get(gram)
        if number is None or self._size == 0:
            return 0
        starts = self._scorer.scores["indptr"]  # type: ignore[attr-defined]
        return int(starts[number + 1]) - int(starts[number])

    @cached_property
    def characters(self) -> frozenset[str]:
        """The Chinese characters that passages use."""
        return frozenset(gram for gram in self._vocabulary if len(gram) == 1 and gram >= "\u3400")

    def scores(self, text: str) -> NDArray[np.float32]:
        """BM25 of canonical `text` against each passage: `(n,) float32`, 0 where no gram is shared."""
        known = [gram for gram in grams(text) if gram in self._vocabulary]
        if not known or self._size == 0:
            return np.zeros(self._size, dtype=np.float32)
        found: NDArray[np.float32] = self._scorer.get_scores(known)  # type: ignore[attr-defined]
        return found.astype(np.float32, copy=False)

    def save(self, folder: Path) -> None:
        """Write the index below `folder`."""
        self._scorer.save(str(folder / _FOLDER), show_progress=False)  # type: ignore[attr-defined]


def build_lexical(texts: Sequence[str]) -> Lexical:
    """Index canonical `texts`, one a passage, in order."""
    import bm25s

    scorer = bm25s.BM25(k1=_K1, b=_B)
    corpus = [grams(text) or ["\u0000"] for text in texts]
    scorer.index(corpus or [["\u0000"]], show_progress=False)
    return Lexical(scorer, len(texts))


def load_lexical(folder: Path, size: int) -> Lexical:
    """Read what `Lexical.save` wrote for `size` passages."""
    import bm25s

    return Lexical(bm25s.BM25.load(str(folder / _FOLDER), load_corpus=False), size)
