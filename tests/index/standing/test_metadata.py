from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from index.ingest.reading import read_document
from index.ingest.source_file import PlainFile
from index.ingest.sources import find_files
from index.lexicon.divisions import load_divisions
from index.lexicon.places import Gazetteer
from index.model.document import Document
from index.model.errors import DocumentError

MakeFile = Callable[[str, str | bytes], Path]
BODY = "第一条 为了规范创新券的管理，制定本办法。"


def read(path: Path) -> Document:
    return read_document(PlainFile(path.name, path), Gazetteer(load_divisions()))


def test_front_matter_is_what_the_document_says_of_itself(make_file: MakeFile) -> None:
    head = "---\ntitle: 创新券管理办法\nregion: 浙江省/杭州市\neffective_from: 2020-01-01\n---\n"
    metadata = read(make_file("a.md", head + BODY)).metadata
    assert (metadata.title, metadata.region, metadata.effective_from) == (
        "创新券管理办法",
        "浙江省/杭州市",
        date(2020, 1, 1),
    )
    assert metadata.inferred == ()


@pytest.mark.parametrize("sidecar", ["a.txt.yml", "a.yml"])
def test_a_sidecar_speaks_for_a_file_without_front_matter(make_file: MakeFile, sidecar: str) -> None:
    make_file(sidecar, "title: 办法\ndocument_number: 杭科〔2020〕1号\n")
    path = make_file("a.txt", BODY)
    metadata = read(path).metadata
    assert (metadata.title, metadata.document_number) == ("办法", "杭科〔2020〕1号")
    found = find_files([path.parent])
    assert [file.name for file in found.files] == ["a.txt"]
    assert found.skipped == ()


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        ("region: 火星市", "不是行政区划"),
        ("issued_on: 2020年1月", "日期应写成 YYYY-MM-DD"),
        ("title: [broken", "不是有效的 YAML"),
        ("- a list", "应是“字段: 内容”"),
    ],
)
def test_wrong_front_matter_is_named(make_file: MakeFile, head: str, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason):
        read(make_file("a.md", f"---\n{head}\n---\n{BODY}"))


@pytest.mark.parametrize(
    ("sidecar", "reason"),
    [
        ("regoin: 全国", "regoin: 没有这个字段"),
        ("region: 火星市", "region: 不是行政区划"),
        ("issued_on: 去年", "issued_on: 日期应写成"),
        ("audience: [everyone]", "audience: 应取自"),
        ("review: maybe", "review: 应是"),
        ("document_number: 十二", "document_number: 不像文号"),
        ("title: [a, b]", "title: 应是一行文字"),
        ("sources: 网页", "sources: 应是列表"),
        ("effective_from: 2024-01-01\neffective_to: 2023-01-01", "effective_to: 失效日期"),
    ],
)
def test_a_wrong_field_of_a_sidecar_is_refused_by_name(
    make_file: MakeFile, sidecar: str, reason: str
) -> None:
    make_file("通知.yml", sidecar)
    with pytest.raises(DocumentError, match=reason) as refused:
        read(make_file("通知.txt", BODY))
    assert refused.value.path.startswith("通知.")


def test_what_the_document_says_itself_is_marked_as_inferred(make_file: MakeFile) -> None:
    make_file("通知.yml", "title: 办法\naudience: 企业\n")
    text = (
        "萧山区科学技术局文件\n\n萧科〔2024〕3号\n\n"
        + BODY
        + "\n\n第二条 本办法自2024年1月1日起施行，有效期五年。"
    )
    metadata = read(make_file("通知.txt", text)).metadata
    assert (metadata.title, metadata.audience, metadata.document_number) == (
        "办法",
        ("enterprise",),
        "萧科〔2024〕3号",
    )
    assert (metadata.effective_from, metadata.effective_to) == (date(2024, 1, 1), date(2028, 12, 31))
    assert metadata.region == "浙江省/杭州市/萧山区"
    assert metadata.inferred == ("document_number", "effective_from", "effective_to", "issued_by", "region")


def test_nothing_is_taken_from_the_file_name(make_file: MakeFile) -> None:
    metadata = read(make_file("武汉市科技局2021年6月8日武科函〔2021〕10号.txt", BODY)).metadata
    assert (metadata.region, metadata.issued_on, metadata.document_number) == (None, None, None)
