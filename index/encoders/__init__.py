"""Encoders: text to unit vectors.

The default is a static encoder, trained on the documents and read with numpy alone. Any sentence-transformers model
takes its place by one setting: through the library (torch), or, exported to ONNX, through onnxruntime without torch.
"""

from index.encoders.base import Encoder, Encoding, Vectors
from index.encoders.library import LibraryEncoder
from index.encoders.load import load_encoder
from index.encoders.onnx import OnnxEncoder
from index.encoders.static import StaticEncoder

__all__ = [
    "Encoder",
    "Encoding",
    "LibraryEncoder",
    "OnnxEncoder",
    "StaticEncoder",
    "Vectors",
    "load_encoder",
]
