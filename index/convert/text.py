"""Plain text and Markdown in UTF-8, UTF-16, GB18030 or Big5."""

import codecs
from pathlib import Path

from index.model.errors import DocumentError
from index.text.normalise import drop_controls

_SIGNATURES = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"%PDF",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"\x7fELF",
    b"MZ",
    b"\x1f\x8b",
    b"Rar!",
)
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_ENCODINGS = ("utf_8", "gb18030", "big5", "utf_16")


def read_text(path: Path, name: str) -> str:
    """The file's text, decoded. Raises DocumentError for what is not text."""
    return decode(path.read_bytes(), name)


def decode(data: bytes, name: str) -> str:
    """Text of `data`: by its byte order mark, as UTF-8, or by what charset-normalizer finds likeliest."""
    if data.startswith(_SIGNATURES):
        raise DocumentError(name, "不是文本文件（内容是图片、压缩包或程序）")
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decode(data, encoding, name)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _guess(data, name)
    return _checked(text, name)


def _decode(data: bytes, encoding: str, name: str) -> str:
    try:
        return _checked(data.decode(encoding), name)
    except UnicodeDecodeError as error:
        raise DocumentError(name, "文字编码已损坏，无法读取") from error


def _guess(data: bytes, name: str) -> str:
    from charset_normalizer import from_bytes

    if b"\x00" in data[:4096]:
        raise DocumentError(name, "不是文本文件（内容是二进制数据）")
    best = from_bytes(data, cp_isolation=list(_ENCODINGS)).best()
    if best is None:
        raise DocumentError(name, "无法识别文字编码（支持 UTF-8、GB18030、Big5）")
    return _checked(str(best), name)


def _checked(text: str, name: str) -> str:
    odd = sum(1 for char in text[:20_000] if ord(char) < 32 and char not in "\n\r\t\f\v")
    if odd > 0.02 * min(len(text), 20_000) + 2 or text.count("\ufffd") > 5:
        raise DocumentError(name, "不是文本文件（内容是二进制数据）")
    return drop_controls(text)
