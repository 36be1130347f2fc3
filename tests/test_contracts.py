"""Records that cross a process: what a reply may be, and that every part of the product knows all of it."""

from __future__ import annotations

from typing import get_args

import pytest
from pydantic import ValidationError

from api.console.pages.desk.outcome_words import say_outcome
from contracts import Outcome, QuickReply, ReplyDraft, VoucherBalance

ALL = get_args(Outcome)


@pytest.mark.parametrize("outcome", ALL)
def test_a_reply_of_every_outcome_crosses_unchanged(outcome: Outcome) -> None:
    draft = ReplyDraft(text="好", outcome=outcome, quick_replies=[QuickReply(title="转人工", text="转人工")])
    assert ReplyDraft.model_validate(draft.model_dump(mode="json")) == draft


@pytest.mark.parametrize("outcome", ["", "ANSWERED", "affair", None, 1])
def test_an_outcome_that_is_none_of_them_is_refused(outcome: object) -> None:
    with pytest.raises(ValidationError, match="outcome"):
        ReplyDraft.model_validate({"text": "好", "outcome": outcome})


def test_the_console_has_words_for_every_outcome_and_shows_an_unknown_one_as_it_stands() -> None:
    assert [outcome for outcome in ALL if say_outcome(outcome)[0] == outcome] == []
    assert say_outcome("newer")[0] == "newer"


def test_data_are_told_apart_by_their_kind() -> None:
    with pytest.raises(ValidationError, match="kind"):
        ReplyDraft.model_validate({"text": "好", "outcome": "answered", "data": {"kind": "secrets"}})
    balance = {"kind": "voucher_balance"}
    with pytest.raises(ValidationError, match="enterprise_name"):
        ReplyDraft.model_validate({"text": "好", "outcome": "voucher_balance", "data": balance})
    assert VoucherBalance.model_fields["kind"].default == "voucher_balance"


def test_a_reply_does_not_change_once_it_is_written() -> None:
    draft = ReplyDraft(text="好", outcome="affairs")
    with pytest.raises(ValidationError, match="frozen"):
        draft.text = "不好"
