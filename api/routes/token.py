"""Who calls for a conversation: the bearer of its token."""

from __future__ import annotations

from api.turns.journal import Journal
from api.web.errors import Problem


async def check_token(journal: Journal, conversation_id: str, authorization: str | None) -> None:
    """Raise Problem 404 unless the header bears the conversation's token; an unknown conversation looks the same."""
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not await journal.is_open_to(conversation_id, token.strip()):
        raise Problem(404, "会话不存在或已失效，请重新打开对话。")
