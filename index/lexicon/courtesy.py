"""What is polite or in a hurry and asks nothing: left off at the beginning and at the end of a question."""

from collections.abc import Sequence

from index.lexicon.lists import words_in

_FILE = "courtesy"
_SIGNS = " ,，。.、!！:：~～"


def is_greeting(text: str) -> bool:
    """Tell whether a message only greets, thanks or takes leave: there is nothing to look for."""
    rest = text.strip()
    for word in words_in(_FILE, "greeting"):
        rest = rest.replace(word, " ")
    return rest != text and not any(char.isalnum() for char in rest)


def without_courtesy(text: str) -> str:
    """`text` without them; `text` itself where nothing else is left."""
    bare = _cut_end(cut_beginning(text.strip(), words_in(_FILE, "opening")))
    return bare if any(char.isalnum() for char in bare) else text


def cut_beginning(text: str, words: Sequence[str]) -> str:
    """`text` without those of the words, longest first, with which it begins, and the signs between them."""
    while word := next((word for word in words if text.startswith(word)), None):
        text = text[len(word) :].lstrip(_SIGNS)
    return text


def _cut_end(text: str) -> str:
    bare = text.rstrip(_SIGNS)
    while word := next((word for word in words_in(_FILE, "closing") if bare.endswith(word)), None):
        text = bare = bare[: -len(word)].rstrip(_SIGNS)
    return text
