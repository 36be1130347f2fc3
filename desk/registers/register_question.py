"""What a question about the published registers and contacts asks: which name, which register, or whom to ask.

Names are free text: what is left of the message without the words of asking.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from contracts.lookup import Register

Kind = Literal["entry", "contact", "services", "unclear"]

_REGISTERS: tuple[tuple[Register, str], ...] = (
    ("high_tech_enterprise", r"国?家?级?(?:高新技术企业|高新企业|高企|国高新|国高|高科技企业)"),
    ("incubator", r"(?:科技企业孵化器|科技孵化器|孵化器|众创空间)"),
    ("science_commissioner", r"(?:科技特派员|科特派|特派员)"),
)
_LEVEL = re.compile(r"国家级|省级|市级|区级|县级")
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
    r".+?(?:集团|合作社|研究院|研究所|大学|学院|协会|事务所|农场|林场|医院|中心|实验室|厂|众创空间|孵化器|加速器|产业园|科技园)"
    r"(?=是|在|算|属|有|还|到|的|什么|啥|何时|[，,。?？!！ ]|$)"
)
_CODE = re.compile(r"(?<![0-9A-Za-z])(?=[0-9A-Za-z]*[0-9]{6})[0-9A-Za-z]{15,20}(?![0-9A-Za-z])")
_COUNTED = re.compile(r"多少[家个]|几家|几个|总共|一共|数量")
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
_CONTACT = re.compile(
    r"首问|首接|(?:哪|什么|啥)个?(?:科室|处室|科|处|部门|股室)|归(?:谁|哪)|谁(?:来|是)?(?:负责|主管|对口)|(?:承办|责任|对口|经办|主管)(?:科室|处室|部门)"
    r"|找(?:谁|哪位|哪个)|(?:联系|问)(?:谁|哪位)|联系人"
)
_SERVICES = re.compile(
    r"对外业务|对外事项|涉外(?:业务|事项)|44\s*(?:项|个事项)|四十四项"
    r"|(?:哪些|什么|多少)?(?:事项|时限|程序|材料|环节).{0,6}(?:精简|缩短|压缩|简化|减少|减了|少了)|(?:精简|缩短|压缩|简化|减少).{0,6}(?:事项|时限|程序|材料|环节|工作日)"
)
_PROVINCE = re.compile(r"省厅|科技厅|省科技|浙江|省里|对外|涉外|44|四十四")


# A question about nothing but the external services, whatever it was taken for: 涉外事项有哪些, 对外业务还剩多少项.
_JUST_SERVICES = re.compile(
    r"(?:请问|想问|浙江省?|省?科技厅|省里|省厅|你们|咱们|44项|四十四项|的|那么?)*(?:对外|涉外)(?:业务|事项|服务)+"
    r"(?:的|都|里|中|现在|目前|一共|总共|还|剩|剩下|有|是|又|到底|具体|做|共|下|保留|个|哪些|哪几|什么|啥|多少|几|项|事项|时限|程序|材料|环节"
    r"|精简|缩短|压缩|简化|减少|减|清单|目录|列表|了|吗|呢|啊|\W)*"
)
_ASKS_WHAT = re.compile(r"哪|什么|啥|多少|几|清单|目录|列表|精简|缩短|压缩|简化|减")


@dataclass(frozen=True)
class RegisterQuestion:
    """What is asked. `is_named_in_full`: the name ends as those of organisations do (公司, 研究院).

    `code` looks like a uscc, right or wrong.
    """

    kind: Kind
    register: Register | None = None
    code: str | None = None
    level: str | None = None
    name: str | None = None
    is_named_in_full: bool = False
    is_own: bool = False


def read_register_question(text: str) -> RegisterQuestion:
    """Return what a message asks of the registers; `unclear` where it is no such question."""
    folded = unicodedata.normalize("NFKC", text).strip()
    if _SERVICES.search(folded) and _PROVINCE.search(folded):
        return RegisterQuestion("services")
    code = _CODE.search(folded)
    if code:
        return RegisterQuestion("entry", find_register(folded), code=code.group(), level=find_level(folded))
    own = _OWN.search(folded)
    rest = folded if own is None else f"{folded[: own.start()]} {folded[own.end() :]}"
    name, in_full = _find_name(rest)
    if not in_full and _CONTACT.search(folded):
        return RegisterQuestion("contact")
    if (name is None and own is None) or (not in_full and _COUNTED.search(folded)):
        return RegisterQuestion("unclear")
    outside = folded.replace(name, " ") if name else folded
    register = find_register(outside)
    if name is None and register is None:
        return RegisterQuestion("unclear")
    is_own = own is not None and name is None
    return RegisterQuestion(
        "entry", register, level=find_level(outside), name=name, is_named_in_full=in_full, is_own=is_own
    )


def asks_for_services(text: str) -> bool:
    """Tell whether a message asks for the external services, or what of them was simplified, and for nothing else."""
    folded = unicodedata.normalize("NFKC", text).strip()
    return _JUST_SERVICES.fullmatch(folded) is not None and _ASKS_WHAT.search(folded) is not None


def find_full_name(text: str) -> str | None:
    """Return the full name (…有限公司, …集团公司) in a text; None where it names a kind of companies."""
    own = _OWN.search(text)
    name, in_full = _find_name(text if own is None else f"{text[: own.start()]} {text[own.end() :]}")
    return name if in_full and name is not None and _ONE_COMPANY.fullmatch(name) else None


def find_register(text: str) -> Register | None:
    """Return the register that a text names."""
    return next((register for register, pattern in _REGISTERS if re.search(pattern, text)), None)


def find_level(text: str) -> str | None:
    """Return the level (国家级) that a text names."""
    found = _LEVEL.search(text)
    return found.group() if found else None


def _find_name(text: str) -> tuple[str | None, bool]:
    """Return the name that a text holds, and whether it is one in full."""
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
