"""Why a file is not read as what it says it is."""

from __future__ import annotations

from enum import Enum, auto


class Fault(Enum):
    """What is wrong with a package of XML parts."""

    DAMAGED = auto()  # no zip, cut short, changed, or broken XML
    LOCKED = auto()  # with a password
    INCOMPLETE = auto()  # a part that it needs is not there
    TOO_LARGE = auto()  # unpacks to more than the limits have
    SWOLLEN = auto()  # packed as no file of people is
    DECLARED = auto()  # a document type: an attempt at entities, since no office program writes one
    TOO_MANY_TEXTS = auto()  # more shared texts than the rows of people hold


class PackageRefused(Exception):
    """A package that is not read. Whoever reads it for people has the words for its `fault`."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.name)
        self.fault = fault
