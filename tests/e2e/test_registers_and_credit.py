"""What the bureau publishes, and credit before an application and its repair, with the real Rasa and database."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date

import pytest

from tests.e2e.test_conversations import code_sent_to, only
from tests.installation import Installation

pytestmark = pytest.mark.e2e


def rows(installation: Installation, query: str, values: Sequence[str] = ()) -> list[tuple]:
    with sqlite3.connect(installation.var / "records.db") as database:
        return database.execute(query, values).fetchall()


def listed(installation: Installation, register: str, condition: str) -> tuple[str, str]:
    """Return name and uscc of the first demo entry of a register."""
    query = f"SELECT name, uscc FROM register_entries WHERE register = ? AND {condition} ORDER BY id LIMIT 1"
    return rows(installation, query, [register])[0]


def offender(installation: Installation) -> tuple[str, str, str]:
    """Return name, uscc and the least used phone of an enterprise with a serious breach in force; see contact_with."""
    query = (
        "SELECT e.name, e.uscc, c.phone FROM enterprises e JOIN contacts c ON c.enterprise_id = e.id "
        "WHERE c.role != 'viewer' AND e.id IN "
        "(SELECT enterprise_id FROM credit_events WHERE kind = 'serious_breach' AND valid_to > date('now')) "
        "ORDER BY e.id, (SELECT count(*) FROM sms_outbox s WHERE s.phone = c.phone), c.id LIMIT 1"
    )
    return rows(installation, query)[0]


def test_who_is_on_a_register_is_told_to_everybody(installation: Installation) -> None:
    talk = installation.open_conversation()
    name, uscc = listed(installation, "high_tech_enterprise", "valid_to > date('now') AND removed_on IS NULL")
    asked = only(talk.say(f"{name}是不是高新技术企业"))
    assert (asked["outcome"], asked["data"]["findings"][0]["is_in_force"]) == ("register", True)
    assert "样例名单" in asked["text"]
    assert only(talk.say("什么时候到期"))["text"].startswith(name)
    by_number = only(talk.say(f"{uscc}在不在高企名单里"))
    assert by_number["data"]["findings"] == asked["data"]["findings"]

    removed, _ = listed(installation, "high_tech_enterprise", "removed_on IS NOT NULL")
    assert "移出" in only(talk.say(f"那{removed}呢"))["text"]
    nothing = only(talk.say("从未听过样例有限公司是不是高企"))
    assert nothing["data"]["findings"] == []
    hub, _ = listed(installation, "incubator", "level = '国家级'")
    found = only(talk.say(f"查一下{hub}是不是国家级孵化器"))
    assert [each["level"] for each in found["data"]["findings"]] == ["国家级"]


def test_where_an_item_is_asked_about_first(installation: Installation) -> None:
    talk = installation.open_conversation()
    named = only(talk.say("高企认定首问是哪个科室"))
    assert (named["outcome"], "高新技术企业" in named["text"]) == ("answered", True)
    which = only(installation.open_conversation().say("首问是谁"))
    assert which["outcome"] == "clarify"
    chosen = installation.open_conversation()
    chosen.say("首问是谁")
    assert which["quick_replies"][0]["title"] in only(chosen.say("第一个"))["text"]


def test_what_was_simplified_of_the_external_services(installation: Installation) -> None:
    reply = only(installation.open_conversation().say("省厅对外业务精简了哪些事项"))
    assert reply["outcome"] == "register"
    for words in ("省级重点研发计划项目申报", "共 44 项", "依据："):
        assert words in reply["text"]


def test_who_looks_after_a_district_is_told_from_the_published_table(installation: Installation) -> None:
    talk = installation.open_conversation()
    for text, contact in (
        ("江岸区谁负责", "亓巍"),
        ("那武昌区呢", "黄静"),
        ("联系电话是多少", "黄静"),
        ("东湖高新区的包区联系人是谁", "彭华魁"),
    ):
        reply = only(talk.say(text))
        assert (reply["outcome"], f"联系人：{contact}" in reply["text"]) == ("register", True), text
        assert "依据：" in reply["text"]
    assert "黄静" in only(installation.open_conversation().say("我们在武昌,找谁"))["text"]
    assert only(talk.say("高企认定要什么材料"))["outcome"] != "register"


def test_credit_is_checked_before_an_application_and_its_repair_is_told(installation: Installation) -> None:
    name, uscc, phone = offender(installation)
    talk = installation.open_conversation()
    assert only(talk.say("我们公司报科小会不会被一票否决"))["outcome"] == "needs_binding"
    for message in ("绑定企业", "同意", uscc, phone):
        talk.say(message)
    checked = talk.say(code_sent_to(installation, phone))[-1]
    assert (checked["outcome"], checked["data"]["passes"]) == ("credit_check", False)
    assert checked["data"]["service_item"] == "科技型中小企业评价"
    assert "只核查科研诚信" in checked["text"]

    repair = only(talk.say("怎么修复信用"))
    assert repair["outcome"] == "credit_standing"
    standing = only(talk.say("查一下我们的科研诚信"))
    assert standing["data"]["standing"] == "black"
    path = standing["data"]["repair_path"]
    earliest = date.fromisoformat(path["earliest_on"])
    assert f"最早可申请：{earliest.year}年{earliest.month}月{earliest.day}日" in repair["text"]
    for words in (*path["steps"], path["source"]):
        assert words in repair["text"]
    again = only(talk.say("我们现在申报会不会因为失信被一票否决"))
    assert (again["outcome"], again["data"]["passes"]) == ("credit_check", False)

    stranger = installation.open_conversation()
    refused = only(stranger.say(f"{name}有没有失信记录"))
    assert (refused["outcome"], refused["data"]) == ("needs_binding", None)
    rules = only(stranger.say("科研失信怎么修复信用"))
    assert rules["outcome"] in {"answered", "clarify"}
    assert name not in rules["text"]
