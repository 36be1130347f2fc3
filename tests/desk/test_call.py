"""A call's context goes on from question to question, and not from letter to letter."""

from desk.call import Call
from desk.question import Context
from index.model.memory import Memory


def after(topic: str) -> Context:
    return Context(topic=topic, last=Memory(question=f"{topic}是什么", outcome="answered"))


def test_what_is_being_typed_is_one_question() -> None:
    call = Call()
    for text in ("高", "高企", "高企条件", "高企"):
        assert call.context_of(text, None) == Context()
        call.note(after(text))


def test_the_next_question_goes_on_from_the_last_one_typed() -> None:
    call = Call()
    call.context_of("高企条件", None)
    call.note(after("high-tech-enterprise"))
    call.settle()
    assert call.context_of("那材料呢", None).topic == "high-tech-enterprise"
    assert call.last_question == "high-tech-enterprise是什么"


def test_a_text_that_is_typed_over_another_is_the_next_question() -> None:
    call = Call()
    call.context_of("高企条件", None)
    call.note(after("high-tech-enterprise"))
    assert call.context_of("那材料呢", None).topic == "high-tech-enterprise"


def test_the_same_question_asked_again_is_the_next_one_once_the_field_was_cleared() -> None:
    call = Call()
    call.context_of("高企", None)
    call.note(after("high-tech-enterprise"))
    call.settle()
    assert call.context_of("高企条件", None).topic == "high-tech-enterprise"


def test_another_region_goes_before_the_place_that_was_named() -> None:
    call = Call()
    call.context_of("武汉的创新券", "浙江省")
    call.note(Context(home="浙江省", place="湖北省/武汉市"))
    call.settle()
    assert call.context_of("要多久", "浙江省").region == "湖北省/武汉市"
    assert call.context_of("要多久？", "河南省").region == "河南省"
