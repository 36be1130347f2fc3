"""What is asked of one step of a case: whether it has been taken, its publicity, its certificate; and how to urge it.

Only what is on record is said: the day on which a publicity ends, and that on which a certificate is issued, are not.
"""

from __future__ import annotations

from contracts import CaseStage, CaseStatus
from contracts.lookup import Stage
from desk.words import day

_AFTER_DECISION: tuple[Stage, ...] = ("decided", "certificate", "closed")
_WITHOUT_DECISION: tuple[Stage, ...] = ("withdrawn", "rejected")


def describe_state(case: CaseStatus) -> str:
    """Return whether a case has been received, accepted and decided, each with its day."""
    received, accepted, decided = (_find(case, stage) for stage in ("received", "accepted", "decided"))
    said = [f"{day(received.at)} 收件"] if received else []
    if accepted:
        said.append(f"{day(accepted.at)} 受理")
    elif case.clock == "not_started" and case.stage not in (*_AFTER_DECISION, *_WITHOUT_DECISION):
        said.append("还没有受理")
    if case.stage in _WITHOUT_DECISION:
        said.append(f"{day(case.since)} {case.stage_label}")
    elif decided:
        said.append(f"{day(decided.at)} 作出决定，决定的内容以决定文书为准")
    else:
        said.append("已经作出决定" if case.stage in _AFTER_DECISION else "还没有作出决定")
    return f"{'；'.join(said)}。"


def describe_publicity(case: CaseStatus) -> str:
    """Return since when a case is published, or was until when; or that it has not been."""
    found = _find(case, "publicity")
    if found is None:
        return "没有公示的记录。"
    after = next((step for step in case.history if step.at > found.at), None)
    if after is not None:
        return f"公示从 {day(found.at)} 开始，{day(after.at)} 起{after.label}。"
    whom = case.section or "承办科室"
    return f"公示从 {day(found.at)} 开始；到哪天结束，这里没有记录，以公示通知为准，或者问{whom}。"


def describe_certificate(case: CaseStatus) -> str:
    """Return when the certificate was issued, or what it waits for."""
    found = _find(case, "certificate")
    if found is not None:
        done = "，办件已经办结" if case.stage == "closed" else ""
        return f"{day(found.at)} 起制发证书（文件）{done}。领取请联系{case.section or '承办科室'}。"
    if case.stage in _WITHOUT_DECISION:
        return f"这个办件{case.stage_label}，没有要发的证书（文件）。"
    if case.stage in _AFTER_DECISION:
        return "已经作出决定，还没有制发证书（文件）的记录。"
    return "还没有作出决定；作出决定以后才制发证书或文件（如有），哪天发这里没有记录。"


def describe_urging(case: CaseStatus) -> list[str]:
    """Return whom to ask to be quick, unless nothing is to be done any more or a late case already says so."""
    if case.stage in ("closed", *_WITHOUT_DECISION):
        return [
            f"这个办件{case.stage_label}，不用再催。有疑问的，请联系{case.section or '承办科室'}，或说“转人工”。"
        ]
    if case.is_overdue and case.clock == "running":
        return []
    first = "材料补齐以后才能接着办。" if case.todo else ""
    whom = f"承办科室（{case.section}）" if case.section else "承办科室"
    return [f"{first}着急的话，也可以直接联系{whom}。"]


def _find(case: CaseStatus, stage: Stage) -> CaseStage | None:
    """Return the last time that a case came to a stage."""
    return next((step for step in reversed(case.history) if step.stage == stage), None)
