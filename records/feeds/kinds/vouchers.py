"""Voucher batches (创新券) and their ledger entries: a row describes a batch, or a movement of one, or both."""

from __future__ import annotations

from collections.abc import Iterator

from records.feeds.amounts import FEN_A_WAN, FEN_A_YUAN, Amount
from records.feeds.columns import Column
from records.feeds.kinds.kind import Fault, Kind
from records.feeds.kinds.shared import ENTERPRISE_COLUMNS
from records.feeds.kinds.voucher_writer import VoucherWriter
from records.feeds.moments import day, moment
from records.feeds.reading import Record
from records.feeds.values import Choice, Text, Words, region, regions

_ENTRY_NAMES = {
    "grant": ("发放", "申领"),
    "reserve": ("预约", "预扣", "冻结", "占用"),
    "redeem": ("兑付", "核销", "使用"),
    "release": ("释放", "退回", "解冻"),
    "expire": ("过期", "失效", "作废"),
    "correct": ("更正", "调整", "冲正"),
}
_yuan = Amount(FEN_A_YUAN, may_be_negative=True)
_ENTRY_FIELDS = ("key", "kind", "amount", "at")
# What only a movement has; a note alone is no movement.
_ONLY_OF_ENTRIES = (*_ENTRY_FIELDS, "reservation_key", "service")


class Vouchers(Kind):
    """Batches, known by number, and ledger entries, known by key."""

    name = "vouchers"
    title = "创新券"
    writer = VoucherWriter
    columns = (
        Column(
            "batch",
            "批次号",
            Text(40),
            ("券号", "创新券编号", "批次编号", "batch number"),
            needed=True,
            filled=True,
            sample="YL-样例-0000",
            help="同一批次可以有多行，每行一笔流水；新批次的第一行要写明企业、名称、地区和有效期。",
        ),
        *ENTERPRISE_COLUMNS,
        Column(
            "name", "名称", Text(200), ("创新券名称", "批次名称", "batch name"), sample="科技创新券（样例）"
        ),
        Column(
            "scope", "支付范围", Words(100), ("适用范围", "用途", "服务范围"), sample="检验检测、技术咨询"
        ),
        Column("region", "发放地区", region, ("地区", "券地区"), sample="浙江省/杭州市/萧山区"),
        Column("partner_regions", "通用地区", regions, ("通用通兑地区", "互认地区")),
        Column("valid_from", "有效期起", day, ("生效日期", "开始日期", "valid from"), sample="2026-01-01"),
        Column(
            "valid_to",
            "有效期止",
            day,
            ("失效日期", "截止日期", "有效期至", "valid until"),
            sample="2026-12-31",
        ),
        Column(
            "key",
            "流水号",
            Text(100),
            ("流水编号", "交易号", "entry key", "entry number"),
            sample="YL-样例-0000-1",
            help="每笔流水一个，不重复；同一流水号再次导入不重复入账。",
        ),
        Column("kind", "流水类型", Choice(_ENTRY_NAMES), ("类型", "业务类型", "entry kind"), sample="发放"),
        Column(
            "amount",
            "金额",
            _yuan,
            ("流水金额", "发生金额", "amount yuan"),
            sample="20000.00",
            help="以元为单位，最多两位小数；表头写“金额（万元）”则以万元为单位。只有更正可以是负数。",
            units={
                "": _yuan,
                "元": _yuan,
                "人民币元": _yuan,
                "万元": Amount(FEN_A_WAN, may_be_negative=True),
                "分": Amount(1, may_be_negative=True),
            },
        ),
        Column("at", "发生时间", moment, ("发生日期", "入账时间", "时间", "日期"), sample="2026-01-05"),
        Column(
            "reservation_key",
            "预约流水号",
            Text(100),
            ("预约号", "原流水号"),
            help="兑付或释放预约的金额时填。",
        ),
        Column(
            "service", "服务", Text(100), ("服务类型", "服务名称"), help="付给哪一类服务，须在支付范围内。"
        ),
        Column("note", "备注", Text(300, is_literal=True), ("说明",), help="更正必填原因。"),
    )
    notes = (
        "已有的批次：名称、范围、通用地区按文件更新；企业、地区和有效期不改。",
        "流水只追加，不改不删；余额不能为负。",
    )

    def key(self, record: Record) -> str:
        """Rows of one batch belong together."""
        return str(record.values["batch"])

    def order(self, record: Record) -> str:
        """Movements go in as they happened; what describes the batch first."""
        at = record.get("at")
        return at.at.date().isoformat() if at is not None else ""

    def singles(self, record: Record) -> Iterator[str]:
        """A movement comes once."""
        key = record.get("key")
        yield f"流水 {key}" if key is not None else f"批次 {record.values['batch']}"

    def faults(self, record: Record) -> Iterator[Fault]:
        """A movement is whole, and what its kind needs is there."""
        get = record.get
        begins, ends = get("valid_from"), get("valid_to")
        if begins is not None and ends is not None and ends < begins:
            yield "valid_to", "有效期止早于有效期起，请核对。"
        if all(get(name) is None for name in _ONLY_OF_ENTRIES):
            return
        for name in _ENTRY_FIELDS:
            if get(name) is None:
                yield name, "没有填写：流水号、流水类型、金额、发生时间要填就一起填。"
        kind, amount = get("kind"), get("amount")
        if amount == 0:
            yield "amount", "金额不能是零，请改正或删去这一行。"
        if amount is not None and amount < 0 and kind != "correct":
            yield "amount", "金额不能是负数，请改正；要冲减请用“更正”。"
        if kind == "correct" and get("note") is None:
            yield "note", "没有填写：更正要写明原因。"
        if kind == "release" and get("reservation_key") is None:
            yield "reservation_key", "没有填写：释放要写明预约流水号。"
        if get("reservation_key") is not None and kind not in ("release", "redeem", None):
            yield "reservation_key", "只有兑付和释放才填预约流水号，请清空。"
