"""Whom a question is about (a person, an institution, an enterprise), and which guides are not for them."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.lexicon.lists import groups_in
from index.question.query import Query
from index.version.snapshot import Snapshot

Flags = NDArray[np.bool_]

_COMMON = "common"  # the group of what holds for all audiences


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    groups = groups_in("audience")
    common = groups.get(_COMMON, {})
    return {name: _pattern(lists, common) for name, lists in groups.items() if name != _COMMON}


def _pattern(lists: Mapping[str, tuple[str, ...]], common: Mapping[str, tuple[str, ...]]) -> re.Pattern[str]:
    """What says that one of an audience asks, or is the one who acts: 个人能申请吗; not 个人所得税, 委托高校研发."""
    named = _one_of(lists.get("named", ()))
    said = [*map(re.escape, lists.get("self", ()))]
    if roles := lists.get("as"):
        said.append(f"{_one_of(roles)}{named}")
    partners = "".join(rf"(?<!{re.escape(word)})" for word in common.get("partners", ()))
    after = f"(?!{_one_of(lists['not_before'])})" if lists.get("not_before") else ""
    return re.compile("|".join([*said, rf"{partners}{named}{after}(?=也?{_one_of(common.get('acts', ()))})"]))


def _one_of(words: Sequence[str]) -> str:
    return f"(?:{'|'.join(map(re.escape, words))})" if words else "(?!)"


def audience_of(text: str) -> str | None:
    """The one audience (enterprise, institution, individual) a folded question is about or asked by; None: it names
    none, or several."""
    named = [audience for audience, pattern in _patterns().items() if pattern.search(text)]
    return named[0] if len(named) == 1 else None


class Audiences:
    """Which passages of one snapshot are for whom. Safe for many threads."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._for = lru_cache(8)(self._documents_for)
        self._stated = np.array([bool(d.metadata.audience) for d in snapshot.documents], dtype=np.bool_)

    def keep(self, query: Query, allowed: Flags, of_topic: Flags | None) -> Flags:
        """`allowed` without the query's topic's guides for others, where one of its guides is for whom it asks.

        `of_topic` are the topic's passages; None (no topic) leaves `allowed` as it is, as does a question that names no
        one audience.
        """
        audience = audience_of(query.text)
        if audience is None or of_topic is None:
            return allowed
        theirs = self._for(audience)[self._snapshot.columns.documents]
        stated = self._stated[self._snapshot.columns.documents]
        if not bool((allowed & of_topic & theirs).any()):
            return allowed
        return np.asarray(allowed & ~(of_topic & stated & ~theirs))

    def _documents_for(self, audience: str) -> Flags:
        return np.array(
            [audience in document.metadata.audience for document in self._snapshot.documents], dtype=np.bool_
        )
