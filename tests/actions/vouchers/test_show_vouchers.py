"""What is asked of the vouchers in view is told of them with the right figures, to who may see them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import yaml

from actions.vouchers.check_voucher_balance import STATEMENT, CheckVoucherBalance
from actions.vouchers.show_vouchers import ShowVouchers
from contracts import VoucherBalance
from records.vouchers.rules_file import VoucherRulesFile
from tests.actions.desk import NAME, NOW
from tests.actions.vouchers.voucher_desk import XIAOSHAN, VoucherDesk, told
from tests.figures import days, sums
from tests.golden_files import Golden

OTHER_USCC = "91420100YL00000020"
BATCH = [100_000, 76_000, 5_000, 19_000]  # of YL-1: granted, left, redeemed, reserved
WHOLE = [76_000, 19_000, 76_000, 76_000]  # left and reserved; what each of two services is left


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[VoucherDesk]:
    desk = VoucherDesk(tmp_path)
    desk.bind()
    desk.add_used()
    yield desk
    desk.database.close()


@pytest.mark.parametrize(
    ("asked", "text", "fen"),
    [
        ("state", "余额", WHOLE),
        ("whole", "券总览", WHOLE),
        ("more", "再具体些", WHOLE),
        ("item", "第二张券呢", WHOLE),
        (None, "券", WHOLE),
        ("use", "这个券怎么用啊", [76_000, 76_000]),
        ("services", "能拿来做什么的呀", [76_000, 76_000]),
        ("window", "什么时候能把钱给我", [19_000]),
        ("most", "单笔上限", [19_000]),
        ("source", "余额是哪里来的数", []),
        ("contact", "券的事归哪个管", []),
    ],
)
def test_each_thing_asked_is_told_with_its_figures_and_the_batches_below(
    desk: VoucherDesk, asked: str | None, text: str, fen: list[int], golden: Golden
) -> None:
    desk.show_balance()
    reply = desk.say(text, asked)
    assert (reply.outcome, told(reply)) == ("voucher_balance", (fen, BATCH))
    assert isinstance(reply.data, VoucherBalance)
    assert reply.text.count("（YL-1）") == 1  # each batch is listed once
    golden.check("vouchers_asked", f"{asked}: {text}", reply.text)
    assert desk.say(text, asked).text == reply.text  # the answer goes on from itself


@pytest.mark.parametrize(
    ("asked", "text", "fen"),
    [
        ("use", "去上海做检测能用吗", [76_000]),
        ("use", "武汉的机构收吗", []),
        ("use", "外地能用吗", [76_000]),
        ("other_place", "那上海呢？", [76_000]),
        ("other_place", "那南京呢", []),
        ("services", "可以付科技查新的钱吗", [76_000]),
        ("services", "工业设计行不行", []),
        ("item", "那检测呢", [76_000]),
        ("use", "够付500块的检测费吗", [50_000, 76_000]),
        ("most", "够付10万检测费不", [10_000_000, 9_924_000, 76_000]),
        ("services", "一千块的查新能付吗", [100_000, 24_000, 76_000]),
        ("use", "那付760元的检测呢", [76_000, 76_000]),
        ("use", "去上海做1万的检测够不够", [1_000_000, 924_000, 76_000]),
        ("most", "八万的合同够不够", [8_000_000, 7_924_000, 76_000]),
        ("most", "15万呢", [15_000_000, 14_924_000, 76_000]),
        ("use", "15万呢", [15_000_000, 14_924_000, 76_000]),
        ("use", "够付三千吗", [300_000, 224_000, 76_000]),
    ],
)
def test_service_place_and_sum_are_read_from_the_words(
    desk: VoucherDesk, asked: str, text: str, fen: list[int], golden: Golden
) -> None:
    desk.show_balance()
    reply = desk.say(text, asked)
    assert (reply.outcome, told(reply)) == ("voucher_balance", (fen, BATCH))
    golden.check("vouchers_asked", f"{asked}: {text}", reply.text)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("付检测和查新一共1000元够吗", [100_000, 24_000, 76_000, 76_000, 76_000]),
        ("够付检测和工业设计1000元吗", [126_000, 100_000, 76_000, 50_000]),
        ("够付700元检测和600元工业设计吗", [130_000, 4_000, 126_000, 76_000, 50_000]),
        ("够付5元检测和培训吗", [76_000]),  # one of them is not paid for at all
    ],
)
def test_a_sum_is_compared_with_what_pays_for_the_services_together(
    desk: VoucherDesk, golden: Golden, text: str, fen: list[int]
) -> None:
    desk.add("YL-2", 50_000, scope=["工业设计"])
    desk.show_balance()
    reply = desk.say(text, "use")
    assert told(reply)[0] == fen
    golden.check("vouchers_asked", f"use: {text}", reply.text)


def test_a_service_is_known_by_the_name_that_a_batch_gives_it(desk: VoucherDesk) -> None:
    desk.add("YL-2", 100, scope=["样例服务"])
    desk.show_balance()
    reply = desk.say("样例服务能用吗", "services")
    assert ("样例服务" in reply.text, told(reply)[0]) == (True, [100])


@pytest.mark.parametrize("asked", ["lapse", "transferable"])
def test_the_last_day_of_each_batch_is_told_with_what_is_left_of_it(
    desk: VoucherDesk, golden: Golden, asked: str
) -> None:
    desk.add("YL-2", 20_000, valid_to=date(2026, 12, 10))
    desk.add("YL-3", 5_000, valid_from=date(2027, 1, 1), valid_to=date(2027, 6, 30))
    desk.add("YL-0", 5_000, valid_to=date(2026, 11, 19))  # has lapsed
    desk.show_balance()
    reply = desk.say("有没有快到期的，能转吗", asked)
    golden.check("vouchers_asked", asked, reply.text)
    dated = [line for line in reply.text.split("\n") if " 到期（" in line]
    assert [(sums(line), days(line)[0]) for line in dated] == [
        ([20_000], date(2026, 12, 10)),
        ([76_000], date(2026, 12, 31)),
        ([5_000], date(2027, 6, 30)),
    ]
    soon = sums(reply.text.split("\n")[0])
    assert soon == ([20_000] if asked == "lapse" else [])


def with_windows(desk: VoucherDesk, folder: Path) -> None:
    """Let Jiaxing redeem in March and September of every year; of Wuhan nothing is known."""
    source = {"title": "样例办法", "issuer": "样例局", "read_from": "样例", "read_on": "2026-11-20"}
    days = [{"opens": "03-01", "closes": "03-31"}, {"opens": "09-05", "closes": "09-30"}]
    rules = {
        "windows": [
            {"region": "浙江省/嘉兴市", "yearly": days, "source": source},
            {"region": XIAOSHAN, "words": "萧山的时间", "source": source},
        ],
        "reviews": [{"region": "浙江省/嘉兴市", "words": "审核约3个月", "months": 3, "source": source}],
    }
    path = folder / "voucher_rules.yml"
    path.write_text(yaml.safe_dump(rules, allow_unicode=True), "utf-8")
    desk.balance = CheckVoucherBalance(desk.database, desk.clock, VoucherRulesFile(path))
    desk.vouchers = ShowVouchers(desk.database, desk.clock, desk.balance, desk.statement)


def test_when_a_place_that_is_named_redeems_is_told_with_the_days_of_every_year_and_its_review(
    desk: VoucherDesk, tmp_path: Path, golden: Golden
) -> None:
    with_windows(desk, tmp_path)
    reply = desk.say("嘉兴几月兑付", "window")
    assert "每年3月1日至3月31日、9月5日至9月30日" in reply.text
    assert ("3个月" in reply.text, "萧山的时间" in reply.text) == (True, False)
    assert days(reply.text.split("\n")[1])[:2] == [date(2027, 3, 1), date(2027, 3, 31)]
    golden.check("vouchers_asked", "window, of a place that is named", reply.text)
    own = desk.say("几月兑付", "window")
    assert ("萧山的时间" in own.text, "3个月" in own.text) == (True, False)


def test_of_a_place_whose_windows_are_unknown_that_is_said_and_of_no_other(
    desk: VoucherDesk, tmp_path: Path, golden: Golden
) -> None:
    with_windows(desk, tmp_path)
    (tmp_path / "bare").mkdir()
    bare = VoucherDesk(tmp_path / "bare")
    bare.bind()
    with_windows(bare, tmp_path)
    for each, title in ((desk, "with vouchers"), (bare, "without any")):
        reply = each.say("武汉几月兑付", "window")
        (told,) = [line for line in reply.text.split("\n") if line.startswith("兑付：")]
        assert ("武汉市" in told, "萧山" in told) == (True, False)
        golden.check("vouchers_asked", f"window, of a place unknown, {title}", reply.text)
    bare.database.close()


def test_without_anything_left_that_is_said_whatever_is_asked(tmp_path: Path, golden: Golden) -> None:
    desk = VoucherDesk(tmp_path)
    desk.bind()
    desk.show_balance()
    every = ("state", "use", "lapse", "window", "most", "transferable", "contact", "item")
    answers = {desk.say("券呢", asked).text for asked in every}
    (answer,) = answers
    golden.check("vouchers_asked", "without vouchers", answer)
    desk.add("YL-1", 100, region="河南省/周口市", valid_to=date(2026, 11, 19))
    for asked, text in (("lapse", "什么时候到期"), ("services", "能付什么"), ("window", "什么时候能兑付")):
        reply = desk.say(text, asked)
        assert told(reply) == ([], [100, 0] if "0 元" in reply.text else [100])
        golden.check("vouchers_asked", f"{asked}, with a lapsed one", reply.text)
    desk.add("YL-2", 100, region="河南省/周口市", scope=[])
    for asked, text in (("services", "能付房租吗"), ("window", "兑付窗口期")):
        golden.check("vouchers_asked", f"{asked}, for any service elsewhere", desk.say(text, asked).text)
    desk.database.close()


@pytest.mark.parametrize("asked", ["state", "lapse", "reserved", "spent", "download"])
def test_vouchers_by_the_number_of_another_enterprise_are_refused(desk: VoucherDesk, asked: str) -> None:
    desk.show_balance()
    reply = desk.say(f"查一下{OTHER_USCC}的", asked, uscc=OTHER_USCC)
    assert (reply.outcome, reply.data, sums(reply.text)) == ("needs_binding", None, [])
    assert (NAME in reply.text, [offer.text for offer in reply.quick_replies]) == (True, ["解除绑定"])
    own = desk.say("查一下91330109YL0000001C的", asked, uscc="91330109YL0000001C")
    assert own.outcome in ("voucher_balance", "voucher_statement")


@pytest.mark.parametrize(
    ("asked", "text", "lookup", "fen"),
    [
        ("lapse", "哪些快过期了", "check_voucher_balance", 76_000),
        ("reserved", "冻结的是哪笔", "check_voucher_balance", 19_000),
        ("most", "够付10万检测费不", "check_voucher_balance", 10_000_000),
        ("spent", "上季度花了多少钱", "check_voucher_statement", 5_000),
    ],
)
def test_who_is_not_bound_is_asked_to_and_what_was_asked_is_answered_after_it(
    desk: VoucherDesk, asked: str, text: str, lookup: str, fen: int
) -> None:
    desk.show_balance()
    desk.unbind()
    reply = desk.say(text, asked)
    assert (reply.outcome, reply.data, sums(reply.text)) == ("needs_binding", None, [])
    assert desk.slots["pending_lookup"] == lookup
    kept = {"lookup": lookup, "text": text, "topic": None, "wants": asked}
    assert desk.slots["pending_question"] == kept
    assert sums(desk.bind_and_go_on().text)[0] == fen
    assert desk.slots["pending_question"] is None


def test_a_viewer_sees_the_balance_and_is_offered_no_statement(desk: VoucherDesk) -> None:
    desk.set_role("viewer")
    reply = desk.show_balance()
    assert (told(reply)[0], STATEMENT in reply.quick_replies) == (WHOLE, False)
    assert NOW.date() in days(reply.text)


def test_every_look_is_audited(desk: VoucherDesk) -> None:
    desk.show_balance()
    desk.say("什么时候过期啊", "lapse")
    desk.unbind()
    desk.say("什么时候过期啊", "lapse")
    assert [(action, outcome) for action, _, outcome in desk.audited()] == [
        ("lookup.voucher_balance", "found"),
        ("lookup.voucher_balance", "found"),
        ("lookup.voucher_balance", "needs_binding"),
    ]
