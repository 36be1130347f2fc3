"""Which encoder a build uses: the current version's while it fits, one that is named, or one trained now."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from index.encoder import Encoder, StaticEncoder, load_encoder
from index.errors import EncoderMissing
from index.manifest import EncoderEntry
from index.pairs import make_material
from index.passage import Passage
from index.terms import Terms
from index.training import Schedule, train_encoder
from index.versions import Versions

_LEAST_KNOWN = 0.75  # a trained encoder is used again while it knows this share of the passages' tokens


@dataclass
class EncoderChoice:
    """Chooses for one build. `notes` says what was done and why."""

    versions: Versions
    schedule: Schedule
    progress: Callable[[str, int, int], None]
    notes: list[str] = field(default_factory=list)

    def choose(
        self,
        wanted: str,
        passages: Sequence[Passage],
        topics: Sequence[str | None],
        texts: list[str],
        terms: Terms,
    ) -> tuple[Encoder, EncoderEntry]:
        """The encoder for `texts` (the passages', canonical). `wanted`: reuse, train, an id or a path; `topics` are
        those of the passages' documents. Raises EncoderMissing."""
        if wanted not in {"reuse", "train"}:
            return self._named(wanted)
        if wanted == "reuse" and (reused := self._reusable(texts)) is not None:
            return reused
        folder = train_encoder(
            make_material(list(passages), list(topics)),
            terms,
            self.versions.encoders,
            self.schedule,
            lambda done, total: self.progress("训练编码器", done, total),
        )
        self.notes.append(f"训练了编码器 {folder.name}")
        encoder = StaticEncoder(folder)
        return encoder, EncoderEntry(id=encoder.id, folder=f"encoders/{folder.name}")

    def _named(self, wanted: str) -> tuple[Encoder, EncoderEntry]:
        folder = self.versions.encoders / wanted if "/" not in wanted else Path(wanted)
        folder = folder if folder.is_dir() else Path(wanted)
        encoder = load_encoder(folder)
        inside = folder.resolve().parent == self.versions.encoders.resolve()
        place = f"encoders/{folder.name}" if inside else str(folder.resolve())
        return encoder, EncoderEntry(id=encoder.id, folder=place)

    def _reusable(self, texts: list[str]) -> tuple[Encoder, EncoderEntry] | None:
        current = self.versions.find_current()
        if current is None:
            return None
        try:
            encoder = load_encoder(self.versions.directory / current.encoder.folder)
        except EncoderMissing:
            self.notes.append("原来的编码器不在了，重新训练")
            return None
        if isinstance(encoder, StaticEncoder) and encoder.known_share(texts) < _LEAST_KNOWN:
            self.notes.append("资料变化较大，重新训练编码器")
            return None
        return encoder, current.encoder
