"""Names of organisations in a message, and the registers that list them.

Names are free text: what is left of the message without the words of asking.
"""

from __future__ import annotations

import re

from contracts.lookup import Register

_REGISTERS: tuple[tuple[Register, str], ...] = (
    ("high_tech_enterprise", r"国?家?级?(?:高新技术企业|高新企业|高企|国高新|国高|高科技企业)"),
    ("incubator", r"(?:科技企业孵化器|科技孵化器|孵化器|众创空间)"),
    ("science_commissioner", r"(?:科技特派员|科特派|特派员)"),
)
_OWN = re.compile(
    r"(?:我们|咱们|咱|俺们|本|我)(?:这家|家|的)?(?:公司|企业|单位|厂子?|司|这边)(?:自己)?的?|我们的?|咱们的?|俺们的?|我的|本公司的?"
)
_BEFORE = re.compile(
    r"^(?:您好|你好|请问一?下?|请|麻烦您?|劳驾|帮我|帮忙|给我|我想|想要?|能不能|可不可以|可以"
    r"|(?:查|看|问|核实?|搜|确认)(?:一下|一查|一看|下|查|看|询)?|知道|了解一?下?|一下|关于|这家|那家|这个|那个|有个|叫做?|名叫"
    r"|企业|老师|那么?(?![曲坡])|还有|再(?=查|看|问|帮|搜)|换成|[，,、\s:：\"“”])+"
)
_COMPANY = re.compile(r".+?(?:股份有限|有限责任|有限)?公司(?:[\w()]{0,12}?分公司)?")
_ORGANISATION = re.compile(
    r"\S+?(?:集团|合作社|研究院|研究所|大学|学院|协会|事务所|农场|林场|医院|中心|实验室|厂|众创空间|孵化器|加速器|产业园|科技园)"
    r"(?=是|在|算|属|有|还|到|的|什么|啥|何时|[，,。?？!！ ]|$)"
)
# Where a name without an ending that tells it ends.
_MARK = re.compile(
    r"是不是|是否|能不能|会不会|可不可以|是|算不算|算|属于|有没有|有无|在不在|在|还|的|什么时候|啥时候|何时|哪[天年]|几时|到期|过期|有效|名单|证书|编号|评上|认定|进了|入选|被列"
    r"|[，,。?？!！;；]|" + "|".join(pattern for _, pattern in _REGISTERS)
)
_AFTER = re.compile(r"(?:有没有|有无|包不包括|包不包含|包含|查得到|查到|找得到)(?P<name>.+)$")
_TAIL = re.compile(r"(?:吗|呢|么|啊|呀|吧|没有|没|的|[\s，,。?？!！])+$")
_NO_NAME = re.compile(
    r"哪|什么|谁|怎么|如何|多少|几|条件|(?<![新合子米属能性体电物金温装筑璃瓷])材料(?!科技|技术|股份|集团)|流程|要求|好处|政策|申报|申请|补贴|奖励|我|你|他们?$|它"
    r"|^(?:国家级|国家|省级|市级|区级)*(?:科技企业孵化器|孵化器|众创空间|加速器)?$"
    r"|^(?:小|中|大|微|外资|贸易|科技|软件|民营|国有|上市|初创|新|科技型中小|中小|小微|一般|普通|别的|其他|其它|每家|所有|全部|任何)*"
    r"(?:企业|公司|单位|个体户|机构|科小)?$"
)
# A full name may hold any word (新材料, 高新技术); only what asks, or names a whole kind, is none.
_NO_FULL_NAME = re.compile(
    r"^(?:哪|什么|谁|怎么|如何|多少|几|这|那(?![曲坡])|我|你|他)"
    r"|^(?:小|中|大|微|外资|贸易|科技|软件|民营|国有|上市|初创|新|一般|普通|别的|其他|其它|每家|所有|全部|任何|有的|有些)*"
    r"(?:有限公司|公司|集团|厂|大学|学院|医院|中心|协会)$"
    r"|^(?:国家级|国家|省级|市级|区级)*(?:科技企业孵化器|科技孵化器|孵化器|众创空间|加速器|科技园)$"
)
# A name that can only be one company's: 失信的公司, 创新券服务公司 are kinds.
_ONE_COMPANY = re.compile(
    r"(?!.*(?:的|失信|黑名单|创新券|办件|余额|哪|什么|怎么))[\w()·]{2,}(?:有限|责任|股份|集团)公司(?:[\w()]{0,12}分公司)?"
)


def split_own(text: str) -> tuple[str, bool]:
    """Return a text without the words for one's own company (我们公司), and whether it had any."""
    own = _OWN.search(text)
    return (text, False) if own is None else (f"{text[: own.start()]} {text[own.end() :]}", True)


def find_full_name(text: str) -> str | None:
    """Return the full name (…有限公司, …集团公司) in a text; None where it names a kind of companies."""
    name, in_full = find_name(split_own(text)[0])
    return name if in_full and name is not None and _ONE_COMPANY.fullmatch(name) else None


def find_register(text: str) -> Register | None:
    """Return the register that a text names."""
    return next((register for register, pattern in _REGISTERS if re.search(pattern, text)), None)


def find_name(text: str) -> tuple[str | None, bool]:
    """Return the name that a text without `split_own` holds, and whether it is one in full."""
    rest = _BEFORE.sub("", text).strip()
    for pattern in (_COMPANY, _ORGANISATION):
        found = pattern.match(_after_asking(rest))
        if found and not _NO_FULL_NAME.search(found.group()):
            return found.group().strip(), True
    mark = _MARK.search(rest)
    head = _TAIL.sub("", rest[: mark.start()] if mark else rest).strip()
    if len(head) >= 2 and not _NO_NAME.search(head):
        return head, False
    tail = _AFTER.search(rest)
    name = _TAIL.sub("", tail["name"]).strip() if tail else ""
    return (name, False) if len(name) >= 2 and not _NO_NAME.search(name) else (None, False)


def _after_asking(text: str) -> str:
    """Return what follows the asking where the name comes last: 高企名单里有没有样例有限公司."""
    found = _AFTER.search(text)
    return found["name"] if found and not re.match(r".*?公司", text[: found.start()]) else text
