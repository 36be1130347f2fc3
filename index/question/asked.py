"""A question in its own words, as it can be said back to the asker or asked again."""

from index.question.query import Query
from index.text.numerals import number_forms


def words_asked(query: Query) -> str:
    """The question (folded) without the other forms of its numbers that are searched with it."""
    return query.text.removesuffix(number_forms(query.text)).strip().rstrip("?!。,.;: ")
