"""Synthetic records for `benchmarks.records`: fictional enterprises, cases with their history, vouchers and ledger.

The same sizes give the same rows. Names are put together at random from what names of enterprises are made of; a few
enterprises have very many cases, most have a handful.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from random import Random
from typing import Any

from stdnum.cn import uscc as uscc_number

from records.enterprises import pinyin_initials
from records.models import (
    Case,
    CaseMaterial,
    CaseStageEntry,
    Contact,
    Enterprise,
    VoucherBatch,
    VoucherLedgerEntry,
)
from records.models.base import Base

Row = tuple[Any, ...]

AS_OF = date(2026, 11, 20)
_BEGAN = date(2020, 1, 2)
_PLACES = (
    ("浙江省/杭州市/萧山区", "330109", "XS", "萧山"),
    ("浙江省/杭州市", "330100", "HZ", "杭州"),
    ("湖北省/武汉市", "420100", "WH", "武汉"),
    ("湖北省/武汉市/江岸区", "420102", "JA", "江岸"),
    ("河南省/周口市", "411600", "ZK", "周口"),
    ("浙江省/嘉兴市", "330400", "JX", "嘉兴"),
    ("浙江省/金华市/义乌市", "330782", "YW", "义乌"),
    ("江苏省/苏州市", "320500", "SZ", "苏州"),
)
_FIRST = "星云海川华明瑞启科新天元宏博远安泰恒智联中金银东南西北长江河山林森木水火土日月光华"
_SECOND = "禾图源创维达盛景航泽辰微拓锐森帆诺衡朗讯杰凯隆昌顺通利丰裕康健乐嘉美佳欣荣茂盈"
_TRADES = (
    "科技",
    "科技",
    "科技",
    "信息科技",
    "生物科技",
    "智能装备",
    "新材料",
    "软件",
    "医疗器械",
    "节能环保",
)
_TRADES += (
    "光电",
    "检测技术",
    "数据服务",
    "自动化设备",
    "精密机械",
    "电子",
    "农业开发",
    "能源技术",
    "文化创意",
)
_FORMS = ("有限公司",) * 8 + ("股份有限公司", "（集团）有限公司")
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
SECTIONS = (
    "高新科",
    "成果科",
    "合作科",
    "外专科",
    "法规科",
    "农社科",
    "资配科",
    "监督科",
    "规划科",
    "综合科",
)
_ENDED = (
    ("received", "accepted", "review", "decided", "closed"),
    ("received", "supplement_requested", "accepted", "review", "decided", "certificate", "closed"),
    ("received", "accepted", "review", "expert_review", "publicity", "decided", "closed"),
    ("received", "accepted", "review", "rejected"),
    ("received", "accepted", "withdrawn"),
)
_RUNNING = (
    ("received", "supplement_requested", "accepted"),
    ("received", "accepted", "review"),
    ("received", "accepted", "review", "expert_review"),
    ("received", "accepted", "supplement_requested"),
)
_WITH_CLOCK = {"accepted", "review"}
_SCOPES = (["检验检测", "技术咨询"], ["研究开发", "工业设计"], ["大型仪器共享"])


@dataclass(frozen=True)
class Sizes:
    """How many of what; ids run from 1. A tenth of the batches' enterprises have no case."""

    cases: int
    ledger_entries: int

    @property
    def enterprises(self) -> int:
        return max(self.cases // 5, 10)

    @property
    def batches(self) -> int:
        return max(self.ledger_entries // 10, 10)


@dataclass(frozen=True)
class Part:
    """Rows of one table, in the order of its columns' names."""

    model: type[Base]
    columns: Sequence[str]
    rows: Sequence[Row]


def enterprise_parts(sizes: Sizes, chunk: int = 20_000) -> Iterator[list[Part]]:
    """Yield enterprises and one contact each."""
    random = Random(1)
    seen: set[str] = set()
    for ids in _chunks(range(1, sizes.enterprises + 1), chunk):
        enterprises: list[Row] = []
        contacts: list[Row] = []
        for number in ids:
            path, code, _, short = _PLACES[number % len(_PLACES)]
            name = _new_name(random, short, seen)
            enterprises.append(
                (number, _uscc(code, number), name, pinyin_initials(name), path, True, _moment(_BEGAN, 0))
            )
            person = random.choice(_SURNAMES) + "样例"
            contacts.append((number, number, person, f"160{number:08d}", "handler"))
        yield [
            Part(
                Enterprise,
                ("id", "uscc", "name", "pinyin_initials", "region", "is_sample", "created_at"),
                enterprises,
            ),
            Part(Contact, ("id", "enterprise_id", "name", "phone", "role"), contacts),
        ]


def case_parts(sizes: Sizes, items: Sequence[int], chunk: int = 20_000) -> Iterator[list[Part]]:
    """Yield cases with 3 to 7 stages each and some materials; `items` are the ids of the service items."""
    random = Random(2)
    numbers: Counter[str] = Counter()
    stage_id = material_id = 0
    days = (AS_OF - _BEGAN).days
    for ids in _chunks(range(1, sizes.cases + 1), chunk):
        cases: list[Row] = []
        stages: list[Row] = []
        materials: list[Row] = []
        for case_id in ids:
            enterprise_id = _owner(random, sizes.enterprises)
            opened = _BEGAN + timedelta(days=case_id * days // sizes.cases)
            is_running = (AS_OF - opened).days < 120 or random.random() < 0.02
            path = random.choice(_RUNNING if is_running else _ENDED)
            _, _, letters, _ = _PLACES[enterprise_id % len(_PLACES)]
            prefix = f"{letters}{opened.year}"
            numbers[prefix] += 1
            number = f"{prefix}-{numbers[prefix]:06d}"
            day = opened
            for sequence, stage in enumerate(path, start=1):
                stage_id += 1
                at = _moment(day, random.randrange(28_800))
                due = day + timedelta(days=14) if stage == "supplement_requested" else None
                stages.append((stage_id, case_id, sequence, stage, at, None, due))
                day = min(day + timedelta(days=random.randrange(1, 12)), AS_OF)
            due_on = opened + timedelta(days=random.randrange(20, 90)) if path[-1] in _WITH_CLOCK else None
            action_due_on = due if path[-1] == "supplement_requested" else None
            cases.append(
                (
                    case_id,
                    number,
                    number[::-1],
                    enterprise_id,
                    items[case_id % len(items)],
                    f"{opened.year}年度申报（样例）",
                    random.choice(SECTIONS),
                    path[-1],
                    at,
                    _moment(opened, 0),
                    due_on,
                    action_due_on,
                )
            )
            if action_due_on is not None or case_id % 5 == 0:
                material_id += 1
                state = "supplement" if action_due_on is not None else "received"
                materials.append((material_id, case_id, 1, "申请书（样例）", state, action_due_on, at))
        yield [
            Part(Case, _CASE_COLUMNS, cases),
            Part(CaseStageEntry, ("id", "case_id", "sequence", "stage", "at", "note", "due_on"), stages),
            Part(
                CaseMaterial,
                ("id", "case_id", "position", "name", "state", "due_on", "updated_at"),
                materials,
            ),
        ]


_CASE_COLUMNS = (
    "id",
    "number",
    "number_reversed",
    "enterprise_id",
    "service_item_id",
    "title",
    "section",
    "stage",
    "since",
    "opened_at",
    "due_on",
    "action_due_on",
)
_BATCH_COLUMNS = (
    "id",
    "number",
    "enterprise_id",
    "name",
    "scope",
    "region",
    "partner_regions",
    "valid_from",
    "valid_to",
)
_LEDGER_COLUMNS = (
    "id",
    "batch_id",
    "sequence",
    "key",
    "kind",
    "amount_fen",
    "available_delta_fen",
    "reserved_delta_fen",
    "balance_after_fen",
    "reserved_after_fen",
    "reservation_id",
    "service",
    "recorded_at",
)


def voucher_parts(sizes: Sizes, chunk: int = 5_000) -> Iterator[list[Part]]:
    """Yield batches, each with its ledger, whose balances are right."""
    random = Random(3)
    entry_id = 0
    spread = sizes.ledger_entries // sizes.batches
    days = (AS_OF - _BEGAN).days
    for ids in _chunks(range(1, sizes.batches + 1), chunk):
        batches: list[Row] = []
        entries: list[Row] = []
        for batch_id in ids:
            begins = _BEGAN + timedelta(days=batch_id * days // sizes.batches)
            # The first has 50, as a large institution may in some years; the others a few.
            enterprise_id = (
                1 if batch_id % (sizes.batches // 50 or 1) == 0 else _curved(random, sizes.enterprises)
            )
            region = _PLACES[enterprise_id % len(_PLACES)][0]
            scope = _SCOPES[batch_id % len(_SCOPES)]
            number = f"YB{begins.year}-{batch_id:07d}"
            ends = begins + timedelta(days=364)
            batches.append(
                (batch_id, number, enterprise_id, "科技创新券（样例）", scope, region, [], begins, ends)
            )
            movements = _movements(random, batch_id, entry_id + 1, spread, begins, scope[0])
            entries.extend(movements)
            entry_id += len(movements)
        yield [
            Part(VoucherBatch, _BATCH_COLUMNS, batches),
            Part(VoucherLedgerEntry, _LEDGER_COLUMNS, entries),
        ]


def _movements(
    random: Random, batch_id: int, first_id: int, count: int, begins: date, service: str
) -> list[Row]:
    """Return `count` entries: a grant, then reservations each redeemed or released, and direct redemptions."""
    balance = random.randrange(20_000, 200_001, 5_000) * 100
    reserved = 0
    rows: list[Row] = []
    open_reservation: tuple[int, int] | None = None

    def add(kind: str, amount: int, available: int, held: int, reservation: int | None = None) -> None:
        sequence = len(rows) + 1
        day = min(begins + timedelta(days=sequence * 9), AS_OF)
        rows.append(
            (
                first_id + len(rows),
                batch_id,
                sequence,
                f"bench:{batch_id}:{sequence}",
                kind,
                amount,
                available,
                held,
                balance,
                reserved,
                reservation,
                service if kind == "redeem" else None,
                _moment(day, sequence * 60),
            )
        )

    add("grant", balance, balance, 0)
    while len(rows) < count:
        amount = random.randrange(1, max(balance // 8, 2)) if balance else 0
        if open_reservation is not None:
            reservation, amount = open_reservation
            open_reservation = None
            reserved -= amount
            if random.random() < 0.7:
                add("redeem", amount, 0, -amount, reservation)
            else:
                balance += amount
                add("release", amount, amount, -amount, reservation)
        elif not amount:
            balance += 100_00
            add("grant", 100_00, 100_00, 0)
        elif random.random() < 0.5:
            balance -= amount
            reserved += amount
            open_reservation = first_id + len(rows), amount
            add("reserve", amount, -amount, amount)
        else:
            balance -= amount
            add("redeem", amount, -amount, 0)
    return rows


def term_rows(
    names: Iterator[tuple[int, str, str]], terms_of: Callable[[str, str], Sequence[str]]
) -> Iterator[tuple[str, int]]:
    """Yield (term, enterprise id) of each (id, name, initials)."""
    for enterprise_id, name, initials in names:
        for term in terms_of(name, initials):
            yield term, enterprise_id


def _owner(random: Random, enterprises: int) -> int:
    """The enterprise of a case: one in 500 is the first's, the rest follow the curve."""
    return 1 if random.random() < 0.002 else _curved(random, enterprises)


def _curved(random: Random, enterprises: int) -> int:
    """An enterprise's id but the first's, on a curve from many to few."""
    others = enterprises - 1
    return 2 + int(others * random.random() ** 1.5) * 7919 % others


def _new_name(random: Random, short: str, seen: set[str]) -> str:
    while True:
        stem = random.choice(_FIRST) + random.choice(_SECOND)
        if len(seen) > 20_000:
            stem += random.choice(_SECOND)
        name = f"{short}{stem}{random.choice(_TRADES)}{random.choice(_FORMS)}"
        if name not in seen:
            seen.add(name)
            return name


def _uscc(code: str, number: int) -> str:
    body = f"91{code}YL{number:07d}"
    return body + str(uscc_number.calc_check_digit(body))


def _moment(day: date, seconds: int) -> datetime:
    return datetime.combine(day, time(1, 0), tzinfo=UTC) + timedelta(seconds=seconds)


def _chunks(ids: range, size: int) -> Iterator[list[int]]:
    remaining = iter(ids)
    while chunk := list(islice(remaining, size)):
        yield chunk
