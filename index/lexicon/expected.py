"""What kind of thing a question asks for, by its words, and where a text says something of the kind."""

import re
from collections.abc import Sequence

_KINDS: tuple[tuple[str, str], ...] = (
    (
        r"多少|几[个项家次人天年种级名倍折成条]|百分之几|比例|金额|额度|标准|多大|多高|上限|最高|最低",
        r"\d|[一二两三四五六七八九十百千万亿]+(?:个|项|家|次|人|元|种|级|名|倍|成|分之)",
    ),
    (
        r"时候|何时|时间|哪天|哪年|几[月号天年日]|日期|截止|期限|时限|多久|多长|有效期|期间|及时",
        r"\d{1,6}\s?(?:年|月|日|天|号|时|点|周|个月|个?工作日)|[一二三四五六七八九十]+(?:年|月|日|天|个月)|截止|即日|之日起|期满|当日",
    ),
    (
        r"哪些|哪几|措施|举措|要求|条件|内容|情形|方面|包括|如何|怎[么样]|步骤|流程|材料|规定|做法|部署|政策|支持",
        r"[一二三四五]是|\([一二三四五六七八九十\d]+\)|(?:^|[\s。；;])(?:[一二三四五六七八九十]+、|\d+[.、])|、[^、，。]{2,12}、[^、，。]{2,12}、|；",
    ),
    (
        r"电话|网址|路径|网站|邮箱|联系|热线|平台|公众号|渠道|入口|哪里|哪儿|在哪|地址|地点",
        r"\d{3,4}-\d{7}|\d{5,}|https?:|www|@|[电来]话|公众号|小程序|网站|平台|app|地址|窗口|路\d+号",
    ),
    (
        r"谁|哪[家个位]|何人|什么人|什么单位|哪个部门|由.{0,6}负责",
        r"由[^，。；]{2,20}(?:负责|承担|组织)|负责|部门|委员会|中心|公司|[局厅处科院所办]",
    ),
    (r"为什么|为何|为啥|原因|目的|意义", r"因|由于|为了|为进一步|为[^，。]{2,20}，|旨在|目的"),
    (
        r"责任|处罚|罚款|后果|违反|不.{0,6}怎么办|惩|追究|赔偿|赔",
        r"罚款|处罚|责令|追究|责任|赔偿|没收|吊销|取消|失信|处以|拘留|徒刑",
    ),
    (
        r"[能可应须]不[能可应须]|可以|能否|是否|可否|必须|[吗么](?:[?？]|$)|合法|有效吗|需要|允许|算不算|是不是",
        r"可以|不得|应当|不能|必须|无效|有效|允许|禁止|严禁|有权|无需|无须|不需|免于|视为|视同",
    ),
)
_COMPILED = tuple((re.compile(asked), re.compile(said)) for asked, said in _KINDS)


def expected_of(query: str) -> tuple[re.Pattern[str], ...]:
    """Patterns of what canonical `query` asks to be told: a number, a time, a list, a contact, a duty …"""
    return tuple(said for asked, said in _COMPILED if asked.search(query))


def places_told(patterns: Sequence[re.Pattern[str]], text: str) -> list[list[int]]:
    """For each pattern the places of canonical `text` where it begins."""
    return [[match.start() for match in pattern.finditer(text)] for pattern in patterns]
