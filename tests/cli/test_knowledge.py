"""`dxe knowledge check` looks at the files that records read, too."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(KNOWLEDGE, tmp_path / "knowledge"))


def check(folder: Path) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["knowledge", "check", str(folder)])
    return result.exit_code, result.output


def test_what_is_delivered_is_in_order(folder: Path) -> None:
    assert check(folder) == (0, "没有问题\n")


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "credit_rules.yml",
            "service_items: [tech-sme-evaluation]",
            "service_items: [nothing]",
            "credit_rules.yml:exclusions[1].service_items: catalogue.yml 里没有：nothing",
        ),
        (
            "credit_rules.yml",
            "region: 湖北省/武汉市",
            "region: 火星市",
            "不是行政区划：火星市",
        ),
        ("credit_rules.yml", "standing: black", "standing: blue", "只能是 'red'、'yellow'、'black'"),
        (
            "voucher_rules.yml",
            "read_on: 2026-11-28",
            "read_on: 前天",
            "voucher_rules.yml:windows[0].source.read_on: 日期应写成 YYYY-MM-DD",
        ),
        (
            "voucher_rules.yml",
            "region: 浙江省/嘉兴市",
            "region: 嘉兴",
            "voucher_rules.yml:reviews[0].region: 不是行政区划：嘉兴",
        ),
        (
            "registers/district_contacts.yml",
            "region: 湖北省/武汉市",
            "region: 武汉",
            "registers/district_contacts.yml:tables[0].region: 不是行政区划：武汉",
        ),
        (
            "registers/external_services.yml",
            "of_total: 44",
            "of_total: 很多",
            "registers/external_services.yml:lists[0].of_total: 应是整数",
        ),
    ],
)
def test_a_mistake_is_named_with_file_and_place(
    folder: Path, file: str, old: str, new: str, said: str
) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    code, output = check(folder)
    assert code == 1
    assert said in output
