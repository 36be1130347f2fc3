"""Turns whose process died are run again while this process lives: on its start, and every few seconds after."""

from __future__ import annotations

import asyncio

import structlog

from api.turns.gateway import Gateway
from records.storage.database import DatabaseUnavailable
from telemetry.trouble import kind_and_place

log = structlog.get_logger(__name__)

SWEEP_SECONDS = 5.0


async def keep_recovering(gateway: Gateway) -> None:
    """Never return: a message that was stored never stays without a reply."""
    while True:
        try:
            await gateway.recover()
        except DatabaseUnavailable as problem:
            log.warning("recovery_postponed", reason=type(problem).__name__)
        except Exception as problem:  # noqa: BLE001 - the outermost loop: were it to end, turns would stay open
            log.error("recovery_failed", **kind_and_place(problem))
        await asyncio.sleep(SWEEP_SECONDS)
