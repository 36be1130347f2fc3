from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from records.database import Database
from records.keyed_hash import KeyedHash
from records.models import Enterprise
from records.people.challenge_limits import ChallengeLimits, Limit
from records.people.identity import Identity
from records.people.sms import DemoSmsGateway
from tests.records.support import (
    NOW,
    PHONE,
    UNKNOWN_USCC,
    USCC,
    ask_for_code,
    new_conversation,
)


def limited(one: str) -> ChallengeLimits:
    """Three challenges an hour for one of them, and no limit that matters for the others."""
    every = {name: Limit(1_000, timedelta(hours=1)) for name in ("conversation", "phone", "uscc", "address")}
    return ChallengeLimits(**every | {one: Limit(3, timedelta(hours=1))})


@pytest.mark.parametrize("same", ["conversation", "uscc", "phone", "address"])
@pytest.mark.parametrize("matches", [True, False])
def test_challenges_are_limited_whether_the_pair_matches_or_not(
    database: Database, hasher: KeyedHash, enterprise: Enterprise, same: str, matches: bool
) -> None:
    identity = Identity(hasher, DemoSmsGateway(demo=True), limited(same))
    one_conversation = new_conversation(database, hasher)

    def start(number: int, now=NOW) -> str:
        return ask_for_code(
            database,
            identity,
            one_conversation if same == "conversation" else new_conversation(database, hasher),
            uscc=(USCC if matches else UNKNOWN_USCC) if same == "uscc" or matches else f"unknown-{number}",
            phone=PHONE if same == "phone" or matches else f"1600001{number:04d}",
            address="192.0.2.1" if same == "address" else f"192.0.2.{number + 2}",
            now=now,
        )

    assert [start(number) for number in range(4)] == ["started"] * 3 + ["limited"]
    assert start(9, NOW + timedelta(hours=1)) == "started"


def test_the_limit_holds_for_challenges_at_the_same_moment(
    database: Database, hasher: KeyedHash, enterprise: Enterprise
) -> None:
    identity = Identity(hasher, DemoSmsGateway(demo=True), limited("uscc"))
    conversations = [new_conversation(database, hasher) for _ in range(8)]
    with ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(lambda each: ask_for_code(database, identity, each), conversations))
    assert outcomes.count("started") == 3
