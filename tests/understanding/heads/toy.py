"""Heads that answer as told, and a few examples to learn real ones from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from understanding.heads.asked_data import AskedExample
from understanding.heads.features import Weights
from understanding.heads.learn import IntentExample, learn
from understanding.heads.linear import LinearHead
from understanding.heads.understander import Encoder, Understander
from understanding.values.lookups import Lookups

LOOKUPS = Lookups({"创新券": ("topic", "innovation-voucher"), "高企": ("topic", "high-tech-enterprise")})
UTTERANCES = {
    "greeting": ["你好", "您好", "早上好", "你好啊"],
    "affirm": ["好的", "是的", "可以", "确定"],
    "ask_guidance": ["创新券怎么申请", "创新券要什么材料", "高企怎么申请", "高企要什么条件"],
    "check_application_status": ["我的办件", "办件到哪一步了", "我的申请办到哪了", "查我的办件进度"],
    "check_voucher_balance": ["我的余额", "我还有多少券", "券还剩多少", "查我的余额"],
}
ASKED = {
    ("case", "materials"): ["还缺什么", "缺哪些材料", "要补什么"],
    ("case", "time"): ["什么时候办完", "几号能好", "还要多久"],
    ("vouchers", "lapse"): ["什么时候到期", "几号过期", "有效期到哪天"],
    ("vouchers", "spent"): ["花哪里了", "用在哪了", "花了多少"],
}


class Hashing:
    """An encoder for tests: two numbers that depend on the text."""

    id = "hashing"

    def encode(self, texts: Sequence[str]) -> Any:
        return np.array([[len(text) % 7, sum(map(ord, text)) % 5] for text in texts], dtype=np.float32)


def utterances() -> list[IntentExample]:
    return [IntentExample(text, intent, "how") for intent, texts in UTTERANCES.items() for text in texts]


def asked() -> list[AskedExample]:
    return [
        AskedExample("test", shown, name, text) for (shown, name), texts in ASKED.items() for text in texts
    ]


def learned(encoder: Encoder | None = None) -> Understander:
    return learn(utterances(), asked(), LOOKUPS, encoder=encoder)


class Told(LinearHead):
    """Gives each class the probability it was told, whatever the text."""

    def __init__(self, odds: Mapping[str, float]) -> None:
        empty = np.zeros((0, len(odds)), dtype=np.float32)
        super().__init__(list(odds), Weights({}, 1.0, 0.5), empty, empty, np.zeros(0, dtype=np.float32))
        self.odds = np.array(list(odds.values()), dtype=np.float32)

    def probabilities(self, features: Sequence[str], vector: Any = None) -> Any:
        return self.odds / self.odds.sum()
