from datetime import date
from pathlib import Path

from index.ingest.preview import preview_file
from index.ingest.source_file import PlainFile


def test_a_table_that_nothing_names_is_told_before_it_is_published(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("登记点,地址,电话\n一号点,文昌路8号,8123456\n二号点,学府路1号,8123457\n", "utf-8")
    warnings = preview_file(PlainFile("a.csv", path), date(2026, 11, 20)).warnings
    assert any(".yml" in line and "title" in line for line in warnings)
    (tmp_path / "a.csv.yml").write_text("title: 技术合同登记点\n", "utf-8")
    found = preview_file(PlainFile("a.csv", path), date(2026, 11, 20))
    assert found.metadata.title == "技术合同登记点"
    assert not any("title" in line for line in found.warnings)
