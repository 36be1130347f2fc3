"""The one order in which the steps are taken: the first that has an answer gives it."""

from index.answering.steps.asked import Step
from index.answering.steps.bare import Bare
from index.answering.steps.below import Below
from index.answering.steps.decision import Decision
from index.answering.steps.elsewhere import Elsewhere
from index.answering.steps.exact import Exact
from index.answering.steps.left_open import LeftOpen
from index.answering.steps.no_row import NoRow
from index.answering.steps.nothing import Nothing
from index.answering.steps.numbered import Numbered
from index.answering.steps.of_topic import OfTopic
from index.answering.steps.past import Past
from index.answering.steps.section import Section
from index.answering.steps.tools import Tools
from index.answering.steps.topic_at_place import TopicAtPlace
from index.answering.steps.unstated import Unstated
from index.answering.steps.within_topic import WithinTopic
from index.answering.steps.year import Year


def steps_in_order(tools: Tools) -> tuple[Step, ...]:
    """All steps. The learned decision comes last; the four before it only where it says no."""
    section = Section(tools)
    of_any_time: tuple[Step, ...] = (
        Past(tools),
        Exact(tools),
        WithinTopic(tools),
        Elsewhere(tools, section),
        NoRow(tools),
        Bare(tools),
        TopicAtPlace(tools),
        Unstated(tools),
        section,
        Below(tools),
        LeftOpen(tools),
        OfTopic(tools),
        Decision(tools),
    )
    return (Nothing(tools), Numbered(tools), Year(tools, of_any_time), *of_any_time)
