"""A sentence encoder that has read Chinese before: multilingual-e5-small in four bits, cut to Chinese and common Latin.

`reader` is all that a running process needs (numpy, tokenizers, onnxruntime). `make` writes its folder at set-up, from
the data file of a package; `source`, `vocabulary` and `graph` are its parts.
"""

from understanding.encoder.errors import (
    EncoderDamaged,
    EncoderError,
    EncoderMissing,
    EncoderOutdated,
    EncoderUnusable,
)
from understanding.encoder.manifest import FOLDER, Manifest, read_manifest, verify
from understanding.encoder.reader import SentenceEncoder

__all__ = [
    "FOLDER",
    "EncoderDamaged",
    "EncoderError",
    "EncoderMissing",
    "EncoderOutdated",
    "EncoderUnusable",
    "Manifest",
    "SentenceEncoder",
    "read_manifest",
    "verify",
]
