"""A place of which nothing is held: a nationwide rule may answer, else it is said that nothing is."""

from dataclasses import replace

from index.answering.decide import answers
from index.answering.steps.asked import Asked
from index.answering.steps.section import Section
from index.answering.steps.tools import Tools
from index.lexicon.divisions import last_name
from index.model.answer import Answer
from index.quoting.citing import short_place

_SURE = 0.75  # of the subject: what another region's or a nationwide document must cover to speak for such a place


class Elsewhere:
    """Has an answer to every question that names such a place."""

    name = "elsewhere"

    def __init__(self, tools: Tools, section: Section) -> None:
        self._tools = tools
        self._section = section

    def __call__(self, asked: Asked) -> Answer | None:
        if asked.query.held:
            return None
        query, hits = asked.query, asked.hits
        note = f"没有收录{short_place(str(query.place))}的文件，以下是全国性规定。\n"
        nationwide = answers(query, hits) and (hits[0].topic_matches or query.topic is None)
        if nationwide and hits[0].subject >= _SURE:
            return self._tools.teller.answered(query, asked.scope, hits, note)
        section = self._section.find(replace(query, place=None), asked.scope, hits)
        if section is not None:
            return section.model_copy(update={"text": note + section.text, "region": query.region})
        return self._of_another(asked, str(query.place))

    def _of_another(self, asked: Asked, place: str) -> Answer:
        """What a document of another region says of the place itself (上海市科学学研究所); else that none is held."""
        anywhere = replace(asked.query, held=True, region=None, place=None)
        wide = self._tools.find_everywhere(anywhere, asked.scope)
        if (
            wide
            and last_name(place) in wide[0].passage.text
            and wide[0].subject >= _SURE
            and answers(anywhere, wide)
        ):
            return self._tools.teller.answered(anywhere, asked.scope, wide)
        return self._tools.declines.for_region(asked.query, place, wide)
