"""Exports the audit log's head once a day, to a file that is to be copied to where nobody can rewrite it."""

from __future__ import annotations

import asyncio

import structlog

from api.console.parts import Console
from records.audit.heads import AuditHead, append_head, last_export
from records.audit.log import read_head
from records.storage.database import DatabaseUnavailable
from records.values.clock import day_of
from telemetry.trouble import kind_and_place

log = structlog.get_logger(__name__)

LOOK_EVERY_SECONDS = 600.0


async def export_daily(console: Console, *, look_every_s: float = LOOK_EVERY_SECONDS) -> None:
    """Look every ten minutes, until cancelled, whether today's head has been exported, and export it."""
    while True:
        try:
            await export_if_due(console)
        except Exception as problem:  # noqa: BLE001 - the outermost loop: it must not end
            log.error("audit_export_failed", **kind_and_place(problem))
        await asyncio.sleep(look_every_s)


async def export_if_due(console: Console) -> bool:
    """Export the head unless there is one of today, or a later day; return whether it did. Trouble is logged."""
    now = console.clock.now()
    try:
        last = await asyncio.to_thread(last_export, console.audit_heads)
        if last is not None and last >= day_of(now):
            return False
        head = AuditHead(*await console.database.run_in_transaction(read_head, read_only=True))
        await asyncio.to_thread(append_head, console.audit_heads, head, now=now)
    except (DatabaseUnavailable, OSError, UnicodeDecodeError) as problem:
        log.warning("audit_head_not_exported", reason=str(problem))
        return False
    log.info("audit_head_exported", sequence=head.sequence, hash=head.hash)
    return True
