"""`encoder.json`: what an encoder's folder holds, of what it was made, and the checksums of its files."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from understanding.encoder.errors import EncoderDamaged, EncoderMissing, EncoderOutdated

FOLDER = Path(__file__).resolve().parents[2] / ".encoder"  # where set-up makes it
FORMAT = 1
MANIFEST, MODEL, TOKENIZER = "encoder.json", "model.onnx", "tokenizer.json"
QUERY, PASSAGE = "query: ", "passage: "


@dataclass(frozen=True)
class Manifest:
    """`files`: SHA-256 by name. `recipe`: SHA-256 of the code and the lock that made them."""

    format: int
    name: str
    dimensions: int
    positions: int
    vocabulary: int
    prompts: dict[str, str]
    source: dict[str, str]
    licence: str
    changes: str
    recipe: str
    files: dict[str, str]

    @property
    def id(self) -> str:
        """The first 12 hex digits over both files' checksums: equal ids give equal vectors."""
        return hashlib.sha256(json.dumps(self.files, sort_keys=True).encode()).hexdigest()[:12]

    def write(self, folder: Path) -> None:
        """Write `encoder.json`."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1)
        (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Return the folder's manifest; the files it names are not looked at.

    Raises EncoderMissing, EncoderDamaged when it cannot be read, EncoderOutdated when its format is another.
    """
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise EncoderMissing(folder) from None
    except (OSError, ValueError) as error:
        raise EncoderDamaged(folder, MANIFEST) from error
    if not isinstance(found, dict):
        raise EncoderDamaged(folder, MANIFEST)
    if found.get("format") != FORMAT:
        raise EncoderOutdated(folder, found.get("format"))
    try:
        manifest = Manifest(**found)
    except TypeError as error:
        raise EncoderDamaged(folder, MANIFEST) from error
    if not isinstance(manifest.files, dict):
        raise EncoderDamaged(folder, MANIFEST)
    return manifest


def verify(folder: Path) -> Manifest:
    """Return the manifest, with both files found whole (reads them: some 50 ms). Raises what `read_manifest` does."""
    manifest = read_manifest(folder)
    for name in (MODEL, TOKENIZER):
        try:
            found = checksum(folder / name)
        except OSError as error:
            raise EncoderDamaged(folder, name) from error
        if found != manifest.files.get(name):
            raise EncoderDamaged(folder, name)
    return manifest


def checksum(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
