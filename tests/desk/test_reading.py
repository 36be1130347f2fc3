"""The desk reads the model that the bot serves: the one that is there, a newer one, and none that is damaged."""

import tarfile
from pathlib import Path

import pytest

from desk import reading
from desk.question import Context
from desk.reading import ModelMissing, Reader
from tests.desk.models import write_model


@pytest.fixture(autouse=True)
def without_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    """The small models were learned without one."""
    monkeypatch.setattr(reading, "_encoder", lambda: None)


def test_a_message_is_understood_with_its_topic_and_place(tmp_path: Path) -> None:
    write_model(tmp_path)
    asked = Reader(tmp_path).read("武汉某某公司在不在高企名单上", Context(home="浙江省", topic="tech-sme"))
    assert asked.intent == "check_register"
    assert (asked.context.topic, asked.context.region) == ("high-tech-enterprise", "湖北省/武汉市")


def test_without_a_model_nothing_is_understood(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        Reader(tmp_path).read("高企", Context())


def test_a_model_that_is_there_later_is_taken(tmp_path: Path) -> None:
    reader = Reader(tmp_path)
    reader.prepare()
    write_model(tmp_path)
    assert reader.read("我的办件到哪一步了", Context()).intent == "check_application_status"


@pytest.mark.parametrize("damage", [b"", b"no archive", b"\x1f\x8b\x08"])
def test_a_damaged_model_is_not_taken_and_the_one_before_goes_on(tmp_path: Path, damage: bytes) -> None:
    write_model(tmp_path)
    reader = Reader(tmp_path)
    reader.prepare()
    (tmp_path / "other.tar.gz").write_bytes(damage)
    (tmp_path / "CURRENT").write_text("other.tar.gz")
    assert reader.read("我的办件到哪一步了", Context()).intent == "check_application_status"
    with pytest.raises(ModelMissing):
        Reader(tmp_path).read("我的办件到哪一步了", Context())


def test_a_model_learned_with_another_encoder_is_not_taken(tmp_path: Path) -> None:
    path = write_model(tmp_path)
    (tmp_path / "component/encoder.txt").write_text("another")
    with tarfile.open(path, "w:gz") as archive:
        archive.add(tmp_path / "component", "./components/train_UtteranceClassifier0")
    with pytest.raises(ModelMissing):
        Reader(tmp_path).read("高企", Context())
