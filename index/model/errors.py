"""What can go wrong with an index, by name."""

from pathlib import Path


class IndexMissing(Exception):
    """There is no index at a folder: `CURRENT` is absent, or names a version that is not there."""

    def __init__(self, directory: Path, reason: str = "没有索引") -> None:
        super().__init__(f"{directory}: {reason}")
        self.directory = directory
        self.reason = reason


class IndexDamaged(IndexMissing):
    """What CURRENT names must not be answered from: a file is missing, or not as it was built."""


class DocumentError(Exception):
    """A file cannot become a document. `reason` is plain Chinese for the person who put the file there."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class BuildError(Exception):
    """No version was written; `CURRENT` is as it was. `reason` is plain Chinese."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class EncoderMissing(Exception):
    """The encoder that was asked for is not there."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"没有编码器：{path}")
        self.path = path


class EncoderUnusable(EncoderMissing):
    """The encoder's folder is there and does not serve. `reason` is plain Chinese and says what to do."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(path)
        self.args = (f"编码器不能用：{path}: {reason}",)
        self.reason = reason
