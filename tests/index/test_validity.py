"""Place, time, succession and audience decide before relevance does: on invented corpora."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from index.answering.answerer import Answerer
from index.ingest.build import build_index
from index.library import Library
from index.model.document import Metadata
from index.quoting.citing import lead_in, notice, validity
from index.search.audience import audience_of
from index.search.scope import without_past
from tests.figures import days
from tests.golden_files import Golden
from tests.index.conftest import QUICK

TODAY = date(2026, 11, 20)
TERMS = """
topics:
  - {id: voucher, name: 科技创新券, synonyms: [创新券]}
  - {id: project, name: 科技项目, synonyms: []}
aspects:
  - {id: time_limit, name: 时限, synonyms: [多久, 期限]}
  - {id: conditions, name: 条件, synonyms: [门槛]}
  - {id: procedure, name: 流程, synonyms: [怎么申请]}
"""
HEAD = """---
id: {id}
title: {title}
topic: {topic}
region: {region}
issued_by: 样例科技局
audience: [{audience}]
review: approved
{more}sources:
  - title: 样例文件
---

"""


class Corpus:
    """Writes guides and documents and opens an index of them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files = folder / "files"
        self._files.mkdir(parents=True)
        (self._files / "terms.yml").write_text(TERMS, "utf-8")

    def guide(self, id: str, body: str, **more: str) -> None:
        known = {
            "title": f"创新券{id}",
            "topic": "voucher",
            "region": "浙江省/杭州市",
            "audience": "enterprise",
        }
        given = {key: more.pop(key, value) for key, value in known.items()}
        lines = "".join(f"{key}: {value}\n" for key, value in more.items())
        (self._files / f"{id}.md").write_text(HEAD.format(id=id, more=lines, **given) + body, "utf-8")

    def document(self, name: str, text: str) -> None:
        (self._files / name).write_text(text, "utf-8")

    def open(self) -> Answerer:
        build_index([self._files], self._folder / "index", schedule=QUICK)
        return Library(self._folder / "index", today=lambda: TODAY).answerer()


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return Corpus(tmp_path)


def found(answerer: Answerer, question: str, **options: object) -> list[str]:
    """The documents of the passages found, best first."""
    _, hits = answerer.find(question, **options)  # type: ignore[arg-type]
    return list(dict.fromkeys(answerer.cite(hit).document.removesuffix(".md") for hit in hits))


LIMIT: Callable[[int], str] = "## 时限\n\n- 创新券审核期限为 {} 个月。\n".format


def test_a_document_of_another_place_is_not_found(corpus: Corpus) -> None:
    corpus.guide("hangzhou", LIMIT(1))
    corpus.guide("xiaoshan", LIMIT(2), region="浙江省/杭州市/萧山区")
    corpus.guide("nation", LIMIT(3), region="全国")
    corpus.guide("jiaxing", LIMIT(4), region="浙江省/嘉兴市")
    answerer = corpus.open()
    assert set(found(answerer, "萧山创新券审核多久")) == {"xiaoshan", "hangzhou", "nation"}
    assert set(found(answerer, "创新券审核多久", region="浙江省/嘉兴市")) == {"jiaxing", "nation"}
    assert set(found(answerer, "嘉兴创新券审核多久", region="浙江省/杭州市")) == {"jiaxing", "nation"}


def test_what_is_over_answers_only_for_the_past_and_says_so(corpus: Corpus) -> None:
    corpus.guide("old", LIMIT(3), effective_from="2019-01-01", effective_to="2023-12-31")
    corpus.guide("new", LIMIT(1), effective_from="2024-01-01")
    answerer = corpus.open()
    assert found(answerer, "杭州创新券审核多久") == ["new"]
    assert found(answerer, "2020年杭州创新券审核多久") == ["old"]
    assert found(answerer, "杭州创新券审核多久", on=date(2021, 5, 1)) == ["old"]
    answer = answerer.answer("2020年杭州创新券审核期限多久")
    assert "3 个月" in answer.text
    assert "已于2023年12月31日失效" in answer.text
    assert "已于2023年12月31日失效" in str(answer.citations[0].notice)


@pytest.mark.parametrize("question", ["以前杭州创新券审核期限多久", "杭州创新券旧办法的审核期限多久"])
def test_the_past_without_a_year_is_answered_by_what_is_over(corpus: Corpus, question: str) -> None:
    corpus.guide("old", LIMIT(3), effective_from="2019-01-01", effective_to="2023-12-31")
    corpus.guide("new", LIMIT(1), effective_from="2024-01-01")
    answer = corpus.open().answer(question)
    assert "3 个月" in answer.text
    assert "已于2023年12月31日失效" in answer.text


@pytest.mark.parametrize(
    ("question", "bare"),
    [
        ("以前的创新券怎么申请", "创新券怎么申请"),
        ("创新券旧办法的期限", "创新券期限"),
        ("为啥审得比以前快", None),
        ("创新券怎么申请", None),
    ],
)
def test_the_words_for_the_past_are_told_from_the_question(question: str, bare: str | None) -> None:
    assert without_past(question) == bare


def test_what_is_not_yet_in_force_does_not_answer(corpus: Corpus) -> None:
    corpus.guide("now", LIMIT(3), effective_from="2019-01-01")
    corpus.guide("next", LIMIT(1), effective_from="2027-01-01")
    answerer = corpus.open()
    assert found(answerer, "杭州创新券审核多久") == ["now"]
    assert "next" in found(answerer, "杭州创新券审核多久", on=date(2027, 2, 1))


def test_a_document_that_another_says_is_over_answers_no_more(corpus: Corpus, golden: Golden) -> None:
    head = "杭州市科学技术局\n\n杭科〔{0}〕{1}号\n\n杭州市创新券管理{2}\n\n"
    corpus.document("old.txt", head.format(2019, 1, "办法") + "第一条 杭州市创新券审核期限为3个月。")
    corpus.document(
        "new.txt",
        head.format(2024, 2, "细则") + "第一条 杭州市创新券审核期限为1个月。\n\n"
        "第二条 本细则自2024年1月1日起施行。《杭州市创新券管理办法》（杭科〔2019〕1号）同时废止。",
    )
    answerer = corpus.open()
    assert found(answerer, "杭州创新券审核期限多久") == ["new.txt"]
    assert found(answerer, "2022年杭州创新券审核期限多久") == ["old.txt"]
    past = answerer.answer("2022年杭州创新券审核期限多久")
    assert date(2024, 1, 1) in days(past.text)
    golden.check("answers", "a rule of the past", past.text)


def test_this_year_s_ended_notice_answers_where_it_speaks_of_this_year(corpus: Corpus) -> None:
    corpus.guide("ended", LIMIT(3), effective_from="2020-01-01", effective_to="2026-06-30")
    corpus.guide("notice", "## 时限\n\n- 2026年创新券申报期限为 3 月底。\n", effective_to="2026-03-31")
    corpus.guide("now", LIMIT(1), effective_from="2026-07-01")
    assert set(found(corpus.open(), "2026年杭州创新券期限多久")) == {"notice", "now"}


@pytest.mark.parametrize(
    ("question", "documents"),
    [
        ("个人能申请科技项目吗", {"people"}),
        ("我们是高校，科技项目怎么申请", {"people"}),
        ("科技项目怎么申请", {"people", "firms"}),
        ("我们公司能申请科技项目吗", {"firms"}),
        ("企业和个人能申请科技项目吗", {"people", "firms"}),
    ],
)
def test_a_guide_for_others_does_not_answer_where_one_is_for_them(
    corpus: Corpus, question: str, documents: set[str]
) -> None:
    body = "## 流程\n\n1. 在网上申请科技项目。\n2. 提交申请书。\n"
    corpus.guide("firms", body, topic="project", audience="enterprise")
    corpus.guide("people", body, topic="project", audience="individual, institution")
    assert set(found(corpus.open(), question)) == documents


def test_the_only_guide_of_a_topic_answers_everybody(corpus: Corpus) -> None:
    corpus.guide("firms", "## 条件\n\n- 只有企业可以申请科技项目。\n", topic="project")
    assert found(corpus.open(), "个人能申请科技项目吗") == ["firms"]


@pytest.mark.parametrize(
    ("text", "audience"),
    [
        ("个人能申请创新券吗", "individual"),
        ("以个人名义怎么报软考", "individual"),
        ("我是研究生可以报吗", "individual"),
        ("高校可以申请吗", "institution"),
        ("我们学校想申请", "institution"),
        ("我司能不能领", "enterprise"),
        ("委托个人研发的费用能加计吗", None),
        ("和高校的合作要登记吗", None),
        ("个人所得税怎么算", None),
        ("企业和高校都能申请吗", None),
        ("创新券怎么申请", None),
    ],
)
def test_whom_a_question_is_about(text: str, audience: str | None) -> None:
    assert audience_of(text) == audience


@pytest.mark.parametrize(
    ("known", "words", "remark"),
    [
        ({"effective_from": date(2024, 1, 1)}, "自2024年1月1日起施行", None),
        (
            {"effective_from": date(2024, 1, 1), "effective_to": date(2028, 12, 31)},
            "自2024年1月1日起施行，有效期至2028年12月31日",
            None,
        ),
        ({"effective_to": date(2020, 1, 1)}, "已于2020年1月1日失效", "已于2020年1月1日失效"),
        (
            {"superseded_by": "b", "replaced_on": date(2020, 1, 1)},
            "已于2020年1月1日被新的规定替代",
            "已于2020年1月1日被新的规定替代",
        ),
        (
            {"issued_on": date(2020, 1, 1)},
            "文件未载明有效期，2020年1月1日发文",
            "文件未载明有效期，2020年1月1日发文",
        ),
    ],
)
def test_validity_in_words(known: dict[str, object], words: str, remark: str | None) -> None:
    metadata = Metadata(title="办法", region="全国", **known)  # type: ignore[arg-type]
    assert validity(metadata, TODAY) == words
    assert notice(metadata, TODAY) == remark


def test_the_lead_in_names_place_and_number() -> None:
    local = Metadata(title="办法", region="浙江省/杭州市", document_number="杭科〔2024〕3号")
    assert lead_in(local) == "浙江省杭州市《办法》（杭科〔2024〕3号）："
    assert lead_in(Metadata(title="办法", region="全国")) == "《办法》（全国）："


def test_two_documents_in_force_that_disagree_are_both_shown(corpus: Corpus, golden: Golden) -> None:
    corpus.guide("one", LIMIT(3), effective_from="2024-01-01", document_number="杭科〔2024〕1号")
    corpus.guide("two", LIMIT(5), effective_from="2024-02-01", document_number="杭科〔2024〕2号")
    answer = corpus.open().answer("杭州创新券审核期限多久")
    golden.check("answers", "two documents that disagree", answer.text)
    assert "3 个月" in answer.text
    assert "5 个月" in answer.text
    assert {citation.document_number for citation in answer.citations} == {
        "杭科〔2024〕1号",
        "杭科〔2024〕2号",
    }
    assert {"3个月", "5个月"} <= set(answer.figures)


def test_what_is_over_is_not_shown_as_disagreeing(corpus: Corpus) -> None:
    corpus.guide("one", LIMIT(3), effective_from="2020-01-01")
    corpus.guide("two", LIMIT(5), effective_from="2020-02-01", effective_to="2025-12-31")
    answer = corpus.open().answer("杭州创新券审核期限多久")
    assert "写法不同" not in answer.text
    assert len(answer.citations) == 1


CONDITIONS = "## 条件\n\n- 门槛：申请创新券的企业要有研发人员 {} 名。\n"


@pytest.mark.parametrize(
    ("question", "on"),
    [("2015年创新券申请条件", None), ("2015年的创新券", None), ("创新券申请条件", date(2010, 1, 1))],
)
def test_a_year_before_a_numbered_document_is_declined_and_today_offered(
    corpus: Corpus, question: str, on: date | None
) -> None:
    corpus.guide("new", CONDITIONS.format(3), region="全国", document_number="示科发〔2016〕32号")
    answerer = corpus.open()
    answer = answerer.answer(question, on=on)
    assert answer.outcome == "no_answer"
    assert f"没有收录{on.year if on else 2015}年的规定" in answer.text
    assert "现行规定从2016年起" in answer.text
    assert [answerer.answer(question).outcome for question in answer.related] == ["answered"]
    assert answerer.answer("2018年创新券申请条件").outcome == "answered"


def test_an_undated_leftover_does_not_answer_for_a_year_before_todays_rule(corpus: Corpus) -> None:
    corpus.guide("new", CONDITIONS.format(3), region="全国", effective_from="2020-05-01")
    corpus.guide("undated", "## 说明\n\n- 创新券的企业研发人员宜常年在岗。\n", region="全国")
    answer = corpus.open().answer("2015年创新券申请条件")
    assert (answer.outcome, "2020年5月1日" in answer.text) == ("no_answer", True)


def test_the_year_of_founding_is_no_year_whose_rules_are_asked_for(corpus: Corpus) -> None:
    corpus.guide("new", CONDITIONS.format(3), region="全国", effective_from="2020-05-01")
    assert found(corpus.open(), "2015年成立的企业申请创新券的条件") == ["new"]


def test_the_year_of_a_number_is_the_earliest_beginning() -> None:
    bare = Metadata(title="办法", document_number="示科发〔2016〕32号")
    assert bare.earliest == date(2016, 1, 1)
    assert bare.begins is None
    assert not bare.is_valid_between(date(2015, 1, 1), date(2015, 12, 31))
    assert Metadata(title="令", document_number="国务院令第756号").earliest is None


def test_a_document_is_in_force_on_its_last_day_and_over_on_the_next() -> None:
    metadata = Metadata(
        title="办法", region="全国", effective_from=date(2024, 1, 1), effective_to=date(2026, 11, 20)
    )
    last, next_ = date(2026, 11, 20), date(2026, 11, 21)
    assert validity(metadata, last) == validity(metadata, date(2026, 1, 1)) != validity(metadata, next_)
    assert (notice(metadata, last), notice(metadata, next_) is None) == (None, False)
