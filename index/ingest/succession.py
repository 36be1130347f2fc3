"""Documents of one index to one another: the same one twice, one number for two, one in the place of another."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.ingest.reading import Reading
from index.model.document import Metadata
from index.standing.superseded import split_reference
from index.text.document_numbers import find_number
from index.text.normalise import canonical

_INNER = re.compile(r"[《〈]([^《》〈〉]{4,})[》〉]")
_MARKS = re.compile(r"[《》〈〉\s“”\"]")
_LEAST_TITLE = 6  # characters of a title that names a document by itself


def drop_duplicates(readings: Sequence[Reading]) -> tuple[list[Reading], list[str]]:
    """The readings without those whose text and standing another one has, and a line on each that is left out."""
    first: dict[tuple[str, Metadata], Reading] = {}
    notes: list[str] = []
    for reading in readings:
        kept = first.setdefault((reading.text_digest, reading.metadata), reading)
        if kept is not reading:
            notes.append(f"内容重复，只保留一份：{reading.path} 与 {kept.path} 相同")
    return list(first.values()), notes


def find_shared_numbers(readings: Sequence[Reading]) -> list[str]:
    """A line on each document number that several documents bear. Guides share the number of what they are about."""
    by_number: dict[str, list[str]] = {}
    for reading in readings:
        if reading.metadata.document_number and not reading.metadata.is_guide:
            by_number.setdefault(_number(reading.metadata) or "", []).append(reading.path)
    return [
        f"文号相同，请核对：{number}（{some(paths)}）"
        for number, paths in sorted(by_number.items())
        if number and len(paths) > 1
    ]


def some(names: Sequence[str]) -> str:
    """The first five names, and how many there are where there are more."""
    return "、".join(names[:5]) + (f" 等 {len(names)} 份" if len(names) > 5 else "")


def link(readings: Sequence[Reading]) -> tuple[list[Reading], list[str]]:
    """The readings with superseded_by and replaced_on where another one says or a person stated that it takes the
    place, and a line on each such pair that the text gave."""
    linked = list(readings)
    notes: list[str] = []
    for old, new in _pairs(readings):
        metadata = linked[old].metadata
        if metadata.superseded_by is not None:
            continue
        successor = readings[new].metadata
        linked[old] = replace(
            linked[old],
            metadata=replace(
                metadata,
                superseded_by=successor.id or readings[new].path,
                replaced_on=successor.begins,
                inferred=tuple(sorted({*metadata.inferred, "superseded_by"})),
            ),
        )
        since = f"自 {successor.begins} 起" if successor.begins else "（未载明何时起，两者都会用来作答）"
        notes.append(f"已被替代：{readings[old].path} {since}由 {readings[new].path} 替代")
    by_name = {name: r.metadata for r in readings for name in (r.path, r.metadata.id) if name}
    return [_with_day(reading, by_name) for reading in linked], notes


def _with_day(reading: Reading, by_name: dict[str, Metadata]) -> Reading:
    metadata = reading.metadata
    successor = by_name.get(metadata.superseded_by or "")
    if successor is None or metadata.replaced_on is not None or successor.begins is None:
        return reading
    return replace(reading, metadata=replace(metadata, replaced_on=successor.begins))


def _pairs(readings: Sequence[Reading]) -> Iterator[tuple[int, int]]:
    """(old, new) positions: by number, and by title where the reference gives none or no document bears it."""
    numbers: dict[str, list[int]] = {}
    titles: dict[str, list[int]] = {}
    for position, reading in enumerate(readings):
        if number := _number(reading.metadata):
            numbers.setdefault(number, []).append(position)
        for title in _titles(reading.metadata.title):
            titles.setdefault(title, []).append(position)
    for new, reading in enumerate(readings):
        for reference in reading.metadata.supersedes:
            title, number = split_reference(reference)
            found = numbers.get(number, []) if number else []
            if not found and len(title) >= _LEAST_TITLE:
                found = titles.get(_bare(title), [])
            yield from ((old, new) for old in found if _precedes(readings[old], reading))


def _precedes(old: Reading, new: Reading) -> bool:
    if old is new or (new.metadata.document_number and _number(old.metadata) == _number(new.metadata)):
        return False
    if None not in (old.metadata.region, new.metadata.region) and old.metadata.region != new.metadata.region:
        return False
    begins, successor = old.metadata.begins, new.metadata.begins
    return begins is None or successor is None or begins < successor


def _number(metadata: Metadata) -> str | None:
    return find_number(metadata.document_number) if metadata.document_number else None


def _titles(title: str) -> set[str]:
    """The names a document goes by: its title, that from 关于 on, and the title it publishes (印发《…》的通知)."""
    names = {_bare(title)}
    _, about, rest = title.partition("关于")
    if about:
        names.add(_bare(about + rest))
    if re.search(r"印发|公布|发布", title):
        names |= {_bare(inner) for inner in _INNER.findall(title)}
    return {name for name in names if len(name) >= _LEAST_TITLE}


def _bare(title: str) -> str:
    return _MARKS.sub("", canonical(title))
