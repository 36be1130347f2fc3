"""What only the enterprise itself is shown is kept from others, also where the name in a question was not found."""

from __future__ import annotations

from itertools import product

import pytest

from desk.private import names_what_is_private, read_private_question
from tests.understood import understand
from understanding.values.names import Name

COMPANIES = (
    "武汉星达样例软件有限公司",
    "样例（湖北）新材料股份有限公司",
    "萧山云达样例科技有限责任公司",
    "那曲样例牧业集团公司",
    "的卢样例汽车有限公司武汉分公司",
)
SAID = (
    ("{}有没有失信", "check_credit_standing"),
    ("查一下{}的科研诚信", "check_credit_standing"),
    ("{}在不在黑名单上", "check_credit_standing"),
    ("信用情况{}", "check_credit_standing"),
    ("我想看看{}的信用", "check_credit_standing"),
    ("{}创新券还剩多少", "check_voucher_balance"),
    ("那{}的余额呢", "check_voucher_balance"),
    ("帮我看{}的对账单", "check_voucher_balance"),
    ("{}的办件到哪一步了", "check_application_status"),
    ("{}上个月报了什么", "check_application_status"),
)


@pytest.mark.parametrize(("company", "said"), list(product(COMPANIES, SAID)))
def test_fifty_questions_are_private_with_the_name_and_where_it_was_missed(
    company: str, said: tuple[str, str]
) -> None:
    text, look_up = said[0].format(company), said[1]
    for names in ((), (Name("name", company),), understand(text).names):
        found = read_private_question(text, names)
        assert found is not None, names
        assert found[0] == look_up
        assert names_what_is_private(text, names)


@pytest.mark.parametrize(
    "wrong", [Name("name", "软件有限公司"), Name("short", "武汉星达"), Name("place", "武汉")]
)
def test_a_name_that_was_found_wrong_does_not_open_what_is_private(wrong: Name) -> None:
    assert read_private_question("武汉星达样例软件有限公司有没有失信", (wrong,)) is not None


def test_a_name_of_another_text_is_none_of_this_one() -> None:
    assert read_private_question("有没有失信", (Name("name", COMPANIES[0]),)) is None
