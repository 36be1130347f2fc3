"""Each kind of wrong row is reported with its row, its column, its value and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from records.storage.database import Database
from tests.records.feeds.support import (
    BATCH,
    CASES,
    CREDIT,
    DISTRICTS,
    ENTERPRISES,
    NAME,
    NO_BATCH,
    OTHER_USCC,
    REGISTERS,
    SERVICES,
    USCC,
    VOUCHER_HEADER,
    VOUCHERS,
    Cells,
    count,
    import_rows,
    problems,
)

E_HEADER, C_HEADER, K_HEADER = ENTERPRISES[0], CASES[0], CREDIT[0]
REGION = "浙江省/杭州市/萧山区"
PERSON = ("赵样例", "16000000001", "法定代表人")
ITEM = "外国人来华工作许可"
CASE = ("XS2026-000777", USCC, ITEM)
GRANT: Cells = ("V9", *BATCH, "g", "发放", "100", "2026-01-05", None, None, None)


def person(**changes: object) -> Cells:
    cells = dict(zip(E_HEADER, ENTERPRISES[1], strict=True)) | changes
    return tuple(cells.values())


def step(**changes: object) -> Cells:
    first: dict[object, object] = dict(
        zip(C_HEADER, (*CASE, "已收件", "2026-03-02", None, None), strict=True)
    )
    return tuple((first | changes).values())


def entry(**changes: object) -> Cells:
    cells = ("V9", *NO_BATCH, "x", "兑付", "50", "2026-03-05", None, None, None)
    return tuple((dict(zip(VOUCHER_HEADER, cells, strict=True)) | changes).values())


def event(**changes: object) -> Cells:
    return tuple((dict(zip(K_HEADER, CREDIT[2], strict=True)) | changes).values())


# kind, rows below the header, (row, column, value, part of what to do)
Wrong = tuple[str, list[Cells], tuple[int, str, str, str]]
WRONG: dict[str, Wrong] = {
    "uscc of 17 characters": (
        "enterprises",
        [person(统一社会信用代码=USCC[:-1])],
        (2, "统一社会信用代码", USCC[:-1], "应为 18 位"),
    ),
    "uscc with the letter O": (
        "enterprises",
        [person(统一社会信用代码="9133O109YL0000001C")],
        (2, "统一社会信用代码", "9133O109YL0000001C", "“O”"),
    ),
    "uscc with a wrong check digit": (
        "enterprises",
        [person(统一社会信用代码=USCC[:-1] + "X")],
        (2, "统一社会信用代码", USCC[:-1] + "X", "校验位"),
    ),
    "no name": ("enterprises", [person(企业名称=None)], (2, "企业名称", "", "没有填写")),
    "a name too long": (
        "enterprises",
        [person(企业名称="样" * 201)],
        (2, "企业名称", "样" * 40 + "…", "最多 200 个"),
    ),
    "a name that is a formula": (
        "enterprises",
        [person(企业名称="=HYPERLINK(1)")],
        (2, "企业名称", "=HYPERLINK(1)", "像是公式"),
    ),
    "control characters": (
        "enterprises",
        [person(企业名称="样例\x07公司")],
        (2, "企业名称", "样例·公司", "控制字符"),
    ),
    "a region without its province": (
        "enterprises",
        [person(所在地区="萧山区")],
        (2, "所在地区", "萧山区", "从省级写起"),
    ),
    "a landline": (
        "enterprises",
        [person(联系人手机="0571-82822222")],
        (2, "联系人手机", "0**********", "不是 11 位手机号"),
    ),
    "a phone of 12 digits": (
        "enterprises",
        [person(联系人手机="160000000011")],
        (2, "联系人手机", "1**********", "不是 11 位手机号"),
    ),
    "an unknown role": (
        "enterprises",
        [person(联系人角色="保安")],
        (2, "联系人角色", "保安", "法定代表人、经办人、查看人"),
    ),
    "a contact without a phone": (
        "enterprises",
        [person(联系人手机=None)],
        (2, "联系人手机", "", "要填就一起填"),
    ),
    "the same contact twice": (
        "enterprises",
        [person(), person()],
        (3, "统一社会信用代码", USCC, "与第 2 行重复"),
    ),
    "one enterprise with two names": (
        "enterprises",
        [person(), person(企业名称="别的样例公司", 联系人手机="16000000009")],
        (3, "企业名称", "别的样例公司", "与第 2 行同一企业的内容不一致"),
    ),
    "more cells than headers": (
        "enterprises",
        [(*person(), "多", "余")],
        (2, "（整行）", "多", "比表头多出"),
    ),
    "a day that is none": (
        "cases",
        [step(阶段时间="2026-02-30")],
        (2, "阶段时间", "2026-02-30", "没有这一天"),
    ),
    "no date": ("cases", [step(阶段时间="昨天")], (2, "阶段时间", "昨天", "不是日期")),
    "a year far off": ("cases", [step(阶段时间="1026-03-05")], (2, "阶段时间", "1026-03-05", "1950 至 2099")),
    "a stage in the future": (
        "cases",
        [step(阶段时间="2026-12-01")],
        (2, "阶段时间", "2026-12-01", "在将来"),
    ),
    "an unknown stage": ("cases", [step(阶段="在路上")], (2, "阶段", "在路上", "请填下列之一：已收件")),
    "a stage without its time": ("cases", [step(阶段时间=None)], (2, "阶段时间", "", "没有阶段时间")),
    "stages backwards": (
        "cases",
        [step(), step(阶段="已作出决定", 阶段时间="2026-03-05"), step(阶段="审核中", 阶段时间="2026-03-06")],
        (4, "阶段", "审核中", "之后不能是“审核中”"),
    ),
    "a stage after the end": (
        "cases",
        [step(), step(阶段="已办结", 阶段时间="2026-03-05"), step(阶段="已受理", 阶段时间="2026-03-06")],
        (4, "阶段", "已受理", "之后不能是"),
    ),
    "the same step twice": ("cases", [step(), step()], (3, "受理编号", "XS2026-000777", "与第 2 行重复")),
    "a supplement due before it was asked for": (
        "cases",
        [step(), step(阶段="待补正", 阶段时间="2026-03-05", 补正期限="2026-03-01")],
        (3, "补正期限", "2026-03-01", "早于阶段时间"),
    ),
    "a supplement's day with another stage": (
        "cases",
        [step(补正期限="2026-03-20")],
        (2, "补正期限", "2026-03-20", "只有“待补正”"),
    ),
    "a case of nobody known": (
        "cases",
        [step(统一社会信用代码="91411600YL00000035")],
        (2, "统一社会信用代码", "91411600YL00000035", "请先导入企业"),
    ),
    "a new case without an enterprise": (
        "cases",
        [step(统一社会信用代码=None)],
        (2, "统一社会信用代码", "", "新办件要有企业代码"),
    ),
    "an unknown service item": (
        "cases",
        [step(事项="没有的事项")],
        (2, "事项", "没有的事项", "没有这个事项"),
    ),
    "no case number": ("cases", [step(受理编号="……")], (2, "受理编号", "……", "不是受理编号")),
    "a negative amount": ("vouchers", [GRANT, entry(金额="-50")], (3, "金额", "-50.00", "不能是负数")),
    "an amount in tenths of a fen": (
        "vouchers",
        [GRANT, entry(金额="1.005")],
        (3, "金额", "1.005", "精确到分"),
    ),
    "not a number": ("vouchers", [GRANT, entry(金额="NaN")], (3, "金额", "NaN", "不是金额")),
    "1e5": ("vouchers", [GRANT, entry(金额="1e5")], (3, "金额", "1e5", "科学记数法")),
    "万 in a cell": ("vouchers", [GRANT, entry(金额="1.5万元")], (3, "金额", "1.5万元", "以元为单位")),
    "thousands marked wrongly": (
        "vouchers",
        [GRANT, entry(金额="1,2345")],
        (3, "金额", "1,2345", "不是金额"),
    ),
    "a zero": ("vouchers", [GRANT, entry(金额="0.00")], (3, "金额", "0.00", "不能是零")),
    "more than there is": (
        "vouchers",
        [GRANT, entry(金额="100.01")],
        (3, "金额", "100.01", "余额不足：此时可用 100.00 元"),
    ),
    "a movement of an unknown batch": (
        "vouchers",
        [entry(批次号="V404")],
        (2, "统一社会信用代码", "", "系统中还没有这个批次"),
    ),
    "a batch that ends before it begins": (
        "vouchers",
        [("V9", USCC, "券", "检验检测", "浙江省", "2026-12-31", "2026-01-01", *(None,) * 7)],
        (2, "有效期止", "2026-01-01", "早于有效期起"),
    ),
    "a redemption after the last day": (
        "vouchers",
        [
            (
                "V9",
                USCC,
                "券",
                "检验检测",
                "浙江省",
                "2025-01-01",
                "2025-12-31",
                "g",
                "发放",
                "100",
                "2025-01-05",
            )
            + (None,) * 3,
            entry(发生时间="2026-01-02"),
        ],
        (3, "发生时间", "2026-01-02", "不在有效期"),
    ),
    "a service out of scope": (
        "vouchers",
        [GRANT, entry(服务="装修")],
        (3, "服务", "装修", "不能支付“装修”，只能用于：检验检测、技术咨询"),
    ),
    "a reservation that is not there": (
        "vouchers",
        [GRANT, entry(预约流水号="k404")],
        (3, "预约流水号", "k404", "没有这笔预约"),
    ),
    "more than was reserved": (
        "vouchers",
        [
            GRANT,
            entry(流水号="r", 流水类型="预约", 金额="10", 发生时间="2026-03-01"),
            entry(预约流水号="r", 金额="11"),
        ],
        (4, "金额", "11.00", "超过预约余下的金额（10.00 元）"),
    ),
    "a key twice": ("vouchers", [GRANT, entry(), entry()], (4, "批次号", "V9", "与第 3 行重复")),
    "a correction without a reason": (
        "vouchers",
        [GRANT, entry(流水类型="更正", 金额="-1")],
        (3, "备注", "", "更正要写明原因"),
    ),
    "half a movement": ("vouchers", [GRANT, entry(金额=None)], (3, "金额", "", "要填就一起填")),
    "a breach that is not there": (
        "credit-events",
        [event(记录编号="C9", 记录类型="修复", 有效期至=None, 修复的记录编号="C404")],
        (2, "修复的记录编号", "C404", "没有这条失信记录"),
    ),
    "a breach of another enterprise": (
        "credit-events",
        [
            event(),
            event(
                记录编号="C9",
                统一社会信用代码=OTHER_USCC,
                记录类型="修复",
                有效期至=None,
                修复的记录编号="C1",
            ),
        ],
        (3, "修复的记录编号", "C1", "属于另一家企业"),
    ),
    "a repair of nothing": (
        "credit-events",
        [event(记录类型="信用修复", 有效期至=None)],
        (2, "修复的记录编号", "", "信用修复要写明"),
    ),
    "a repair before the breach": (
        "credit-events",
        [
            event(),
            event(记录编号="C9", 记录类型="修复", 认定日期="2026-03-01", 有效期至=None, 修复的记录编号="C1"),
        ],
        (3, "认定日期", "2026-03-01", "早于所修复的失信记录"),
    ),
    "an event that ends before it begins": (
        "credit-events",
        [event(有效期至="2026-03-04")],
        (2, "有效期至", "2026-03-04", "早于认定日期"),
    ),
    "an unknown kind of event": (
        "credit-events",
        [event(记录类型="特别守信")],
        (2, "记录类型", "特别守信", "守信、一般失信、严重失信、信用修复"),
    ),
    "a person on a register": (
        "registers",
        [("科技特派员", "张三", None, "2026-01-05", None, "样例文件")],
        (2, "单位名称", "张三", "只收单位"),
    ),
    "a register entry that ends before it begins": (
        "registers",
        [("高企", NAME, None, "2026-01-05", "2025-01-05", "样例文件")],
        (2, "有效期至", "2025-01-05", "早于列入日期"),
    ),
    "a telephone number that is none": (
        "district-contacts",
        [(*DISTRICTS[1][:5], "不公开", DISTRICTS[1][6])],
        (2, "联系电话", "不公开", "不是电话号码"),
    ),
    "a time limit that is no number": (
        "external-services",
        [("样例-01", "样例业务", "二十", "10", None, "样例文件")],
        (2, "原办理时限（工作日）", "二十", "0 至 9999 的整数"),
    ),
    "a simplified service that takes longer": (
        "external-services",
        [("样例-01", "样例业务", "10", "20", None, "样例文件")],
        (2, "现办理时限（工作日）", "20", "是否填反"),
    ),
}
HEADERS: dict[str, Cells] = {
    "enterprises": E_HEADER,
    "cases": C_HEADER,
    "vouchers": VOUCHER_HEADER,
    "credit-events": K_HEADER,
    "registers": REGISTERS[0],
    "district-contacts": DISTRICTS[0],
    "external-services": SERVICES[0],
}
TABLES = ("cases", "case_stages", "voucher_batches", "voucher_ledger_entries", "credit_events", "import_runs")


def test_there_are_more_than_thirty_kinds_of_wrong_rows() -> None:
    assert len(WRONG) >= 50
    assert VOUCHERS


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_row_is_reported_with_row_column_value_and_remedy(
    ready: Database, tmp_path: Path, what: str
) -> None:
    kind, rows, (number, column, value, remedy) = WRONG[what]
    before = {table: count(ready, table) for table in TABLES}
    report = import_rows(ready, kind, [HEADERS[kind], *rows], tmp_path)
    assert not report.is_stored
    found = [problem for problem in problems(report) if (problem.row, problem.column) == (number, column)]
    assert found, problems(report)
    assert any(remedy in problem.message for problem in found), found
    assert value in {problem.value for problem in found}
    assert {table: count(ready, table) for table in TABLES} == before


def test_wrong_rows_do_not_hide_each_other(ready: Database, tmp_path: Path) -> None:
    rows = [row for kind, row_list, _ in WRONG.values() if kind == "cases" for row in row_list[-1:]]
    report = import_rows(ready, "cases", [C_HEADER, *rows], tmp_path)
    assert report.problems.count >= len(rows) - 3
    assert report.wrong + report.held + report.new == len(rows)
