import pytest

from index.lexicon.divisions import covers, load_divisions
from index.lexicon.places import Gazetteer

HELD = frozenset({"湖北省/武汉市", "浙江省/杭州市/萧山区", "河南省/周口市", "全国"})


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer(load_divisions(), HELD)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("蔡甸 联系人", "湖北省/武汉市/蔡甸区"),
        ("江岸区谁负责", "湖北省/武汉市/江岸区"),
        ("硚口找谁", "湖北省/武汉市/硚口区"),
        ("项目验收 期限 萧山", "浙江省/杭州市/萧山区"),
        ("周口的高企", "河南省/周口市"),
        ("义乌一网通服", "浙江省/金华市/义乌市"),
        ("深圳的创新券怎么领", "广东省/深圳市"),
        ("青山区谁管", "湖北省/武汉市/青山区"),
        ("仙桃市创新券", "湖北省/仙桃市"),
        ("广西的规定", "广西壮族自治区"),
    ],
)
def test_places_are_found_by_full_and_short_names(gazetteer: Gazetteer, text: str, path: str) -> None:
    assert gazetteer.find(text)[0].paths[0] == path


@pytest.mark.parametrize(
    "text",
    [
        "新兴产业怎么申报", "国际合作项目", "高要求的企业", "公安备案", "惠民政策", "资源共享", "会同税务", "新建企业",
        "最大城市", "互助平台", "项目建设", "东湖高新区联系人", "青山绿水", "开放创新", "和平发展", "科技特派员",
    ],
)  # fmt: skip
def test_ordinary_words_are_never_places(gazetteer: Gazetteer, text: str) -> None:
    assert gazetteer.find(text) == []


def test_rules_hold_in_the_divisions_below() -> None:
    assert covers("全国", "湖北省")
    assert covers("湖北省/武汉市", "湖北省/武汉市/江岸区")
    assert not covers("湖北省/武汉市/江岸区", "湖北省/武汉市")
    assert not covers("湖北省/武汉市", "湖北省/武汉")
