"""Where a page of a search ends and the next begins: by the last line's place in the order, not by a count."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal, get_args

Order = Literal["best", "newest", "due", "number"]
_FORMS: dict[str, tuple[type, ...]] = {
    "best": (int, str, int),
    "newest": (str, int),
    "due": (str, int),
    "number": (str,),
}


class PageInvalid(Exception):
    """What was given as a page is none of this search's."""

    def __init__(self) -> None:
        super().__init__("这一页已失效，请重新查找。")


@dataclass(frozen=True)
class Place:
    """A place in an order, of a case's own values.

    best: (rank, opened at, id) · newest: (opened at, id) · due: (day, id) · number: (number,). Times and days are ISO
    texts, which sort as they follow each other.
    """

    order: Order
    key: tuple[int | str, ...]

    def encode(self) -> str:
        """Return the place as a word for an address."""
        content = json.dumps([self.order, *self.key], separators=(",", ":"), ensure_ascii=False)
        return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")

    @property
    def sort_key(self) -> tuple[float, ...]:
        """What sorts cases of one order in memory (`best` and `due`): the newest first, or what is due first."""
        if self.order == "best":
            return int(self.key[0]), -self.moment.timestamp(), -self.case_id
        return self.day.toordinal(), self.case_id

    @property
    def moment(self) -> datetime:
        """When the case of this place was opened."""
        return datetime.fromisoformat(str(self.key[-2]))

    @property
    def day(self) -> date:
        """When the case of this place is due."""
        return date.fromisoformat(str(self.key[0]))

    @property
    def case_id(self) -> int:
        return int(self.key[-1])


def decode_place(text: str) -> Place:
    """Return the place that a word stands for. Raises PageInvalid for any other text."""
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        order, *key = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if order not in get_args(Order) or tuple(map(type, key)) != _FORMS[order]:
            raise PageInvalid
        place = Place(order, tuple(key))
        if order in ("best", "newest") and place.moment.tzinfo is None:
            raise PageInvalid
        if order == "due":
            _ = place.day
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        raise PageInvalid from error
    if any(isinstance(part, int) and not -(2**62) < part < 2**62 for part in key):
        raise PageInvalid
    return place


def moment_key(moment: datetime) -> str:
    """Return a time as it stands in a place."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
