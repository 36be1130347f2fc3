"""What is replaced inside Rasa, and nothing else is: each piece with its reason. For one version of Rasa only.

Measured on a turn of ours: checking the action-response schema itself took half of the time, dask's graph building a
seventh, copies for log lines that nobody reads a tenth.
"""

from collections.abc import Callable
from functools import lru_cache, partial
from types import SimpleNamespace
from typing import Any

import rasa
import rasa.core.actions.action
import rasa.core.processor
from jsonschema import ValidationError
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.serving.graph_runner import SequentialGraphRunner
from bot.serving.rules import index_of, possible_keys
from bot.serving.tracker import MOST_STATES

RASA_VERSION = "3.6.21"


class WrongModel(RuntimeError):
    """The model has what the replacements do not allow for."""


class WrongRasa(RuntimeError):
    """Rasa is another than the one that the replacements were written for."""


def install() -> None:
    """Put all replacements in place. Raises WrongRasa."""
    if rasa.__version__ != RASA_VERSION:
        raise WrongRasa(
            f"bot/serving/replacements.py is written for Rasa {RASA_VERSION}, this is {rasa.__version__}: read each "
            "piece against the new source, run tests/bot/test_serving.py, then change RASA_VERSION"
        )
    RemoteAction._validate_action_result = _is_result
    RemoteAction._action_call_format = _action_call
    # Walks all subclasses anew, once an event.
    Event.resolve_by_type = staticmethod(lru_cache(maxsize=None)(Event.resolve_by_type))
    rasa.core.processor.DaskGraphRunner = SequentialGraphRunner
    # Used there for the values of debug lines only; they are never changed afterwards.
    rasa.core.processor.copy = SimpleNamespace(deepcopy=lambda value: value)
    RulePolicy._get_possible_keys = possible_keys
    RulePolicy.format_tracker_states = staticmethod(lambda states: "")  # for a debug line


def prepare(agent: Agent) -> None:
    """Find out once what Rasa finds out at each message. Raises WrongModel where a rule reaches back too far."""
    domain = agent.processor.domain
    is_empty = domain.is_empty()
    domain.is_empty = lambda: is_empty
    for policy in rule_policies(agent):
        rules = [index_of(policy, table) for table in policy.lookup.values() if _is_table(table)]
        if any(index.longest > MOST_STATES for index in rules):
            raise WrongModel(f"a rule of bot/data has more than {MOST_STATES} steps: see MOST_STATES")
        if not any(index.knows_texts() for index in rules[:1]):
            policy._find_action_from_rules = partial(_find_by_intent, policy._find_action_from_rules)


def replace_validation() -> None:
    """Have an action's result checked by a validator that is made once; Rasa checks the schema itself each time.

    For a project that is no other wise ours (benchmarks/turns): the whole of the check, at a price that is fair.
    """
    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    validator = kind(schema)

    def validate(_: RemoteAction, result: dict[str, Any]) -> bool:
        problem = next(validator.iter_errors(result), None)
        if problem is not None:
            raise ValidationError(f"the action server's answer is none: {problem.message}")
        return True

    RemoteAction._validate_action_result = validate


def _is_result(_: RemoteAction, result: dict[str, Any]) -> bool:
    """Refuse what is no answer of our action server; each event is read, and refused, right behind this."""
    is_one = isinstance(result, dict) and all(
        isinstance(result.get(key), list) and all(isinstance(each, dict) for each in result[key])
        for key in ("events", "responses")
    )
    if not is_one:
        raise ValidationError("the action server's answer is none")
    return True


def rule_policies(agent: Agent) -> list[RulePolicy]:
    """Return the policies of a loaded model that go by rules."""
    nodes = agent.processor.graph_runner.nodes.values()
    return [node._component for node in nodes if isinstance(node._component, RulePolicy)]


def _is_table(table: Any) -> bool:
    return isinstance(table, dict) and all(isinstance(key, str) and key.startswith("[") for key in table)


def _find_by_intent(
    find: Callable[..., Any], *arguments: Any, use_text_for_last_user_input: bool, **named: Any
) -> Any:
    """Look for a rule by a message's intent only: the model has none that goes by its text."""
    if use_text_for_last_user_input:
        return None, None, False
    return find(*arguments, use_text_for_last_user_input=False, **named)


def _action_call(action: RemoteAction, tracker: DialogueStateTracker, _: Domain) -> dict[str, Any]:
    """Return what an action is told: slots, the latest message, and the events since.

    Rasa sends every event of the session, all replies included. What a form has just extracted is among the last.
    """
    state = tracker.current_state()
    since = []
    for event in reversed(tracker.events):
        since.append(event.as_dict())
        if isinstance(event, UserUttered):
            break
    state["events"] = since[::-1]
    return {
        "next_action": action.name(),
        "sender_id": tracker.sender_id,
        "tracker": state,
        "version": rasa.__version__,
    }
