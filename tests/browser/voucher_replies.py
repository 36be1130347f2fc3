"""Replies about vouchers with everything that a card shows, for the browser tests."""

from datetime import UTC, date, datetime

from contracts import (
    Freshness,
    RedemptionWindow,
    ReplyDraft,
    VoucherBalance,
    VoucherBatchView,
    VoucherMovement,
    VoucherService,
    VoucherStatement,
    VoucherStatementLine,
)

ENTERPRISE = "示例甲科技有限公司"
FRESHNESS = Freshness(
    source="示例市创新券系统", as_of=datetime(2026, 11, 20, 1, 0, tzinfo=UTC), is_stale=True
)


def balance() -> ReplyDraft:
    """A batch that lapses soon and takes partners, an open window and one without dates."""
    batch = VoucherBatchView(
        batch_number="CXQ-2026-01",
        name="2026 年第一批科技创新券",
        granted_fen=10_000_000,
        available_fen=6_234_567,
        reserved_fen=1_000_000,
        redeemed_fen=2_765_433,
        expired_fen=0,
        valid_from=date(2026, 1, 1),
        valid_to=date(2026, 12, 10),
        scope=["检验检测", "技术开发"],
        region="示例省/示例市",
        partner_regions=["上海市", "江苏省/苏州市"],
    )
    source = "《示例市科技创新券管理办法》"
    data = VoucherBalance(
        enterprise_name=ENTERPRISE,
        as_of=date(2026, 11, 20),
        available_fen=6_234_567,
        reserved_fen=1_000_000,
        batches=[batch],
        services=[
            VoucherService(service="检验检测", available_fen=6_234_567),
            VoucherService(service="技术开发", available_fen=5_000_000),
        ],
        expiring_on=date(2026, 12, 10),
        expiring_fen=6_234_567,
        windows=[
            RedemptionWindow(
                region="示例省/示例市",
                opens_on=date(2026, 11, 1),
                closes_on=date(2026, 11, 30),
                is_open=True,
                source=source,
            ),
            RedemptionWindow(region="示例省/示例市/示例区", note="每年安排两次兑付", source=source),
        ],
        review="示例市审核约3个月（据《示例市科技创新券管理办法》）",
        freshness=FRESHNESS,
    )
    return ReplyDraft(text="可用 62,345.67 元。", outcome="voucher_balance", data=data)


def statement(download: str | None, lines: int = 10) -> ReplyDraft:
    """The newest lines of a year, of more than are shown."""
    shown = [
        VoucherStatementLine(
            at=datetime(2026, 11, 1 + number, 2, tzinfo=UTC),
            batch_number="CXQ-2026-01",
            kind="redeem" if number % 2 else "release",
            kind_label="兑付" if number % 2 else "释放预约",
            amount_fen=123_456,
            change_fen=-123_456 if number % 2 else 123_456,
            balance_after_fen=6_234_567,
            reserved_after_fen=1_000_000 if number else 0,
            service="检验检测",
            note=None,
        )
        for number in range(lines)
    ]
    data = VoucherStatement(
        enterprise_name=ENTERPRISE,
        begins_on=date(2026, 1, 1),
        ends_on=date(2026, 11, 20),
        opening_fen=0,
        closing_fen=6_234_567,
        usable_fen=6_000_000,
        used_fen=2_765_433,
        movements=[
            VoucherMovement(kind="grant", kind_label="发放", amount_fen=8_000_000, change_fen=8_000_000),
            VoucherMovement(kind="redeem", kind_label="兑付", amount_fen=2_765_433, change_fen=-1_765_433),
        ],
        lines=shown,
        line_count=23 if lines else 0,
        download=download,
        freshness=FRESHNESS,
    )
    return ReplyDraft(text="2026年的创新券：兑付 27,654.33 元。", outcome="voucher_statement", data=data)
