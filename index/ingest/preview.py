"""What one file would give the index: its standing, its passages, and what a person should look at first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath

from index.ingest.reading import Reading, read_file
from index.ingest.source_file import SourceFile
from index.ingest.succession import find_shared_numbers, link
from index.lexicon.divisions import load_divisions
from index.lexicon.places import Gazetteer
from index.lexicon.terms import Terms
from index.model.document import Metadata
from index.model.passage import Passage
from index.passages.packing import LONGEST
from index.passages.splitter import renumber
from index.standing.conflicts import find_conflicts
from index.version.passage_file import PassageFile
from index.version.snapshot import IndexedDocument, load_documents

_FRAGMENT = 15  # characters that say little without a heading
_MOST_COMPARED = 2000  # documents of the same region that conflicts are looked for in


@dataclass(frozen=True)
class Preview:
    """One file before it is published. `warnings` are lines for a person."""

    path: str
    metadata: Metadata
    passages: tuple[Passage, ...]
    warnings: tuple[str, ...]


def preview_file(
    file: SourceFile, today: date, version: Path | None = None, terms: Terms | None = None
) -> Preview:
    """The preview of one file, compared with the index version in the folder `version`. Raises DocumentError.

    A document of the index with the same file name is taken for the version that this one will replace.
    """
    reading = read_file(file, "", Gazetteer(load_divisions()))
    warnings = [
        *reading.warnings,
        *_about_standing(reading.metadata, today),
        *_about_title(reading),
        *_about_passages(reading.passages),
        *(_about_others(reading, version, terms or Terms()) if version else ()),
    ]
    return Preview(reading.path, reading.metadata, reading.passages, tuple(warnings))


def _about_standing(metadata: Metadata, today: date) -> list[str]:
    said: list[str] = []
    if metadata.region is None:
        said.append("没有适用地区：任何地区的提问都可能用它作答")
    if metadata.begins is None:
        said.append("没有发文日期和生效日期：不能按时间筛选")
    if metadata.effective_to is not None and metadata.effective_to < today:
        said.append(f"已于 {metadata.effective_to} 失效：只在问到过去时作答")
    if metadata.begins is not None and metadata.begins > today:
        said.append(f"自 {metadata.begins} 起才生效")
    if metadata.document_number is None and not metadata.is_guide:
        said.append("没有文号")
    if metadata.issued_by is None:
        said.append("没有发文机关")
    return said


def _about_title(reading: Reading) -> list[str]:
    first = reading.passages[0].cells if reading.passages else ()
    columns = [cell.column for cell in first if cell.column]
    title = reading.metadata.title
    is_header = "title" in reading.metadata.inferred and len(columns) > 1 and "、".join(columns) in title
    return [f"表格没有标题，暂以列名代替（{title}）：请在旁边的 .yml 里写明 title"] if is_header else []


def _about_passages(passages: Sequence[Passage]) -> list[str]:
    said: list[str] = []
    for number, passage in enumerate(passages, start=1):
        length = len(passage.text)
        if length > LONGEST:
            said.append(f"第 {number} 段太长（{length} 字，{passage.anchor}）：请在原文分条或分段")
        if length < _FRAGMENT and not passage.headings:
            said.append(f"第 {number} 段只有 {length} 个字，也没有标题：{passage.text}")
    if not passages:
        said.append("没有可以引用的段落")
    return said


def _about_others(reading: Reading, version: Path, terms: Terms) -> list[str]:
    """What it means for the documents of the index: shared numbers, documents replaced, figures that disagree."""
    name = PurePosixPath(reading.path).name
    others = [other for other in load_documents(version) if PurePosixPath(other.path).name != name]
    all_ = [*(Reading(other.path, "", other.metadata, ()) for other in others), reading]
    shared = [note for note in find_shared_numbers(all_) if reading.path in note]
    _, links = link(all_)
    return [
        *shared,
        *(note for note in links if reading.path in note),
        *_conflicts(reading, others, version, terms),
    ]


def _conflicts(reading: Reading, others: Sequence[IndexedDocument], version: Path, terms: Terms) -> list[str]:
    indexed = load_documents(version)
    kept = {other.path for other in others if other.metadata.region == reading.metadata.region}
    wanted = {n: document for n, document in enumerate(indexed) if document.path in kept}
    if not wanted or len(wanted) > _MOST_COMPARED:
        return []
    documents = [(reading.path, reading.metadata)]
    positions: dict[int, int] = {}
    for number, document in wanted.items():
        positions[number] = len(documents)
        documents.append((document.path, document.metadata))
    passages = list(reading.passages)
    for passage in PassageFile(version):
        if passage.document in positions:
            passages += renumber([passage], positions[passage.document], passage.section)
    found = find_conflicts(documents, passages, terms)
    return [
        conflict.describe()
        for conflict in found
        if reading.path in (conflict.left_document, conflict.right_document)
    ]
