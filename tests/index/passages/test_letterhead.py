import pytest

from index.model.document import Document, Metadata
from index.passages.splitter import split_document

METADATA = Metadata(
    title="关于开展评价工作的通知", document_number="南科函〔2025〕21号", issued_by="南平市科学技术局"
)


def texts(text: str) -> list[str]:
    return [passage.text for passage in split_document(Document("a.txt", text, METADATA), 0)]


def test_title_number_issuer_and_whom_it_addresses_are_no_passages() -> None:
    text = (
        "南平市科学技术局文件\n\n南科函（2025）21号\n\n# 关于开展评价工作的通知\n\n各区（县）科技局，各有关单位：\n\n"
        "现将有关事项通知如下：\n\n一、条件\n\n职工总数不超过500人。"
    )
    assert texts(text) == ["职工总数不超过500人。"]


@pytest.mark.parametrize(
    "opening",
    [
        "根据《评价办法》，现将有关事项通知如下：",
        "各单位应当按时提交下列材料：",
        "为鼓励创新，本市设立专项资金。",
    ],
)
def test_an_opening_that_says_something_stays(opening: str) -> None:
    assert texts(f"{opening}\n\n一、条件\n\n职工总数不超过500人。")[0].startswith(opening)


def test_a_document_that_is_nothing_but_its_opening_keeps_it() -> None:
    assert texts("各有关单位：\n\n现将有关事项通知如下：") == ["各有关单位：\n现将有关事项通知如下："]
