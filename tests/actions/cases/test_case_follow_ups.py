"""Questions about one's own cases that Rasa took for something else, through the readers that are assembled."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from actions.cases.case_follow_ups import CaseFollowUps, asks_for_list, asks_how_far
from actions.cases.case_items import find_aspect_of_item
from actions.cases.case_questions import find_aspect
from actions.cases.case_times import is_only_filed_at_no_past_time
from actions.cases.withdrawal import asks_to_withdraw
from actions.conversation.follow_ups import FollowUps
from actions.seam.turn import ActionTurn
from contracts import CaseStatus, ReplyDraft
from index.library import Library
from records.cases.materials import record_material
from records.models import Case, Enterprise, ServiceItem
from records.people.binding import record_binding
from records.storage.database import Database
from records.values.clock import FixedClock
from tests.actions.cases.test_check_application_status import NAME, NOW, Bot, at, numbers, shown
from tests.figures import counts, days
from tests.golden_files import Golden
from tests.records.databases import sqlite_database
from tests.records.support import OTHER_USCC, USCC, add_enterprise

TODAY = NOW.date()
OVERDUE, LATE = "XS2026-000051", "XS2026-000026"


class Talk(Bot):
    """Every message is taken for a question to the guidance, which has no index here: its answer is an error."""

    def __init__(self, database: Database, folder: Path) -> None:
        super().__init__(database, folder)
        library = Library(folder / "index")
        readers = [CaseFollowUps(database, FixedClock(NOW), library, self.cases)]
        self.any = FollowUps(self.guidance, readers)

    def say(self, text: str, **entities: str) -> list[ReplyDraft]:
        turn = ActionTurn(self.id, text, "ask_guidance", entities, dict(self.slots))
        result = asyncio.run(self.any.run(turn))
        self.slots |= dict(result.slots)
        return list(result.replies)

    def said(self, text: str, **entities: str) -> ReplyDraft:
        (reply,) = self.say(text, **entities)
        return reply


@pytest.fixture
def unbound(tmp_path: Path) -> Iterator[Talk]:
    """An enterprise with a project, whose supplement is overdue, a permit that is past its limit, and a 高企 case."""
    database = Database(sqlite_database(tmp_path / "records.db"))
    add_enterprise(database, USCC, NAME, "16000000001")
    add_enterprise(database, OTHER_USCC, "武汉星达样例软件有限公司", "16000000003")
    items = (
        ("hte", "高新技术企业认定", "high-tech-enterprise", None),
        ("contract", "技术合同认定登记", "technology-contract", None),
        ("permit", "外国人来华工作许可", "foreigner-work-permit", 20),
        ("project", "科技计划项目申报", "science-project", None),
        ("acceptance", "科技计划项目验收", "science-project", None),
    )
    with database.transaction() as session:
        session.add_all(
            ServiceItem(code=code, name=name, topic=topic, statutory_days=days)
            for code, name, topic, days in items
        )
    talk = Talk(database, tmp_path)
    talk.add("project", OVERDUE, at(10, 9))
    talk.move(OVERDUE, ("supplement_requested", at(10, 15)), due_on=date(2026, 10, 29))
    talk.add("permit", LATE, at(9, 1))
    talk.move(LATE, ("accepted", at(9, 3)), ("review", at(9, 7)))
    talk.add("hte", "XS2026-000077", at(11, 20))
    with database.transaction() as session:
        case = session.scalars(select(Case).where(Case.number == OVERDUE)).unique().one()
        record_material(session, case, "合作协议", "supplement", now=NOW, due_on=date(2026, 10, 29))
    yield talk
    database.close()


@pytest.fixture
def talk(unbound: Talk) -> Talk:
    with unbound.database.transaction() as session:
        owner = session.scalars(select(Enterprise).where(Enterprise.uscc == USCC)).one()
        record_binding(session, unbound.id, owner.contacts[0], now=NOW)
    return unbound


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("项目申报要补啥", OVERDUE),
        ("外国人的那个办到哪了", LATE),
        ("外国人来华工作许可还缺什么材料", LATE),
    ],
)
def test_an_item_named_in_part_is_the_only_one_shown(
    talk: Talk, text: str, number: str, golden: Golden
) -> None:
    for reply in (talk.ask(text), talk.said(text)):  # taken for a look-up, and for a question
        assert shown(reply) == number
        golden.check("case_follow_ups", text, reply.text)


def test_what_is_asked_of_an_item_is_answered_alone(talk: Talk) -> None:
    reply = talk.said("项目申报要补啥")
    assert "请补正“合作协议”" in reply.text
    assert "下一步" not in reply.text


def test_of_a_topic_with_several_items_the_one_named_is_meant(talk: Talk) -> None:
    talk.add("acceptance", "XS2026-000080", at(11, 3))
    topic = "science-project"
    assert shown(talk.ask("项目验收到哪一步了", topic=topic)) == "XS2026-000080"
    assert shown(talk.ask("项目申报到哪一步了", topic=topic)) == OVERDUE
    assert numbers(talk.ask("科研项目到哪一步了", topic=topic)) == ["XS2026-000080", OVERDUE]


def test_words_that_any_message_holds_name_no_item(talk: Talk) -> None:
    assert len(numbers(talk.ask("我申报的认定办到哪了"))) == 3


def test_an_item_without_a_case_is_said_to_have_none(talk: Talk, golden: Golden) -> None:
    reply = talk.said("技术合同登记到哪一步了", topic="technology-contract")
    assert (reply.data, NAME in reply.text) == (None, True)
    golden.check("case_follow_ups", "技术合同登记到哪一步了", reply.text)
    assert numbers(reply) == ["我的办件", "转人工"]
    golden.check("case_follow_ups", "科技计划项目验收办到哪了", talk.said("科技计划项目验收办到哪了").text)


def test_how_far_an_item_is_is_told_to_nobody_who_is_not_bound(unbound: Talk) -> None:
    reply = unbound.said("技术合同登记到哪一步了")
    assert (reply.outcome, reply.data) == ("needs_binding", None)
    assert unbound.said("项目申报要补啥").outcome == "error"  # may be asked in general


@pytest.mark.parametrize("text", ["补正超期了会怎样", "逾期了还能补吗", "没按时交会怎么样", "超期了怎么办"])
def test_a_supplement_that_is_overdue_is_told_from_the_record(talk: Talk, text: str, golden: Golden) -> None:
    talk.ask(f"查{OVERDUE}", case_number=OVERDUE)
    reply = talk.said(text)
    assert (reply.outcome, shown(reply)) == ("case_status", OVERDUE)
    assert days(reply.text)[1:3] == [
        date(2026, 10, 29),
        date(2026, 10, 30),
    ]  # the last day, and the first late one
    for words in ("合作协议", "高新处", "转人工"):
        assert words in reply.text
    golden.check("case_follow_ups", text, reply.text)
    assert "视为" not in reply.text
    assert "转人工" in [offer.text for offer in reply.quick_replies]


@pytest.mark.parametrize(
    "text", [f"{LATE} 超时了怎么办", f"{LATE}过了时限还没批怎么办", "ｘｓ2026 000026超时了咋办"]
)
def test_a_late_decision_is_told_from_the_record(talk: Talk, text: str, golden: Golden) -> None:
    reply = talk.said(text)
    assert shown(reply) == LATE
    assert isinstance(reply.data, CaseStatus)
    assert reply.data.deadline is not None
    assert days(reply.text)[1:] == [reply.data.deadline, reply.data.deadline + timedelta(days=1)]
    for words in ("高新处", "转人工"):
        assert words in reply.text
    golden.check("case_follow_ups", text, reply.text)


def test_after_a_list_or_of_ours_only_the_late_ones_are_told(talk: Talk, golden: Golden) -> None:
    talk.ask("我的办件")
    assert numbers(talk.said("超期了怎么办")) == [OVERDUE, LATE]
    reply = talk.said("我们的补正超期了怎么办")
    assert (numbers(reply), counts(reply.text)[0]) == ([OVERDUE, LATE], 2)
    golden.check("case_follow_ups", "我们的补正超期了怎么办", reply.text)


@pytest.mark.parametrize(
    "text",
    ["补正超期了会咋样", "补正超期了会怎样，我这个件", "逾期会作废吗", "超了咋办", "不补会怎样", "能延期不"],
)
def test_a_late_supplement_is_told_from_the_record_in_any_words(
    talk: Talk, text: str, golden: Golden
) -> None:
    talk.ask(f"查{OVERDUE}", case_number=OVERDUE)
    reply = talk.said(text)
    assert shown(reply) == OVERDUE
    assert date(2026, 10, 30) in days(reply.text)
    golden.check("case_follow_ups", text, reply.text)


@pytest.mark.parametrize(
    "text",
    [
        "最晚哪天交",
        "最晚什么时候交",
        "收到没",
        "为啥还没受理",
        "结果出来没",
        "什么时候能拿证",
        "公示到哪天结束",
        "现在卡在哪",
        "催一下",
        "多久了都没批，你们能不能快点",
        "咋了",
        "动起来了么",
    ],
)
def test_a_short_question_is_about_the_case_just_shown(talk: Talk, text: str, golden: Golden) -> None:
    """Taken for a look-up, and all but the last for a question too: 动起来了么 says of itself nothing of a case."""
    for ask in (talk.ask, talk.said)[: 1 if text == "动起来了么" else 2]:
        talk.ask(f"查{OVERDUE}", case_number=OVERDUE)
        reply = ask(text)
        assert shown(reply) == OVERDUE
        golden.check("case_follow_ups", text, reply.text)


@pytest.mark.parametrize(
    "text", ["我的办件", "全部办件", "那我的件呢", "查进度", "别的呢", "我们报的怎么样了"]
)
def test_all_cases_are_still_listed_after_one_was_shown(talk: Talk, text: str) -> None:
    talk.ask(f"查{OVERDUE}", case_number=OVERDUE)
    assert len(numbers(talk.ask(text))) == 3


@pytest.mark.parametrize(
    "text", ["批了没", "催一下", "多久了都没批，能不能快点", "什么时候能拿证", "公示还要到哪天"]
)
def test_what_can_only_be_ones_own_asks_which_case(talk: Talk, text: str) -> None:
    assert len(numbers(talk.said(text))) == 3


@pytest.mark.parametrize("text", ["什么时候能拿证", "公示到哪天结束", "要多久", "什么时候能办完"])
def test_after_guidance_what_may_be_asked_in_general_stays_with_it(talk: Talk, text: str) -> None:
    talk.slots["last"] = {"question": "高企认定流程", "outcome": "answered"}
    assert talk.said(text).outcome == "error"


@pytest.mark.parametrize(
    "text", ["批了没", "催一下", "花名册什么时候交", "合作协议几号前交", "什么时候能拿证"]
)
def test_nothing_of_it_is_taken_from_somebody_who_is_not_bound(unbound: Talk, text: str) -> None:
    assert unbound.said(text).outcome == "error"


@pytest.mark.parametrize(
    "text",
    [
        "项目申报那个咋了",
        "项目申报那个什么时候能批",
        "项目申报结果出来没",
        "项目申报那个公示到哪天",
        "项目申报能不能快点批",
    ],
)
def test_ones_own_case_is_named_in_passing(talk: Talk, text: str) -> None:
    assert shown(talk.said(text)) == OVERDUE


@pytest.mark.parametrize(
    "text", ["项目申报呢", "项目申报的", "那项目申报", "项目申报那个呢", "项目申报下一步是什么"]
)
def test_an_item_alone_is_ones_own_case_once_cases_were_shown(talk: Talk, text: str) -> None:
    assert talk.said(text).outcome == "error"
    talk.ask("我的办件")
    assert shown(talk.said(text)) == OVERDUE
    talk.ask("查XS2026-000077", case_number="XS2026-000077")
    assert shown(talk.said(text)) == OVERDUE


@pytest.mark.parametrize(
    "text",
    [
        "项目申报条件呢",
        "项目申报弄虚作假会被怎么样",
        "项目申报的流程是怎样的",
        "项目申报信用怎么样",
        "项目申报通知出来没",
        "项目申报什么时候交材料",
        "项目申报要多久",
        "项目申报补贴什么时候下来",
        "技术合同认定登记呢",
        "创新券呢",
    ],
)
def test_what_is_asked_of_an_item_in_general_is_no_case(talk: Talk, text: str) -> None:
    talk.ask("我的办件")
    assert talk.said(text).outcome == "error"


@pytest.mark.parametrize(
    "text", ["合作协议几号前交", "合作协议什么时候交", "我们的合作协议交了没", "合作协议收到没有"]
)
def test_a_material_is_found_by_its_name(talk: Talk, text: str) -> None:
    reply = talk.said(text)
    assert (shown(reply), "合作协议" in reply.text) == (OVERDUE, True)


@pytest.mark.parametrize("text", ["审计报告什么时候交", "年报什么时候交", "合作协议怎么写", "税什么时候交"])
def test_a_material_of_no_case_is_guidance(talk: Talk, text: str) -> None:
    assert talk.said(text).outcome == "error"


def test_a_case_in_time_is_said_to_be_so(talk: Talk, golden: Golden) -> None:
    reply = talk.said("XS2026-000077超时了怎么办")
    golden.check("case_follow_ups", "XS2026-000077超时了怎么办", reply.text)
    talk.move("XS2026-000077", ("supplement_requested", at(11, 25)), due_on=date(2026, 12, 9))
    reply = talk.said("XS2026-000077补正逾期会怎样")
    assert date(2026, 12, 9) in days(reply.text)
    golden.check("case_follow_ups", "XS2026-000077补正逾期会怎样", reply.text)


def test_in_general_what_follows_a_late_supplement_is_guidance(talk: Talk, unbound: Talk) -> None:
    assert talk.said("补正超期了会怎样").outcome == "error"
    talk.ask(f"查{OVERDUE}", case_number=OVERDUE)
    assert talk.said("一般补正超期了会怎样").outcome == "error"


@pytest.mark.parametrize(
    "text",
    [f"{OVERDUE} 和 XS2026-000077 都到哪步了", "xs2o26-000051、xs2026000077", f"查{OVERDUE},XS2026 000077"],
)
def test_each_of_two_numbers_has_its_reply(talk: Talk, text: str) -> None:
    replies = talk.say(text, case_number="XS2026-000077")
    assert [shown(reply) for reply in replies] == [OVERDUE, "XS2026-000077"]
    assert [bool(reply.quick_replies) for reply in replies] == [False, True]
    assert shown(talk.ask("第一个", "choose")) == OVERDUE
    assert talk.audited()[0] == (f"uscc:{USCC} case:{OVERDUE}", "one")


def test_of_two_numbers_one_of_somebody_else_is_not_found(talk: Talk) -> None:
    talk.add("hte", "WH2026-000009", at(9, 1), OTHER_USCC)
    first, second = talk.say(f"{OVERDUE}和WH2026-000009到哪了")
    assert (shown(first), second.data) == (OVERDUE, None)
    assert (second.outcome, "WH2026-000009" in second.text) == ("case_status", True)


def test_without_a_binding_two_numbers_are_asked_for_once(unbound: Talk) -> None:
    assert unbound.said(f"{OVERDUE} 和 XS2026-000077").outcome == "needs_binding"
    kept = unbound.slots["pending_question"]
    assert isinstance(kept, dict)
    assert OVERDUE in str(kept["text"])


def test_a_wish_to_withdraw_is_told_who_does_it(talk: Talk, golden: Golden) -> None:
    reply = talk.said("撤回我的高企申请", topic="high-tech-enterprise")
    assert shown(reply) == "XS2026-000077"
    assert "高新处" in reply.text
    golden.check("case_follow_ups", "撤回我的高企申请", reply.text)
    for text in ("不想报了怎么撤", "怎么撤回", "帮我撤回吧"):
        golden.check("case_follow_ups", f"{text}, of one case", talk.said(text).text)
    talk.move("XS2026-000077", ("withdrawn", at(11, 27)))
    golden.check("case_follow_ups", "XS2026-000077想撤回", talk.said("XS2026-000077想撤回").text)


def test_of_several_cases_the_one_to_withdraw_is_asked_for(talk: Talk, golden: Golden) -> None:
    reply = talk.said("不想报了怎么撤")
    assert reply.outcome == "clarify"
    assert len(numbers(reply)) == 3
    assert "高新处" in reply.text
    golden.check("case_follow_ups", "不想报了怎么撤, of three", reply.text)


@pytest.mark.parametrize(
    "text",
    [
        "我门公司的办件有哪些",
        "我们公司的办件有哪些",
        "我闷公司办件都有哪些呀",
        "查一下我们报过的项目有哪些",
        "我们企业的办件列一下",
    ],
)
def test_our_cases_are_listed_however_that_is_typed(talk: Talk, text: str) -> None:
    assert len(numbers(talk.said(text))) == 3


@pytest.mark.parametrize(
    "text",
    ["13月报的", "明年报的", "下个月申请的那个", "十三月交的到哪了", "2月30号报的", "2027年报的"],
)
def test_a_time_that_cannot_be_is_said_to_be_wrong(talk: Talk, text: str, golden: Golden) -> None:
    for reply in (talk.said(text), talk.ask(text)):
        golden.check("case_follow_ups", "a time of filing that cannot be", reply.text)
        assert numbers(reply) == ["我的办件", "转人工"]


def test_a_time_that_cannot_be_picks_no_case_of_a_list(talk: Talk) -> None:
    talk.ask("我的办件")
    assert "时间不对" in talk.said("13月的").text
    assert talk.said("13月的").outcome == "error"  # nothing to pick from any more


@pytest.mark.parametrize("text", ["12月能办完吗", "明年能批下来吗"])
def test_a_time_to_come_that_is_hoped_for_is_no_wrong_one(talk: Talk, text: str) -> None:
    assert "时间不对" not in talk.ask(text).text


def test_a_place_in_a_list_that_is_gone_offers_nothing_to_pick(talk: Talk) -> None:
    talk.slots["choices"] = [{"title": "转人工", "text": "转人工"}]
    reply = talk.ask("第二个", "choose")
    assert "请直接说" in reply.text
    assert reply.quick_replies == []


@pytest.mark.parametrize(
    "text",
    [
        "高企认定要什么材料",
        "补正期限一般多久",
        "高企认定要多久",
        "技术合同登记到哪里办",
        "外国人工作许可材料交到哪里",
        "高企认定到哪个部门办",
        "高企认定申请怎么撤回",
        "高新技术企业资格被撤销了怎么办",
        "外国人来华工作许可过期了怎么办",
        "创新券过期了怎么办",
        "明年报的高企有什么新要求",
        "明年的高企什么时候开始报",
        "我们公司能申请哪些项目",
        "高企证书进度怎么查",
        "高企复审补正材料有哪些要求",
    ],
)
def test_a_question_of_guidance_stays_one(talk: Talk, text: str) -> None:
    assert talk.said(text).outcome == "error"
    talk.ask("查XS2026-000077", case_number="XS2026-000077")
    assert talk.said(text).outcome == "error"


@pytest.mark.parametrize(
    ("text", "is_of_case", "wish"),
    [
        ("我想撤回申报", False, True),
        ("撤回高企申请", False, True),
        ("把那个申请撤了吧，我们不报了", False, True),
        ("我不想申请了怎么办", False, True),
        ("能撤回吗", True, True),
        ("不想报了", True, True),
        ("不想报了", False, False),
        ("能撤回吗", False, False),
        ("取消", True, False),
        ("取消绑定", True, False),
        ("撤销160****0017的权限", True, False),
        ("我申请取消绑定", False, False),
        ("我要撤回投诉", True, False),
        ("不办了", True, False),
        ("高企申请能不能撤回", False, False),
    ],
)
def test_what_is_taken_back_is_told_apart(text: str, is_of_case: bool, wish: bool) -> None:
    assert asks_to_withdraw(text, is_of_case=is_of_case) is wish


def test_readers_answer_in_time_whatever_is_typed() -> None:
    for text in ("我们" * 2000, "到哪" * 2000, "13月" * 2000, "超期" * 2000, "撤回" * 2000, "报的" * 2000):
        assert find_aspect(text) is None
        find_aspect_of_item(text, is_after=True)
        assert not asks_for_list(text)
        assert not asks_how_far(text)
        assert not asks_to_withdraw(text, is_of_case=True)
        assert not is_only_filed_at_no_past_time(text, TODAY, is_after_cases=False)
