"""`python -m bot.serving --model FILE --port 5005`: serve a trained bot on the loopback.

Reads bot/endpoints.yml and bot/credentials.yml, whose values come from the environment (`dxe serve` sets them).
"""

import argparse
import gc
import logging
from pathlib import Path
from typing import Any

from bot.serving.unneeded import leave_out

leave_out()  # before the first import of Rasa

import structlog  # noqa: E402
from rasa.core.agent import Agent  # noqa: E402
from rasa.core.channels.channel import register  # noqa: E402
from rasa.shared.utils.io import read_config_file  # noqa: E402
from sanic import Sanic, response  # noqa: E402

from bot.serving.action_endpoint import ActionEndpoint  # noqa: E402
from bot.serving.gateway_channel import GatewayChannel  # noqa: E402
from bot.serving.replacements import install, prepare  # noqa: E402
from bot.serving.tracker_store import TrackerStore  # noqa: E402
from bot.serving.unreadable import saying_what_to_do  # noqa: E402

BOT = Path(__file__).resolve().parent.parent
RESPONSE_SECONDS = 30
KEEP_ALIVE_SECONDS = 75  # longer than the gateway keeps a connection


def load_agent(model: str, kind: type[ActionEndpoint] = ActionEndpoint) -> Agent:
    """Return the bot with its model loaded; its actions are asked for through an endpoint of this kind.

    Raises when there is none, SystemExit when it cannot be read.
    """
    endpoints = read_config_file(str(BOT / "endpoints.yml"))
    action = {key: value for key, value in endpoints["action_endpoint"].items() if key in ("url", "headers")}
    agent = Agent(action_endpoint=kind(**action))
    # Set here, Rasa does not wrap it in a store that goes on in memory when a write has failed.
    agent.tracker_store = TrackerStore(db=endpoints["tracker_store"]["db"])
    with saying_what_to_do():
        agent.load_model(model)
    prepare(agent)
    return agent


def build_app(agent: Agent) -> Sanic:
    """Return the server: the gateway's channel, and `/` to tell that it lives."""
    app = Sanic("dianxiaoer", configure_logging=False)
    app.config.RESPONSE_TIMEOUT = RESPONSE_SECONDS
    app.config.KEEP_ALIVE_TIMEOUT = KEEP_ALIVE_SECONDS
    app.ctx.agent = agent
    credentials = read_config_file(str(BOT / "credentials.yml"))
    (settings,) = credentials.values()
    register([GatewayChannel.from_credentials(settings)], app, route="/webhooks/")

    @app.get("/")
    async def alive(_: Any) -> Any:
        return response.text("店小二 bot")

    @app.listener("after_server_stop")
    async def close(_: Any, __: Any) -> None:
        await agent.action_endpoint.close()

    return app


def keep_quiet() -> None:
    """Log what goes wrong only: Rasa describes every step of a turn to structlog, which prints all it is told."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("rasa").setLevel(logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", required=True)
    parser.add_argument("--port", type=int, required=True)
    arguments = parser.parse_args()
    keep_quiet()
    install()
    app = build_app(load_agent(arguments.model))
    # Model and libraries stay: they are not to be looked through for garbage, nor is each message's handful at once.
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    app.run(host="127.0.0.1", port=arguments.port, access_log=False)


if __name__ == "__main__":
    main()
