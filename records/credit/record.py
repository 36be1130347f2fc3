"""Credit events (科研诚信) appended, each checked before it is stored."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.credit.labels import BREACHES
from records.credit.standing import standing_view
from records.models import CreditEvent, CreditKind
from records.values.masking import holds_identity_number, mask_text

__all__ = ["CreditEventRefused", "record_credit_event", "standing_view"]


class CreditEventRefused(ValueError):
    """A credit event that must not be stored; the message says in Chinese why, and what to do."""


def record_credit_event(
    session: Session,
    enterprise_id: int,
    kind: CreditKind,
    *,
    basis: str,
    recorded_on: date,
    now: datetime,
    document: str | None = None,
    valid_to: date | None = None,
    repairs_id: int | None = None,
    number: str | None = None,
    authority: str | None = None,
    source: str | None = None,
) -> int:
    """Append a credit event and return its id. A repair names, by `repairs_id`, the breach that it ends.

    Phones in its texts are masked. Raises CreditEventRefused: a natural person's identity number in a text; a number
    that is taken; a repair of nothing, of another enterprise's breach, of one that is repaired already, before its
    breach, or with a validity of its own.
    """
    _refuse_persons(basis, document)
    if kind == "repair":
        _check_repair(session, enterprise_id, repairs_id, recorded_on, valid_to)
    elif repairs_id is not None:
        raise CreditEventRefused(
            "只有信用修复才写明修复哪一条失信记录：请去掉被修复记录，或把类别改为信用修复。"
        )
    if valid_to is not None and valid_to < recorded_on:
        raise CreditEventRefused(f"有效期止 {valid_to} 早于记录日期 {recorded_on}：请核对日期。")
    if number is not None and _is_taken(session, number):
        raise CreditEventRefused(f"信用记录编号 {number} 已经登记过：请核对编号。")
    event = CreditEvent(
        number=number,
        enterprise_id=enterprise_id,
        kind=kind,
        basis=mask_text(basis),
        document=mask_text(document) if document else None,
        authority=authority,
        source=source,
        recorded_on=recorded_on,
        valid_to=valid_to,
        repairs_id=repairs_id,
        created_at=now,
    )
    session.add(event)
    session.flush()
    return event.id


def _refuse_persons(*texts: str | None) -> None:
    """Refuse what is about a natural person: an event is the enterprise's."""
    if any(holds_identity_number(text) for text in texts if text):
        raise CreditEventRefused(
            "文字里有个人身份证号：企业名下只记企业自己的信用记录，请去掉个人信息；属于个人的记录不要登记在企业名下。"
        )


def _check_repair(
    session: Session, enterprise_id: int, repairs_id: int | None, recorded_on: date, valid_to: date | None
) -> None:
    breach = session.get(CreditEvent, repairs_id) if repairs_id is not None else None
    if breach is None or breach.enterprise_id != enterprise_id or breach.kind not in BREACHES:
        raise CreditEventRefused("要修复的不是这家企业的失信记录：请核对被修复记录。")
    if recorded_on < breach.recorded_on:
        raise CreditEventRefused(
            f"修复日期 {recorded_on} 早于失信记录日期 {breach.recorded_on}：请核对日期。"
        )
    if valid_to is not None:
        raise CreditEventRefused("信用修复没有有效期：请去掉有效期止。")
    repaired = session.scalars(
        select(CreditEvent.recorded_on).where(CreditEvent.repairs_id == breach.id)
    ).first()
    if repaired is not None:
        raise CreditEventRefused(f"这条失信记录已于 {repaired} 修复，不用再登记。")


def _is_taken(session: Session, number: str) -> bool:
    return session.scalars(select(CreditEvent.id).where(CreditEvent.number == number)).first() is not None
