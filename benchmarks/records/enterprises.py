"""Fictional enterprises with a contact each; names are put together from what names of enterprises are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from random import Random

from stdnum.cn import uscc as uscc_number

from benchmarks.records.parts import BEGAN, PLACES, Part, Row, Sizes, chunks, moment
from records.enterprises.enterprises import pinyin_initials
from records.models import Contact, Enterprise

_FIRST = "星云海川华明瑞启科新天元宏博远安泰恒智联中金银东南西北长江河山林森木水火土日月光华"
_SECOND = "禾图源创维达盛景航泽辰微拓锐森帆诺衡朗讯杰凯隆昌顺通利丰裕康健乐嘉美佳欣荣茂盈"
_TRADES = (
    "科技",
    "科技",
    "科技",
    "信息科技",
    "生物科技",
    "智能装备",
    "新材料",
    "软件",
    "医疗器械",
    "节能环保",
)
_TRADES += (
    "光电",
    "检测技术",
    "数据服务",
    "自动化设备",
    "精密机械",
    "电子",
    "农业开发",
    "能源技术",
    "文化创意",
)
_FORMS = ("有限公司",) * 8 + ("股份有限公司", "（集团）有限公司")
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"


def enterprise_parts(sizes: Sizes, chunk: int = 20_000) -> Iterator[list[Part]]:
    """Yield enterprises and one contact each."""
    random = Random(1)
    seen: set[str] = set()
    for ids in chunks(range(1, sizes.enterprises + 1), chunk):
        enterprises: list[Row] = []
        contacts: list[Row] = []
        for number in ids:
            path, code, _, short = PLACES[number % len(PLACES)]
            name = _new_name(random, short, seen)
            enterprises.append(
                (number, _uscc(code, number), name, pinyin_initials(name), path, True, moment(BEGAN, 0))
            )
            person = random.choice(_SURNAMES) + "样例"
            contacts.append((number, number, person, f"160{number:08d}", "handler"))
        yield [
            Part(
                Enterprise,
                ("id", "uscc", "name", "pinyin_initials", "region", "is_sample", "created_at"),
                enterprises,
            ),
            Part(Contact, ("id", "enterprise_id", "name", "phone", "role"), contacts),
        ]


def term_rows(
    names: Iterator[tuple[int, str, str]], terms_of: Callable[[str, str], Sequence[str]]
) -> Iterator[tuple[str, int]]:
    """Yield (term, enterprise id) of each (id, name, initials)."""
    for enterprise_id, name, initials in names:
        for term in terms_of(name, initials):
            yield term, enterprise_id


def _new_name(random: Random, short: str, seen: set[str]) -> str:
    while True:
        stem = random.choice(_FIRST) + random.choice(_SECOND)
        if len(seen) > 20_000:
            stem += random.choice(_SECOND)
        name = f"{short}{stem}{random.choice(_TRADES)}{random.choice(_FORMS)}"
        if name not in seen:
            seen.add(name)
            return name


def _uscc(code: str, number: int) -> str:
    body = f"91{code}YL{number:07d}"
    return body + str(uscc_number.calc_check_digit(body))
