"""Zipped folders: guards and names."""

import io
import stat
import zipfile
from pathlib import Path

import pytest

from index.convert import archive
from index.convert.archive import safe_members
from index.model.errors import DocumentError


def write(path: Path, members: dict[str, bytes], **changes: int) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            for key, value in changes.items():
                setattr(info, key, value)
            file.writestr(info, content)
    return path


def test_files_but_no_folders(tmp_path: Path) -> None:
    path = write(tmp_path / "a.zip", {"政策/": b"", "政策/通知.txt": b"x", "a.md": b"y"})
    members = safe_members(path, "a.zip")
    assert [info.filename for info in members] == ["政策/通知.txt", "a.md"]
    with zipfile.ZipFile(path) as file:
        assert file.read(members[0]) == b"x"


def test_names_written_in_gbk_are_decoded_and_their_members_open(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr("ABCDEFGH.txt", b"content")
    raw = "政策通知".encode("gb18030")
    (tmp_path / "a.zip").write_bytes(buffer.getvalue().replace(b"ABCDEFGH", raw))
    (member,) = safe_members(tmp_path / "a.zip", "a.zip")
    assert member.filename == "政策通知.txt"
    with zipfile.ZipFile(tmp_path / "a.zip") as file:
        assert file.read(member) == b"content"


@pytest.mark.parametrize(
    "name", ["../a.txt", "a/../../b.txt", "/etc/passwd", "..\\a.txt", "C:\\a.txt", "C:/a.txt"]
)
def test_paths_that_lead_out_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(DocumentError, match="指向包外"):
        safe_members(write(tmp_path / "a.zip", {name: b"x"}), "a.zip")


def test_links_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.zip", {"a.txt": b"/etc/passwd"}, external_attr=(stat.S_IFLNK | 0o777) << 16)
    with pytest.raises(DocumentError, match="链接"):
        safe_members(path, "a.zip")


def test_bombs_by_ratio_by_number_and_by_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DocumentError, match="压缩比异常"):
        safe_members(write(tmp_path / "a.zip", {"a.txt": b"\0" * 30_000_000}), "a.zip")
    many = write(tmp_path / "b.zip", {f"{n}.txt": b"x" for n in range(30)})
    monkeypatch.setattr(archive, "MOST_MEMBERS", 20)
    with pytest.raises(DocumentError, match="文件太多（30 个"):
        safe_members(many, "b.zip")
    monkeypatch.setattr(archive, "MOST_MEMBERS", 100)
    monkeypatch.setattr(archive, "MOST_UNPACKED", 10)
    with pytest.raises(DocumentError, match="解压后太大"):
        safe_members(many, "b.zip")


def test_locked_and_broken_archives(tmp_path: Path) -> None:
    path = write(tmp_path / "a.zip", {"a.txt": b"hello"})
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    path.write_bytes(bytes(data))
    with pytest.raises(DocumentError, match="加了密码"):
        safe_members(path, "a.zip")
    path.write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(DocumentError, match="损坏"):
        safe_members(path, "a.zip")
