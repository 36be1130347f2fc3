"""Which encoder a build uses: the current version's while it fits, one that is named, or one trained now."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from index.encoders import Encoder, Encoding, StaticEncoder, load_encoder
from index.encoders.model_folder import find_model
from index.encoders.pairs import make_material
from index.encoders.static import is_static
from index.encoders.training import Schedule, train_encoder
from index.lexicon.terms import Terms
from index.model.errors import EncoderMissing
from index.model.manifest import EncoderEntry
from index.model.passage import Passage
from index.search.ranking import learned_encoder
from index.version.encoder_record import describe_encoder, open_encoder
from index.version.versions import Versions

_LEAST_KNOWN = 0.75  # a trained encoder is used again while it knows this share of the passages' tokens


@dataclass
class EncoderChoice:
    """Chooses for one build. `encoding` says how a model is used that is named. `notes` says what was done and why."""

    versions: Versions
    schedule: Schedule
    progress: Callable[[str, int, int], None]
    encoding: Encoding = field(default_factory=Encoding)
    notes: list[str] = field(default_factory=list)

    def is_same(self, wanted: str, current: EncoderEntry) -> bool:
        """Whether a build with `wanted` would encode as the current version's encoder does. Loads nothing.

        Raises EncoderMissing.
        """
        if wanted in {"reuse", "train"} or (current.kind == "static" and wanted == current.id):
            return wanted != "train"
        folder, place = self._find(wanted)
        return describe_encoder(folder, place, self.encoding) == current

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
        encoder, entry = self._chosen(wanted, passages, topics, texts, terms)
        if entry.learned_as != learned_encoder():
            self.notes.append(
                f"排序和是否作答的权重是用编码器 {learned_encoder()} 学的，现在用的是 {entry.learned_as}："
                "请按 docs/embedders.md 重新学习权重"
            )
        return encoder, entry

    def _chosen(
        self,
        wanted: str,
        passages: Sequence[Passage],
        topics: Sequence[str | None],
        texts: list[str],
        terms: Terms,
    ) -> tuple[Encoder, EncoderEntry]:
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
        folder, place = self._find(wanted)
        entry = describe_encoder(folder, place, self.encoding)
        return load_encoder(folder, self.encoding), entry

    def _find(self, wanted: str) -> tuple[Path, str]:
        """The folder of an id, a path or a model's name, and how the manifest names it."""
        folder = self.versions.encoders / wanted
        if "/" in wanted or not folder.is_dir():
            folder = Path(wanted).expanduser()
            folder = folder if is_static(folder) else find_model(wanted)
        inside = folder.resolve().parent == self.versions.encoders.resolve()
        return folder, f"encoders/{folder.name}" if inside else str(folder.resolve())

    def _reusable(self, texts: list[str]) -> tuple[Encoder, EncoderEntry] | None:
        current = self.versions.find_current()
        if current is None:
            return None
        try:
            encoder = open_encoder(current.encoder, self.versions.directory)
        except EncoderMissing:
            if current.encoder.kind == "model":
                raise
            self.notes.append("原来的编码器不在了，重新训练")
            return None
        if current.encoder.kind == "static" and not self.versions.is_current_whole():
            self.notes.append("原来的版本有损坏的文件，重新训练编码器")
            return None
        if isinstance(encoder, StaticEncoder) and encoder.known_share(texts) < _LEAST_KNOWN:
            self.notes.append("资料变化较大，重新训练编码器")
            return None
        return encoder, current.encoder
