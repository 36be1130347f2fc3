"""`/api/conversations/{id}/binding`: an enterprise is bound by a token that the embedding portal has signed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Request
from pydantic import BaseModel, Field

from api.routes.conversations import ChatReplies
from api.routes.token import check_token
from api.turns.gateway import Gateway
from api.turns.journal import Journal
from api.web.address import address_of
from api.web.errors import Problem
from api.web.openapi import problems
from api.web.rate_limit import RateLimit
from contracts.notice import BINDING_NOTICE, BindingNotice
from records.people.portal_token import Portal

LONGEST_TOKEN = 4_096

# Whatever is wrong with a token: who sent it learns nothing about keys, enterprises or phones.
_REFUSED = "未能核验您的企业身份。请返回网站重新进入，或者在对话中说“绑定企业”，用短信验证码核验。"
_NOTICE_CHANGED = "告知内容已经更新，请重新打开对话，看过之后再同意。"


class BindingRequest(BaseModel):
    """The portal's token, and the version of the notice that the user has read and agreed to."""

    token: str = Field(min_length=1, max_length=LONGEST_TOKEN)
    consent: str = Field(min_length=1, max_length=20)


def build_binding_router(
    gateway: Gateway,
    journal: Journal,
    portal: Portal | None,
    conversation_limit: RateLimit,
    address_limit: RateLimit,
) -> APIRouter:
    """Return the routes of binding by a portal's token; all are 404 where no portal is set."""
    router = APIRouter(prefix="/api", tags=["对话"])

    @router.get("/binding-notice", responses=problems(404))
    def notice() -> BindingNotice:
        if portal is None:
            raise Problem(404)
        return BINDING_NOTICE

    @router.post("/conversations/{conversation_id}/binding", responses=problems(403, 404, 409, 429))
    async def bind(
        conversation_id: str,
        body: BindingRequest,
        request: Request,
        authorization: Annotated[str | None, Header(max_length=200)] = None,
    ) -> ChatReplies:
        if portal is None:
            raise Problem(404)
        await check_token(journal, conversation_id, authorization)
        conversation_limit.check(conversation_id)
        address_limit.check(address_of(request))
        if body.consent != BINDING_NOTICE.version:
            raise Problem(409, _NOTICE_CHANGED)
        turn = await gateway.bind_by_portal(portal, conversation_id, body.token, body.consent)
        if turn is None:
            raise Problem(403, _REFUSED)
        return ChatReplies(conversation_id=conversation_id, turn_id=turn.turn_id, replies=list(turn.replies))

    return router
