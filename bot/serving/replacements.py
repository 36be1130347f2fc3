"""What is replaced inside Rasa, and nothing else is: each piece with its reason. For one version of Rasa only.

Measured on a turn of ours: checking the action-response schema itself took half of the time, dask's graph building a
seventh, copies for log lines that nobody reads a tenth.
"""

from functools import lru_cache
from types import SimpleNamespace
from typing import Any, Dict, Text

import rasa
import rasa.core.actions.action
import rasa.core.processor
from jsonschema import ValidationError
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.serving.graph_runner import SequentialGraphRunner

RASA_VERSION = "3.6.21"


class WrongRasa(RuntimeError):
    """Rasa is another than the one that the replacements were written for."""


def install() -> None:
    """Put all replacements in place. Raises WrongRasa."""
    if rasa.__version__ != RASA_VERSION:
        raise WrongRasa(
            "bot/serving/replacements.py is written for Rasa {}, this is {}: read each piece against the new "
            "source, run tests/bot/serving, then change RASA_VERSION".format(RASA_VERSION, rasa.__version__)
        )
    RemoteAction._validate_action_result = _is_result
    RemoteAction._action_call_format = _action_call
    # Walks all subclasses anew, once an event.
    Event.resolve_by_type = staticmethod(lru_cache(maxsize=None)(Event.resolve_by_type))
    rasa.core.processor.DaskGraphRunner = SequentialGraphRunner
    # Used there for the values of debug lines only; they are never changed afterwards.
    rasa.core.processor.copy = SimpleNamespace(deepcopy=lambda value: value)


def replace_validation() -> None:
    """Have an action's result checked by a validator that is made once; Rasa checks the schema itself each time.

    For a project that is no other wise ours (benchmarks/turns): the whole of the check, at a price that is fair.
    """
    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    validator = kind(schema)

    def validate(_: RemoteAction, result: Dict[Text, Any]) -> bool:
        problem = next(validator.iter_errors(result), None)
        if problem is not None:
            raise ValidationError("the action server's answer is none: {}".format(problem.message))
        return True

    RemoteAction._validate_action_result = validate


def _is_result(_: RemoteAction, result: Dict[Text, Any]) -> bool:
    """Refuse what is no answer of our action server; each event is read, and refused, right behind this."""
    is_one = isinstance(result, dict) and all(
        isinstance(result.get(key), list) and all(isinstance(each, dict) for each in result[key])
        for key in ("events", "responses")
    )
    if not is_one:
        raise ValidationError("the action server's answer is none")
    return True


def _action_call(action: RemoteAction, tracker: DialogueStateTracker, _: Domain) -> Dict[Text, Any]:
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
