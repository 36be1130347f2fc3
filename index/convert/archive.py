"""Zipped folders: which members may be read, and under what name."""

import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from index.model.errors import DocumentError

MOST_MEMBERS = 20_000
MOST_UNPACKED = 2_000_000_000  # bytes, all members together
_MOST_RATIO = 200  # of a member larger than _SMALL; text packs to a twentieth, seldom better
_SMALL = 1_000_000
_UTF8_FLAG = 0x800
_LINK_TARGETS = {stat.S_IFLNK, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK}

# What zipfile raises for an archive or a member that cannot be read: damaged, cut off, with a name in no encoding,
# or packed in a way it does not know (NotImplementedError).
BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    UnicodeDecodeError,
    NotImplementedError,
    ValueError,
    EOFError,
    OSError,
)


def safe_members(path: Path, name: str) -> list[zipfile.ZipInfo]:
    """The archive's files (no folders), `filename` decoded also where it was written in GBK.

    `info.orig_filename` stays as zipfile reads it; open a member with `archive.open(info)`. Raises DocumentError for an
    archive that is broken, encrypted, too large, or whose members lead out of it (.., absolute paths, links).
    """
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except BROKEN_ZIP as error:
        raise DocumentError(name, "压缩包已损坏，无法打开") from error
    if len(infos) > MOST_MEMBERS:
        raise DocumentError(name, f"压缩包里文件太多（{len(infos)} 个，上限 {MOST_MEMBERS} 个）")
    members = [info for info in infos if not info.is_dir()]
    for info in members:
        info.filename = decode_name(info)
        _check(info, name)
    if sum(info.file_size for info in members) > MOST_UNPACKED:
        raise DocumentError(name, f"压缩包解压后太大（上限 {MOST_UNPACKED // 1_000_000} MB）")
    return members


def decode_name(info: zipfile.ZipInfo) -> str:
    """The member's name: zipfile takes what is not marked as UTF-8 for cp437, where Windows here writes GBK."""
    if info.flag_bits & _UTF8_FLAG or info.filename.isascii():
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename


def _check(info: zipfile.ZipInfo, name: str) -> None:
    parts = PurePosixPath(info.filename.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts or ":" in info.filename or "\x00" in info.orig_filename:
        raise DocumentError(name, f"压缩包里有指向包外的路径，已拒绝：{info.filename[:80]}")
    if stat.S_IFMT(info.external_attr >> 16) in _LINK_TARGETS:
        raise DocumentError(name, f"压缩包里有链接或特殊文件，已拒绝：{info.filename[:80]}")
    if info.flag_bits & 1:
        raise DocumentError(name, "压缩包加了密码，请解密后再放入")
    if info.file_size > _SMALL and info.file_size > _MOST_RATIO * max(info.compress_size, 1):
        raise DocumentError(name, f"压缩包里有压缩比异常的文件，已拒绝：{info.filename[:80]}")
