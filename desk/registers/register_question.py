"""What a question about the published registers and contacts asks: which name, which register, or whom to ask."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from contracts.lookup import Register
from desk.organisations import find_name, find_register, split_own

Kind = Literal["entry", "contact", "services", "unclear"]

_LEVEL = re.compile(r"国家级|省级|市级|区级|县级")
_CODE = re.compile(r"(?<![0-9A-Za-z])(?=[0-9A-Za-z]*[0-9]{6})[0-9A-Za-z]{15,20}(?![0-9A-Za-z])")
_COUNTED = re.compile(r"多少[家个]|几家|几个|总共|一共|数量")
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
    rest, has_own = split_own(folded)
    name, in_full = find_name(rest)
    if not in_full and _CONTACT.search(folded):
        return RegisterQuestion("contact")
    if (name is None and not has_own) or (not in_full and _COUNTED.search(folded)):
        return RegisterQuestion("unclear")
    outside = folded.replace(name, " ") if name else folded
    register = find_register(outside)
    if name is None and register is None:
        return RegisterQuestion("unclear")
    is_own = has_own and name is None
    return RegisterQuestion(
        "entry", register, level=find_level(outside), name=name, is_named_in_full=in_full, is_own=is_own
    )


def asks_for_services(text: str) -> bool:
    """Tell whether a message asks for the external services, or what of them was simplified, and for nothing else."""
    folded = unicodedata.normalize("NFKC", text).strip()
    return _JUST_SERVICES.fullmatch(folded) is not None and _ASKS_WHAT.search(folded) is not None


def find_level(text: str) -> str | None:
    """Return the level (国家级) that a text names."""
    found = _LEVEL.search(text)
    return found.group() if found else None
