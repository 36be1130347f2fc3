"""Hostile and broken packages are refused, by name and before they unpack."""

from __future__ import annotations

import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.workbooks.files import pack, sheet
from workbooks.book import open_workbook
from workbooks.errors import Fault, PackageRefused
from workbooks.package import Limits, open_package

STREAMED = Limits(part=2_000_000, ratio=100, large=100_000)
WHOLE = Limits(part=2_000_000, ratio=100, large=100_000, whole=3_000_000)
SHEET = "xl/worksheets/sheet1.xml"
ENTITIES = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
LAUGHS = f"<!DOCTYPE worksheet [{ENTITIES}]>{sheet('<sheetData><row><c><v>&a9;</v></c></row></sheetData>')}"


def incompressible(size: int) -> str:
    import random

    return "".join(random.Random(1).choices("0123456789abcdef", k=size))


def fault(path: Path, limits: Limits) -> Fault | None:
    try:
        with open_workbook(path, limits) as book:
            for each in book.sheets:
                for _ in book.read(each):
                    pass
    except PackageRefused as refused:
        return refused.fault
    return None


@pytest.mark.parametrize("limits", [STREAMED, WHOLE], ids=["streamed", "whole"])
@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({SHEET: b"\x00\x01"}, Fault.DAMAGED),
        ({SHEET: sheet("<sheetData><row>")}, Fault.DAMAGED),
        ({SHEET: "<a>" * 5_000}, Fault.DAMAGED),
        ({SHEET: LAUGHS}, Fault.DECLARED),
        ({SHEET: f'<?xml version="1.0"?>{LAUGHS}'.encode("utf-16")}, Fault.DECLARED),
        ({SHEET: f"<!--{'x' * 40_000}-->{LAUGHS}"}, Fault.DECLARED),
        (
            {SHEET: f'<?xml version="1.0" encoding="utf-7"?>{LAUGHS.replace("<!", "+ADwAIQ-")}'},
            Fault.DECLARED,
        ),
        ({"xl/workbook.xml": LAUGHS}, Fault.DECLARED),
        ({SHEET: sheet(f"<sheetData><row>{' ' * 1_500_000}</row></sheetData>")}, Fault.SWOLLEN),
        ({SHEET: sheet(f"<a>{incompressible(2_000_000)}</a>")}, Fault.TOO_LARGE),
        ({"xl/media/picture.png": b"\0" * 1_500_000}, None),
        ({"xl/other.xml": incompressible(2_000_001)}, None),
    ],
    ids=[
        "no XML",
        "half",
        "too deep",
        "entities",
        "entities in UTF-16",
        "entities behind a comment",
        "entities in UTF-7",
        "entities in the book",
        "swollen",
        "large",
        "a swollen picture",
        "a large part that is not read",
    ],
)
def test_what_is_hostile_is_refused(
    tmp_path: Path, parts: dict[str, str | bytes], expected: Fault | None, limits: Limits
) -> None:
    path = pack(tmp_path / "a.xlsx", parts)
    if expected is None and limits.whole is not None:  # held to the limits before any part is read
        assert fault(path, limits) in (Fault.SWOLLEN, Fault.TOO_LARGE)
    else:
        assert fault(path, limits) is expected


def test_all_parts_together_have_a_limit(tmp_path: Path) -> None:
    pictures = {f"xl/media/{n}.png": incompressible(900_000) for n in range(4)}
    path = pack(tmp_path / "a.xlsx", {**pictures})
    assert fault(path, WHOLE) is Fault.TOO_LARGE
    assert fault(path, STREAMED) is None


def cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def lock(data: bytes) -> bytes:
    """Set the sign of a password on each part, in its own head and in the directory."""
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        pieces = data.split(mark)
        flags = place - len(mark)
        data = mark.join(
            [pieces[0], *(p[:flags] + bytes([p[flags] | 1]) + p[flags + 1 :] for p in pieces[1:])]
        )
    return data


@pytest.mark.parametrize(
    ("change", "expected"),
    [(cut, Fault.DAMAGED), (lock, Fault.LOCKED), (lambda _: b"no zip", Fault.DAMAGED)],
    ids=["cut", "locked", "no zip"],
)
def test_what_is_broken_or_locked_says_so(
    tmp_path: Path, change: Callable[[bytes], bytes], expected: Fault
) -> None:
    path = pack(tmp_path / "a.xlsx", {})
    path.write_bytes(change(path.read_bytes()))
    assert fault(path, STREAMED) is expected


def test_a_zip_that_is_no_workbook_is_incomplete(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("a.txt", "样例")
    assert fault(tmp_path / "a.xlsx", STREAMED) is Fault.INCOMPLETE


def test_relations_lead_to_parts_within_the_file(tmp_path: Path) -> None:
    with open_package(pack(tmp_path / "a.xlsx", {}), STREAMED) as package:
        found = package.relations("xl/workbook.xml")
        assert found["r1"] == ("worksheet", SHEET)
        assert found["r2"] == ("worksheet", "xl/worksheets/sheet2.xml")
        assert "r5" not in found
        assert package.related("xl/workbook.xml", "styles") is None


def test_a_sheet_is_streamed_in_little_memory(tmp_path: Path) -> None:
    """A row of 400,000 cells takes no more than a few megabytes."""
    cells = "".join(f"<c><v>{number}</v></c>" for number in range(400_000))
    path = pack(tmp_path / "a.xlsx", {SHEET: sheet(f"<sheetData><row>{cells}</row></sheetData>")})
    limits = Limits(part=20_000_000, ratio=1_000, large=1_000_000)
    tracemalloc.start()
    try:
        assert fault(path, limits) is None
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
    finally:
        tracemalloc.stop()
