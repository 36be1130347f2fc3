"""Answers that say there is none: nothing found, not our subject, another region."""

from collections.abc import Sequence
from typing import Literal

from index.answering.decide import is_near
from index.answering.related import Related
from index.lexicon.divisions import NATIONWIDE
from index.lexicon.field import is_of_our_field
from index.model.answer import Answer
from index.question.asked import words_asked
from index.question.query import Query
from index.quoting.citing import short_place
from index.search.reranker import Hit
from index.version.snapshot import Snapshot

_MOST_REGIONS = 4
_SUBJECT_KNOWN = 0.5
_NEAREST = 5
_LONGEST_ASKED = 24  # characters of a question that is said back to the asker


class Declines:
    """Writes them, from one snapshot."""

    def __init__(self, snapshot: Snapshot, related: Related) -> None:
        self._snapshot = snapshot
        self._related = related

    def for_query(self, query: Query, hits: Sequence[Hit]) -> Answer:
        """`no_answer` when it is a matter of our field or the documents know the subject, else `out_of_scope`."""
        if query.elsewhere is not None and query.topic is None:
            return self._elsewhere(query, query.elsewhere)
        known = query.topic is not None or is_of_our_field(query.text)
        known = known or bool(hits and query.content and hits[0].subject >= _SUBJECT_KNOWN)
        known = known or is_near(query, hits)
        return self._no_answer(query, hits) if known else self._out_of_scope(query)

    def for_nothing(self, query: Query) -> Answer:
        """A message without a word in it."""
        return self._out_of_scope(query)

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

    def for_year(self, query: Query, year: int, since: str, today: str) -> Answer:
        """No rule of that year is held; the present ones hold `since` then. `today` is the question for these."""
        text = f"没有收录{year}年的规定，不能用现在的规定代替。"
        text += f"现行规定从{since}起。" if since else ""
        spoken = f"没有收录{year}年的规定。您可以问现行规定。"
        return self._make(query, "no_answer", f"{text}您可以看现行规定：{today}", spoken, [today])

    def for_number(self, query: Query, number: str, *, held: bool = False) -> Answer:
        """No document of that number is held; or (`held`) one is, and says nothing of what is asked."""
        text = (
            f"查了收录的{number}有关内容，没有找到您问的内容，不能随意答复您。"
            if held
            else f"没有收录{number}这个文号的文件，不能用其他文件代替。请核对文号，或向发文机关核实。"
        )
        return self._make(query, "no_answer", text, text.split("，")[0] + "。", [])

    def for_standing(self, query: Query, number: str) -> Answer:
        """A document of that number is held, and nothing says whether it is still in force."""
        text = f"收录了{number}有关内容，但没有写明它是否仍然有效，不能随意答复您。请向发文机关核实。"
        return self._make(query, "no_answer", text, f"没有写明{number}是否仍然有效。", [])

    def regions_of(self, query: Query, hits: Sequence[Hit]) -> list[str]:
        """Regions (not 全国) whose documents the hits on the query's topic come from, best first."""
        found = [
            self._snapshot.documents[hit.passage.document].metadata.region
            for hit in hits
            if hit.topic_matches or query.topic is None
        ]
        return [region for region in dict.fromkeys(found) if region and region != NATIONWIDE][:_MOST_REGIONS]

    def _out_of_scope(self, query: Query) -> Answer:
        text = (
            "这个问题不属于科技政策和科技局办事的范围，我没有这方面的文件，不能随意回答。"
            "我能查的有：科技政策、办事条件、材料、流程、时限和联系人。"
        )
        return self._make(query, "out_of_scope", text, "这个问题不在科技政策服务范围内。", [])

    def _elsewhere(self, query: Query, department: str) -> Answer:
        text = f"这件事一般由{department}负责，科技局没有这方面的文件，不能替他们答复。请向{department}咨询。"
        return self._make(query, "out_of_scope", text, f"这件事请向{department}咨询。", [])

    def _no_answer(self, query: Query, hits: Sequence[Hit]) -> Answer:
        """What was looked for, that it was not found, and what is near."""
        near = self._related.nearest(
            [
                hit.passage
                for hit in hits[:_NEAREST]
                if hit.topic_matches or (query.topic is None and is_near(query, hits))
            ]
        )
        looked = self._looked_for(query)
        text = f"查了现有文件，没有找到{looked}的内容，不能随意答复您。"
        text += (
            "可以看看下面相近的问题，或者换个说法再问。" if near else "您可以换个说法再问，或向主管部门核实。"
        )
        return self._make(query, "no_answer", text, f"现有文件里没有找到{looked}的内容。"[:60], near)

    def _looked_for(self, query: Query) -> str:
        """What a query asks for: its own words where they are few, else its topic and aspect."""
        asked = words_asked(query)
        topic = self._snapshot.terms.find_topic(query.topic)
        named = "" if topic is None or not query.assumed_topic else topic.name
        if len(asked) <= _LONGEST_ASKED:
            return f"{named}“{asked}”"
        aspect = self._snapshot.terms.find_aspect(query.aspect)
        about = [term.name for term in (topic, aspect) if term is not None]
        return f"“{'的'.join(about)}”" if about else "您所问"

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
