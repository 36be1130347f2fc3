"""A model as Rasa writes it, learned from a few utterances."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

from tests.understood import write
from understanding.heads.asked_data import AskedExample
from understanding.heads.learn import IntentExample, learn
from understanding.values.lookups import Lookups

UTTERANCES = {
    "check_register": ("某某公司是不是高企", "在不在高企名单上", "是不是孵化器"),
    "ask_guidance": ("高企认定要什么条件", "创新券怎么领", "要什么材料"),
    "check_application_status": ("我的办件到哪一步了", "我的申请办到哪了", "办件进度"),
}
ASKED = {
    ("contact", "other_place"): ("武昌呢", "那汉阳呢", "江汉区呢"),
    ("contact", "contact"): ("电话多少", "怎么联系"),
    ("case", "time"): ("什么时候办完", "还要多久"),
}
WORDS = {"高企": ("topic", "high-tech-enterprise"), "武汉": ("region", "湖北省/武汉市")}


def write_model(models: Path, name: str = "m.tar.gz") -> Path:
    """Write a model below `models` and point CURRENT at it; learned without an encoder."""
    lookups = Lookups(WORDS)
    examples = [IntentExample(text, intent) for intent, texts in UTTERANCES.items() for text in texts]
    folder = models / "component"
    folder.mkdir(parents=True, exist_ok=True)
    asked = [AskedExample("test", *of_it, text) for of_it, texts in ASKED.items() for text in texts]
    learn(examples, asked, lookups).write(folder)
    write(folder)
    (folder / "lookups.json").write_text(json.dumps(WORDS, ensure_ascii=False), encoding="utf-8")
    with tarfile.open(models / name, "w:gz") as archive:
        archive.add(folder, "./components/train_UtteranceClassifier0")
    (models / "CURRENT").write_text(f"{name}\n", encoding="utf-8")
    return models / name
