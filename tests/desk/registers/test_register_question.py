"""What a message asks of the registers: a name, our own company, a number, or whom to ask."""

from __future__ import annotations

import pytest

from desk.question import Question
from desk.registers.register_names import RegisterNames
from desk.registers.register_question import RegisterQuestion, read_register_question
from index.lexicon.terms import Terms, load_terms
from tests.actions.desk import NAME, USCC
from tests.conftest import ROOT
from tests.understood import understand

HIGH, HUB, ENVOY = "high_tech_enterprise", "incubator", "science_commissioner"
TERMS = load_terms(ROOT / "knowledge/terms.yml")


def read(text: str) -> RegisterQuestion:
    public = understand(text)
    question = Question(text, names=public.names, public=public.asked)
    return read_register_question(question, RegisterNames(lambda: TERMS))


@pytest.mark.parametrize(
    ("text", "register", "name"),
    [
        ("萧山云源样例软件有限公司是不是高新技术企业", HIGH, NAME),
        ("查一下光谷样例孵化器有限公司是不是国家级孵化器", HUB, "光谷样例孵化器有限公司"),
        ("云源样例软件是不是高企", HIGH, "云源样例软件"),
        ("高企名单里有没有云源样例软件", HIGH, "云源样例软件"),
        ("帮我看看样例大学是不是科技特派员单位", ENVOY, "样例大学"),
        ("请问样例（杭州）Ａ１科技有限公司是否高新技术企业", HIGH, "样例(杭州)A1科技有限公司"),
        ("萧山云达样例新材料有限公司的高企什么时候到期", HIGH, "萧山云达样例新材料有限公司"),
        ("样例高新技术产业开发有限公司是高企吗", HIGH, "样例高新技术产业开发有限公司"),
        ("下沙样例科技有限公司是高企吗", HIGH, "下沙样例科技有限公司"),
        ("样例众创空间是不是市级孵化器", HUB, "样例众创空间"),
        ("样例农业专业合作社是不是科技特派员", ENVOY, "样例农业专业合作社"),
        ("云源样例软件高企到期没", HIGH, "云源样例软件"),
        ("萧山云达样例新材料是高企吗", HIGH, "萧山云达样例新材料"),
        ("云达样例复合材料是不是高企", HIGH, "云达样例复合材料"),
        ("我们公司萧山云源样例软件有限公司是不是高企", HIGH, NAME),
        ("萧山云源样例软件有限公司", None, NAME),
        ("萧山云源样例软件有限公司高新技术企业在不在名单上", HIGH, NAME),
    ],
)
def test_the_name_is_what_is_left_without_the_words_of_asking(
    text: str, register: str | None, name: str
) -> None:
    asked = read(text)
    assert (asked.kind, asked.register, asked.name, asked.is_own) == ("entry", register, name, False)


@pytest.mark.parametrize(
    "text", ["我们公司的高企什么时候到期", "我司高企证书到期没", "我们是不是高企", "俺们厂还是高企不"]
)
def test_our_company_is_asked_about_without_a_name(text: str) -> None:
    asked = read(text)
    assert (asked.kind, asked.register, asked.name, asked.is_own) == ("entry", HIGH, None, True)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("高新技术企业是什么", "unclear"),
        ("哪些企业是高企", "unclear"),
        ("科技型中小企业是不是高企", "unclear"),
        ("高企证书有效期是几年", "unclear"),
        ("国家级孵化器是什么", "unclear"),
        ("贸易公司是不是都评不上高企", "unclear"),
        ("小公司能不能是高企", "unclear"),
        ("武汉高企有多少家", "unclear"),
        ("高企认定找哪个科室", "contact"),
        ("首问是谁", "contact"),
        ("申报材料是不是高企要的", "unclear"),
        ("涉外事项精简了啥", "services"),
        ("创新券兑付的首问负责人是谁", "contact"),
        ("省厅哪些事项精简了时限", "services"),
        ("浙江省科技厅44项对外业务事项精简了什么", "services"),
    ],
)
def test_what_is_no_question_about_a_name_is_told_apart(text: str, kind: str) -> None:
    assert read(text).kind == kind


def test_a_number_is_a_number_and_no_name() -> None:
    asked = read("９１３３０１０９ＹＬ００００００１Ｃ在不在高企名单里")
    assert asked == RegisterQuestion("entry", "high_tech_enterprise", code=USCC)


@pytest.mark.parametrize(
    ("text", "register"),
    [("国高新", HIGH), ("众创空间", HUB), ("科特派", ENVOY), ("孵化器是高企吗", HIGH), ("创新券", None)],
)
def test_registers_have_several_names(text: str, register: str | None) -> None:
    assert RegisterNames(lambda: TERMS).find(text) == register
    assert RegisterNames(Terms).find(text) is None  # without terms nothing has a name


def test_without_what_was_learned_a_message_names_nothing() -> None:
    asked = read_register_question(Question(f"{NAME}是不是高企"), RegisterNames(lambda: TERMS))
    assert asked == RegisterQuestion("unclear")
