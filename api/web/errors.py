"""Problems as RFC 9457 documents: one handler for each named error, in words the user can act on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from records.conversations.conversation import ConversationNotFound
from records.storage.database import DatabaseUnavailable
from telemetry.trouble import kind_and_place

log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"

# Also on what no middleware sees: the answer to what nobody expected.
_ALWAYS = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}

TITLES = {
    400: "请求的格式不正确。",
    401: "请先登录。",
    403: "您没有权限进行此操作。",
    404: "没有找到您要的内容。",
    405: "不支持这种请求方式。",
    408: "请求没有及时发完，请重试。",
    409: "与当前情况不符，请核对后再试。",
    413: "内容过大。",
    421: "工作台没有登记这个访问地址。",
    422: "提交的内容不符合要求。",
    429: "操作太频繁，请稍后再试。",
    431: "请求头过大。",
    500: "系统出了点问题，我们已经记录下来，请稍后再试。",
    503: "服务暂时不可用，请稍后再试。",
}


class Problem(Exception):
    """A refusal with its HTTP status, a Chinese title the user can read, and the reason as `detail`."""

    def __init__(
        self,
        status: int,
        title: str | None = None,
        detail: str | None = None,
        *,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(title)
        self.status = status
        self.title = title or TITLES.get(status, "请求未能完成。")
        self.detail = detail
        self.retry_after = retry_after


class ReplyPending(Problem):
    """The message is stored and its turn has begun; the replies could not be stored yet, and come later."""

    def __init__(self) -> None:
        super().__init__(503, "您的消息已经收到，答复还没有准备好，请稍等片刻。", retry_after=5)


def problem_response(
    status: int,
    title: str | None = None,
    detail: str | None = None,
    headers: Mapping[str, str] | None = None,
    **extra: Any,
) -> JSONResponse:
    """Return a problem document (`application/problem+json`)."""
    body: dict[str, Any] = {"type": "about:blank", "title": title or TITLES.get(status, "请求未能完成。")}
    body |= {"status": status} | ({"detail": detail} if detail else {}) | extra
    return JSONResponse(
        body, status_code=status, headers=_ALWAYS | dict(headers or {}), media_type=MEDIA_TYPE
    )


async def _on_problem(_: Request, problem: Exception) -> JSONResponse:
    assert isinstance(problem, Problem)
    headers = {"Retry-After": str(problem.retry_after)} if problem.retry_after is not None else None
    return problem_response(problem.status, problem.title, problem.detail, headers)


async def _on_http_exception(_: Request, problem: Exception) -> JSONResponse:
    assert isinstance(problem, HTTPException)
    return problem_response(problem.status_code, headers=problem.headers)


async def _on_invalid(_: Request, problem: Exception) -> JSONResponse:
    assert isinstance(problem, RequestValidationError)
    # The rejected input itself is not echoed: it may hold what must not be logged or reflected.
    errors = [
        {"field": ".".join(str(part) for part in error["loc"]), "message": error["msg"]}
        for error in problem.errors()
    ]
    return problem_response(422, errors=errors)


async def _on_database_unavailable(_: Request, problem: Exception) -> JSONResponse:
    log.warning("database_unavailable", reason=str(problem))
    return problem_response(503, "系统繁忙，您的消息没有被接收，请稍后重发。", headers={"Retry-After": "5"})


async def _on_conversation_gone(_: Request, problem: Exception) -> JSONResponse:
    return problem_response(404)


async def _on_unexpected(request: Request, problem: Exception) -> JSONResponse:
    log.error("unexpected_error", path=request.url.path, **kind_and_place(problem))
    # The server cuts the connection after what it did not expect: the other side is told, and sends nothing into it.
    return problem_response(500, headers={"Connection": "close"})


def install_error_handlers(app: FastAPI) -> None:
    """Give every named error its status."""
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(ConversationNotFound, _on_conversation_gone)
    app.add_exception_handler(DatabaseUnavailable, _on_database_unavailable)
    app.add_exception_handler(Exception, _on_unexpected)
