"""What a version keeps of its encoder, so that queries are encoded as its passages were."""

from pathlib import Path

from index.encoders.base import Encoder, Encoding
from index.encoders.load import load_encoder
from index.encoders.model_folder import ModelFolder
from index.encoders.static import StaticEncoder, is_static
from index.model.errors import EncoderUnusable
from index.model.manifest import EncoderEntry


def describe_encoder(folder: Path, place: str, encoding: Encoding) -> EncoderEntry:
    """The entry of an encoder that is not loaded yet: prompts that the model brings are written out.

    `place` is the folder as the manifest names it. Raises EncoderMissing.
    """
    if is_static(folder):
        return EncoderEntry(id=StaticEncoder(folder).id, folder=place)
    files = ModelFolder(folder)
    query, passage = files.prefixes(encoding)
    return EncoderEntry(
        id=files.id,
        folder=place,
        kind="model",
        fingerprint=files.fingerprint(encoding.backend),
        query_prefix=query,
        passage_prefix=passage,
        max_length=encoding.max_length,
        backend=encoding.backend,
        device="auto" if encoding.device == "cuda" else encoding.device,
    )


def open_encoder(entry: EncoderEntry, directory: Path) -> Encoder:
    """The encoder of a version below the index folder `directory`.

    Raises EncoderMissing; EncoderUnusable when a model's files are not those that the passages were encoded with.
    """
    folder = directory / entry.folder
    if entry.kind == "model" and ModelFolder(folder).fingerprint(entry.backend) != entry.fingerprint:
        raise EncoderUnusable(folder, "文件在建索引之后变了，请用 dxe index build --encoder 重新建索引")
    return load_encoder(folder, encoding_of(entry))


def encoding_of(entry: EncoderEntry) -> Encoding:
    """How the version's texts were encoded. CUDA is used for queries where it is, not missed where it is not."""
    return Encoding(
        query_prefix=entry.query_prefix,
        passage_prefix=entry.passage_prefix,
        max_length=entry.max_length,
        backend=entry.backend,
        device=entry.device,
    )


def check_dimensions(encoder: Encoder, dimensions: int, folder: Path) -> None:
    """Raises EncoderUnusable when an encoder's vectors are not as long as those of the index."""
    if encoder.dimensions != dimensions:
        reason = f"向量是 {encoder.dimensions} 维，索引是 {dimensions} 维，请用 dxe index build --encoder 重新建索引"
        raise EncoderUnusable(folder, reason)
