"""Export a sentence-transformers model to ONNX, to answer without torch: python -m index.encoders.export FOLDER

Writes FOLDER/onnx/model.onnx. Needs torch; serves encoders (BERT, RoBERTa, XLM-RoBERTa and alike).
"""

import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any

from index.encoders.library import LibraryEncoder
from index.encoders.onnx import FILE, INPUTS
from index.model.errors import EncoderMissing

_OPSET = 18
_TEXTS = ["办事指南", "高新技术企业认定的条件"]  # any texts: lengths are free in the export


def export_onnx(folder: Path) -> Path:
    """Write the model's ONNX file; returns it. Raises EncoderMissing."""
    import torch

    encoder = LibraryEncoder(folder)
    transformer = encoder.transformer
    fed = transformer.tokenizer(_TEXTS, return_tensors="pt", padding=True)
    names = [name for name in INPUTS if name in fed]

    class Named(torch.nn.Module):  # type: ignore[misc]
        """Takes the inputs by position, as the exporter gives them."""

        def __init__(self, model: Any) -> None:
            super().__init__()
            self.model = model

        def forward(self, *values: Any) -> Any:
            return self.model(**dict(zip(names, values, strict=True))).last_hidden_state

    target = folder / FILE
    target.parent.mkdir(exist_ok=True)
    axes = {name: {0: "texts", 1: "tokens"} for name in (*names, "last_hidden_state")}
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".new-") as scratch, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the exporter, which traces
        made = Path(scratch) / target.name
        torch.onnx.export(
            Named(transformer.model).eval(),
            tuple(fed[name] for name in names),
            str(made),
            input_names=names,
            output_names=["last_hidden_state"],
            dynamic_axes=axes,
            opset_version=_OPSET,
            dynamo=False,
        )
        _move(made, target)
    return target


def _move(made: Path, target: Path) -> None:
    """Put the model in place; of one over 2 GB, which the exporter scatters, all tensors in one file beside it."""
    scattered = [path for path in made.parent.iterdir() if path != made]
    if scattered:
        import onnx

        held = onnx.load(str(made))
        for path in (*scattered, made):
            path.unlink()
        data = f"{target.name}_data"
        onnx.save_model(held, str(made), save_as_external_data=True, location=data)
        (made.parent / data).replace(target.parent / data)
    made.replace(target)


if __name__ == "__main__":
    try:
        print(export_onnx(Path(sys.argv[1])))
    except IndexError:
        sys.exit("python -m index.encoders.export FOLDER")
    except EncoderMissing as missing:
        sys.exit(str(missing))
