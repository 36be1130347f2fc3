"""Replies for tests."""

from __future__ import annotations

import uuid

from contracts import Citation, Reply
from tests.records.support import NOW


def make_reply(turn_id: str, text: str = "请看《办法》第三条。") -> Reply:
    """Return a reply with a citation."""
    citation = Citation(document="guides/a.md", title="办法", passage="第三条……", region="全国")
    return Reply(
        id=uuid.uuid4().hex,
        turn_id=turn_id,
        text=text,
        outcome="answered",
        citations=[citation],
        index_version="20261120-1",
        model_version="bot-1",
        created_at=NOW,
    )
