"""Why the sentence encoder does not serve."""

from pathlib import Path


class EncoderError(Exception):
    """`folder` is the encoder's; `reason` says in Chinese what is wrong, for those who run the assistant."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(f"句向量模型 {folder}：{reason}")
        self.folder = folder
        self.reason = reason


class EncoderMissing(EncoderError):
    """There is no encoder in the folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "尚未生成，请运行 make encoder")


class EncoderDamaged(EncoderError):
    """A file is absent, cut short or not the one that was made."""

    def __init__(self, folder: Path, file: str) -> None:
        super().__init__(folder, f"文件 {file} 缺失或不完整，请运行 make encoder 重新生成")


class EncoderOutdated(EncoderError):
    """The folder's format is not the one that this code reads."""

    def __init__(self, folder: Path, found: object) -> None:
        super().__init__(folder, f"文件格式版本为 {found}，与程序不符，请运行 make encoder 重新生成")


class EncoderUnusable(EncoderError):
    """The files are whole, and the libraries that read them are missing or refuse them."""


class SourceUnreadable(Exception):
    """The package's data file is not what the maker reads; the text says why."""
