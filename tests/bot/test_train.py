"""What makes `dxe train` train, and what the bot learns from knowledge/."""

from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

import cli.train
from cli.train import TrainingFailed, train_bot
from cli.training.bot_data import generate_nlu, guidance_questions, region_words, topic_words

TERMS = """
topics:
  - {id: innovation-voucher, name: 科技创新券, synonyms: [创新券]}
  - {id: service-rating, name: 好差评, synonyms: [差评]}
aspects:
  - {id: conditions, name: 条件, synonyms: [要求]}
  - {id: fee, name: 收费, synonyms: [多少钱]}
"""
GUIDE = "---\nid: {0}\nregion: {1}\n---\n\n## 条件\n- 一\n"


@pytest.fixture
def knowledge(tmp_path: Path) -> Path:
    folder = tmp_path / "knowledge"
    guides = folder / "guides/innovation-voucher"
    guides.mkdir(parents=True)
    (folder / "terms.yml").write_text(TERMS, encoding="utf-8")
    (folder / "catalogue.yml").write_text(
        "items:\n  - {code: voucher, name: 创新券申领, guide: xiaoshan}\n  - {code: x, name: 无指南, guide: none}\n",
        encoding="utf-8",
    )
    (guides / "xiaoshan.md").write_text(GUIDE.format("xiaoshan", "浙江省/杭州市/萧山区"), encoding="utf-8")
    (guides / "national.md").write_text(GUIDE.format("national", "全国"), encoding="utf-8")
    return folder


@pytest.fixture
def trainings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the models for which Rasa was started; it is replaced by something that writes a file."""
    names: list[str] = []

    def run(var: Path, generated: Mapping[str, str], name: str) -> None:
        names.append(name)
        (var / "models" / name).write_text("".join(generated.values()), encoding="utf-8")

    monkeypatch.setattr(cli.train, "_run_rasa", run)
    return names


def test_words_of_topics_and_items_stand_for_the_topic(knowledge: Path) -> None:
    words = topic_words(knowledge)
    assert words["创新券"] == words["科技创新券"] == words["创新券申领"] == "innovation-voucher"
    assert "无指南" not in words


def test_regions_are_known_by_long_and_short_name_with_their_ancestors(knowledge: Path) -> None:
    words = region_words(knowledge)
    assert words["萧山"] == words["萧山区"] == "浙江省/杭州市/萧山区"
    assert words["杭州"] == "浙江省/杭州市"
    assert words["浙江"] == "浙江省"
    assert "全国" not in words


def test_every_topic_is_asked_about_by_every_aspect(knowledge: Path) -> None:
    questions = guidance_questions(knowledge)
    for topic in (("科技创新券", "创新券"), ("好差评", "差评")):
        for aspect in (("条件", "要求"), ("收费", "多少钱")):
            assert any(
                t in question and a in question for question in questions for t in topic for a in aspect
            )


def test_generated_data_leave_to_authors_what_they_have_taken(knowledge: Path, tmp_path: Path) -> None:
    authored = tmp_path / "authored"
    authored.mkdir()
    (authored / "a.yml").write_text(
        "nlu:\n  - intent: complaint\n    examples: |\n      - 差评\n", encoding="utf-8"
    )
    items = yaml.safe_load(generate_nlu(knowledge, authored))["nlu"]
    (questions,) = [item["examples"].splitlines() for item in items if "intent" in item]
    assert "- 差评" not in questions
    assert "- 好差评" in questions
    synonyms = {item["synonym"]: item["examples"].splitlines() for item in items if "synonym" in item}
    assert "- 创新券" in synonyms["innovation-voucher"]
    assert "- 萧山" in synonyms["浙江省/杭州市/萧山区"]


def test_trains_once_and_points_to_the_model(knowledge: Path, tmp_path: Path, trainings: list[str]) -> None:
    name, seconds = train_bot(tmp_path / "var", knowledge)
    assert seconds is not None
    assert train_bot(tmp_path / "var", knowledge) == (name, None)
    assert trainings == [name]
    assert (tmp_path / "var/models/CURRENT").read_text(encoding="utf-8").strip() == name


def test_a_new_word_in_terms_trains_again_and_old_models_go(
    knowledge: Path, tmp_path: Path, trainings: list[str]
) -> None:
    for word in ("科创券", "通用券", "惠企券", "普惠券"):
        (knowledge / "terms.yml").write_text(TERMS.replace("[创新券]", f"[创新券, {word}]"), encoding="utf-8")
        name, _ = train_bot(tmp_path / "var", knowledge)
    assert len(set(trainings)) == 4
    kept = {path.name for path in (tmp_path / "var/models").glob("*.tar.gz")}
    assert len(kept) == 3
    assert name in kept


def test_failed_training_keeps_the_model_in_use(
    knowledge: Path, tmp_path: Path, trainings: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    name, _ = train_bot(tmp_path / "var", knowledge)

    def fail(var: Path, generated: Mapping[str, str], name: str) -> None:
        raise TrainingFailed("训练失败")

    monkeypatch.setattr(cli.train, "_run_rasa", fail)
    (knowledge / "terms.yml").write_text(TERMS.replace("[创新券]", "[科创券]"), encoding="utf-8")
    with pytest.raises(TrainingFailed):
        train_bot(tmp_path / "var", knowledge)
    assert (tmp_path / "var/models/CURRENT").read_text(encoding="utf-8").strip() == name


def test_training_sees_no_secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("DXE_SECRET_KEY", "DXE_DATABASE_URL", "DXE_WECHAT__A__TOKEN"):
        monkeypatch.setenv(name, "secret")
    assert "secret" not in cli.train.training_environment(tmp_path).values()
