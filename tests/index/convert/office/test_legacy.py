"""Old formats through LibreOffice."""

import socket
import subprocess
import threading
from pathlib import Path
from typing import Any

import pytest

from index.convert import convert
from index.convert.office import legacy
from index.model.errors import DocumentError
from tests.conftest import skip_or_fail
from tests.index.convert.files import add_numbering, docx_bytes, numbered


def make_old(tmp_path: Path, name: str, data: bytes, target: str) -> Path:
    """An old file, made from a new one by LibreOffice."""
    soffice = legacy.find_soffice()
    if soffice is None:
        skip_or_fail("LibreOffice is not installed")
    source = tmp_path / f"new{Path(name).suffix}"
    source.write_bytes(data)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        str(soffice),
        profile,
        "--headless",
        "--convert-to",
        target,
        "--outdir",
        str(tmp_path / "old"),
        str(source),
    ]
    subprocess.run(command, check=True, timeout=120, capture_output=True)
    return tmp_path / "old" / f"new.{target}"


def fill(document: Any) -> None:
    num = add_numbering(document)
    numbered(document, "申报条件", num)
    numbered(document, "企业应当在本市注册满一年。", num, 1)
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        [c for row in table.rows for c in row.cells], ("区", "联系人", "江岸区", "亓巍"), strict=True
    ):
        cell.text = text
    document.add_paragraph("以上名单长期有效。")


@pytest.mark.parametrize("suffix", [".doc", ".wps"])
def test_old_word_and_wps_files(tmp_path: Path, suffix: str) -> None:
    old = make_old(tmp_path, "a.docx", docx_bytes(fill), "doc")
    path = old.rename(tmp_path / f"a{suffix}")
    blocks = convert(path, path.name).split("\n\n")
    assert blocks[:2] == ["一、申报条件", "（一）企业应当在本市注册满一年。"]
    assert "| 江岸区 | 亓巍 |" in blocks[2]


@pytest.mark.parametrize("suffix", [".xls", ".et"])
def test_old_sheets(tmp_path: Path, suffix: str) -> None:
    from tests.index.convert.sheet.test_xlsx import contacts, write

    old = make_old(tmp_path, "a.xlsx", write(tmp_path / "b.xlsx", contacts).read_bytes(), "xls")
    path = old.rename(tmp_path / f"a{suffix}")
    assert "| 2 | 江岸区 | 李四 | 82345678 | 2024-05-02 | 12.5% |" in convert(path, path.name)


def test_old_slides(tmp_path: Path) -> None:
    import io

    from pptx import Presentation

    show = Presentation()
    slide = show.slides.add_slide(show.slide_layouts[1])
    slide.shapes.title.text = "申报条件"
    slide.placeholders[1].text_frame.text = "注册一年以上的企业可以申报"
    buffer = io.BytesIO()
    show.save(buffer)
    path = make_old(tmp_path, "a.pptx", buffer.getvalue(), "ppt").rename(tmp_path / "a.dps")
    assert convert(path, "a.dps").split("\n\n") == ["## 申报条件", "注册一年以上的企业可以申报"]


def test_rtf(tmp_path: Path) -> None:
    path = make_old(tmp_path, "a.docx", docx_bytes(fill), "rtf").rename(tmp_path / "a.doc")
    assert "企业应当在本市注册满一年。" in convert(path, "a.doc")


def test_a_docx_named_doc_needs_no_translation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(legacy, "find_soffice", lambda: None)
    (tmp_path / "a.doc").write_bytes(docx_bytes(fill))
    assert convert(tmp_path / "a.doc", "a.doc").startswith("一、申报条件")


def ole(*streams: str) -> bytes:
    """What begins like an OLE container and names these streams."""
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 504
        + b"".join((s + "\0").encode("utf-16-le") for s in streams)
    )


def test_without_libreoffice_the_refusal_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(legacy, "find_soffice", lambda: None)
    (tmp_path / "a.doc").write_bytes(ole("WordDocument"))
    with pytest.raises(DocumentError, match=r"没有安装 LibreOffice.*另存为 docx"):
        convert(tmp_path / "a.doc", "a.doc")


def test_a_locked_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(ole("EncryptedPackage"))
    with pytest.raises(DocumentError, match="加了密码"):
        convert(tmp_path / "a.docx", "a.docx")


def test_a_broken_old_file(tmp_path: Path) -> None:
    if legacy.find_soffice() is None:
        skip_or_fail("LibreOffice is not installed")
    (tmp_path / "a.doc").write_bytes(ole("WordDocument") + b"\xff" * 5_000)
    with pytest.raises(DocumentError):
        convert(tmp_path / "a.doc", "a.doc")


def test_a_translation_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sleeper = tmp_path / "soffice"
    sleeper.write_text("#!/bin/sh\nsleep 600 & echo $! > pid; wait\n".replace("pid", str(tmp_path / "pid")))
    sleeper.chmod(0o755)
    monkeypatch.setattr(legacy, "find_soffice", lambda: str(sleeper))
    monkeypatch.setattr(legacy, "SECONDS", 1.0)
    (tmp_path / "a.doc").write_bytes(ole("WordDocument"))
    with pytest.raises(DocumentError, match="超过时限"):
        convert(tmp_path / "a.doc", "a.doc")
    started = int((tmp_path / "pid").read_text())
    state = Path(f"/proc/{started}/stat")
    assert not state.exists() or state.read_text().split(") ")[1][0] == "Z"


def test_pictures_that_a_document_links_to_are_not_fetched(tmp_path: Path) -> None:
    """LibreOffice by itself does fetch them."""
    soffice = legacy.find_soffice()
    if soffice is None:
        skip_or_fail("LibreOffice is not installed")
    asked: list[bytes] = []

    def listen(server: socket.socket) -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                asked.append(connection.recv(200))

    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"127.0.0.1:{server.getsockname()[1]}"
        listener = threading.Thread(target=listen, args=(server,), daemon=True)
        listener.start()
        page = (
            f'<html><body><p>企业应当按时提交申请材料。</p><img src="http://{address}/a.png"></body></html>'
        )
        (tmp_path / "a.html").write_text(page, "utf-8")
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        command = [
            soffice,
            profile,
            "--headless",
            "--infilter=HTML (StarWriter)",
            "--convert-to",
            "doc:MS Word 97",
        ]
        command += ["--outdir", str(tmp_path), str(tmp_path / "a.html")]
        subprocess.run(command, check=True, timeout=120, capture_output=True)
        assert address.encode("utf-16-le") in (tmp_path / "a.doc").read_bytes()
        asked.clear()
        assert convert(tmp_path / "a.doc", "a.doc") == "企业应当按时提交申请材料。"
        assert asked == []
        server.shutdown(socket.SHUT_RDWR)
        listener.join(5)
