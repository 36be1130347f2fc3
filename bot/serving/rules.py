"""Which learned rules a conversation may be in: RulePolicy tries each of some 400 against every state it has seen."""

from collections import defaultdict
from typing import Any

from rasa.core.policies.rule_policy import SHOULD_NOT_BE_SET, RulePolicy
from rasa.shared.core.constants import ACTION_LISTEN_NAME, PREVIOUS_ACTION, USER
from rasa.shared.core.domain import State

_Place = tuple[str | None, str | None]


class RuleIndex:
    """The keys of one of the policy's tables by the action and the intent that their last state demands."""

    def __init__(self, table: dict[str, str]) -> None:
        self.table = table
        self._by_place: dict[_Place, list[str]] = defaultdict(list)
        lengths = [0]
        for key in table:
            states = RulePolicy._rule_key_to_state.__wrapped__(key)
            lengths.append(len(states))
            self._by_place[_demanded(states[-1])].append(key)
        self.longest = max(lengths)

    def candidates(self, state: State) -> set[str]:
        """Return the keys that the last state of a conversation does not rule out."""
        action, intent = _value(state, PREVIOUS_ACTION, "action_name"), _value(state, USER, "intent")
        if PREVIOUS_ACTION not in state:
            return {key for (demanded, _), keys in self._by_place.items() if demanded is None for key in keys}
        places: set[_Place] = {(action, intent), (action, None), (None, intent), (None, None)}
        return {key for place in places for key in self._by_place.get(place, ())}

    def knows_texts(self) -> bool:
        """Tell whether a rule may apply to a message whose intent is left aside, as in end-to-end training."""
        return any(
            action in (None, ACTION_LISTEN_NAME) and intent is None and keys
            for (action, intent), keys in self._by_place.items()
        )


def _demanded(state: State) -> _Place:
    return _value(state, PREVIOUS_ACTION, "action_name"), _value(state, USER, "intent")


def _value(state: State, kind: str, name: str) -> str | None:
    value: Any = (state.get(kind) or {}).get(name)
    return value if isinstance(value, str) and value and value != SHOULD_NOT_BE_SET else None


def index_of(policy: RulePolicy, table: dict[str, str]) -> RuleIndex:
    """Return the index of a table of the policy, made once."""
    indices: dict[int, RuleIndex] = policy.__dict__.setdefault("rule_indices", {})
    index = indices.get(id(table))
    if index is None or index.table is not table:
        index = indices[id(table)] = RuleIndex(table)
    return index


def possible_keys(policy: RulePolicy, lookup: dict[str, str], states: list[State]) -> set[str]:
    """Return the keys that all states allow: RulePolicy._get_possible_keys, on the candidates only."""
    if not states:
        return set(lookup)
    index = index_of(policy, lookup)
    keys = index.candidates(states[-1])
    for turn, state in enumerate(reversed(states)):
        if turn >= index.longest or not keys:
            break
        keys = {key for key in keys if policy._is_rule_applicable(key, turn, state)}
    return keys
