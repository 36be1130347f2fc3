"""The process that converts: started when needed, used again, ended when it runs away."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import index.convert as package
from index.convert.worker import Worker
from index.model.errors import DocumentError
from tests.index.convert.files import docx_bytes, with_parts
from tests.index.convert.pages import FONT, canvas_bytes


@pytest.fixture
def worker() -> Iterator[Worker]:
    made = Worker()
    yield made
    made.close()


def write_docx(path: Path, text: str = "企业应当按时提交申请材料。") -> Path:
    path.write_bytes(docx_bytes(lambda document: document.add_paragraph(text)))
    return path


def test_text_files_start_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> Worker:
        raise AssertionError("a worker was asked for")

    monkeypatch.setattr(package, "shared_worker", refuse)
    for name in ("a.md", "a.txt"):
        (tmp_path / name).write_text("企业应当按时提交申请材料。", "utf-8")
        assert package.convert(tmp_path / name, name)


def test_one_process_reads_many_files_quickly(tmp_path: Path, worker: Worker) -> None:
    path = write_docx(tmp_path / "a.docx")
    worker.convert(path, "a.docx")
    first = worker._process
    started = time.monotonic()
    for _ in range(50):
        assert worker.convert(path, "a.docx") == "企业应当按时提交申请材料。"
    assert worker._process is first
    assert time.monotonic() - started < 5


def test_a_conversion_that_takes_too_long_is_ended_and_the_next_file_read(tmp_path: Path) -> None:
    def draw(canvas: Any) -> None:
        for _ in range(30):
            canvas.setFont(FONT, 5)
            for line in range(150):
                canvas.drawString(20, 820 - 5 * line, "企业应当按时提交申请材料。" * 8)
            canvas.showPage()

    (tmp_path / "a.pdf").write_bytes(canvas_bytes(draw))
    hasty = Worker(total_seconds=0.8)
    try:
        started = time.monotonic()
        with pytest.raises(DocumentError, match="超过时限"):
            hasty.convert(tmp_path / "a.pdf", "a.pdf")
        assert time.monotonic() - started < 10
        hasty._total_seconds = 60
        assert hasty.convert(write_docx(tmp_path / "b.docx"), "b.docx")
    finally:
        hasty.close()


def test_a_process_that_died_is_replaced(tmp_path: Path, worker: Worker) -> None:
    path = write_docx(tmp_path / "a.docx")
    worker.convert(path, "a.docx")
    process = worker._process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert worker.convert(path, "a.docx")


def test_dying_in_mid_file_is_told_as_the_files_fault(tmp_path: Path, worker: Worker) -> None:
    path = write_docx(tmp_path / "a.docx")
    worker.convert(path, "a.docx")
    process = worker._process
    assert process is not None
    os.kill(process.pid, signal.SIGSTOP)
    killer = threading.Timer(0.3, os.kill, (process.pid, signal.SIGKILL))
    killer.start()
    with pytest.raises(DocumentError, match="中断"):
        worker.convert(path, "a.docx")
    killer.join()


def test_memory_is_limited(tmp_path: Path) -> None:
    """40 MB of XML would be some 500 MB as a tree."""
    marks = "".join(f"<w:a{n * 7919 % 1_009}/>" for n in range(40_000))
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = f"<w:document {space}><w:body><w:sectPr>{marks * 110}</w:sectPr></w:body></w:document>".encode()
    path = tmp_path / "a.docx"
    path.write_bytes(with_parts(docx_bytes(lambda _: None), {"word/document.xml": body}))
    small = Worker(memory=400_000_000)
    try:
        with pytest.raises(DocumentError, match="内存超过上限"):
            small.convert(path, "a.docx")
        assert small.convert(write_docx(tmp_path / "b.docx"), "b.docx")
    finally:
        small.close()


def test_the_worker_gets_no_secret_of_the_service(
    tmp_path: Path, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DXE_SECRET_KEY", "not for the worker")
    worker.convert(write_docx(tmp_path / "a.docx"), "a.docx")
    assert worker._process is not None
    environment = Path(f"/proc/{worker._process.pid}/environ")
    if environment.exists():
        assert b"DXE_" not in environment.read_bytes()
