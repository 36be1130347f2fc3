"""What of a question names its subject: words of asking, politeness and grammar are left out."""

from functools import lru_cache

from index.lexicon.lists import words_in

_FILE = "asking"


@lru_cache(maxsize=1)
def _asking() -> frozenset[str]:
    return frozenset(words_in(_FILE))


@lru_cache(maxsize=1)
def _in_talk() -> frozenset[str]:
    return frozenset(words_in(_FILE, "in_talk"))


def is_asking(word: str) -> bool:
    """Whether a folded word only asks, counts (几级, 多少个) or is polite."""
    return word in _asking() or word.startswith(words_in(_FILE, "counting"))


def asks_in(name: str, text: str, file: str = _FILE) -> bool:
    """Whether folded `text` has a word of that list of a file of knowledge/words."""
    return any(word in text for word in words_in(file, name))


def consists_of(text: str, name: str, file: str = _FILE) -> bool:
    """Whether folded `text` has no other words than those of that list."""
    listed = frozenset(words_in(file, name))
    return all(word in listed for word in _cut(text))


def names_nothing(text: str) -> bool:
    """Whether folded `text` only asks the question before of something else (换成, 我们搬到)."""
    return all(is_asking(word) or word in _in_talk() for word in _cut(text))


def _cut(text: str) -> list[str]:
    """The words of a text, as they are cut, without signs."""
    import rjieba

    return [word for word in rjieba.cut(text) if any(char.isalnum() for char in word)]


@lru_cache(maxsize=4096)
def subject_of(text: str) -> str:
    """The words of folded `text` that say what it is about; words that stand together stay together."""
    import rjieba

    parts: list[str] = []
    joined = False
    for cut in rjieba.cut(text):
        word = cut.removeprefix("哪")  # 哪五库
        keeps = not is_asking(word) and any(char.isalnum() for char in word)
        if keeps and joined:
            parts[-1] += word
        elif keeps:
            parts.append(word)
        joined = keeps
    return " ".join(parts)
