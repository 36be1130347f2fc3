"""Which part of a passage is quoted."""

import re
from dataclasses import replace

from index.lexicon.words import Word
from index.model.passage import Kind, Passage
from index.quoting.quote import quote
from index.quoting.subject import Subject
from index.text.figures import is_quoted

CONDITIONS = (
    "申请认定，以下四项要同时满足：\n成立时间：注册成立一年以上。\n科技人员：不低于职工总数的 10%。\n"
    "研发费用比例：最近一年销售收入小于 5000 万元的不低于 5%。\n守法：没有重大安全事故。"
)


def passage(text: str, kind: Kind = "list") -> Passage:
    return Passage(0, 0, kind, text)


def about(
    *words: str, forms: tuple[str, ...] = (), lists: bool = False, aspect: str | None = None
) -> Subject:
    kinds = (re.compile(r"\d"),)
    return Subject(tuple(Word(word, forms) for word in words), (1.0,) * len(words), kinds, aspect, lists)


def test_one_item_is_quoted_when_one_is_asked_for() -> None:
    found = quote([passage(CONDITIONS)], about("科技人员"), section=True)
    assert found.lines == ["科技人员：不低于职工总数的 10%。"]
    assert found.picked
    assert not found.is_whole


def test_an_item_is_found_by_another_form_of_its_name() -> None:
    found = quote([passage(CONDITIONS)], about("研发比例", forms=("研发费用比例",)), section=True)
    assert found.lines == ["研发费用比例：最近一年销售收入小于 5000 万元的不低于 5%。"]


def test_the_whole_list_is_quoted_when_nothing_singles_out_an_item() -> None:
    assert quote([passage(CONDITIONS)], about(), section=True).is_whole
    assert quote([passage(CONDITIONS)], about("规模"), section=True).is_whole


def test_a_list_is_not_cut_to_one_item_by_half_of_what_is_asked() -> None:
    assert quote([passage(CONDITIONS)], about("守法", "单位", lists=True), section=True).is_whole


def test_the_items_below_a_lead_in_that_is_asked_for_come_with_it() -> None:
    text = "用人单位要符合：\n依法设立。\n岗位确有需要。\n申请人要符合：\n年满 18 周岁。\n没有犯罪记录。"
    assert quote([passage(text)], about("申请人"), section=True).lines == [
        "申请人要符合：",
        "年满 18 周岁。",
        "没有犯罪记录。",
    ]


def test_all_steps_are_quoted_to_who_asks_how_to_proceed() -> None:
    steps = "1. 在线提出申请。\n2. 到窗口提交发票。\n3. 公示。"
    assert quote([passage(steps, "steps")], about("窗口", aspect="procedure")).is_whole
    assert quote([passage(steps, "steps")], about("发票")).lines == ["2. 到窗口提交发票。"]


def test_a_caveat_comes_with_the_rule_it_limits() -> None:
    text = (
        "免税：提供技术转让，免征增值税。\n认定：先到科技主管部门认定。\n发票：开在同一张上。\n"
        "2026 年起的变化：免税是否延续没有写，请先问税务机关。"
    )
    lines = quote([passage(text)], about("免税"), section=True).lines
    assert lines[0].startswith("免税：")
    assert lines[-1].startswith("2026 年起的变化")
    assert len(lines) == 2


def test_a_short_text_is_quoted_whole_and_of_a_long_one_what_answers() -> None:
    short = "窗口推行预约服务。材料齐全的当场受理。"
    assert quote([passage(short, "text")], about("预约服务")).is_whole
    long = (
        "".join(f"第{i}句说的是另外一件与问题没有关系的工作安排。" for i in range(9)) + "推行预约服务制度。"
    )
    found = quote([passage(long, "text")], about("预约服务"))
    assert found.lines == ["推行预约服务制度。"]


def test_what_is_left_out_of_a_line_is_marked_and_the_rest_is_exact() -> None:
    filler = "".join(f"第{i}句说的是另外一件与问题没有关系的工作安排。" for i in range(9))
    text = f"推行预约服务制度。{filler}预约服务每周一次。"
    found = quote([passage(text, "text")], about("预约服务"))
    assert found.lines == ["推行预约服务制度。……预约服务每周一次。"]
    assert is_quoted(found.lines, [text])


def test_one_item_is_no_answer_to_what_asks_for_several_unless_it_enumerates_them() -> None:
    banks = "第一个库：成果库。\n第二个库：企业库。\n第三个库：项目库。\n三个库实现五库融通。"
    assert quote([passage(banks)], about("五库融通", lists=True), section=True).is_whole
    ways = "改革分三种方式：取消审批、改为备案、告知承诺。\n清单要公布。\n没有依据的不得索要。"
    assert len(quote([passage(ways)], about("改革", lists=True), section=True).lines) == 1


def test_an_item_that_says_nothing_by_itself_comes_with_the_rule_above_it() -> None:
    text = "有下列情形之一的，应当向公安机关报告：\n外国人离职的。\n外国人违法的。\n外国人死亡、失踪的。"
    assert quote([passage(text)], about("离职")).lines == [
        "有下列情形之一的，应当向公安机关报告：",
        "外国人离职的。",
    ]


def test_words_of_the_title_and_the_headings_single_out_no_item() -> None:
    materials = replace(
        passage("1.企业奖励申请表；\n2.证书复印件；\n3.信用承诺书；", "steps"), headings=("三、申报材料",)
    )
    found = quote([materials], about("企业", "奖励"), title="关于申报企业奖励的通知")
    assert found.is_whole
    assert quote([materials], about("奖励", "复印件"), title="关于申报企业奖励的通知").lines == [
        "2.证书复印件；"
    ]


def test_a_name_of_the_topic_that_the_title_says_singles_out_nothing() -> None:
    name = Word("高企认定")
    asked = Subject((name,), (3.0,), (), "conditions", asks_list=False, names=(name,))
    texts = ["成立一年以上。", "守法：申请高企认定前一年内没有违法。"]
    assert asked.among(texts, "高新技术企业认定条件").is_empty
    assert not asked.among(texts, "企业服务").is_empty
