import pytest

from index.lexicon.evidence import Evidence

_TEXT = "申请创新券应当提交申请表。研发机构另行备案,电话0571-82345678。"


@pytest.mark.parametrize(
    ("aspect", "about", "told"),
    [
        ("materials", {"新券"}, True),
        ("contact", {"新券"}, False),
        ("contact", {"机构"}, True),
        ("contact", {"联系"}, True),
        ("contact", set(), True),
        ("fee", {"新券", "机构"}, False),
        (None, {"新券"}, True),
    ],
)
def test_a_passage_tells_an_aspect_where_it_speaks_of_the_subject(
    aspect: str | None, about: set[str], told: bool
) -> None:
    evidence = Evidence(_TEXT, "联系方式")
    assert evidence.tells(aspect, frozenset(about)) is told
    assert evidence.tells(aspect, frozenset(about)) is told
