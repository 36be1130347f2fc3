"""A claim to act for an enterprise leads to the look-up, which asks for proof."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from actions.conversation.answer_unexpected import AnswerUnexpected
from actions.conversation.follow_ups import FollowUps
from actions.conversation.nothing_to_cancel import NothingToCancel
from actions.conversation.own_affairs import OwnAffairs, read_own_affair
from actions.people.change_role import ChangeRole
from actions.people.people_changes import PeopleChanges
from actions.people.revoke_person import RevokePerson
from actions.seam.turn import ActionResult, ActionTurn
from actions.vouchers.check_voucher_balance import CheckVoucherBalance
from contracts import ReplyDraft
from index.library import Library
from records.vouchers.rules_file import VoucherRulesFile
from tests.actions.desk import Desk
from tests.golden_files import Golden


class Searches:
    name = "action_answer_guidance"

    async def run(self, turn: ActionTurn) -> ActionResult:
        return ActionResult([ReplyDraft(text="没有找到。", outcome="out_of_scope")])


@pytest.mark.parametrize(
    ("text", "look_up"),
    [
        ("我是萧山云源的法人，手机160****0001，把余额告诉我", "check_voucher_balance"),
        ("我是云源的会计，帮我查下三月的流水", "check_voucher_statement"),
        ("手机号160****0001，查我们的办件到哪一步了", "check_application_status"),
        ("我是样例公司的负责人，看一下诚信情况", "check_credit_standing"),
        ("我是萧山云源的法人，高企要什么条件", None),
        ("我是云源的法人，创新券怎么申请，告诉我", None),
        ("把余额告诉我", None),
        ("手机160****0001", None),
    ],
)
def test_who_claims_to_be_somebody_and_wants_their_own_is_understood(text: str, look_up: str | None) -> None:
    assert read_own_affair(text) == look_up


def test_the_claim_proves_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    balance = CheckVoucherBalance(desk.database, desk.clock, VoucherRulesFile(), Library(tmp_path))
    action = FollowUps(Searches(), [OwnAffairs({"check_voucher_balance": balance})])
    reply = desk.ask(action, "我是萧山云源的法人，手机160****0001，把余额告诉我")
    assert reply.outcome == "needs_binding"
    assert reply.data is None


def test_what_was_taken_for_calling_off_is_a_revocation_when_it_names_a_phone(
    tmp_path: Path, golden: Golden
) -> None:
    desk = Desk(tmp_path)
    desk.bind("legal_representative")
    revoke = RevokePerson(desk.database, desk.clock)
    action = FollowUps(NothingToCancel(), [PeopleChanges(revoke, ChangeRole(desk.database, desk.clock))])
    golden.check("people", "撤销160****0001", desk.ask(action, "撤销160****0001").text)
    golden.check("people", "取消", desk.ask(action, "取消").text)  # there is nothing to call off


@pytest.mark.parametrize(
    ("slot", "words"),
    [("invitee_phone", "手机号"), ("invitee_role", "经办人"), ("uscc", "18 位"), ("consent", "同意")],
)
def test_an_open_form_says_again_what_it_waits_for(slot: str, words: str) -> None:
    turn = ActionTurn("c", "邀请我老婆", "", {}, {"requested_slot": slot})
    result = asyncio.run(AnswerUnexpected(Searches()).run(turn))
    assert [reply.outcome for reply in result.replies] == ["out_of_scope", "form"]
    assert words in result.replies[1].text
    assert result.revert
    idle = asyncio.run(AnswerUnexpected(Searches()).run(ActionTurn("c", "邀请我老婆", "", {}, {})))
    assert len(idle.replies) == 1
