"""One answer for three audiences: the enterprise, the hotline operator and the case staff."""

from collections.abc import Callable
from datetime import date

from contracts import Citation
from index.answering.declines import Declines
from index.answering.offers import Offers
from index.answering.recall import Recall
from index.answering.related import Related
from index.answering.steps.asked import Asked, first_answer
from index.answering.steps.order import steps_in_order
from index.answering.steps.tools import HITS, Tools
from index.answering.telling import Teller
from index.answering.today import china_today
from index.lexicon.divisions import NATIONWIDE, load_divisions
from index.lexicon.evidence import has_evidence
from index.lexicon.places import Gazetteer
from index.model.answer import Answer, AnswerOutcome
from index.question.following import Follower
from index.question.query import Query, QueryReader
from index.quoting.citing import cite
from index.search.reranker import Hit
from index.search.retriever import Allowed, Retriever
from index.search.scope import make_scope
from index.text.normalise import canonical, drop_halves
from index.version.snapshot import Snapshot

__all__ = ["Answer", "AnswerOutcome", "Answerer"]


class Answerer:
    """Answers from one index version. Safe for many threads."""

    def __init__(self, snapshot: Snapshot, *, today: Callable[[], date] | None = None) -> None:
        held = frozenset(d.metadata.region for d in snapshot.documents if d.metadata.region)
        self._snapshot = snapshot
        self.today = today or china_today
        self.terms = snapshot.terms
        self.gazetteer = Gazetteer(load_divisions(), held)
        self.follower = Follower(snapshot.terms, self.gazetteer)
        self._tools = self._make_tools()
        self._steps = steps_in_order(self._tools)
        self.offers = self._tools.offers
        self.recall = Recall(snapshot, self._tools.retriever, self._tools.related)

    def _make_tools(self) -> Tools:
        snapshot, retriever, related = self._snapshot, Retriever(self._snapshot), Related(self._snapshot)
        return Tools(
            snapshot=snapshot,
            reader=QueryReader(snapshot.terms, self.gazetteer, snapshot.lexical),
            follower=self.follower,
            retriever=retriever,
            related=related,
            teller=Teller(snapshot, retriever, related),
            declines=Declines(snapshot, related),
            offers=Offers(snapshot, related),
        )

    @property
    def index_version(self) -> str:
        """The version this answers from."""
        return self._snapshot.version

    @property
    def is_verified(self) -> bool:
        """Whether the version's files were compared with their checksums."""
        return self._snapshot.is_verified

    @property
    def step_names(self) -> tuple[str, ...]:
        """The names of the steps, in the order in which they are asked."""
        return tuple(step.name for step in self._steps)

    def allowed(self, region: str | None) -> Allowed:
        """`(n,) bool`: passages in force today in `region` (None: anywhere)."""
        held = region is None or self.gazetteer.holds(region)
        return self._tools.retriever.allowed(region if held else NATIONWIDE, self.today(), self.today())

    def find(
        self,
        question: str,
        *,
        region: str | None = None,
        on: date | None = None,
        topic: str | None = None,
        k: int = HITS,
    ) -> tuple[Query, list[Hit]]:
        """How a question is understood, and the best `k` valid passages, without the decision whether they answer."""
        query = self._tools.reader.read(question, region=region, topic=topic, today=self.today())
        scope = make_scope(self._tools.retriever, query, on, self.today())
        return query, self._tools.retriever.search(query, scope.allowed, k)

    def cite(self, hit: Hit) -> Citation:
        """The citation of a passage found."""
        return cite(self._snapshot.documents[hit.passage.document], hit.passage, self.today())

    def answer(
        self, question: str, *, region: str | None = None, on: date | None = None, topic: str | None = None
    ) -> Answer:
        """The answer to one question.

        `region` is the conversation's or the enterprise's (a place in the question wins); `on` the day the rules must
        hold (default: today, or the year the question names); `topic` the conversation's topic, for follow-ups.
        """
        asked = Asked(self._tools, drop_halves(question), self.today(), region, on, topic)
        return first_answer(self._steps, asked)

    def is_known_question(self, question: str) -> bool:
        """Whether a document answers exactly this question: it is offered in these words."""
        return bool(self._tools.related.passages_asked(question))

    def states(self, answer: Answer) -> bool:
        """Whether documents tell the aspect of the topic that an answer is about (and do not just leave it open)."""
        if answer.aspect is None or answer.topic is None:
            return True
        told = " ".join(citation.passage for citation in answer.citations)
        return answer.aspect in self._tools.related.aspects_of(answer.topic, self.allowed(answer.region)) or (
            bool(told) and has_evidence(answer.aspect, canonical(told))
        )
