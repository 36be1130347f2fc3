"""The lists of words that staff edit, knowledge/words/*.yml: read once a process. A missing file is an empty list."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import structlog

FOLDER = Path(__file__).resolve().parents[2] / "knowledge" / "words"
# The lists of each file; ANY_GROUP: groups of any name, with lists of these names.
ANY_GROUP = "*"
KNOWN: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "asking": dict.fromkeys(
        ("words", "counting", "in_talk", "asks", "counted", "overview", "compares", "bare"), ()
    ),
    "audience": {
        "common": ("partners", "acts"),
        **dict.fromkeys(("individual", "institution", "enterprise"), ("self", "named", "not_before", "as")),
    },
    "columns": {"words": ()},
    "courtesy": dict.fromkeys(("opening", "closing", "greeting"), ()),
    "documents": dict.fromkeys(("standing", "past", "founded", "before_number", "what_it_says"), ()),
    "evidence": {ANY_GROUP: ("told", "shapes")},
    "expected": {ANY_GROUP: ("asked", "told", "shapes")},
    "field": {"words": ()},
    "places": dict.fromkeys(("ordinary", "zones", "nationwide", "peoples"), ()),
}
log = structlog.get_logger(__name__)


class ListWrong(Exception):
    """A file of words that is no mapping of names to lists of words; `field` is the list, "-" the whole file."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field, self.reason = field, reason


def words_in(file: str, name: str = "words") -> tuple[str, ...]:
    """The words of one list of `file`, folded, longest first; () where there is none."""
    found = read_words(file).get(name)
    return found if isinstance(found, tuple) else ()


def groups_in(file: str) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """The groups of a file in which each name has several lists (asked, told …)."""
    return {name: lists for name, lists in read_words(file).items() if isinstance(lists, dict)}


@lru_cache(maxsize=32)
def read_words(file: str) -> Mapping[str, Any]:
    """All lists of `file`. What cannot be read is left out, and the log says so: `dxe knowledge check` tells why."""
    try:
        return load_words(FOLDER / f"{file}.yml")
    except FileNotFoundError:
        return {}
    except (OSError, ListWrong) as problem:
        log.error("words_left_out", file=f"{file}.yml", reason=str(problem))
        return {}


def load_words(path: Path) -> Mapping[str, Any]:
    """The lists of a file, by name; a group of lists as a mapping of its own. Raises ListWrong, OSError."""
    import yaml

    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as problem:
        raise ListWrong("-", f"不是有效的 YAML：{problem}") from problem
    if not isinstance(content, dict):
        raise ListWrong("-", "应是“名称: [词, 词]”的形式")
    return {str(name): _lists(str(name), value) for name, value in content.items()}


def _lists(name: str, value: object) -> Any:
    if isinstance(value, dict):
        return {str(inner): _lists(f"{name}.{inner}", listed) for inner, listed in value.items()}
    if not isinstance(value, list):
        raise ListWrong(name, "应是一个列表")
    return _folded(name, value)


def _folded(name: str, listed: Sequence[object]) -> tuple[str, ...]:
    from index.text.normalise import fold

    wrong = next((word for word in listed if not isinstance(word, str) or not fold(word)), None)
    if wrong is not None:
        raise ListWrong(name, f"“{wrong}”不是词，数字和是非请加引号")
    folded = [fold(str(word)) for word in listed]
    twice = next((word for word in folded if folded.count(word) > 1), None)
    if twice is not None:
        raise ListWrong(name, f"“{twice}”写了两次")
    return tuple(sorted(folded, key=lambda word: (-len(word), word)))
