"""Workbooks written part by part, as no program would write them."""

from __future__ import annotations

import zipfile
from pathlib import Path

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGES = "http://schemas.openxmlformats.org/package/2006/relationships"
BOOK = (
    f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr/><sheets>'
    '<sheet name="甲" r:id="r1"/><sheet name="乙" state="hidden" r:id="r2"/></sheets></workbook>'
)
RELATIONS = (
    f'<Relationships xmlns="{_PACKAGES}">'
    f'<Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{_OFFICE}/worksheet" Target="/xl/worksheets/sheet2.xml"/>'
    f'<Relationship Id="r3" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    f'<Relationship Id="r4" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    f'<Relationship Id="r5" Type="{_OFFICE}/externalLink" Target="http://example.org" TargetMode="External"/>'
    "</Relationships>"
)


def sheet(inner: str) -> str:
    """The XML of a sheet."""
    return f'<worksheet xmlns="{_MAIN}" xmlns:xdr="urn:drawing">{inner}</worksheet>'


def pack(path: Path, parts: dict[str, str | bytes]) -> Path:
    """Write a workbook of two sheets with the parts given besides, or instead of, its own."""
    whole: dict[str, str | bytes] = {
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": RELATIONS,
        "xl/worksheets/sheet1.xml": sheet("<sheetData/>"),
        "xl/worksheets/sheet2.xml": sheet("<sheetData/>"),
        **parts,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in whole.items():
            archive.writestr(name, data)
    return path
