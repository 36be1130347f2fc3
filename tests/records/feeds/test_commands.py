"""`dxe records import` and `dxe records sync`, on a data folder of their own."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from records.storage.database import Database
from tests.figures import counts
from tests.golden_files import Golden
from tests.records.feeds.other_system import TOKEN, OtherSystem, serve
from tests.records.feeds.support import CASES, ENTERPRISES, count, write_csv, write_xlsx
from tests.records.feeds.sync_support import record


@pytest.fixture(autouse=True)
def var(tmp_path: Path, empty_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DXE_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("DXE_DATABASE_URL", empty_url)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "var"


@pytest.fixture
def ours(var: Path, empty_url: str) -> Iterator[Database]:
    dxe("records", "migrate")
    database = Database(empty_url)
    yield database
    database.close()


@pytest.fixture
def system() -> Iterator[OtherSystem]:
    with serve() as system:
        yield system


def dxe(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def test_a_file_is_imported_with_a_preview_and_counts(ours: Database, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "企业.xlsx", ENTERPRISES)
    result = dxe("records", "import", "enterprises", str(path))
    assert result.exit_code == 0, result.output
    assert "企业：读到 2 行。" in result.output
    assert "赵**；联系人手机 160****0001" in result.output
    assert "16000000001" not in result.output
    assert counts(result.output)[-4:] == [2, 0, 0, 0]  # new, changed, unchanged, wrong
    again = dxe("records", "import", "enterprises", str(path))
    assert counts(again.output)[-4:] == [0, 0, 2, 0]


def test_a_dry_run_says_that_nothing_was_written(ours: Database, tmp_path: Path, golden: Golden) -> None:
    path = write_csv(tmp_path / "a.csv", ENTERPRISES)
    result = dxe("records", "import", "enterprises", str(path), "--dry-run")
    assert result.exit_code == 0
    assert counts(result.output)[-4:] == [2, 0, 0, 0]
    golden.check("import", "a dry run", result.output)
    assert count(ours, "enterprises") == 0


@pytest.mark.parametrize("name", ["r.csv", "r.xlsx"])
def test_all_problems_go_into_the_report_where_no_formula_runs(
    ours: Database, tmp_path: Path, name: str
) -> None:
    wrong = [("1234", "=1+1", "浙江省", f"@赵{each}", f"1360000{each:03d}", "保安") for each in range(30)]
    path = write_csv(tmp_path / "a.csv", [ENTERPRISES[0], *wrong])
    result = dxe("records", "import", "enterprises", str(path), "--report", str(tmp_path / name))
    assert result.exit_code == 1
    assert 30 in counts(result.output)
    assert re.search("2 行 统一社会信用代码“1234”", result.output)
    rows = _report(tmp_path / name)
    assert len(rows) > 120
    assert {row[0] for row in rows} == {str(number) for number in range(2, 32)}
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "@", "+", "-"))]
    assert "13600000" not in str(rows)


def _report(path: Path) -> list[list[str]]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file))[1:]
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    return [[str(value or "") for value in row] for row in sheet.iter_rows(min_row=2, values_only=True)]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("weather", "a.csv"), "可选：enterprises（企业）"),
        (("enterprises",), "请写明要导入的文件"),
        (("enterprises", "none.csv"), "文件读不了"),
        (("enterprises", "a.csv", "--report", "a.txt"), "以 .csv 或 .xlsx 结尾"),
        (("enterprises", "a.csv", "--sheet", "b"), "CSV 文件没有工作表"),
        (("enterprises", "--template", "a.doc"), "以 .xlsx 结尾"),
        (("cases", "a.csv"), "缺少必需的列：受理编号"),
        (("credit-events", "b.csv"), "没有找到表头"),
    ],
)
def test_what_cannot_be_done_is_said_in_chinese(
    ours: Database, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    write_csv(tmp_path / "a.csv", ENTERPRISES)
    write_csv(tmp_path / "b.csv", [("甲", "乙"), ("1", "2")])
    result = dxe("records", "import", *arguments)
    assert result.exit_code == 1
    assert message in result.output
    assert count(ours, "enterprises") == 0


def test_unknown_columns_are_named(ours: Database, tmp_path: Path) -> None:
    rows = [(*ENTERPRISES[0], "星座", "血型"), (*ENTERPRISES[1], "天秤", "A")]
    result = dxe("records", "import", "enterprises", str(write_csv(tmp_path / "a.csv", rows)))
    assert result.exit_code == 0
    assert "星座、血型" in result.output


def test_a_template_is_written_once(tmp_path: Path) -> None:
    first = dxe("records", "import", "cases", "--template", "t.xlsx")
    assert first.exit_code == 0
    assert "t.xlsx" in first.output
    assert (tmp_path / "t.xlsx").is_file()
    assert dxe("records", "import", "cases", "--template", "t.xlsx").exit_code == 1


def test_an_old_schema_is_said_so(tmp_path: Path, var: Path) -> None:
    var.mkdir()
    result = dxe("records", "import", "enterprises", str(write_csv(tmp_path / "a.csv", ENTERPRISES)))
    assert result.exit_code == 1
    assert "请先运行 dxe records migrate" in result.output


def _connectors(folder: Path, system: OtherSystem, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder / "connectors.yml"
    path.write_text(
        "sources:\n"
        "  approval:\n"
        "    title: 审批系统（样例）\n"
        "    kind: http\n"
        "    feeds: cases\n"
        f"    url: {system.url}\n"
        "    plain_http: true\n"
        "    token_env: APPROVAL_TOKEN\n"
        "    records: /data/items\n"
        "    next_cursor: /next\n"
        "    fields:\n"
        "      number: /no\n"
        "      uscc: /applicant/code\n"
        "      service_item: {value: foreigner-work-permit}\n"
        '      stage: {from: /status, map: {"01": received}}\n'
        "      at: /changed\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("DXE_CONNECTORS", str(path))
    monkeypatch.setenv("APPROVAL_TOKEN", TOKEN)


def test_sync_asks_once_and_shows_what_came(
    ours: Database, tmp_path: Path, system: OtherSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    dxe("records", "import", "enterprises", str(write_csv(tmp_path / "a.csv", ENTERPRISES)))
    _connectors(tmp_path, system, monkeypatch)
    system.records = [record(1), record(2, status="99")]
    result = dxe("records", "sync")
    assert result.exit_code == 0, result.output
    assert "审批系统（样例）" in result.output
    assert ("XS2026-000002" in result.output, "XS2026-000001" in result.output) == (True, False)
    assert count(ours, "cases") == 1


def test_sync_ends_with_1_when_one_failed(
    ours: Database, tmp_path: Path, system: OtherSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    _connectors(tmp_path, system, monkeypatch)
    system.answer = lambda exchange: exchange.json({}, 404)
    result = dxe("records", "sync", "approval")
    assert result.exit_code == 1
    assert ("approval" in result.output, "404" in result.output) == (True, True)
    unknown = dxe("records", "sync", "weather")
    assert unknown.exit_code == 1
    assert "没有：weather（有：approval）" in unknown.output


def test_sync_without_a_connectors_file_says_what_to_set(
    ours: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DXE_CONNECTORS", raising=False)
    result = dxe("records", "sync")
    assert result.exit_code == 1
    assert "DXE_CONNECTORS" in result.output
    monkeypatch.setenv("DXE_CONNECTORS", "none.yml")
    assert "读不了" in dxe("records", "sync").output


def test_cases_need_the_service_items_of_the_catalogue(ours: Database, tmp_path: Path) -> None:
    dxe("records", "import", "enterprises", str(write_csv(tmp_path / "a.csv", ENTERPRISES)))
    result = dxe("records", "import", "cases", str(write_csv(tmp_path / "c.csv", CASES)))
    assert result.exit_code == 0, result.output
    assert count(ours, "case_stages") == 3
