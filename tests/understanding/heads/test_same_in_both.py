"""The same heads understand alike in Rasa's environment (Python 3.10) and in ours: learned here, read in both."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from benchmarks._nlu_data import read_utterances
from cli.train import ROOT, training_environment
from tests.conftest import skip_or_fail
from tests.understanding.encoder.tiny import make_tiny
from understanding.encoder import SentenceEncoder
from understanding.encoder.make import make_encoder
from understanding.heads.asked_data import read_asked
from understanding.heads.learn import IntentExample, learn
from understanding.heads.understander import OF_IT, Understander
from understanding.heads.understood import Understood
from understanding.values.lookups import Lookups

PYTHON = ROOT / "bot/.venv/bin/python"
LOOKUPS = {
    "创新券": ("topic", "innovation-voucher"),
    "高企": ("topic", "high-tech-enterprise"),
    "萧山": ("region", "萧山区"),
}
CLEARLY = 0.75  # from this on a message is about the thing however much it sounds like an answer
MESSAGES, EVERY = 500, 24  # messages to understand; one in so many examples is learned
ODD = ["", "😀", "\x00", "ＸＳ２０２６－０００１２３", "創新券餘額㎡", "İstanbul ﬁ ß", "zzz qqq", "𠮷野家"]
SHOWN = (None, "case", "cases", "vouchers", "statement", "credit", "register", "district", "unknown")
READ = """
import json, sys
from pathlib import Path
from understanding.encoder import SentenceEncoder
from understanding.heads.understander import Understander
from understanding.values.lookups import Lookups
folder, given = Path(sys.argv[1]), json.load(sys.stdin)
encoder = SentenceEncoder(folder / "encoder") if (folder / "encoder").is_dir() else None
heads = Understander.read(folder, Lookups({w: tuple(m) for w, m in given["lookups"].items()}), 2, encoder)
assert sys.version_info[:2] == (3, 10)
for text, shown in given["said"]:
    found = heads.understand(text, shown)
    asked = found.asked and [found.asked.name, found.asked.confidence, found.asked.of_it]
    parts = [[part.intent, part.text, part.asked] for part in found.parts]
    print(json.dumps([found.ranking, asked, found.is_about_shown, found.of_shown, parts]))
"""


def plain(found: Understood) -> list[Any]:
    asked = found.asked and [found.asked.name, found.asked.confidence, found.asked.of_it]
    parts = [[part.intent, part.text, part.asked] for part in found.parts]
    return [found.ranking, asked, found.is_about_shown, found.of_shown, parts]


def numbers(found: Any) -> list[float]:
    """All probabilities, by class."""
    ranking, asked, _, of_shown, _ = found
    return [
        *(odds for _, odds in sorted(map(tuple, ranking))),
        *(asked[1:] if asked else []),
        *([of_shown] if of_shown is not None else []),
    ]


def names(found: Any, rounding: float) -> Any:
    """The likeliest classes, as far as their probabilities differ by more than rounding does, and what is asked."""
    ranking, asked, is_about, of_shown, parts = found
    first = [name for name, odds in ranking if ranking[0][1] - odds < rounding]
    is_clear = all(abs((of_shown or 0) - edge) > rounding for edge in (OF_IT, CLEARLY))
    return sorted(first), asked and asked[0], is_about if is_clear else None, parts


@pytest.mark.slow
@pytest.mark.sample
@pytest.mark.parametrize("with_encoder", [False, True])
def test_five_hundred_messages_are_understood_alike(tmp_path: Path, with_encoder: bool) -> None:
    if not PYTHON.exists():
        skip_or_fail("Rasa's environment has not been set up (make setup)")
    encoder = None
    if with_encoder:
        make_encoder(make_tiny().write(tmp_path / "data.bin"), tmp_path / "encoder")
        encoder = SentenceEncoder(tmp_path / "encoder")
    utterances = read_utterances(ROOT)
    learn(
        [IntentExample(each.text, each.intent, each.template) for each in utterances[::EVERY]],
        read_asked(ROOT / "bot/data/nlu/asked")[::EVERY],
        Lookups(LOOKUPS),
        encoder=encoder,
    ).write(tmp_path)
    step = len(utterances) // (MESSAGES - len(ODD))
    texts = [*ODD, *(each.text for each in utterances[1::step])][:MESSAGES]
    assert len(texts) == MESSAGES
    said = [(text, SHOWN[number % len(SHOWN)]) for number, text in enumerate(texts)]
    there = subprocess.run(
        [str(PYTHON), "-W", "ignore", "-c", READ, str(tmp_path)],
        cwd=ROOT,
        env=training_environment(tmp_path / "var"),
        input=json.dumps({"lookups": LOOKUPS, "said": said}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert there.returncode == 0, there.stderr
    theirs = [json.loads(line) for line in there.stdout.splitlines()]
    heads = Understander.read(tmp_path, Lookups(LOOKUPS), 2, encoder)
    rounding = 1e-3 if with_encoder else 1e-5  # the two environments have different releases of onnxruntime
    ours = [plain(heads.understand(text, shown)) for text, shown in said]
    for (text, shown), mine, other in zip(said, ours, theirs, strict=True):
        assert names(json.loads(json.dumps(mine)), rounding) == names(other, rounding), (text, shown)
        assert numbers(mine) == pytest.approx(numbers(other), abs=rounding), (text, shown)
