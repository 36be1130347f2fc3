"""An import as a whole: all or nothing, again without effect, appended to and never rewritten."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import select, update

from records.audit.log import verify_chain
from records.enterprises.enterprises import pinyin_initials
from records.enterprises.search_terms import enterprise_terms
from records.feeds.kinds import KINDS
from records.models import (
    AuditEntry,
    Case,
    CaseMaterial,
    CaseStageEntry,
    Contact,
    CreditEvent,
    Enterprise,
    EnterpriseTerm,
    ImportRun,
    RegisterTerm,
    VoucherBatch,
    VoucherLedgerEntry,
)
from records.storage.database import Database
from records.vouchers.ledger import record_redemption
from tests.records.feeds.support import (
    BATCH,
    CASES,
    CREDIT,
    ENTERPRISES,
    NAME,
    NO_BATCH,
    NOW,
    SAMPLES,
    VOUCHERS,
    count,
    counts,
    import_rows,
    problems,
    rows_of,
    run_import,
    write_csv,
)
from tests.records.support import OTHER_USCC, USCC

pytestmark = pytest.mark.both_databases

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "enterprises"])
def test_the_same_file_again_changes_nothing(ready: Database, tmp_path: Path, kind: str) -> None:
    rows = SAMPLES[kind]
    assert counts(import_rows(ready, kind, rows, tmp_path)) == (len(rows) - 1, 0, 0, 0)
    again = import_rows(ready, kind, rows, tmp_path)
    assert counts(again) == (0, 0, len(rows) - 1, 0)
    assert again.is_stored


def test_the_same_enterprises_again_change_nothing(ready: Database, tmp_path: Path) -> None:
    assert counts(import_rows(ready, "enterprises", ENTERPRISES, tmp_path)) == (0, 0, 2, 0)
    assert count(ready, "contacts") == 2


def test_one_wrong_row_and_nothing_is_stored(ready: Database, tmp_path: Path) -> None:
    rows = [*CASES, ("XS2026-000999", "1234", "外国人来华工作许可", "已收件", "2026-03-02", None, None)]
    report = import_rows(ready, "cases", rows, tmp_path)
    assert (report.is_stored, report.new, report.wrong) == (False, 3, 1)
    assert count(ready, "cases") == count(ready, "case_stages") == 0
    assert count(ready, "import_runs") == 1  # that of the enterprises


def test_a_dry_run_counts_and_stores_nothing(ready: Database, tmp_path: Path) -> None:
    before = count(ready, "audit_entries")
    report = import_rows(ready, "vouchers", VOUCHERS, tmp_path, dry_run=True)
    assert (counts(report), report.is_stored) == ((5, 0, 0, 0), False)
    assert count(ready, "voucher_batches") == 0
    assert count(ready, "audit_entries") == before


def test_an_import_is_audited_with_actor_file_and_hash(ready: Database, tmp_path: Path) -> None:
    import_rows(ready, "cases", CASES, tmp_path)
    with ready.transaction(read_only=True) as session:
        run = session.scalars(select(ImportRun).order_by(ImportRun.id.desc())).first()
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.sequence.desc())).first()
        assert run is not None
        assert entry is not None
        assert (run.kind, run.file_name, run.rows, run.added, run.changed) == ("cases", "cases.csv", 3, 3, 0)
        assert (run.actor, len(run.file_hash)) == ("cli:tester", 64)
        assert (entry.actor, entry.action, entry.subject) == (
            "cli:tester",
            "records.import",
            "cases:cases.csv",
        )
        assert run.file_hash in (entry.reason or "")
        assert verify_chain(session) is None


def test_what_follows_from_a_case_is_kept_right(ready: Database, tmp_path: Path) -> None:
    import_rows(ready, "cases", CASES, tmp_path)
    with ready.transaction(read_only=True) as session:
        case = session.scalars(select(Case)).unique().one()
        assert (case.number, case.number_reversed) == ("XS2026-000123", "321000-6202SX")
        assert (case.stage, case.title, case.section) == ("accepted", "外国人来华工作许可", "合作处")
        assert case.opened_at == case.history[0].at
        assert case.since == case.history[-1].at
        assert [entry.sequence for entry in case.history] == [1, 2, 3]
        assert case.due_on is not None  # 20 working days from acceptance
        assert case.due_on.isoformat() == "2026-04-10"
        assert case.action_due_on is None


def test_a_supplement_sets_the_day_by_which_the_enterprise_must_act(ready: Database, tmp_path: Path) -> None:
    import_rows(ready, "cases", CASES[:3], tmp_path)
    assert rows_of(ready, select(Case.stage, Case.due_on)) == [("supplement_requested", None)]
    (day,) = rows_of(ready, select(Case.action_due_on))[0]
    assert str(day) == "2026-03-20"
    import_rows(ready, "cases", CASES, tmp_path)
    assert rows_of(ready, select(Case.stage, Case.action_due_on)) == [("accepted", None)]


def test_later_stages_are_appended_and_the_rest_is_unchanged(ready: Database, tmp_path: Path) -> None:
    import_rows(ready, "cases", CASES[:3], tmp_path)
    more = [*CASES, ("XS2026-000123", None, None, "审核中", "2026/3/16", None, None)]
    assert counts(import_rows(ready, "cases", more, tmp_path)) == (2, 0, 2, 0)
    stages = [
        row[0] for row in rows_of(ready, select(CaseStageEntry.stage).order_by(CaseStageEntry.sequence))
    ]
    assert stages == ["received", "supplement_requested", "accepted", "review"]


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        (("XS2026-000123", None, None, "待补正", "2026-03-04", None, None), "阶段时间", "历史不能改写"),
        (("XS2026-000123", None, None, "待补正", "2026-03-05", "别的", None), "说明", "历史不能改写"),
        (
            ("XS2026-000123", None, None, "待补正", "2026-03-05", None, "2026-03-25"),
            "补正期限",
            "历史不能改写",
        ),
        (("XS2026-000123", None, None, "已收件", "2026-03-13", None, None), "阶段", "之后不能是“已收件”"),
        (
            ("XS2026-000123", OTHER_USCC, None, "审核中", "2026-03-13", None, None),
            "统一社会信用代码",
            "另一家企业",
        ),
    ],
)
def test_a_history_that_contradicts_is_a_problem_and_never_rewritten(
    ready: Database, tmp_path: Path, row: tuple[object, ...], column: str, message: str
) -> None:
    import_rows(ready, "cases", CASES, tmp_path)
    before = rows_of(ready, select(CaseStageEntry.stage, CaseStageEntry.at, CaseStageEntry.note))
    report = import_rows(ready, "cases", [CASES[0], row], tmp_path)
    (problem,) = problems(report)
    assert (problem.row, problem.column) == (2, column)
    assert message in problem.message
    assert rows_of(ready, select(CaseStageEntry.stage, CaseStageEntry.at, CaseStageEntry.note)) == before


def test_a_file_with_the_current_stage_only_is_taken_with_its_receipt(
    ready: Database, tmp_path: Path
) -> None:
    header = ("受理编号", "统一社会信用代码", "事项", "收件日期", "当前阶段", "阶段日期")
    rows = [header, ("XS2026-000200", USCC, "work-permit", "2026-03-02", "审核中", "2026-03-10")]
    assert counts(import_rows(ready, "cases", rows, tmp_path)) == (1, 0, 0, 0)
    stages = [
        row[0] for row in rows_of(ready, select(CaseStageEntry.stage).order_by(CaseStageEntry.sequence))
    ]
    assert stages == ["received", "review"]
    assert counts(import_rows(ready, "cases", rows, tmp_path)) == (0, 0, 1, 0)


def test_rows_in_any_order_make_one_history(ready: Database, tmp_path: Path) -> None:
    rows = [
        CASES[0],
        ("XS2026-000123", USCC, "work-permit", "已受理", "2026-03-12", None, None),
        CASES[2],
        CASES[1],
    ]
    assert import_rows(ready, "cases", rows, tmp_path).is_stored
    stages = [
        row[0] for row in rows_of(ready, select(CaseStageEntry.stage).order_by(CaseStageEntry.sequence))
    ]
    assert stages == ["received", "supplement_requested", "accepted"]


def test_materials_are_added_and_follow_the_file(ready: Database, tmp_path: Path) -> None:
    header = (*CASES[0], "材料名称", "材料状态", "材料期限")
    first = [
        header,
        (*CASES[1], "审计报告", "容缺", "2026-04-01"),
        ("XS2026-000123", *(None,) * 6, "申请书", "已收到", None),
    ]
    assert counts(import_rows(ready, "cases", first, tmp_path)) == (2, 0, 0, 0)
    query = select(CaseMaterial.name, CaseMaterial.state, CaseMaterial.position).order_by(
        CaseMaterial.position
    )
    assert rows_of(ready, query) == [("审计报告", "tolerated", 1), ("申请书", "received", 2)]
    later = [header, ("XS2026-000123", *(None,) * 6, "审计报告", "已收到", None)]
    assert counts(import_rows(ready, "cases", later, tmp_path)) == (0, 1, 0, 0)
    assert rows_of(ready, query) == [("审计报告", "received", 1), ("申请书", "received", 2)]
    assert rows_of(ready, select(Case.action_due_on)) == [(None,)]


def test_a_renamed_enterprise_is_found_by_its_new_name_alone(ready: Database, tmp_path: Path) -> None:
    renamed = (USCC, "萧山重光样例科技有限公司", "浙江省/杭州市/滨江区", *ENTERPRISES[1][3:])
    assert counts(import_rows(ready, "enterprises", [ENTERPRISES[0], renamed], tmp_path)) == (0, 1, 0, 0)
    with ready.transaction(read_only=True) as session:
        enterprise = session.scalars(select(Enterprise).where(Enterprise.uscc == USCC)).one()
        assert (enterprise.name, enterprise.region) == renamed[1:3]
        assert enterprise.pinyin_initials == pinyin_initials(str(renamed[1]))
        query = select(EnterpriseTerm.term).where(EnterpriseTerm.enterprise_id == enterprise.id)
        assert set(session.scalars(query)) == enterprise_terms(enterprise.name, enterprise.pinyin_initials)


def test_a_contact_that_was_removed_does_not_come_back(ready: Database, tmp_path: Path) -> None:
    with ready.transaction() as session:
        session.execute(update(Contact).where(Contact.phone == "16000000001").values(removed_at=NOW))
    assert counts(import_rows(ready, "enterprises", ENTERPRISES, tmp_path)) == (0, 0, 2, 0)
    removed = select(Contact.removed_at.is_not(None)).where(Contact.phone == "16000000001")
    assert rows_of(ready, removed) == [(True,)]


def test_contacts_in_columns_of_their_own_are_taken(ready: Database, tmp_path: Path) -> None:
    header = ("信用代码", "单位名称", "属地", "法定代表人", "法人手机", "经办人姓名", "经办人电话")
    row = (
        USCC,
        NAME,
        "浙江省/杭州市/萧山区",
        "孙样例",
        "+86 160 0000 0011",
        "李样例",
        "１６０－００００－００１２",
    )
    assert counts(import_rows(ready, "enterprises", [header, row], tmp_path)) == (1, 0, 0, 0)
    query = (
        select(Contact.phone, Contact.role).where(Contact.phone.like("1600000001_")).order_by(Contact.phone)
    )
    assert rows_of(ready, query) == [("16000000011", "legal_representative"), ("16000000012", "handler")]


def test_ledger_entries_keep_sequence_and_balances(ready: Database, tmp_path: Path) -> None:
    import_rows(ready, "vouchers", [VOUCHERS[0], *reversed(VOUCHERS[2:]), VOUCHERS[1]], tmp_path)
    entry = VoucherLedgerEntry
    query = select(
        entry.key, entry.sequence, entry.amount_fen, entry.balance_after_fen, entry.reserved_after_fen
    )
    assert rows_of(ready, query.order_by(entry.sequence)) == [
        ("k1", 1, 2_000_000, 2_000_000, 0),
        ("k2", 2, 500_000, 1_500_000, 500_000),
        ("k3", 3, 125_055, 1_500_000, 374_945),
        ("k4", 4, 374_945, 1_874_945, 0),
        ("k5", 5, -1, 1_874_944, 0),
    ]
    services = select(entry.service).where(entry.key.in_(["k2", "k3", "k4"]))
    assert set(rows_of(ready, services)) == {("检验检测",)}


def test_later_entries_go_on_where_the_ledger_stands(ready: Database, tmp_path: Path) -> None:
    import_rows(ready, "vouchers", VOUCHERS, tmp_path)
    later = [VOUCHERS[0], ("V1", *NO_BATCH, "k6", "兑付", "18749.44", "2026-04-01", None, None, None)]
    assert counts(import_rows(ready, "vouchers", later, tmp_path)) == (1, 0, 0, 0)
    entry = VoucherLedgerEntry
    last = select(entry.sequence, entry.balance_after_fen).where(entry.key == "k6")
    assert rows_of(ready, last) == [(6, 0)]
    over = [VOUCHERS[0], ("V1", *NO_BATCH, "k7", "兑付", "0.01", "2026-04-02", None, None, None)]
    (problem,) = problems(import_rows(ready, "vouchers", over, tmp_path))
    assert (problem.row, problem.column, "余额不足" in problem.message) == (2, "金额", True)


def test_the_ledger_of_an_import_goes_on_with_the_ledgers_own_functions(
    ready: Database, tmp_path: Path
) -> None:
    import_rows(ready, "vouchers", VOUCHERS, tmp_path)
    with ready.transaction() as session:
        batch = session.scalars(select(VoucherBatch)).one()
        assert (batch.scope, batch.partner_regions) == (["检验检测", "技术咨询"], [])
        entry = record_redemption(session, batch.id, 44, key="here", now=NOW, service="技术咨询")
    assert (entry.sequence, entry.balance_after_fen) == (6, 1_874_900)


def test_a_key_with_other_content_is_a_problem(ready: Database, tmp_path: Path) -> None:
    import_rows(ready, "vouchers", VOUCHERS, tmp_path)
    other = [VOUCHERS[0], ("V1", *NO_BATCH, "k1", "发放", "30000", "2026-01-05", None, None, None)]
    (problem,) = problems(import_rows(ready, "vouchers", other, tmp_path))
    assert (problem.column, "另一笔流水" in problem.message) == ("流水号", True)


def test_ten_thousands_of_yuan_only_where_the_header_says_so(ready: Database, tmp_path: Path) -> None:
    header = tuple("金额（万元）" if name == "金额" else name for name in VOUCHERS[0])
    rows = [header, ("V2", *BATCH, "w1", "发放", "１.２３４５", "2026-01-05", None, None, None)]
    assert import_rows(ready, "vouchers", rows, tmp_path).is_stored
    assert rows_of(ready, select(VoucherLedgerEntry.amount_fen)) == [(1_234_500,)]


def test_a_repair_in_front_of_its_breach_is_taken(ready: Database, tmp_path: Path) -> None:
    import_rows(ready, "credit-events", CREDIT, tmp_path)
    with ready.transaction(read_only=True) as session:
        breach, repair = session.scalars(select(CreditEvent).order_by(CreditEvent.number))
        assert (repair.repairs_id, repair.kind, breach.kind) == (breach.id, "repair", "general_breach")
    mended = [
        CREDIT[0],
        ("C1", USCC, "一般失信", "样例：逾期未验收，已说明", "2026-03-05", "2027-03-04", None),
    ]
    assert counts(import_rows(ready, "credit-events", mended, tmp_path)) == (0, 1, 0, 0)
    harder = [CREDIT[0], ("C1", USCC, "严重失信", "样例", "2026-03-05", None, None)]
    (problem,) = problems(import_rows(ready, "credit-events", harder, tmp_path))
    assert (problem.column, "不能改" in problem.message) == ("记录类型", True)


def test_register_entries_are_found_by_parts_of_their_name(ready: Database, tmp_path: Path) -> None:
    import_rows(ready, "registers", SAMPLES["registers"], tmp_path)
    terms = {row[0] for row in rows_of(ready, select(RegisterTerm.term))}
    assert {"萧山", "云源", "软件"} <= terms


def test_an_enterprise_that_a_case_describes_is_added(ready: Database, tmp_path: Path) -> None:
    header = (*CASES[0], "企业名称", "企业所在地区")
    unknown = "91411600YL00000035"
    row = ("XS2026-000300", unknown, "work-permit", "已收件", "2026-03-02", None, None)
    rows = [header, (*row, "周口新样例有限公司", "河南省/周口市")]
    assert import_rows(ready, "cases", rows, tmp_path).is_stored
    assert rows_of(ready, select(Enterprise.name).where(Enterprise.uscc == unknown)) == [
        ("周口新样例有限公司",)
    ]
    wrong_name = [header, (*CASES[1], "别人家的样例公司", None)]
    (problem,) = problems(import_rows(ready, "cases", wrong_name, tmp_path))
    assert (problem.column, NAME in problem.message) == ("企业名称", True)


def test_rows_of_another_system_are_not_changed_by_a_file(ready: Database, tmp_path: Path) -> None:
    for kind, column in (
        ("cases", "受理编号"),
        ("vouchers", "批次号"),
        ("credit-events", "记录编号"),
        ("registers", "单位名称"),
    ):
        assert import_rows(ready, kind, SAMPLES[kind], tmp_path, source="approval").is_stored
        report = import_rows(ready, kind, SAMPLES[kind], tmp_path)
        assert {problem.column for problem in problems(report)} == {column}
        assert all("由“approval”维护" in problem.message for problem in problems(report))
        assert counts(import_rows(ready, kind, SAMPLES[kind], tmp_path, source="approval"))[:2] == (0, 0)


def test_a_kill_in_the_middle_leaves_nothing(ready: Database, database_url: str, tmp_path: Path) -> None:
    before = count(ready, "enterprises")
    path = write_csv(tmp_path / "many.csv", [CASES[0], *_many_cases(6_000)])
    script = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from records.storage.database import Database\n"
        "from tests.records.feeds.support import run_import\n"
        "import records.feeds.changes as changes\n"
        "write, done = changes.Changes.write, []\n"
        "def slowly(self, *arguments):\n"
        "    write(self, *arguments)\n"
        "    done.append(1)\n"
        "    if len(done) == 6:\n"
        "        print('half', flush=True)\n"
        "        time.sleep(60)\n"
        "changes.Changes.write = slowly\n"
        f"run_import(Database({database_url!r}), 'cases', Path({str(path)!r}))\n"
    )
    worker = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert worker.stdout is not None
    assert worker.stdout.readline() == b"half\n"
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    worker.stdout.close()
    deadline = time.monotonic() + 30
    while True:  # PostgreSQL ends the dead client's transaction when it notices.
        try:
            assert count(ready, "cases") == count(ready, "case_stages") == 0
            assert count(ready, "enterprises") == before
            assert run_import(ready, "cases", path).is_stored
            break
        except AssertionError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
    assert count(ready, "cases") == 6_000


def _many_cases(number: int) -> list[tuple[object, ...]]:
    return [
        (f"XS2025-{each:06d}", USCC, "work-permit", "已收件", "2025-03-03", None, None)
        for each in range(number)
    ]


@pytest.mark.parametrize("word", ["合计", "总计", "小计"])
def test_a_name_that_begins_as_a_line_of_sums_does_is_no_remark(
    database: Database, tmp_path: Path, word: str
) -> None:
    order = (1, 0, 2, 3, 4, 5)  # the name first
    head, row, _ = ([cells[place] for place in order] for cells in ENTERPRISES)
    row[0] = f"{word}样例软件有限公司"
    report = run_import(database, "enterprises", write_csv(tmp_path / "a.csv", [head, row, [word, "1 家"]]))
    assert (report.rows, report.new, len(report.staged.passed_over)) == (1, 1, 1)
    assert rows_of(database, select(Enterprise.name)) == [(row[0],)]
