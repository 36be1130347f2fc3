"""The file of exported heads on a disk that fills up."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from records.audit.heads import AuditHead, append_head, read_heads
from tests.records.support import NOW

FIRST, SECOND = AuditHead(1, "a" * 64), AuditHead(2, "b" * 64)


def test_a_head_for_which_there_is_half_the_room_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "heads.txt"
    append_head(path, FIRST, now=NOW)
    write = os.write
    with monkeypatch.context() as full:
        full.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:20]))
        with pytest.raises(OSError, match="No space"):
            append_head(path, SECOND, now=NOW)
    append_head(path, SECOND, now=NOW)
    assert read_heads(path) == [FIRST, SECOND]
    assert path.stat().st_mode & 0o077 == 0
