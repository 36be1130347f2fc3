"""`dxe index preview` as policy staff run it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from index.ingest.build import build_index
from tests.golden_files import Golden
from tests.index.conftest import QUICK

runner = CliRunner()
HEAD = "萧山区科学技术局\n\n萧科〔{}〕{}号\n\n萧山区创新券管理{}\n\n"


@pytest.fixture
def index(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "old.txt").write_text(HEAD.format(2019, 1, "办法") + "第一条 创新券审核周期为3个月。", "utf-8")
    (folder / "terms.yml").write_text(
        "topics:\n  - {id: voucher, name: 创新券, synonyms: []}\naspects: []\n", "utf-8"
    )
    build_index([folder], tmp_path / "index", schedule=QUICK)
    return tmp_path / "index"


def preview(index: Path, text: str, *options: str, name: str = "new.txt") -> tuple[int, str]:
    path = index.parent / name
    path.write_text(text, "utf-8")
    result = runner.invoke(app, ["index", "preview", str(path), "--index", str(index), *options])
    return result.exit_code, result.output


def test_it_shows_what_the_document_says_of_itself_and_its_passages(index: Path) -> None:
    text = (
        HEAD.format(2024, 3, "规定")
        + "第一章 总则\n\n第一条 创新券由区科技局负责管理。\n\n第二条 本规定自2024年1月1日起施行。"
    )
    code, output = preview(index, text)
    assert code == 0
    assert ("萧科〔2024〕3号" in output, "2024-01-01" in output) == (True, True)
    assert "第一章 总则 > 第一条\n第一条 创新券由区科技局负责管理。" in output


def test_it_warns_before_it_is_published(index: Path, golden: Golden) -> None:
    text = HEAD.format(2019, 1, "细则") + f"第一条 创新券审核周期为5个月。\n\n第二条 {'很长的一句话' * 120}。"
    code, output = preview(index, text)
    assert code == 0
    of_both = [line for line in output.splitlines() if "old.txt" in line and "new.txt" in line]
    assert any("萧科〔2019〕1号" in line for line in of_both)
    assert "期限不一致" in output
    assert "段太长（" in output
    undated = [line for line in output.splitlines() if "发文日期" in line and "生效日期" in line]
    golden.check("preview", "without dates", "\n".join(undated))


def test_the_new_text_of_a_published_file_is_not_compared_with_the_old(index: Path) -> None:
    _, output = preview(
        index, HEAD.format(2019, 1, "办法") + "第一条 创新券审核周期为5个月。", name="old.txt"
    )
    assert "文号相同" not in output
    assert "不一致" not in output


def test_json_holds_anchors_paths_kinds_and_lengths(index: Path) -> None:
    _, output = preview(index, HEAD.format(2024, 3, "规定") + "第一条 创新券由区科技局负责管理。", "--json")
    [shown] = json.loads(output)
    assert shown["metadata"]["document_number"] == "萧科〔2024〕3号"
    last = shown["passages"][-1]
    assert (last["anchor"], last["path"], last["kind"], last["length"]) == ("第一条", ["第一条"], "text", 17)


def test_a_file_that_cannot_be_read_is_named(index: Path) -> None:
    code, output = preview(index, "")
    assert code == 1
    assert "new.txt" in output


def test_a_format_that_is_not_read_is_named(index: Path) -> None:
    code, output = preview(index, "x", name="图.png")
    assert code == 1
    assert "不支持的格式：.png" in output
