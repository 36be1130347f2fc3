"""One form of writing for matching, as all that reads has it; and lists of words."""

from understanding.values.writing import canonical, drop_controls, drop_halves, fold, simplify

__all__ = ["canonical", "drop_controls", "drop_halves", "fold", "simplify", "words"]


def words(listed: str) -> frozenset[str]:
    """The words of a list written with blanks and line ends between them."""
    return frozenset(listed.split())
