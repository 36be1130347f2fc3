"""The channel through which the gateway talks to Rasa: the REST channel, with a token and a way back from failures.

Rasa's own REST channel answers 200 with `[]` when a turn fails. Worse, a turn in which an action failed ends without
`action_listen`; Rasa then counts ten actions "since the user spoke" for ever, and the conversation is mute. This
channel says that the turn failed, and closes it, so that the next message is heard.
"""

import hmac
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.serving.turns_once import TurnFailed, find_in_view, find_messages_of_before, user_message


class GatewayChannel(InputChannel):
    """`POST /webhooks/gateway/webhook {"sender", "message", "turn_id", "again"}` with `Authorization: Bearer <token>`.

    A turn sent `again` that Rasa has had is not run: what was said in it comes back.
    """

    @classmethod
    def name(cls) -> str:
        """Return the name in the channel's address."""
        return "gateway"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> "GatewayChannel":
        """Read the token from credentials.yml. Raises when there is none."""
        token = (credentials or {}).get("token")
        if not token:
            raise ValueError("bot/credentials.yml: the gateway channel needs a token")
        return cls(str(token))

    def __init__(self, token: str) -> None:
        """Accept calls that bear `token` only."""
        self._expected = f"Bearer {token}".encode()

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return the routes."""
        routes = Blueprint("gateway_channel")

        @routes.route("/", methods=["GET"])
        async def health(_: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @routes.route("/webhook", methods=["POST"])
        async def webhook(request: Request) -> HTTPResponse:
            given = request.headers.get("authorization", "").encode()
            if not hmac.compare_digest(given, self._expected):
                return response.json({"error": "unauthorized"}, status=401)
            try:
                return response.json(await answer(request.app.ctx.agent, request.json, on_new_message))
            except TurnFailed:
                return response.json({"error": "turn failed"}, status=500)

        return routes


async def answer(
    agent: Any, call: dict[str, Any], on_new_message: Callable[[UserMessage], Awaitable[Any]]
) -> list[dict[str, Any]]:
    """Return the messages that a call brings. Raises TurnFailed; the next message is heard all the same."""
    said_before = await find_messages_of_before(agent, call)
    if said_before is not None:
        return said_before
    collector = CollectingOutputChannel()
    in_view = find_in_view(agent.tracker_store.peek(call["sender"]))
    await on_new_message(user_message(call, collector, GatewayChannel.name(), in_view))
    if await _close_turn(agent, call["sender"]):
        raise TurnFailed(call.get("turn_id"))
    return list(collector.messages)


async def _close_turn(agent: Any, sender: str) -> bool:
    """Let Rasa listen again if the turn did not end with listening; tell whether that was needed."""
    if _is_listening(agent.tracker_store.peek(sender)):
        return False
    tracker = await agent.tracker_store.retrieve(sender)
    tracker.update(ActionExecuted(ACTION_LISTEN_NAME))
    await agent.tracker_store.save(tracker)
    return True


def _is_listening(tracker: DialogueStateTracker | None) -> bool:
    last = (
        next((e for e in reversed(tracker.events) if isinstance(e, ActionExecuted)), None)
        if tracker
        else None
    )
    return last is None or last.action_name == ACTION_LISTEN_NAME
