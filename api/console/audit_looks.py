"""What auditors ask of the audit log: its entries, where it ends, and whether it is whole."""

from __future__ import annotations

from dataclasses import dataclass

from api.console.lookups import recording_refusals
from api.console.parts import Console
from records.audit.chain import ChainReport, check_chain
from records.audit.heads import AuditHead, HeadInvalid, by_sequence, read_heads
from records.audit.log import read_head
from records.staff.accounts.accounts import StaffMember
from records.staff.files.look import record_look
from records.staff.upkeep.audit_log import AuditFilter, AuditPage, list_actions, view_audit_log


@dataclass(frozen=True)
class CheckedLog:
    """What the check has found, and with how many exported heads it was compared; `problem`: why with none."""

    report: ChainReport
    heads: int
    problem: str | None = None


async def read_audit_log(
    console: Console, staff: StaffMember, wanted: AuditFilter, before: int | None = None
) -> AuditPage:
    """Return a page of entries, the newest first. Raises DatabaseUnavailable; FilterInvalid, which is recorded."""
    now = console.clock.now()
    async with recording_refusals(console, staff, "staff.view_audit", f"audit:{wanted.describe()}"):
        return await console.database.run_in_transaction(
            lambda session: view_audit_log(session, staff, wanted, now=now, before=before)
        )


async def read_audit_state(console: Console) -> tuple[AuditHead, list[str]]:
    """Return where the log ends, and which actions it knows. Raises DatabaseUnavailable."""
    return await console.database.run_in_transaction(
        lambda session: (AuditHead(*read_head(session)), list_actions(session)), read_only=True
    )


async def check_audit_log(console: Console, staff: StaffMember) -> CheckedLog:
    """Check the whole log against the exported heads: some seconds for a million entries.

    Raises DatabaseUnavailable.
    """
    heads, problem = _exported(console)
    report = await console.database.run_in_transaction(
        lambda session: check_chain(session, heads=heads), read_only=True
    )
    now = console.clock.now()
    outcome = "intact" if report.fault is None else f"bad:{report.fault.sequence}"
    await console.database.run_in_transaction(
        lambda session: record_look(session, staff, "staff.verify_audit", "audit:chain", outcome[:30], now)
    )
    return CheckedLog(report, len(heads), problem)


def _exported(console: Console) -> tuple[dict[int, str], str | None]:
    try:
        return by_sequence(read_heads(console.audit_heads)), None
    except FileNotFoundError:
        return {}, "还没有导出过链头"
    except HeadInvalid as problem:
        return {}, f"链头文件有误：{problem}"
    except (OSError, UnicodeDecodeError):
        return {}, "链头文件无法读取"
