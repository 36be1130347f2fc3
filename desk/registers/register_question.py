"""What a question about the published registers and contacts asks: which name, which register, or whom to ask.

Its names and what it asks were learned; read here are values: a number, a level, a register.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from contracts.lookup import Register
from desk.question import Question
from desk.registers.register_names import RegisterNames
from records.registers.names import is_organisation
from understanding.values.names import find_kind

Kind = Literal["entry", "contact", "services", "unclear"]

_LEVEL = re.compile(r"国家级|省级|市级|区级|县级")
_CODE = re.compile(r"(?<![0-9A-Za-z])(?=[0-9A-Za-z]*[0-9]{6})[0-9A-Za-z]{15,20}(?![0-9A-Za-z])")


@dataclass(frozen=True)
class RegisterQuestion:
    """What is asked. `is_named_in_full`: the name is that of an organisation in full, not a part of it.

    `code` looks like a uscc, right or wrong.
    """

    kind: Kind
    register: Register | None = None
    code: str | None = None
    level: str | None = None
    name: str | None = None
    is_named_in_full: bool = False
    is_own: bool = False


def read_register_question(question: Question, registers: RegisterNames) -> RegisterQuestion:
    """Return what a message asks of the registers; `unclear` where it is no such question."""
    folded = unicodedata.normalize("NFKC", question.text).strip()
    full, short = find_kind(question.names, "name"), find_kind(question.names, "short")
    if full is not None and not is_organisation(full):
        full, short = None, full
    if asks_for_services(question):
        return RegisterQuestion("services")
    if code := _CODE.search(folded):
        return RegisterQuestion("entry", registers.find(folded), code=code.group(), level=find_level(folded))
    if full is None and question.public == "contact":
        return RegisterQuestion("contact")
    name = full or short
    is_own = name is None and find_kind(question.names, "own") is not None
    outside = folded.replace(name, " ") if name else folded
    register = registers.find(outside)
    names_none = name is None and not (is_own and register)
    if names_none or (full is None and question.public == "count"):
        return RegisterQuestion("unclear")
    return RegisterQuestion(
        "entry",
        register,
        level=find_level(outside),
        name=name,
        is_named_in_full=full is not None,
        is_own=is_own,
    )


def asks_for_services(question: Question) -> bool:
    """Tell whether a message asks for the external services, or what of them was simplified."""
    return question.public == "services" and find_kind(question.names, "name") is None


def find_level(text: str) -> str | None:
    """Return the level (国家级) that a text names."""
    found = _LEVEL.search(text)
    return found.group() if found else None
