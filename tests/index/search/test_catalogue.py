from datetime import date
from pathlib import Path

import numpy as np
import pytest

from index.library import Library
from index.search.catalogue import Catalogue, bare
from index.search.retriever import Retriever
from index.version.columns import load_columns, save_columns
from index.version.snapshot import Snapshot


@pytest.fixture(scope="module")
def snapshot(small_index: Path) -> Snapshot:
    return Library(small_index).snapshot()


def aspect_of(snapshot: Snapshot, number: int) -> str | None:
    headings = reversed(snapshot.passages[number].headings)
    return next((t.id for heading in headings if (t := snapshot.terms.aspect_of_heading(heading))), None)


def topic_of(snapshot: Snapshot, number: int) -> str | None:
    return snapshot.documents[snapshot.passages[number].document].metadata.topic


def test_aspects_are_those_of_the_nearest_heading(snapshot: Snapshot) -> None:
    retriever = Retriever(snapshot)
    expected = [aspect_of(snapshot, number) for number in range(len(snapshot.passages))]
    assert [retriever.aspect(number) for number in range(len(expected))] == expected
    assert set(expected) > {None}


def test_sections_are_found_by_topic_and_aspect(snapshot: Snapshot) -> None:
    catalogue, allowed = Catalogue(snapshot), np.ones(len(snapshot.passages), dtype=np.bool_)
    numbers = range(len(snapshot.passages))
    for topic in {d.metadata.topic for d in snapshot.documents} - {None}:
        of_topic = [n for n in numbers if topic_of(snapshot, n) == topic and aspect_of(snapshot, n)]
        assert catalogue.sections_of(str(topic)).tolist() == of_topic
        assert catalogue.aspects_of(str(topic), allowed) == {aspect_of(snapshot, n) for n in of_topic}
        assert catalogue.aspects_in(str(topic), "火星") == set()
        for term in snapshot.terms.aspects:
            expected = [n for n in of_topic if aspect_of(snapshot, n) == term.id]
            assert np.flatnonzero(catalogue.sections_for(str(topic), term.id)).tolist() == expected
            assert catalogue.topics_with(term.id, allowed).get(str(topic), 0) == len(expected)
    assert catalogue.aspects_of("no-such-topic", allowed) == set()
    assert catalogue.topics_with("no-such-aspect", allowed) == {}


def test_what_is_not_allowed_is_not_counted(snapshot: Snapshot) -> None:
    none = np.zeros(len(snapshot.passages), dtype=np.bool_)
    catalogue = Catalogue(snapshot)
    assert catalogue.aspects_of("high-tech-enterprise", none) == set()
    assert catalogue.topics_with("materials", none) == {}


def test_questions_are_found_by_their_words(snapshot: Snapshot) -> None:
    catalogue = Catalogue(snapshot)
    asked = [(n, p) for n, p in enumerate(snapshot.passages) if p.kind == "question"]
    assert asked
    for number, passage in asked:
        assert number in catalogue.passages_asked(passage.heading)
        assert number in catalogue.passages_asked(bare(passage.heading))
        assert passage.heading in catalogue.questions_of(passage.document)
    assert catalogue.passages_asked("月亮上有没有科技局") == []


def test_passages_of_a_section_and_of_a_document_are_ranges(snapshot: Snapshot) -> None:
    passages = list(snapshot.passages)
    for passage in passages:
        assert snapshot.section_of(passage) == [p for p in passages if p.section == passage.section]
        assert snapshot.document_of(passage) == [p for p in passages if p.document == passage.document]


def test_columns_in_memory_are_those_of_the_file(snapshot: Snapshot, tmp_path: Path) -> None:
    in_memory = Snapshot(
        "memory",
        snapshot.documents,
        tuple(snapshot.passages),
        snapshot.terms,
        snapshot.lexical,
        snapshot.store,
        snapshot.encoder,
    )
    save_columns(in_memory.columns, tmp_path)
    assert np.array_equal(load_columns(tmp_path).table, snapshot.columns.table)
    assert np.array_equal(in_memory.aspects, snapshot.aspects)
    assert load_columns(tmp_path).labels == snapshot.columns.labels


def test_passages_are_read_one_by_one_as_they_were_written(snapshot: Snapshot) -> None:
    passages = snapshot.passages
    assert list(passages) == [passages[number] for number in range(len(passages))]
    assert passages[-1] == passages[len(passages) - 1]
    assert list(passages[1:3]) == [passages[1], passages[2]]
    with pytest.raises(IndexError):
        passages[len(passages)]


def test_masks_say_what_the_documents_say(snapshot: Snapshot) -> None:
    retriever = Retriever(snapshot)
    for day in (date(2005, 1, 1), date(2020, 6, 1), date(2026, 11, 20)):
        allowed = retriever.allowed(None, day, day)
        expected = [
            snapshot.documents[passage.document].metadata.is_valid_between(day, day)
            for passage in snapshot.passages
        ]
        assert allowed.tolist() == expected
        assert retriever.allowed(None, day, day) is allowed
        with pytest.raises(ValueError, match="read-only"):
            allowed[0] = True


def test_a_number_is_mentioned_where_it_stands_alone(snapshot: Snapshot) -> None:
    retriever = Retriever(snapshot)
    year = "2024"
    expected = [year in f"{passage.context} {passage.text}" for passage in snapshot.passages]
    assert retriever.mentions(year).tolist() == expected
    assert not retriever.mentions("9999").any()
    assert not retriever.mentions("?").any()
