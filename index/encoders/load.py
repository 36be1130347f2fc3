"""From a folder to its encoder."""

from pathlib import Path
from weakref import WeakValueDictionary

from index.encoders.base import Encoder, Encoding
from index.encoders.library import LibraryEncoder
from index.encoders.model_folder import ModelFolder
from index.encoders.onnx import OnnxEncoder
from index.encoders.static import StaticEncoder, is_static

# A model of a gigabyte is not held twice while a new version of the index takes over.
_held: WeakValueDictionary[tuple[Path, str, Encoding], LibraryEncoder | OnnxEncoder] = WeakValueDictionary()


def load_encoder(folder: Path, encoding: Encoding | None = None) -> Encoder:
    """A folder's encoder: a static one by our reader, others as `encoding` says.

    Raises EncoderMissing, and EncoderUnusable when it is there and does not serve.
    """
    if is_static(folder):
        return StaticEncoder(folder)
    encoding = encoding or Encoding()
    key = (folder.resolve(), ModelFolder(folder).fingerprint(encoding.backend), encoding)
    if (found := _held.get(key)) is not None:
        return found
    kind = OnnxEncoder if encoding.backend == "onnx" else LibraryEncoder
    encoder: LibraryEncoder | OnnxEncoder = kind(folder, encoding)
    _held[key] = encoder
    return encoder
