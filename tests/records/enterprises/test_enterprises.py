from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError
from stdnum.cn import uscc

from records.enterprises.enterprises import (
    UsccInvalid,
    find_enterprise,
    normalise_uscc,
    pinyin_initials,
    record_enterprise,
)
from records.models import Enterprise
from records.storage.database import Database
from tests.records.support import NOW, OTHER_USCC, USCC


@pytest.mark.parametrize(
    "typed",
    [
        "91330109YL0000001C",
        "91330109yl0000001c",
        " 9133 0109 YL00 0000 1C ",
        "91330109-YL0000001-C",
        "９１３３０１０９ＹＬ００００００１Ｃ",
    ],
)
def test_a_uscc_is_read_as_people_type_it(typed: str) -> None:
    assert normalise_uscc(typed) == USCC


def test_the_uscc_of_a_rural_collective_begins_with_a_letter() -> None:
    number = "N2330109MF0000001" + uscc.calc_check_digit("N2330109MF0000001")
    assert normalise_uscc(number) == number


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "应为 18 位，您输入的是 0 位"),
        ("91330109YL0000001", "17 位"),
        ("91330109YL0000001C9", "19 位"),
        ("91330109YL0000001D", "校验位"),
        ("91330109YL0000010C", "校验位"),
        ("91330109YI0000001C", "第 10 位不会是“I”"),
        ("9133010XYL0000001C", "第 8 位不会是“X”"),
        ("'; DROP TABLE -- x", "位"),
    ],
)
def test_what_is_wrong_with_a_uscc_is_said(typed: str, reason: str) -> None:
    with pytest.raises(UsccInvalid, match=reason):
        normalise_uscc(typed)


@pytest.mark.parametrize(
    ("name", "initials"),
    [("杭州云源科技有限公司", "HZYYKJYXGS"), ("ABC（武汉）光电 3 厂", "ABCWHGD3C"), ("", ""), ("！", "")],
)
def test_initials_are_those_of_the_pinyin(name: str, initials: str) -> None:
    assert pinyin_initials(name) == initials


def test_an_enterprise_is_found_by_its_uscc(database: Database, enterprise: Enterprise) -> None:
    with database.transaction(read_only=True) as session:
        found = find_enterprise(session, USCC)
        assert found is not None
        assert found.id == enterprise.id
        assert find_enterprise(session, OTHER_USCC) is None


def test_a_uscc_belongs_to_one_enterprise(database: Database, enterprise: Enterprise) -> None:
    with pytest.raises(IntegrityError, match="uscc"), database.transaction() as session:
        record_enterprise(session, uscc=USCC, name="另一家", region="浙江省", now=NOW)
