"""A sentence-transformers model's folder: where it is, and what its files say, without loading the model."""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from index.encoders.base import Backend, Encoding
from index.model.errors import EncoderMissing, EncoderUnusable

_PASSAGE_PROMPTS = ("document", "passage", "corpus")  # in the order of sentence-transformers
# Files and folders that hold what another backend reads.
_OTHERS: dict[Backend, tuple[str, ...]] = {
    "torch": (".onnx", ".onnx_data", "onnx", "openvino"),
    "onnx": (".safetensors", ".bin", "openvino"),
}
_SMALL, _SAMPLE, _SAMPLES = (
    1 << 20,
    1 << 14,
    16,
)  # bytes of a file read whole, of a sample; samples of a larger one


def find_model(name: str) -> Path:
    """The folder of a model: `name` is a folder, or a model's name in the local Hugging Face cache (HF_HOME).

    Nothing is downloaded. Raises EncoderMissing, and EncoderUnusable for a folder that is no model.
    """
    folder = Path(name).expanduser()
    if folder.is_dir():
        return ModelFolder(folder.resolve()).folder
    cached = _find_cached(name)
    if cached is None:
        raise EncoderMissing(folder)
    return ModelFolder(cached).folder


def _find_cached(name: str) -> Path | None:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, local_files_only=True))
    except (HFValidationError, LocalEntryNotFoundError):
        return None


@dataclass(frozen=True)
class ModelFolder:
    """Reads a model's small files. Raises EncoderMissing, and EncoderUnusable when it is no model."""

    folder: Path

    def __post_init__(self) -> None:
        if not self.folder.is_dir():
            raise EncoderMissing(self.folder)
        if not any((self.folder / name).is_file() for name in ("modules.json", "config.json")):
            reason = "不是 sentence-transformers 模型的文件夹（没有 modules.json，也没有 config.json）"
            raise EncoderUnusable(self.folder, reason)

    @property
    def id(self) -> str:
        """The folder's name; of a model in the Hugging Face cache, the last part of its name."""
        if self.folder.parent.name == "snapshots":
            return self.folder.parent.parent.name.rpartition("--")[2]
        return self.folder.name

    @cached_property
    def modules(self) -> list[dict[str, Any]]:
        """modules.json; [] for a model of transformers alone, which the library gives mean pooling."""
        held = self.read("modules.json")
        return held if isinstance(held, list) else []

    @cached_property
    def _prompts(self) -> dict[str, str]:
        held = self.read("config_sentence_transformers.json").get("prompts") or {}
        return {str(name): str(prompt) for name, prompt in held.items()}

    def prefixes(self, encoding: Encoding) -> tuple[str, str]:
        """What stands before a query and before a passage: as `encoding` says, else the model's own prompts."""
        own = next((self._prompts[name] for name in _PASSAGE_PROMPTS if name in self._prompts), "")
        query, passage = encoding.query_prefix, encoding.passage_prefix
        return (
            self._prompts.get("query", "") if query is None else query,
            own if passage is None else passage,
        )

    def check_length(self, wanted: int | None) -> None:
        """Raises EncoderUnusable when the model has fewer positions than the tokens `wanted`."""
        positions = self.read("config.json").get("max_position_embeddings")
        if wanted is not None and isinstance(positions, int) and wanted > positions:
            raise EncoderUnusable(self.folder, f"最大长度 {wanted} 超过模型的 {positions} 个词元")

    def fingerprint(self, backend: Backend) -> str:
        """12 hex digits that change when files change which decide the vectors. Large files are sampled."""
        digest = hashlib.sha256()
        other = _OTHERS[backend]
        for path in sorted(path for path in self.folder.rglob("*") if path.is_file()):
            inner = path.relative_to(self.folder).parts
            if path.suffix in {*other, ".md"} or inner[0] in other or any(part[0] == "." for part in inner):
                continue
            digest.update(f"{'/'.join(inner)}\t{path.stat().st_size}\n".encode())
            _add(digest, path)
        return digest.hexdigest()[:12]

    def read(self, name: str) -> Any:
        """The content of a JSON file; {} when it is not there. Raises EncoderUnusable."""
        path = self.folder / name
        try:
            return json.loads(path.read_text("utf-8")) if path.is_file() else {}
        except ValueError as error:
            raise EncoderUnusable(self.folder, f"{name} 不是 JSON 文件") from error


def _add(digest: "hashlib._Hash", path: Path) -> None:
    size = path.stat().st_size
    with path.open("rb") as file:
        if size <= _SMALL:
            digest.update(file.read())
            return
        for number in range(_SAMPLES):
            file.seek((size - _SAMPLE) * number // (_SAMPLES - 1))
            digest.update(file.read(_SAMPLE))
