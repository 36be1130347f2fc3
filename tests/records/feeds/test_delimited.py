"""CSV files as people save them, and as nobody should."""

from __future__ import annotations

from pathlib import Path

import pytest

from records.feeds.problems import FileRefused
from records.feeds.tables.delimited import DelimitedTable
from records.feeds.tables.open import open_table

TABLE = [["受理编号", "说明"], ["XS2026-000123", "材料，齐全"], ["XS2026-000124", '引号"内']]


def read(path: Path) -> list[list[object]]:
    return [row.values for row in DelimitedTable(path).rows()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_delimiters_are_told_apart(tmp_path: Path, encoding: str, delimiter: str) -> None:
    lines = [delimiter.join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) for row in TABLE]
    path = tmp_path / "a.csv"
    path.write_bytes("\r\n".join(lines).encode(encoding))
    assert read(path) == TABLE


def test_empty_lines_count_as_rows_and_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\n\n , \n1,2\n", encoding="utf-8")
    assert [(row.number, row.values) for row in DelimitedTable(path).rows()] == [
        (1, ["a", "b"]),
        (4, ["1", "2"]),
    ]


def test_a_cell_may_have_several_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('a,b\n"一\n二",2\n', encoding="utf-8")
    assert read(path) == [["a", "b"], ["一\n二", "2"]]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a,b\n\xff\xfe\xff\x80,2\n\x81", "编码看不懂"),
        (b'a,b\n"' + b"x" * 500_000, "引号没有成对"),
        (b"a,b\n" + b"x" * 3_000_000, "过长"),
        (b"a,b\n" + b"," * 5_000, "超过 300 列"),
        (b"", "文件是空的"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"0" * 100, "另存为没有密码的 .xlsx"),
    ],
    ids=["no encoding", "open quotation mark", "one long line", "many columns", "empty", "old Excel"],
)
def test_hostile_files_are_refused_in_words(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(FileRefused, match=message):
        list(open_table(path).rows())


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="文件读不了"):
        open_table(tmp_path / "none.csv")
    with pytest.raises(FileRefused, match="读不了"):
        open_table(tmp_path)


def test_two_gigabytes_are_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.write(b"a,b\n")
        file.truncate(2 * 1024**3)  # holes, no blocks
    with pytest.raises(FileRefused, match="超过 512 MB"):
        open_table(path)
