"""Passages as ranking reads them: canonical texts and their grams, made when first needed and kept for a while."""

import re
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

from index.lexicon.evidence import Evidence
from index.lexicon.terms import find_mentions
from index.model.passage import Passage
from index.passages.searchable import with_numbers
from index.search.features_matching import Candidate
from index.text.grams import bigrams
from index.text.normalise import canonical
from index.version.snapshot import Snapshot

_SENTENCE = re.compile(r"[。！？!?；;]")
_KEPT = 5_000  # views; one takes about 14 KB, 25 once its sentences are read


@dataclass(frozen=True)
class View:
    """One passage. Texts are canonical; `full` is context and text, `grams` its bigrams.

    `topics` are its document's, or what the text names where the document states none; `aspect` is that of the section
    it stands in; `evidence` reads the quoted text with line ends as full stops, and the path of headings.
    """

    passage: Passage
    candidate: Candidate
    full: str
    grams: frozenset[str]
    heading_grams: frozenset[str]
    title_grams: frozenset[str]
    topics: frozenset[str]
    aspect: str | None
    is_guide: bool
    evidence: Evidence
    sentences: tuple[str, ...]


class Views:
    """The views of one snapshot's passages. Safe for many threads."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._kept: OrderedDict[int, View] = OrderedDict()
        self._lock = Lock()
        self._title_grams = lru_cache(_KEPT)(self._grams_of_title)

    def __getitem__(self, number: int) -> View:
        with self._lock:
            if (view := self._kept.get(number)) is not None:
                self._kept.move_to_end(number)
                return view
        view = self._make(number)
        with self._lock:
            self._kept[number] = view
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return view

    def _make(self, number: int) -> View:
        passage = self._snapshot.passages[number]
        metadata = self._snapshot.documents[passage.document].metadata
        text, context = with_numbers(passage.text), canonical(passage.context)
        heading, headings = canonical(passage.heading), canonical(" ".join(passage.headings))
        full = f"{context} {text}".strip()
        own = canonical(passage.text.replace("\n", "。"))
        position = number - self._snapshot.columns.of_document(passage.document).start
        candidate = Candidate(text, context, heading, passage.document, position)
        return View(
            passage=passage,
            candidate=candidate,
            full=full,
            grams=frozenset(bigrams(full)),
            heading_grams=frozenset(bigrams(heading)),
            title_grams=self._title_grams(passage.document),
            topics=self._topics(metadata.topic, full),
            aspect=self._aspect(number),
            is_guide=metadata.is_guide,
            evidence=Evidence(own, headings),
            sentences=tuple(s for s in _SENTENCE.split(own) if s.strip()),
        )

    def _grams_of_title(self, document: int) -> frozenset[str]:
        return frozenset(bigrams(canonical(self._snapshot.documents[document].metadata.title)))

    def aspects_of(self, document: int) -> frozenset[str]:
        """The aspects that a document has sections for."""
        owned = self._snapshot.columns.of_document(document)
        found = set(self._snapshot.aspects[owned.start : owned.stop].tolist()) - {-1}
        return frozenset(self._snapshot.terms.aspects[position].id for position in found)

    def _topics(self, stated: str | None, full: str) -> frozenset[str]:
        if stated:
            return frozenset({stated})
        return frozenset(mention.term.id for mention in find_mentions(full, self._snapshot.terms.topics))

    def _aspect(self, number: int) -> str | None:
        position = int(self._snapshot.aspects[number])
        return self._snapshot.terms.aspects[position].id if position >= 0 else None
