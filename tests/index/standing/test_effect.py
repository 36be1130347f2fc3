"""Dates of effect and superseded documents, in the words of official documents."""

from datetime import date

import pytest

from index.passages.blocks import parse_blocks
from index.standing.effect import read_effect
from index.standing.repeals import read_repeals
from index.text.document_numbers import find_date, find_number
from index.text.mend import mend

ISSUED = date(2024, 3, 5)


@pytest.mark.parametrize(
    ("text", "begins", "ends"),
    [
        ("第十四条 本办法自2024年1月1日起施行，有效期五年。", date(2024, 1, 1), date(2028, 12, 31)),
        ("本通知自印发之日起30日后施行，有效期至2026年12月31日。", date(2024, 4, 4), date(2026, 12, 31)),
        ("本办法自发布之日起施行，试行期两年。", ISSUED, date(2026, 3, 4)),
        ("本公告执行期限为2023年1月1日至2027年12月31日。", date(2023, 1, 1), date(2027, 12, 31)),
        ("本公告自2022年1月1日起执行，至2024年12月31日止。", date(2022, 1, 1), date(2024, 12, 31)),
        ("现将《办法》印发给你们，自二〇二一年一月一日起执行。", date(2021, 1, 1), None),
        ("本办法自2020年2月29日起实施。有效期1年。", date(2020, 2, 29), date(2021, 2, 28)),
    ],
)
def test_the_document_says_since_when_and_until_when(text: str, begins: date, ends: date | None) -> None:
    effect = read_effect(text, "管理办法", ISSUED)
    assert (effect.effective_from, effect.effective_to) == (begins, ends)


@pytest.mark.parametrize(
    "text",
    [
        "《民法典》自2021年1月1日起施行。",
        "高新技术企业证书有效期为三年。",
        "本通知所列项目自2024年3月1日起实施。",
        "本通知申报时间自2024年3月1日起至2024年4月1日。",
        "各单位应自2024年5月1日起执行新表。",
        "本办法自2024年1月1日起施行。本办法自2025年1月1日起施行。",
        "本办法自2024年13月41日起施行。",
    ],
)
def test_what_it_says_of_others_or_says_twice_is_not_its_own_effect(text: str) -> None:
    effect = read_effect(text, "管理办法", ISSUED)
    assert (effect.effective_from, effect.effective_to) == (None, None)


def test_a_draft_has_no_effect() -> None:
    effect = read_effect("本办法自2024年1月1日起施行，《甲市旧办法》同时废止。", "办法（征求意见稿）", ISSUED)
    assert effect == type(effect)()


@pytest.mark.parametrize(
    ("text", "superseded"),
    [
        ("《甲市培育办法》（甲科〔2018〕3号）同时废止。", ("《甲市培育办法》（甲科〔2018〕3号）",)),
        (
            "原《甲市创新券办法》（甲科[2019]12号）、《关于印发〈甲市细则〉的通知》（甲科（2020）3号）同时废止。",
            ("《甲市创新券办法》（甲科〔2019〕12号）", "《关于印发〈甲市细则〉的通知》（甲科〔2020〕3号）"),
        ),
        ("《新办法》自2024年1月1日起施行，《甲市旧办法》同时废止。", ("《甲市旧办法》",)),
        ("《甲市旧办法》第三条同时废止。", ()),
        ("企业资格自行失效的，不再公告。", ()),
    ],
)
def test_documents_that_are_over_are_named(text: str, superseded: tuple[str, ...]) -> None:
    assert read_effect(text, "管理办法", ISSUED).supersedes == superseded


def test_a_decision_lists_what_is_over_and_not_what_goes_on() -> None:
    text = mend(
        "一、下列文件继续有效：\n\n1. 《甲市办法一》（甲科〔2019〕1号）\n\n二、下列文件予以废止：\n\n"
        "1. 《甲市办法二》（甲科〔2018〕2号）\n\n2. 甲市科技项目管理细则\n\n序号\t文件名称\t文号\n"
        "1\t甲市孵化器办法\t甲科〔2015〕9号\n2\t甲市奖励办法\t甲科〔2016〕3号\n"
    )
    title = "甲市科学技术局关于公布文件清理结果的通知"
    assert read_repeals(parse_blocks(text), title) == (
        "《甲市办法二》（甲科〔2018〕2号）",
        "《甲市科技项目管理细则》",
        "《甲市孵化器办法》（甲科〔2015〕9号）",
        "《甲市奖励办法》（甲科〔2016〕3号）",
    )
    assert read_repeals(parse_blocks(text), "甲市科技项目管理办法") == ()


@pytest.mark.parametrize(
    "written",
    [
        "国科发火〔2016〕32号",
        "国科发火[2016]32号",
        "国科发火（2016）32号",
        "国科发火【2016】 32 号",
        "国科发火﹝2016﹞第32号",
    ],
)
def test_a_number_has_one_form_whatever_its_brackets(written: str) -> None:
    assert find_number(f"（{written}）") == "国科发火〔2016〕32号"


@pytest.mark.parametrize("written", ["2021年6月8日", "二〇二一年六月八日", "2021-06-08", "2021 年 6 月 8 日"])
def test_a_date_is_read_however_it_is_written(written: str) -> None:
    assert find_date(written) == date(2021, 6, 8)
