"""Fictional rows of every kind that `benchmarks.import_rows` imports, as CSV and XLSX."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import openpyxl
from stdnum.cn import uscc as uscc_number

_STAGES = ("已收件", "已受理", "审核中", "公示中", "已办结")
_TRADES = ("科技", "生物技术", "智能装备", "新材料", "信息技术", "医疗器械", "节能环保")
_FIRST, _SECOND = "星云海川华明瑞启科新天元宏博远安泰恒智联", "禾图源创维达盛景航泽辰微拓锐森帆诺衡朗讯"
Row = list[str]


def _uscc(number: int) -> str:
    body = f"91330109YL{number:07d}"
    return body + str(uscc_number.calc_check_digit(body))


def _name(number: int) -> str:
    stem = _FIRST[number % 20] + _SECOND[number // 20 % 20] + _FIRST[number // 400 % 20]
    return f"萧山{stem}样例{_TRADES[number % 7]}{number}有限公司"


def _day(number: int) -> date:
    return date(2024, 1, 2) + timedelta(days=number % 900)


def enterprises(rows: int) -> Iterator[Row]:
    """One row an enterprise, with its legal representative."""
    yield ["统一社会信用代码", "企业名称", "所在地区", "地址", "法定代表人", "法定代表人手机"]
    for number in range(rows):
        phone = f"160{number:08d}"
        yield [_uscc(number), _name(number), "浙江省/杭州市/萧山区", f"样例路{number}号", "赵样例", phone]


def cases(rows: int) -> Iterator[Row]:
    """Five rows a case: its stages."""
    yield ["受理编号", "统一社会信用代码", "事项", "标题", "阶段", "阶段时间", "说明"]
    for number in range(rows):
        case, step = divmod(number, len(_STAGES))
        at = _day(case) + timedelta(days=3 * step)
        title = f"{_day(case).year}年度申报（样例）"
        note = "材料齐全" if step == 1 else ""
        yield [
            f"XS2024-{case:06d}",
            _uscc(case % 20_000),
            "work-permit",
            title,
            _STAGES[step],
            f"{at} 10:00",
            note,
        ]


def vouchers(rows: int) -> Iterator[Row]:
    """Five rows a batch: granted, reserved, redeemed out of it, released, redeemed."""
    yield [
        *("批次号", "统一社会信用代码", "名称", "支付范围", "发放地区", "有效期起", "有效期止"),
        *("流水号", "流水类型", "金额（元）", "发生时间", "预约流水号", "服务"),
    ]
    kinds = (
        ("发放", "20,000.00"),
        ("预约", "5000"),
        ("兑付", "1250.55"),
        ("释放", "3749.45"),
        ("兑付", "800.1"),
    )
    for number in range(rows):
        batch, step = divmod(number, len(kinds))
        kind, amount = kinds[step]
        at = date(2026, 1, 5) + timedelta(days=step)
        batch_columns = ["科技创新券（样例）", "检验检测、技术咨询", "浙江省", "2026-01-01", "2026-12-31"]
        entry = [f"V{batch}-{step}", kind, amount, f"{at}", f"V{batch}-1" if step in (2, 3) else ""]
        service = "检验检测" if step in (1, 4) else ""
        yield [f"V{batch:06d}", _uscc(batch % 20_000), *batch_columns, *entry, service]


def credit_events(rows: int) -> Iterator[Row]:
    """Breaches, every fourth of them repaired."""
    yield [
        "记录编号",
        "统一社会信用代码",
        "记录类型",
        "事由",
        "文号",
        "认定日期",
        "有效期至",
        "修复的记录编号",
    ]
    for number in range(rows):
        day = _day(number)
        if number % 4 == 3:
            row = [
                f"C{number}",
                _uscc((number - 1) % 20_000),
                "信用修复",
                "样例：已履行义务",
                "",
                str(_day(number)),
            ]
            yield (
                [*row, "", f"C{number - 1}"]
                if day >= _day(number - 1)
                else [*row[:2], "守信", *row[3:], "", ""]
            )
        else:
            ends = day + timedelta(days=730)
            basis, document = "样例：逾期未提交验收材料", f"样例〔{day.year}〕{number}号"
            yield [f"C{number}", _uscc(number % 20_000), "一般失信", basis, document, str(day), str(ends), ""]


def registers(rows: int) -> Iterator[Row]:
    """Entries of the register of high-tech enterprises."""
    yield ["名录", "单位名称", "统一社会信用代码", "所在地区", "证书编号", "列入日期", "有效期至", "依据文件"]
    for number in range(rows):
        day = _day(number)
        ends = day + timedelta(days=1095)
        row = [
            "高新技术企业",
            _name(number),
            _uscc(number),
            "浙江省/杭州市/萧山区",
            f"YL{number}",
            str(day),
            str(ends),
        ]
        yield [*row, "样例文件（样例〔2026〕1号）"]


MAKERS: dict[str, Callable[[int], Iterator[Row]]] = {
    "enterprises": enterprises,
    "cases": cases,
    "vouchers": vouchers,
    "credit-events": credit_events,
    "registers": registers,
}


def write_csv(path: Path, rows: Iterator[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def write_xlsx(path: Path, rows: Iterator[Row]) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("数据")
    for row in rows:
        sheet.append(row)
    book.save(path)
