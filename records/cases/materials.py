"""The materials of a case: handed in, missing, tolerated (容缺) or to be mended (补正)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from contracts.lookup import MaterialState
from records.calendar.holidays import load_calendar
from records.calendar.working_days import WorkingDays
from records.cases.due_dates import keep_due_dates
from records.models import Case, CaseMaterial

_LONGEST_NAME = 200
_LONGEST_NOTE = 500


class MaterialInvalid(Exception):
    """The material cannot be stored; the message says in Chinese why."""


def record_material(
    session: Session,
    case: Case,
    name: str,
    state: MaterialState,
    *,
    now: datetime,
    due_on: date | None = None,
    note: str | None = None,
    calendar: WorkingDays | None = None,
) -> CaseMaterial:
    """Store the state of a case's material, known by its name, and the day by which it must be there.

    What has been received is due no more. The case's `action_due_on` follows. Raises MaterialInvalid.
    """
    known_as = " ".join(name.split())
    if not known_as or len(known_as) > _LONGEST_NAME:
        raise MaterialInvalid(f"材料名称应为 1 至 {_LONGEST_NAME} 字。")
    if note is not None and len(note) > _LONGEST_NOTE:
        raise MaterialInvalid(f"材料“{known_as}”的说明超过 {_LONGEST_NOTE} 字。")
    material = next((each for each in case.materials if each.name == known_as), None)
    if material is None:
        position = max((each.position for each in case.materials), default=0) + 1
        material = CaseMaterial(position=position, name=known_as)
        case.materials.append(material)
    material.state, material.note, material.updated_at = state, note, now
    material.due_on = None if state == "received" else due_on
    keep_due_dates(case, calendar or load_calendar(session, WorkingDays()))
    session.flush()
    return material
