"""People of an enterprise over HTTP with the real Rasa: invited, bound, listed, and their access taken away."""

from __future__ import annotations

import pytest

from tests.e2e.test_conversations import bound_talk, contacts_with, only
from tests.figures import counts
from tests.installation import Installation

pytestmark = pytest.mark.e2e

COLLEAGUE = "16000009998"


def test_a_colleague_is_invited_binds_and_is_removed(installation: Installation) -> None:
    uscc, phone = contacts_with(installation, "cases")[1]  # the first contact is the legal representative
    boss = bound_talk(installation, uscc, phone)
    listed = only(boss.say("谁能查我们公司"))
    assert listed["outcome"] == "people"
    assert [person["is_you"] for person in listed["data"]["people"]] == [True, False]
    assert phone not in listed["text"]

    assert "手机号" in only(boss.say("邀请同事"))["text"]
    assert "身份" in only(boss.say(COLLEAGUE))["text"]
    invited = only(boss.say("设为查看人"))
    assert "160****9998" in invited["text"]
    assert [person["state"] for person in invited["data"]["people"]][-1] == "invited"

    colleague = bound_talk(installation, uscc, COLLEAGUE)
    assert only(colleague.say("我的创新券还剩多少"))["outcome"] == "voucher_balance"
    for message in ("谁能查我们公司", "邀请同事", "取消某人的权限"):
        refused = only(colleague.say(message))
        assert "查看人" in refused["text"]
        assert refused["data"] is None
    assert only(colleague.say("查一下我们的科研诚信"))["outcome"] == "needs_binding"  # refused to a viewer
    raised = only(boss.say("把160****9998改成经办人"))
    assert "160****9998" in raised["text"]
    assert only(colleague.say("查一下我们的科研诚信"))["outcome"] == "credit_standing"

    chosen = only(boss.say("取消某人的权限"))
    assert "3. 未填姓名 160****9998（经办人）" in chosen["text"]
    removed = only(boss.say("3"))
    assert "160****9998" in removed["text"]
    assert 1 in counts(removed["text"])  # binding that ends at once
    assert only(colleague.say("我的创新券还剩多少"))["outcome"] == "needs_binding"
    kept = only(boss.say(f"取消第1位 {phone[:3]}****{phone[-4:]} 的权限"))
    assert "法定代表人" in kept["text"]
    assert any(person["is_you"] for person in only(boss.say("谁能查我们公司"))["data"]["people"])


def test_an_invitation_in_one_message_and_one_called_off(installation: Installation) -> None:
    uscc, phone = contacts_with(installation, "cases")[2]
    boss = bound_talk(installation, uscc, phone)
    invitation = "邀请同事，手机16000009997，做经办人"
    assert "160****9997" in only(boss.say(invitation))["text"]
    assert "名单" in only(boss.say(invitation))["text"]  # is there already
    assert "您自己的手机号" in only(boss.say(f"邀请 经办人 {phone}"))["text"]
    boss.say("添加经办人")
    assert only(boss.say("算了"))["text"] == "好的，先不邀请。"
    answered = boss.say("添加经办人") and boss.say("创新券可以用在哪些方面")
    assert answered[0]["outcome"] in {"answered", "clarify", "other_region"}
    assert "手机号" in answered[-1]["text"]
    assert "11 位" in boss.say("1600000")[0]["text"]
    boss.say("取消")


def test_who_is_not_bound_is_asked_to_bind(installation: Installation) -> None:
    talk = installation.open_conversation()
    for message in ("谁能查我们公司", "邀请同事", "取消某人的权限"):
        assert only(talk.say(message))["outcome"] == "needs_binding"
