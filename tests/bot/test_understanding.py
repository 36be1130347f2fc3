"""What the trained bot takes an utterance for: the hard lines between intents, its own quick replies, and bad input."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from cli.train import ROOT, training_environment

pytestmark = pytest.mark.slow
THRESHOLD = 0.3
TO_THE_RETRIEVER = {"ask_guidance", "nlu_fallback"}

# Written for this test, not learnt from: the same words, once as a question and once about one's own affairs.
HARD_LINES = {
    "创新券到底怎么申请呢": "ask_guidance",
    "我们现在还剩多少创新券可以用": "check_voucher_balance",
    "评高企得满足什么条件": "ask_guidance",
    "我家高企现在走到哪一步了": "check_application_status",
    "信用修复要符合哪些条件": "ask_guidance",
    "帮我看看我们在不在黑名单里面": "check_credit_standing",
    "怎么绑定": "bind_enterprise",
    "那材料呢": "ask_guidance",
    "要多久": "ask_guidance",
    "不是，我问的是创新券": "ask_guidance",
    "那武汉呢": "ask_guidance",
    "不是": "deny",
    "請問我們公司還有多少創新券": "check_voucher_balance",
    "我们家的券还能不能拿来付检测费": "check_voucher_balance",
    "创新券可不可以付检测费": "ask_guidance",
    "我公司的券在上海能不能用": "check_voucher_balance",
    "打印今年的创新券对账单": "check_voucher_statement",
    "我要1到6月的创新券流水": "check_voucher_statement",
    "上季度我们用了多少创新券": "check_voucher_statement",
    "我们现在去报科小，信用上会不会被一票否决": "check_credit_rules",
    "哪些失信情形会被一票否决": "ask_guidance",
    "失信企业能不能报高企": "ask_guidance",
    "帮我查查武汉样例光电有限公司是不是高企": "check_register",
    "我们公司的高企证书什么时候过期": "check_register",
    "高企证书管几年": "ask_guidance",
    "高企认定的首问是哪个科": "check_register",
    "江岸区的包区领导是谁": "check_register",
    "那个还缺哪些材料": "check_application_status",
    "还要再等几天": "check_application_status",
    "最迟哪天能批": "check_application_status",
    "我去年报的那个办到哪了": "check_application_status",
    "上个月报的那个": "check_application_status",
    "高企认定要什么材料": "ask_guidance",
    "认定高企一般要等多久": "ask_guidance",
    "投诉后多少天给答复": "ask_guidance",
    "你们窗口态度太差了，我要投诉": "complaint",
    "把160****9998改成经办人": "change_role",
    "请把尾号0001的降为查看人。": "change_role",
    "赵样例改为只读": "change_role",
    "将本人的身份改为查看人": "change_role",
    "怎么把同事改成查看人": "change_role",
    "撤销160****0017": "revoke_person",
    "把160****0001的权限收回": "revoke_person",
    "取消第2位 160****0002 的权限": "revoke_person",
    "邀请同事160****0104做经办人": "invite_person",
    "160****0017": "bind_enterprise",
    "法定代表人改成李某要什么材料": "ask_guidance",
    "没收到验证码，再发一次": "resume_binding",
    "接着绑定吧": "resume_binding",
    "绑定另一家企业": "bind_enterprise",
}
BAD_INPUT = [
    "😀😀😀",
    "？！…",
    "\x00\x07",
    "asdkjh qwlekj",
    "<script>alert(1)</script>",
    "́́́",
    "ไทย 한국어 عربى",
    "啊" * 2000,
]


@pytest.fixture(scope="module")
def understood(var: Path, domain: dict[str, Any]) -> dict[str, tuple[str, float]]:
    """Intent and confidence of every text asked about here, with the fallback applied; Rasa is started once."""
    model = var / "models" / (var / "models/CURRENT").read_text(encoding="utf-8").strip()
    texts = [*HARD_LINES, *BAD_INPUT, *quick_replies(domain)]
    asked = var / "texts.json"
    asked.write_text(json.dumps(texts), encoding="utf-8")
    command = [ROOT / "bot/.venv/bin/python", ROOT / "benchmarks/_nlu_worker.py", "parse", model, asked]
    finished = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env=training_environment(var),
        capture_output=True,
        text=True,
        check=True,
    )
    intents = json.loads(finished.stdout.strip().splitlines()[-1])["intents"]
    return {text: (name, confidence) for text, (name, confidence) in zip(texts, intents, strict=True)}


def quick_replies(domain: dict[str, Any]) -> list[str]:
    return sorted(
        {
            offer["text"]
            for variants in domain["responses"].values()
            for variant in variants
            for offer in variant["custom"]["reply"]["quick_replies"]
        }
    )


def test_hard_lines(understood: dict[str, tuple[str, float]]) -> None:
    assert {text: understood[text][0] for text in HARD_LINES} == HARD_LINES


def test_our_own_quick_replies_are_understood_with_confidence(
    understood: dict[str, tuple[str, float]], domain: dict[str, Any]
) -> None:
    assert {text: understood[text] for text in quick_replies(domain) if understood[text][1] < 0.6} == {}


def test_bad_input_goes_to_the_retriever(understood: dict[str, tuple[str, float]]) -> None:
    assert {understood[text][0] for text in BAD_INPUT} <= TO_THE_RETRIEVER
