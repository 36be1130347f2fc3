"""Every button that the product offers can be pressed, and what it says is what follows."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import select

from benchmarks.dialogues.player import Player
from desk.in_view import SEARCH
from records.models import RegisterEntry
from tests.e2e.buttons import Path, Press, named_buttons, press_all

pytestmark = [pytest.mark.e2e, pytest.mark.works]

# Enterprises of the demo: those that the dialogues are bound to are only looked at.
SEEN, CHANGED, RELEASED = 1, 151, 152
DECLINES = {"no_answer", "out_of_scope", "other_region", "error"}
# What follows a button that names it; of the others it is enough that nothing is declined.
FOLLOWS = {
    "转人工": {"handoff"},
    "我要投诉": {"ticket"},
    "绑定企业": {"form"},
    "我要绑定企业": {"form"},
    "继续绑定": {"form"},
    "同意并继续": {"form"},
    "重新发送验证码": {"form"},
    "邀请同事": {"form"},
    "不同意": {"smalltalk"},
    "取消": {"smalltalk"},
    "谁能查我们公司": {"people"},
    "取消某人的权限": {"clarify"},
    "高新技术企业认定需要什么条件？": {"answered"},
    "科技创新券可以用在哪些方面？": {"answered", "clarify"},
    "科技创新券怎么兑付？": {"answered", "clarify"},
    "我的办件到哪一步了？": {"case_status", "clarify", "needs_binding"},
    "我的创新券还剩多少？": {"voucher_balance", "needs_binding"},
    "我的科研诚信情况怎么样？": {"credit_standing", "needs_binding"},
    "查今年的创新券对账单": {"voucher_statement"},
    "查去年的创新券对账单": {"voucher_statement"},
    "查一下我们现在申报会不会因为失信被一票否决": {"credit_check"},
    "名单上的有效期到哪天": {"register"},
    "名单上的证书编号是多少": {"register"},
    "名单上依据哪个文件": {"register"},
}
STRANGERS = (
    ("你好",),
    ("你能做什么",),
    ("我还剩多少创新券",),
    ("我要绑定企业",),
    ("绑定企业", "同意"),
    ("绑定企业", "同意", "91330109YL0000001C", "16000009999"),
    ("绑定企业", "同意", "91330109YL0000001C", "16000009996", "000000"),
    ("首问是谁",),
    ("专精特新怎么申报",),
    ("谁举报我们",),
    ("你是机器人吗",),
    ("傻逼",),
)
BOUND = (
    ("我的办件",),
    ("我的创新券还剩多少",),
    ("查去年的创新券对账单",),
    ("查一下我们的科研诚信",),
    ("我们有哪些事要办",),
    ("武汉星达样例软件有限公司的创新券还剩多少",),
)


def starts(player: Player) -> Sequence[Path]:
    with player.database.transaction(read_only=True) as session:
        listed = session.scalars(
            select(RegisterEntry.name).where(
                RegisterEntry.register == "high_tech_enterprise", RegisterEntry.removed_on.is_(None)
            )
        ).first()
    return [
        *(Path(None, "handler", said) for said in STRANGERS),
        Path(None, "handler", (f"{listed}是不是高企", "注册资金多少")),  # what the registers do not say
        *(Path(SEEN, "handler", said) for said in BOUND),
        Path(2, "handler", ("查一下我们的科研诚信",)),
        Path(CHANGED, "legal_representative", ("谁能查我们公司",)),
        Path(CHANGED, "legal_representative", ("邀请同事", "16000009990")),
        Path(RELEASED, "handler", ("解除绑定",)),
    ]


@pytest.fixture(scope="module")
def pressed(player: Player) -> list[Press]:
    return [press for start in starts(player) for press in press_all(player, start)]


def test_nothing_that_is_offered_is_declined_but_a_search_that_finds_nothing(pressed: list[Press]) -> None:
    assert len(pressed) > 100
    declined = [press for press in pressed if press.outcomes & DECLINES]
    assert [press.path.said for press in declined if not press.text.startswith(SEARCH)] == []


def test_what_a_button_names_is_what_follows(pressed: list[Press]) -> None:
    wrong = {
        press.path.said: press.outcomes
        for press in pressed
        if press.text in FOLLOWS and not press.outcomes & FOLLOWS[press.text]
    }
    assert wrong == {}


def test_every_button_that_code_and_fixed_sentences_name_was_pressed(pressed: list[Press]) -> None:
    said = {text for press in pressed for text in press.path.said}
    assert named_buttons() - said == set()
