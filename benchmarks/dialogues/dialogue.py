"""A dialogue with what its user expects: read from a file of one JSON object a line, frozen by checksum."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Half = Literal["open", "sealed"]
# Turns on what is shown: they must not be declined.
ON_SHOWN = ("case_follow_up", "voucher_follow_up", "credit_follow_up", "register_follow_up")
# Turns that ask for one's own data, or go on from them.
OWN = ("case", "voucher", "credit", *ON_SHOWN)


class FrozenSetChanged(Exception):
    """The file is not the one that was frozen."""


class Expectation(BaseModel):
    """What a fair user accepts. Of each entry of `must` one alternative stands in text, titles or citations."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    outcomes: Sequence[str]
    record: str | None = None
    document: str | Sequence[str] | None = None
    must: Sequence[str | Sequence[str]] = ()
    must_not: Sequence[str] = ()


class Turn(BaseModel):
    """One message; without `expect` it is said and not judged."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    say: str
    kind: str
    expect: Expectation | None = None


class Dialogue(BaseModel):
    """`as`: the number of the demo's enterprise that the conversation is bound to, counted from 1, or none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    enterprise: int | None = Field(alias="as")
    speaker: str
    region: str | None = None
    turns: Sequence[Turn]

    @property
    def half(self) -> Half:
        """Which half it belongs to: drawn by the checksum of its id."""
        return "open" if hashlib.sha256(self.id.encode()).digest()[0] % 2 == 0 else "sealed"


def read_dialogues(path: Path, record: Path | None = None) -> list[Dialogue]:
    """Return the dialogues of a file; with the `record` of its freezing raises FrozenSetChanged where it is another."""
    content = path.read_bytes()
    if record is not None:
        frozen = json.loads(record.read_text("utf-8"))[path.name]
        if hashlib.sha256(content).hexdigest() != frozen["sha256"]:
            raise FrozenSetChanged(
                f"{path.name} is not the file that was frozen on {frozen['frozen_on']}: a set that was changed or "
                "looked into is training data, and a new one is to be written"
            )
    return [Dialogue.model_validate_json(line) for line in content.decode("utf-8").splitlines() if line]
