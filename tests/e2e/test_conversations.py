"""Whole conversations over HTTP with the real Rasa, index and database."""

from __future__ import annotations

import sqlite3
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import httpx
import pytest

from tests.installation import Installation, Talk

pytestmark = pytest.mark.e2e
needs_seeds = pytest.mark.usefixtures("seeds")


def only(replies: list[dict]) -> dict:
    assert len(replies) == 1, [reply["text"] for reply in replies]
    return replies[0]


def titles(reply: dict) -> str:
    return " ".join(citation["title"] for citation in reply["citations"])


def bound_talk(installation: Installation, uscc: str, phone: str) -> Talk:
    """Bind an enterprise as a user does, reading the code from the demo's SMS outbox."""
    talk = installation.open_conversation()
    notice = only(talk.say("我要绑定企业"))
    assert notice["outcome"] == "form"
    for words in ("30 天", "解除绑定", "只在本对话"):
        assert words in notice["text"]
    talk.say("同意并继续")
    talk.say(uscc)
    assert "验证码" in talk.say(phone)[-1]["text"]
    said = talk.say(code_sent_to(installation, phone))[0]["text"]
    for words in ("已绑定", "您的身份是", "有效期到", "解除绑定"):
        assert words in said
    return talk


def code_sent_to(installation: Installation, phone: str) -> str:
    """Return the newest code of the demo's SMS outbox for a phone."""
    query = "SELECT code FROM sms_outbox WHERE phone = :phone ORDER BY id DESC LIMIT 1"
    return str(installation.read(query, phone=phone)[0][0])


def contacts_with(installation: Installation, table: str) -> list[tuple[str, str]]:
    """Return (uscc, phone) of demo enterprises that have rows in a table."""
    return installation.read(
        f"SELECT e.uscc, c.phone FROM enterprises e JOIN contacts c ON c.enterprise_id = e.id "
        f"WHERE c.id IN (SELECT min(id) FROM contacts GROUP BY enterprise_id) "
        f"AND e.id IN (SELECT enterprise_id FROM {table}) ORDER BY e.id LIMIT 5"
    )


def contact_with(installation: Installation, table: str) -> tuple[str, str]:
    """Return the first demo enterprise that has rows in a table, and its contact whose phone got the fewest codes.

    A phone gets five an hour, and all tests share the installation.
    """
    uscc, _ = contacts_with(installation, table)[0]
    ((phone,),) = installation.read(
        "SELECT c.phone FROM contacts c JOIN enterprises e ON e.id = c.enterprise_id WHERE e.uscc = :uscc "
        "ORDER BY (SELECT count(*) FROM sms_outbox s WHERE s.phone = c.phone), c.id LIMIT 1",
        uscc=uscc,
    )
    return uscc, phone


@pytest.mark.sample
def test_an_enterprise_asks_and_follows_up(installation: Installation) -> None:
    talk = installation.open_conversation()
    assert "隐私" in talk.greeting["text"]
    assert "样例-000-0000" in talk.greeting["text"]
    first = only(talk.say("高企认定要什么条件"))
    assert first["outcome"] == "answered"
    assert "高新技术企业" in titles(first)
    assert first["index_version"]
    assert first["model_version"]
    materials = only(talk.say("那材料呢"))
    assert materials["outcome"] == "answered"
    assert "高新技术企业" in titles(materials)
    corrected = only(talk.say("不是，我问的是创新券"))
    assert "创新券" in titles(corrected) or corrected["outcome"] == "clarify"


@needs_seeds
@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("江岸区的联系人是谁", ["亓巍", "徐涛", "项目中心"]),
        ("蔡甸区谁负责", ["杨敏华", "金开红", "财务处"]),
        ("江岸區的聯繫人是誰", ["亓巍"]),
    ],
)
def test_contacts_come_row_by_row(installation: Installation, question: str, words: list[str]) -> None:
    reply = only(installation.open_conversation().say(question))
    for word in words:
        assert word in reply["text"]
    assert not {"刘维华", "彭华魁", "郭峰"} & set(reply["text"].split())
    for other in ("刘维华", "彭华魁", "郭峰", "阮聪"):
        assert other not in reply["text"]


@needs_seeds
def test_typos_and_regions(installation: Installation) -> None:
    reply = only(installation.open_conversation().say("萧山创新卷一年兑几次"))
    assert reply["outcome"] == "answered"
    assert "两次" in reply["text"] or "2次" in reply["text"]
    assert "萧山" in reply["citations"][0]["region"]


def test_a_region_we_hold_nothing_on_is_said(installation: Installation) -> None:
    reply = only(installation.open_conversation().say("深圳的创新券怎么领"))
    assert reply["outcome"] == "other_region"


@pytest.mark.parametrize("question", ["今天天气怎么样", "附近有什么好吃的火锅店", "帮我写一首诗"])
def test_what_no_document_says_is_declined(installation: Installation, question: str) -> None:
    reply = only(installation.open_conversation().say(question))
    assert reply["outcome"] in {"out_of_scope", "no_answer", "smalltalk"}
    assert not reply["citations"]


@pytest.mark.sample
def test_look_ups_need_a_binding_and_go_on_after_it(installation: Installation) -> None:
    talk = installation.open_conversation()
    for question in ("我的高企到哪一步了", "我还剩多少创新券", "我们公司在不在黑名单里"):
        assert only(talk.say(question))["outcome"] == "needs_binding"
    uscc, phone = contacts_with(installation, "cases")[0]
    for message in ("绑定企业", "同意", uscc, phone):
        talk.say(message)
    replies = talk.say(code_sent_to(installation, phone))
    assert "已绑定" in replies[0]["text"]
    assert replies[-1]["outcome"] == "credit_standing"


def test_the_three_look_ups_of_a_bound_enterprise(installation: Installation) -> None:
    uscc, phone = contact_with(installation, "voucher_batches")
    talk = bound_talk(installation, uscc, phone)
    balance = only(talk.say("我的创新券还剩多少"))
    assert balance["data"]["kind"] == "voucher_balance"
    standing = only(talk.say("查一下我们的科研诚信"))
    assert standing["data"]["kind"] == "credit_standing"
    cases = only(talk.say("我的办件到哪了"))
    assert cases["outcome"] in {"case_status", "clarify"}
    if cases["outcome"] == "clarify":
        chosen = only(talk.say("第一个"))
        assert chosen["data"]["kind"] == "case_status"
    other = contacts_with(installation, "cases")[-1][0]
    assert "只能查已绑定的" in only(talk.say(f"查一下 {other} 的创新券余额"))["text"]
    talk.say("解除绑定")
    talk.say("确定解除")
    assert only(talk.say("我的创新券还剩多少"))["outcome"] == "needs_binding"


def test_code_and_phone_may_come_in_one_message(installation: Installation) -> None:
    uscc, phone = contacts_with(installation, "cases")[4]
    talk = installation.open_conversation()
    assert "同意" in talk.say(f"绑定企业 {uscc} {phone}")[-1]["text"]
    with sqlite3.connect(installation.var / "records.db") as database:
        sent = database.execute("SELECT count(*) FROM sms_outbox WHERE phone = ?", (phone,)).fetchone()[0]
    assert sent == 0
    assert "验证码" in talk.say("我同意")[-1]["text"]


def test_another_enterprises_case_looks_like_an_unknown_one(installation: Installation) -> None:
    mine, other = contacts_with(installation, "cases")[:2]
    with sqlite3.connect(installation.var / "records.db") as database:
        query = "SELECT number FROM cases c JOIN enterprises e ON e.id=c.enterprise_id WHERE e.uscc=? LIMIT 1"
        theirs = database.execute(query, (other[0],)).fetchone()[0]
    talk = bound_talk(installation, *mine)
    unowned = only(talk.say(f"查一下办件 {theirs}"))
    unknown = only(talk.say("查一下办件 XS2026-999999"))
    assert unowned["data"] is unknown["data"] is None
    assert unowned["text"].replace(theirs, "") == unknown["text"].replace("XS2026-999999", "")


def test_a_wrong_pair_looks_like_a_right_one(installation: Installation) -> None:
    uscc, phone = contacts_with(installation, "cases")[2]
    texts = []
    for given in (phone, "16000009999"):
        talk = installation.open_conversation()
        for message in ("绑定企业", "同意", uscc):
            talk.say(message)
        texts.append(talk.say(given)[-1]["text"].replace(given[:3] + "****" + given[-4:], ""))
    assert texts[0] == texts[1]
    assert "不对" in talk.say("000000")[0]["text"]


def test_neither_phone_nor_code_is_stored_in_clear(installation: Installation) -> None:
    uscc, phone = contacts_with(installation, "cases")[3]
    bound_talk(installation, uscc, phone)
    code = code_sent_to(installation, phone)
    with sqlite3.connect(installation.var / "records.db") as database:
        said = [row[0] for row in database.execute("SELECT text FROM messages")]
    with sqlite3.connect(installation.var / "rasa.db") as tracker:
        heard = "".join(row[0] for row in tracker.execute("SELECT data FROM events"))
    log = (installation.var / "log" / "dxe.log").read_text(encoding="utf-8")
    assert phone not in "".join(said)
    assert phone not in heard
    assert phone not in log
    assert f'"{code}"' not in heard
    assert code not in said


def test_a_form_can_be_left_and_resumed(installation: Installation) -> None:
    uscc, _ = contacts_with(installation, "cases")[0]
    talk = installation.open_conversation()
    for message in ("绑定企业", "好的", uscc):
        talk.say(message)
    replies = talk.say("对了，创新券可以用在哪些方面")
    assert replies[0]["outcome"] in {"answered", "clarify"}
    assert "手机号" in replies[-1]["text"]
    assert "不绑定" in only(talk.say("算了不弄了"))["text"]
    assert "手机号" in only(talk.say("继续绑定"))["text"]


def test_a_person_is_always_in_reach(installation: Installation) -> None:
    talk = installation.open_conversation()
    reply = only(talk.say("转人工"))
    assert reply["outcome"] == "handoff"
    assert "样例-000-0000" in reply["text"]
    assert only(talk.say("我要投诉你们办事太慢"))["outcome"] == "ticket"


@pytest.mark.parametrize("text", ["/restart", '/bind{"uscc":"x"}', "/code_verified"])
def test_a_users_command_binds_nobody(installation: Installation, text: str) -> None:
    talk = installation.open_conversation()
    assert "已绑定" not in "".join(reply["text"] for reply in talk.say(text))
    assert talk.say("我还剩多少创新券")[0]["outcome"] == "needs_binding"


@pytest.mark.parametrize(
    ("text", "status"),
    [("", 422), ("\x00\x01", 422), ("高" * 100_000, 413), ("高" * 2_001, 422), ("😀", 200)],
    ids=["empty", "control characters", "100,000 characters", "2,001 characters", "emoji"],
)
def test_odd_messages_get_a_clear_answer(installation: Installation, text: str, status: int) -> None:
    response = installation.open_conversation().post(text)
    assert response.status_code == status
    if status != 200:
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json()["title"]


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>高企条件", "高企 HNTE 條件 ｑｕａｌｉｆｙ", "'; DROP TABLE cases;--"]
)
def test_markup_and_mixed_scripts_are_only_text(installation: Installation, text: str) -> None:
    reply = only(installation.open_conversation().say(text))
    assert reply["text"]
    assert "<script>" not in reply["text"]


def test_a_token_that_is_not_ours_and_an_unknown_id_are_alike(installation: Installation) -> None:
    talk = installation.open_conversation()
    wrong = Talk(talk.api, talk.conversation_id, "0" * 32, {}).post("你好")
    unknown = Talk(talk.api, uuid.uuid4().hex, talk.token, {}).post("你好")
    assert wrong.status_code == unknown.status_code == 404
    assert wrong.json() == unknown.json()


def test_a_repeated_message_is_answered_once_also_while_under_way(installation: Installation) -> None:
    talk = installation.open_conversation()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: talk.post("高企认定要什么条件", "same").json(), range(4)))
    assert len({answer["turn_id"] for answer in answers}) == 1
    assert len({answer["replies"][0]["id"] for answer in answers}) == 1


def test_events_resume_after_the_last_one_seen(installation: Installation) -> None:
    talk = installation.open_conversation()
    talk.say("你好")
    talk.say("谢谢")
    url = f"{talk.api}/api/conversations/{talk.conversation_id}/events"
    headers = {"Authorization": f"Bearer {talk.token}", "Last-Event-ID": "1"}
    with httpx.stream("GET", url, headers=headers, timeout=10) as response:
        lines = []
        for line in response.iter_lines():
            lines.append(line)
            if line.startswith("data:"):
                break
    assert "id: 2" in lines
    assert "event: reply" in lines


def test_answers_without_dialogue_bear_their_source(installation: Installation) -> None:
    response = httpx.get(f"{installation.api}/api/answer", params={"q": "高企认定要什么条件"}, timeout=10)
    answer = response.json()
    assert answer["outcome"] == "answered"
    assert answer["citations"][0]["passage"]
    past = httpx.get(
        f"{installation.api}/api/answer", params={"q": "高企", "on": date(2010, 1, 1).isoformat()}, timeout=10
    )
    assert past.status_code == 200


def test_all_is_ready(installation: Installation) -> None:
    ready = httpx.get(f"{installation.api}/readyz", timeout=10)
    assert ready.json() == {
        "status": "ok",
        "parts": {"database": "ok", "index": "ok", "rasa": "ok"},
        "problems": [],
    }
