"""A file of rules that cannot be read, however, leaves the last good rules in force."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from records.credit.rules_file import CreditRulesFile
from records.vouchers.rules_file import VoucherRulesFile
from tests.conftest import ROOT

BROKEN = (b"\xff\xfe", b"windows: 5", b"[" * 5000, b"on: 2026-02-30", b"\x00")


def damage(path: Path, content: bytes | None) -> None:
    path.unlink()
    if content is None:
        path.mkdir()
    elif content == b"loop":
        path.symlink_to(path.name)
    else:
        path.write_bytes(content)


@pytest.mark.parametrize("content", [*BROKEN, b"loop", None])
def test_voucher_rules_stay(tmp_path: Path, content: bytes | None) -> None:
    path = Path(shutil.copy(ROOT / "knowledge" / "voucher_rules.yml", tmp_path))
    file = VoucherRulesFile(path)
    good = file.read()
    assert good.windows
    damage(path, content)
    assert file.read() == good
    assert file.read() == good


@pytest.mark.parametrize("content", [*BROKEN, b"loop", None])
def test_credit_rules_stay_and_repaired_ones_are_taken(tmp_path: Path, content: bytes | None) -> None:
    path = Path(shutil.copy(ROOT / "knowledge" / "credit_rules.yml", tmp_path))
    file = CreditRulesFile(path)
    good = file.current()
    damage(path, content)
    assert file.current() is good
    if path.is_dir():
        path.rmdir()
    else:
        path.unlink()
    shutil.copy(ROOT / "knowledge" / "credit_rules.yml", path)
    assert file.current() == good
    assert file.current() is not good
