"""The check of knowledge/terms.yml: no word stands for two things, and none is there that can never be found."""

from pathlib import Path

from index.checks.knowledge_lists import Problem
from index.lexicon.terms import Term, Terms, load_terms

_FILE = "terms.yml"
_SHORTEST = 2  # characters of a word that is looked for in questions


def check_terms(folder: Path) -> tuple[Terms, list[Problem]]:
    """The terms of `folder`/terms.yml and every problem of them; no terms when the file cannot be read."""
    if not (folder / _FILE).is_file():
        return Terms(), [Problem(_FILE, "-", "没有这个文件")]
    try:
        terms = load_terms(folder / _FILE)
    except ValueError as error:
        field, _, reason = str(error).partition(": ")
        return Terms(), [Problem(_FILE, field if reason else "-", reason or field)]
    lists = {
        "topics": terms.topics,
        "aspects": terms.aspects,
        "words": terms.words,
        "elsewhere": terms.elsewhere,
    }
    return terms, [*_twice(lists), *_short(lists), *_hidden(terms)]


def _twice(lists: dict[str, tuple[Term, ...]]) -> list[Problem]:
    """Entries of the same id or name in one list, and words of two entries of any lists."""
    problems: list[Problem] = []
    owner: dict[str, tuple[str, Term]] = {}
    for kind, listed in lists.items():
        ids = [term.id for term in listed]
        problems += [
            Problem(_FILE, kind, f"id 重复：{i}") for i in sorted({i for i in ids if ids.count(i) > 1})
        ]
        for term in listed:
            for word in term.words:
                of, first = owner.setdefault(word, (kind, term))
                if (of, first.id) != (kind, term.id):
                    whose = first.id if of == kind else f"{of}.{first.id}"
                    problems.append(Problem(_FILE, f"{kind}.{term.id}", f"“{word}”已经是 {whose} 的说法"))
    return problems


def _short(lists: dict[str, tuple[Term, ...]]) -> list[Problem]:
    return [
        Problem(_FILE, f"{kind}.{term.id}", f"“{word}”太短，至少 {_SHORTEST} 个字")
        for kind, listed in lists.items()
        for term in listed
        for word in term.words
        if len(word) < _SHORTEST
    ]


def _hidden(terms: Terms) -> list[Problem]:
    """Matters of other departments that hold a word for a topic: a question that names a topic is ours."""
    return [
        Problem(_FILE, f"elsewhere.{term.id}", f"“{word}”里有 topics.{topic.id} 的说法“{inner}”，不会被找到")
        for term in terms.elsewhere
        for word in term.words
        for topic in terms.topics
        if (inner := next((inner for inner in topic.words if inner in word), None))
    ]
