"""What the steps work with: the readers, the search and the writers of one index version."""

from dataclasses import dataclass

from index.answering.declines import Declines
from index.answering.offers import Offers
from index.answering.related import Related
from index.answering.telling import Teller
from index.question.following import Follower
from index.question.query import Query, QueryReader
from index.search.reranker import Hit
from index.search.retriever import Retriever
from index.search.scope import Scope
from index.version.snapshot import Snapshot

HITS = 12  # that a search is asked for


@dataclass(frozen=True)
class Tools:
    """Made once a version, and shared by all steps."""

    snapshot: Snapshot
    reader: QueryReader
    follower: Follower
    retriever: Retriever
    related: Related
    teller: Teller
    declines: Declines
    offers: Offers

    def find_everywhere(self, query: Query, scope: Scope) -> list[Hit]:
        """The best passages of any region that are in force then."""
        return self.retriever.search(query, self.retriever.allowed(None, scope.start, scope.end), HITS)
