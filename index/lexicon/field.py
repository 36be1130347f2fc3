"""Words of a science bureau's field: a question that has one is ours, whether or not a document answers it."""

from index.lexicon.lists import words_in


def is_of_our_field(text: str) -> bool:
    """Whether folded `text` has a word of the field."""
    return any(word in text for word in words_in("field"))
