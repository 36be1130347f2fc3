"""Scanned pages."""

import io
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from index.convert.formats import read_file
from index.convert.pdf import ocr
from index.convert.worker import Worker
from index.model.errors import DocumentError
from tests.conftest import skip_or_fail
from tests.index.convert.pages import FONT, HEIGHT, WIDTH, canvas_bytes


def has_chinese_font() -> bool:
    """Whether a page can be drawn at all: the scan names a font, and brings none."""
    command = shutil.which("fc-list")
    return bool(command and subprocess.check_output([command, ":lang=zh-cn", "family"]).strip())


def scan(draw: Any) -> bytes:
    """The page as a picture."""
    import pypdfium2
    from reportlab.lib.utils import ImageReader

    document = pypdfium2.PdfDocument(canvas_bytes(draw))
    picture = io.BytesIO()
    document[0].render(scale=2).to_pil().save(picture, "PNG")
    document.close()
    return canvas_bytes(lambda canvas: canvas.drawImage(ImageReader(picture), 0, 0, WIDTH, HEIGHT))


def notice(canvas: Any) -> None:
    canvas.setFont(FONT, 16)
    for number, line in enumerate(
        ("科技创新券申领须知", "第一条 企业应当按时提交材料。", "咨询电话：027-82345678")
    ):
        canvas.drawString(80, 740 - 40 * number, line)


def test_scanned_pages_are_recognised(tmp_path: Path) -> None:
    if not ocr.is_installed():
        skip_or_fail("the extra ocr is not installed")
    if not has_chinese_font():
        skip_or_fail("no Chinese font is installed: run scripts/system-packages")
    path = tmp_path / "a.pdf"
    path.write_bytes(scan(notice))
    worker = Worker(step_seconds=240)
    try:
        text = worker.convert(path, "a.pdf").replace(" ", "")
    finally:
        worker.close()
    assert "科技创新券申领须知" in text
    assert "第一条企业应当按时提交材料。" in text
    assert "027-82345678" in text


def test_without_the_extra_a_scan_is_refused_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    path = tmp_path / "a.pdf"
    path.write_bytes(scan(notice))
    with pytest.raises(DocumentError, match=r"扫描件.*dianxiaoer\[ocr\]"):
        read_file(path, "a.pdf", lambda: None)
