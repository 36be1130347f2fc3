from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc
from stdnum.cn.ric import calc_check_digit

from records.values.masking import find_code, find_mistyped_code, find_phone, mask_phone, mask_text

PHONES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
WORDS = st.text(alphabet="我的手机号是，请打电话。 \n微信同", max_size=8)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("我的手机是13800131234，谢谢", "我的手机是138****1234，谢谢"),
        ("138 0013 1234", "138****1234"),
        ("138-0013-1234", "138****1234"),
        ("+86 13800131234", "+86 138****1234"),
        ("008613800131234", "0086138****1234"),
        ("１３８００１３１２３４", "138****1234"),
        ("1 3 8 0 0 1 3 1 2 3 4", "138****1234"),
        ("一三八零零一三一二三四", "138****1234"),
        ("幺三八〇〇幺三幺二三四", "138****1234"),
        ("我有一13800131234", "我有一138****1234"),
        ("tel13800131234", "tel138****1234"),
        ("13800131234/13900135678", "138****1234/139****5678"),
        ("160****0001", "160****0001"),
        ("身份证330106199001011234", "身份证3301**************"),
        ("11010519491231002X", "1101**************"),
        ("11010519491231002x，", "1101**************，"),
        ("330106 19900101 1234", "3301**************"),
        ("330106650101123", "3301***********"),
    ],
)
def test_personal_numbers_are_hidden(text: str, masked: str) -> None:
    assert mask_text(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "",
        "91330109YL0000001C",
        "91110000600037341L",
        "XS2026-000123",
        "0571-82898765",
        "注册资本 5000 万元，研发费用 1234567.89 元",
        "圆周率 3.14159265358",
        "2016〕32号 2026-11-20 10:00",
        "12345678901234567890",
        "一二三四五，上山打老虎",
        "😀🚀",
        "6228480402564890018",
    ],
)
def test_other_numbers_are_left(text: str) -> None:
    assert mask_text(text) == text


def test_codes_are_hidden_when_asked() -> None:
    assert mask_text("验证码 123456，请勿转发") == "验证码 123456，请勿转发"
    assert mask_text("验证码 123456，请勿转发", codes=True) == "验证码 ******，请勿转发"
    assert mask_text("XS2026-000123A 和 1234567", codes=True) == "XS2026-000123A 和 1234567"


@given(phone=PHONES, before=WORDS, after=WORDS, separator=st.sampled_from(["", " ", "-"]))
def test_no_phone_survives_masking(phone: str, before: str, after: str, separator: str) -> None:
    typed = separator.join((phone[:3], phone[3:7], phone[7:]))
    masked = mask_text(f"{before}{typed}{after}")
    assert masked == f"{before}{mask_phone(phone)}{after}"
    assert find_phone(f"{before}{typed}{after}") == phone


@given(text=st.text(max_size=200))
def test_masking_is_stable_and_never_fails(text: str) -> None:
    once = mask_text(text, codes=True)
    assert mask_text(once, codes=True) == once


@given(digits=st.from_regex(r"(91|52|N2)[1-6][0-9]{5}[0-9A-HJ-NPQRTUWXY]{9}", fullmatch=True))
def test_a_uscc_is_public_and_stays(digits: str) -> None:
    number = digits + str(uscc.calc_check_digit(digits))
    if not re.fullmatch(r"[0-9]{6}(18|19|20)[0-9]{9}[0-9X]", number):  # identity numbers begin like that
        assert mask_text(f"我们公司是{number}") == f"我们公司是{number}"


def test_what_is_both_a_uscc_and_an_identity_number_is_hidden() -> None:
    both = next(
        number
        for order in range(1000)
        for number in [f"52010119900101{order:03d}"]
        for number in [number + str(uscc.calc_check_digit(number))]
        if number[-1] == calc_check_digit(number[:17])
    )
    assert mask_text(both) == "5201**************"


@given(
    number=st.from_regex(
        r"[1-9][0-9]{5}(18|19|20)[0-9]{2}(0[1-9]|1[0-2])[0-3][0-9][0-9]{3}[0-9Xx]", fullmatch=True
    )
)
def test_no_number_breaks_the_masking(number: str) -> None:
    assert mask_text(number)


def test_a_long_text_is_masked_in_time() -> None:
    text = "1 3 " * 25_000
    assert len(mask_text(text)) <= len(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("123456", "123456"),
        (" 123456。", "123456"),
        ("验证码是123456", "123456"),
        ("收到了 123456 谢谢", "123456"),
        ("１２３４５６", "123456"),
        ("123 456", "123456"),
        ("一二三四五六", "123456"),
        ("12345", "12345"),
        ("1234567", "1234567"),
        ("", None),
        ("1", None),
        ("2026", None),
        ("2026年", None),
        ("取消", None),
        ("16000000001", None),
        ("91330109YL0000001C", None),
        ("XS2026-000123", None),
        ("查办件 XS2026-000123", None),
        ("注册资金500000元能申请吗", None),
        ("资金500000能申请吗", None),
        ("邮编311200", None),
        ("研发费用要多少，123456够不够，我们是一家小企业", None),
        ("123456 654321", None),
    ],
)
def test_what_looks_like_a_code(text: str, code: str | None) -> None:
    assert find_code(text) == code


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("390", "390"),
        ("验证码是390", "390"),
        ("验证码：12 34", "1234"),
        ("我收到的验证码是1234567", "1234567"),
        ("12345", "12345"),
        ("１２３４５６７", "1234567"),
        ("一二三四五", "12345"),
        ("123456", None),
        ("验证码是390013", None),
        ("390 013", None),
        ("2", None),
        ("第4个", None),
        ("16000000001", None),
        ("91330109YL0000001C", None),
        ("验证码5分钟了还没到", None),
        ("验证码6位的吗", None),
        ("验证码 3 次都没收到", None),
        ("重新发送验证码", None),
    ],
)
def test_a_code_of_the_wrong_length_is_told_from_a_code_and_from_other_digits(
    text: str, digits: str | None
) -> None:
    assert find_mistyped_code(text) == digits


@pytest.mark.parametrize(
    ("text", "phone"),
    [("13800131234", "13800131234"), ("不是13800131234，是13900135678", "13900135678"), ("没有", None)],
)
def test_the_last_phone_is_meant(text: str, phone: str | None) -> None:
    assert find_phone(text) == phone
