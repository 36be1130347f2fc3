"""What a push's answer consists of, and what stays owed to the user."""

import pytest

from api.channels.wechat import Timing, wording
from api.channels.wechat.mailbox import GREETING, Delivery, Mailbox, Plan
from api.channels.wechat.planning import begin_delivery
from api.channels.wechat.push import Push, read_push
from tests.api.channels.wechat.support import APPID, event_push, text_push

TIMING = Timing()
START = 1_763_600_000.0
GREETED = Mailbox(greeted=True)


def push(content: str, number: int = 1, **changes: str) -> Push:
    return read_push(text_push(content, number, **changes), APPID)


def begin(box: Mailbox, what: Push, now: float = START) -> tuple[Mailbox, Delivery]:
    return begin_delivery(box, what, now, TIMING)


def promised(what: Push) -> Mailbox:
    """Return the mailbox of a user who was told to ask again for one answer."""
    box, delivery = begin(GREETED, what)
    return box.promise(what.key, Plan(parts=()), delivery.plan.parts, is_last_page=True)


def test_the_first_words_of_a_user_are_answered_after_the_greeting() -> None:
    box, delivery = begin(Mailbox(), push("您好"))
    assert delivery.plan.parts == (GREETING, push("您好").key)
    assert begin(box, push("再问", 2))[1].plan.parts == (push("再问", 2).key,)


def test_a_subscription_is_greeted_every_time() -> None:
    subscribe = read_push(event_push("subscribe"), APPID)
    assert begin(GREETED, subscribe)[1].plan == Plan(parts=(GREETING,))


def test_attempts_are_counted_and_keep_the_first_plan() -> None:
    box, first = begin(Mailbox(), push("您好"))
    box, second = begin(box, push("您好"), START + 5)
    assert (first.attempts, second.attempts) == (1, 2)
    assert second.plan == first.plan


def test_a_promised_answer_rides_on_the_next_message() -> None:
    before, after = push("创新券余额"), push("那高企呢", 2)
    box, delivery = begin(promised(before), after, START + 1)
    assert delivery.plan.parts == (before.key, after.key)
    assert box.owed(START + 2, 20, 86_400) == ()


@pytest.mark.parametrize("said", ["查看结果", "更多", "好的", "1", "？", "。", "👍", "OK"])
def test_a_message_that_only_fetches_is_no_turn(said: str) -> None:
    before = push("创新券余额")
    assert begin(promised(before), push(said, 2), START + 1)[1].plan.parts == (before.key,)


@pytest.mark.parametrize("said", ["123456", "13800000000", "转人工", "不好"])
def test_a_code_or_a_question_is_never_taken_for_a_fetch(said: str) -> None:
    before, after = push("绑定企业"), push(said, 2)
    assert begin(promised(before), after, START + 1)[1].plan.parts == (before.key, after.key)


def test_a_picture_fetches_too_and_is_explained_only_when_nothing_is_owed() -> None:
    before, picture = push("创新券余额"), push("", 2, MsgType="image")
    assert begin(promised(before), picture, START + 1)[1].plan == Plan(parts=(before.key,))
    assert begin(GREETED, picture)[1].plan == Plan(parts=(), note=wording.unreadable("图片"))


def test_an_answer_under_way_does_not_ride_on_another_message() -> None:
    box, _ = begin(GREETED, push("慢"))
    assert begin(box, push("快", 2), START + 3)[1].plan.parts == (push("快", 2).key,)


def test_an_answer_that_wechat_gave_up_on_rides_on_the_next_message() -> None:
    box, _ = begin(GREETED, push("慢"))
    assert begin(box, push("在吗", 2), START + 30)[1].plan.parts == (push("慢").key,)


def test_an_answer_of_yesterday_is_not_shown_any_more() -> None:
    after = push("您好", 2)
    assert begin(promised(push("创新券余额")), after, START + 90_000)[1].plan.parts == (after.key,)


def test_what_a_refused_message_carried_is_still_owed_and_the_message_itself_is_not() -> None:
    before, refused = push("创新券余额"), push("那高企呢", 2)
    box, _ = begin(promised(before), refused, START + 1)
    box = box.refuse(refused.key)
    assert box.owed(START + 2, 20, 86_400) == (before.key,)


def test_a_refused_message_that_comes_again_is_open_again() -> None:
    box, _ = begin(GREETED, push("您好"))
    assert begin(box.refuse(push("您好").key), push("您好"), START + 5)[1].state == "open"


def test_the_rest_of_a_long_text_follows_on_request_page_by_page() -> None:
    first = push("所有材料")
    box, delivery = begin(GREETED, first)
    box = box.close_shown(first.key, delivery.plan, is_last_page=False)
    box, second = begin(box, push("更多", 2))
    assert (second.plan.parts, second.plan.page) == ((first.key,), 1)
    box = box.close_shown(second.key, second.plan, is_last_page=True)
    assert begin(box, push("更多", 3))[1].plan.parts == (push("更多", 3).key,)


def test_a_number_refers_to_the_choices_shown_last() -> None:
    first = push("高企")
    box, delivery = begin(GREETED, first)
    box = box.close_shown(first.key, delivery.plan, is_last_page=True)
    assert begin(box, push("2", 2))[1].plan.choices_of == (first.key,)
    assert begin(box, push("两个", 3))[1].plan.choices_of == ()


def test_a_mailbox_stays_small() -> None:
    box = Mailbox()
    for number in range(100):
        box, _ = begin(box, push("您好", number), START + number)
    assert len(box.deliveries) <= 12
    assert len(box.model_dump_json()) < 8_000
