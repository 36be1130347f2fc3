"""Old formats (.doc .wps .rtf .xls .et .ppt .dps) through LibreOffice, where it is installed."""

import os
import resource
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.model.errors import DocumentError

SECONDS = 120.0
_MOST_MEMORY = 4 << 30  # bytes of address space
_MOST_FILE = 500_000_000  # bytes LibreOffice may write
_OLE = b"\xd0\xcf\x11\xe0"
_RTF = b"{\\rtf"
# The streams of an OLE container that say which program wrote it (WPS writes the same ones into .wps, .et and .dps).
_STREAMS = {"WordDocument": ("doc", "docx"), "Workbook": ("xls", "xlsx"), "Book": ("xls", "xlsx")}
_STREAMS |= {"PowerPoint Document": ("ppt", "pptx")}
_PASSWORD = "文件加了密码，请去掉密码后再放入"  # noqa: S105
_MISSING = "是旧版格式，本机没有安装 LibreOffice，无法读取（请另存为 docx、xlsx 或 pptx，或安装 LibreOffice）"
_FAILED = "旧版格式转换失败，文件可能已损坏（请用原来的软件打开后，另存为 docx、xlsx 或 pptx）"
# No macros, no links updated, no recovery: a document is read and nothing else.
_SCRIPTING, _LINKS = "Office.Common/Security/Scripting", "Content/Update"
_SETTINGS = (
    (_SCRIPTING, "MacroSecurityLevel", "3"),
    (_SCRIPTING, "DisableMacrosExecution", "true"),
    (_SCRIPTING, "BlockUntrustedRefererLinks", "true"),
    (f"Office.Writer/{_LINKS}", "Link", "0"),
    (f"Office.Calc/{_LINKS}", "Link", "1"),
)


def find_soffice() -> str | None:
    """LibreOffice's program on the PATH, or None."""
    return shutil.which("soffice") or shutil.which("libreoffice")


@contextmanager
def as_office(path: Path, name: str) -> Iterator[Path]:
    """The file itself, or, of an old format, its translation in a folder that is gone afterwards.

    Raises DocumentError when it is locked, broken, or LibreOffice is not there.
    """
    kinds = _kinds(path, name)
    if kinds is None:
        yield path
        return
    soffice = find_soffice()
    if soffice is None:
        raise DocumentError(name, _MISSING)
    with tempfile.TemporaryDirectory(prefix="dxe-office-") as folder:
        yield _translate(soffice, path, name, Path(folder), *kinds)


def _kinds(path: Path, name: str) -> tuple[str, str] | None:
    """What to call the old file and what to turn it into; None when it is not of an old format."""
    with path.open("rb") as file:
        start = file.read(8)
        if start.startswith(_RTF):
            return "rtf", "docx"
        if not start.startswith(_OLE):
            return None
        data = start + file.read()
    if _has_stream(data, "EncryptedPackage"):
        raise DocumentError(name, _PASSWORD)
    return next((kinds for stream, kinds in _STREAMS.items() if _has_stream(data, stream)), None)


def _has_stream(data: bytes, stream: str) -> bool:
    return (stream + "\0").encode("utf-16-le") in data


def _translate(soffice: str, path: Path, name: str, folder: Path, source: str, target: str) -> Path:
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_profile(), "utf-8")
    copy = folder / f"in.{source}"
    shutil.copyfile(path, copy)
    options = ["--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo"]
    command = [soffice, f"-env:UserInstallation={profile.as_uri()}", *options]
    command += ["--convert-to", target, "--outdir", str(folder / "out"), str(copy)]
    environment = {key: os.environ[key] for key in ("PATH", "LANG", "LC_ALL") if key in os.environ}
    # A proxy that nobody listens on: what a document links to is not fetched.
    environment |= {
        "HOME": str(folder),
        "http_proxy": "http://127.0.0.1:9",
        "https_proxy": "http://127.0.0.1:9",
    }
    with subprocess.Popen(  # noqa: S603
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        _wait(process, name)
    found = folder / "out" / f"in.{target}"
    if not found.is_file():
        raise DocumentError(name, _FAILED)
    return found


def _profile() -> str:
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{key}"><value>{value}</value></prop></item>'
        for path, key, value in _SETTINGS
    )
    return f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>'


def _wait(process: subprocess.Popen[bytes], name: str) -> None:
    try:
        resource.prlimit(process.pid, resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (_MOST_FILE, _MOST_FILE))
        process.wait(SECONDS)
    except ProcessLookupError:
        process.wait()
    except subprocess.TimeoutExpired as error:
        raise DocumentError(name, "旧版格式转换超过时限，已停止（请另存为 docx、xlsx 或 pptx）") from error
    finally:
        _kill_group(process)


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """End LibreOffice and what it started: its session is its own."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    except PermissionError:  # macOS, for a group whose leader is gone
        return
