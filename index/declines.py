"""Answers that say there is none: nothing found, not our subject, another region."""

from collections.abc import Sequence
from typing import Literal

from index.answer_record import Answer
from index.divisions import NATIONWIDE
from index.query import Query
from index.related import Related
from index.reranker import Hit
from index.snapshot import Snapshot
from index.standing import short_place

_MOST_REGIONS = 4
_SUBJECT_KNOWN = 0.5
_NEAREST = 5


class Declines:
    """Writes them, from one snapshot."""

    def __init__(self, snapshot: Snapshot, related: Related) -> None:
        self._snapshot = snapshot
        self._related = related

    def for_query(self, query: Query, hits: Sequence[Hit]) -> Answer:
        """`no_answer` when the documents know the subject, else `out_of_scope`."""
        known = query.topic is not None or bool(hits and query.content and hits[0].subject >= _SUBJECT_KNOWN)
        return self._decline(query, "no_answer" if known else "out_of_scope", hits)

    def for_nothing(self, query: Query) -> Answer:
        """A message without a word in it."""
        return self._decline(query, "out_of_scope", [])

    def for_region(self, query: Query, place: str, hits: Sequence[Hit]) -> Answer:
        """`other_region`: nothing is held for `place` (a path). `hits` are other regions' passages, to name them."""
        about = self._snapshot.terms.find_topic(query.topic)
        name = short_place(place)
        subject = f"关于{about.name}的文件" if about else "的文件"
        text = f"没有收录{name}{subject}，不能用其他地区的规定代替。请向{name}的主管部门核实。"
        regions = self.regions_of(query, hits)
        if regions:
            text += f"目前收录的有：{'、'.join(short_place(region) for region in regions)}。"
        return self._make(query, "other_region", text, f"没有收录{name}{subject}，请向当地主管部门核实。", [])

    def regions_of(self, query: Query, hits: Sequence[Hit]) -> list[str]:
        """Regions (not 全国) whose documents the hits on the query's topic come from, best first."""
        found = [
            self._snapshot.documents[hit.passage.document].metadata.region
            for hit in hits
            if hit.topic_matches or query.topic is None
        ]
        return [region for region in dict.fromkeys(found) if region and region != NATIONWIDE][:_MOST_REGIONS]

    def _decline(
        self, query: Query, outcome: Literal["no_answer", "out_of_scope"], hits: Sequence[Hit]
    ) -> Answer:
        if outcome == "out_of_scope":
            text = "这个问题不在现有科技政策文件的范围内，我没法回答。您可以问科技政策、办事条件、材料、流程和时限。"
            return self._make(query, outcome, text, "这个问题不在科技政策服务范围内。", [])
        about = self._snapshot.terms.find_topic(query.topic)
        subject = f"关于{about.name}，" if about else ""
        text = f"{subject}现有文件里没有找到能回答这个问题的内容。您可以换个说法，或向主管部门核实。"
        near = self._related.nearest([hit.passage for hit in hits[:_NEAREST] if hit.topic_matches])
        return self._make(query, outcome, text, "现有文件里没有找到答案。", near)

    def _make(
        self,
        query: Query,
        outcome: Literal["no_answer", "out_of_scope", "other_region"],
        text: str,
        spoken: str,
        related: list[str],
    ) -> Answer:
        return Answer(
            outcome=outcome,
            text=text,
            speakable=spoken,
            related=related,
            topic=query.topic,
            aspect=query.aspect,
            region=query.region,
            index_version=self._snapshot.version,
        )
