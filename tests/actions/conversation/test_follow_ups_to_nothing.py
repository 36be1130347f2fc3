"""Everything that can be asked of a thing, where there is none, none any more, or one that others own now."""

from __future__ import annotations

import re
from functools import cache

import pytest

from actions.seam.shown import SLOT
from contracts import CaseStatus, ReplyDraft
from tests.actions.assembled import BATCH, CASE, OTHER_NAME, Assembled
from tests.actions.conversation.things import SHOWS, show
from tests.actions.desk import NAME
from tests.conftest import ROOT
from understanding.heads.asked_data import read_asked
from understanding.heads.kinds import KINDS

OWN = ("case", "vouchers", "credit")
_NO_CLASS = "nothing-that-was-learned"
_CHINESE = re.compile("[\u4e00-\u9fff]{4}")


@cache
def classes(kind: str) -> list[str]:
    """Return what the examples ask of a kind of thing, and one that an older or newer model may give."""
    examples = read_asked(ROOT / "bot/data/nlu/asked")
    return [*sorted({each.asked for each in examples if each.shown == KINDS.get(kind, kind)}), _NO_CLASS]


def follow_up(desk: Assembled, kind: str, asked: str) -> list[ReplyDraft]:
    """Say something that Rasa takes to be about a thing of the kind, and leave the slots as they were."""
    before = dict(desk.slots)
    replies = desk.say("那这个呢", SHOWS[kind][1], asked=asked, about=True, of_it=0.9)
    desk.slots = before
    assert replies, asked
    for reply in replies:
        assert reply.outcome != "error", asked
        assert _CHINESE.search(reply.text), asked
    return replies


@pytest.mark.parametrize("kind", SHOWS)
@pytest.mark.parametrize("is_bound", [True, False])
def test_what_is_asked_of_nothing_is_answered_all_the_same(
    desk: Assembled, kind: str, is_bound: bool
) -> None:
    desk.add_case()
    desk.add_vouchers()
    if is_bound:
        desk.bind()
    for asked in classes(kind):
        for reply in follow_up(desk, kind, asked):
            assert is_bound or not [word for word in (NAME, CASE, BATCH) if word in reply.text], asked
            assert is_bound or reply.data is None or kind not in OWN, asked


@pytest.mark.parametrize("kind", [*OWN, "cases", "statement", "credit_check"])
def test_what_is_asked_after_the_binding_has_ended_needs_one(desk: Assembled, kind: str) -> None:
    show(desk, kind)
    desk.end_binding()
    for asked in classes(kind):
        for reply in follow_up(desk, kind, asked):
            assert (reply.outcome, reply.data) == ("needs_binding", None), asked
            assert not [word for word in (NAME, CASE, BATCH) if word in reply.text], asked


@pytest.mark.parametrize("kind", ["case", "vouchers"])
def test_what_is_asked_of_what_others_own_now_tells_nothing_of_it(desk: Assembled, kind: str) -> None:
    show(desk, kind)
    desk.give_away()
    for asked in classes(kind):
        for reply in follow_up(desk, kind, asked):
            assert not isinstance(reply.data, CaseStatus), asked
            assert not getattr(reply.data, "batches", None), asked
            assert not [
                word for word in (OTHER_NAME, BATCH, "高新技术企业认定（样例）") if word in reply.text
            ], asked
    assert desk.slots[SLOT] is not None
