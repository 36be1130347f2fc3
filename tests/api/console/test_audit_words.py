"""What the audit page says of what happened: in words, whatever came of it."""

from __future__ import annotations

from typing import get_args

import pytest

from api.console.pages.upkeep.audit_words import say_outcome
from records.credit.lookup import CreditOutcome
from records.people.identity import StartOutcome
from records.people.invitations import InviteOutcome
from records.people.open_challenge import CheckOutcome
from records.people.portal_token import _NAMES
from records.people.revocation import RevokeOutcome
from records.people.role_change import RoleOutcome

OUTCOMES = {
    *get_args(CreditOutcome),
    *get_args(StartOutcome),
    *get_args(InviteOutcome),
    *get_args(CheckOutcome),
    *get_args(RevokeOutcome),
    *get_args(RoleOutcome),
    *_NAMES.values(),
    "replayed",
    "malformed",
    "limited_in_silence",
    "contacts",
    "services",
    "contacts_and_services",
    "too_many",
}


@pytest.mark.parametrize("outcome", sorted(OUTCOMES))
def test_each_outcome_is_said_in_chinese(outcome: str) -> None:
    words, _ = say_outcome(outcome)
    assert words != outcome
    assert not any(character.isascii() and character.isalpha() for character in words)


@pytest.mark.parametrize(("outcome", "words"), [("12 found", "查到 12 条"), ("bad:7", "第 7 条有误")])
def test_what_was_counted_is_said_with_its_number(outcome: str, words: str) -> None:
    assert say_outcome(outcome)[0] == words
