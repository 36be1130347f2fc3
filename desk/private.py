"""Which messages ask for what only an enterprise itself is shown: its credit, cases or vouchers, named by company."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from understanding.values.names import Name, find_kind, names_within

# What only the enterprise itself is shown, by the look-up that shows it.
_PRIVATE: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "check_credit_standing",
        re.compile(r"失信|守信|诚信|城信|征信|信用(?!代码|中国)|黑名单|红名单|红黑榜|一票否决"),
    ),
    ("check_voucher_balance", re.compile(r"创新券|科技券|余额|对账单|流水|券")),
    (
        "check_application_status",
        re.compile(
            r"办件|办到|进度|审批到|到哪一?步"
            r"|(?:申报|申请|报|交|提交|办)(?:了|过)(?:些|的)?(?:什么|啥|哪|几|多少|没|吗|高|项目|科)|(?:申报|申请|报|办|交)(?:的)?(?:是)?(?:些)?(?:什么|啥|哪些|哪个)"
        ),
    ),
)
_POLICY = re.compile(
    r"(?:能不能|能否|可不可以|可以|会不会|能|怎么|如何|怎样)(?:再|去|来)?(?:申请|申领|领取?|申报|报|用|修复)|条件|流程|政策|规定|举报|投诉"
)
# A company may be named behind a matter of one's own: 我的办件到哪了，某某有限公司的创新券还剩多少.
_CLAUSES = re.compile(r"[，,。；;！!？?]")
_USCC = re.compile(r"(?<![0-9A-Z])(?=[0-9A-Z]*\d{6})[0-9A-Z]{18}(?![0-9A-Z])")
# What may stand before a name whose matter comes first: 有没有失信记录，某某有限公司.
_BEFORE_NAME = re.compile(
    r"^.*?(?:失信|诚信|信用|黑名单|办件|创新券)(?:记录|情况|状态|进度|余额|里|中|上)+(?:有没有|有无|查|看|[，,、:：\s的])*"
)


# A name that can only be one company's, whatever was learned of names: what stands before its ending is not missed.
_COMPANY = re.compile(r"[\w()·]{2,}?(?:有限|责任|股份|集团)公司(?:[\w()]{0,12}?分公司)?")
_OTHER_WORDS = re.compile(r"^.*(?:的|失信|黑名单|创新券|办件|余额|哪|什么|怎么)")
_SHORTEST = 6  # characters of such a name, its ending among them


def names_what_is_private(text: str, names: Sequence[Name]) -> bool:
    """Tell whether a question taken for one to the registers asks for what only the enterprise itself is shown."""
    return read_private_parts(text, names, is_loose=True) is not None or read_private_number(text) is not None


def read_private_parts(text: str, names: Sequence[Name], *, is_loose: bool = False) -> tuple[str, str] | None:
    """Return what `read_private_question` finds in a message or in a clause of it."""
    clauses = (text, *_CLAUSES.split(text))
    found = (read_private_question(clause, names, is_loose=is_loose) for clause in clauses)
    return next(filter(None, found), None)


def read_private_number(text: str) -> tuple[str, str] | None:
    """Return the look-up and the uscc that a message asks about: 查一下91330109YL0000001C的创新券."""
    folded = unicodedata.normalize("NFKC", text).upper()
    found = _USCC.search(folded)
    if found is None or _POLICY.search(folded):
        return None
    look_up = next((each for each, pattern in _PRIVATE if pattern.search(folded)), None)
    return (look_up, found.group()) if look_up else None


def read_private_question(
    text: str, names: Sequence[Name], *, is_loose: bool = False
) -> tuple[str, str] | None:
    """Return the look-up and the company that a message asks about; None without a company's full name.

    `names` are those that were found in it; a company's full name counts where it was missed too.
    A question of policy that names a company (某某有限公司能不能申请创新券) is none. `is_loose`: taken for a
    question to the registers, a name need not be one in full (样例软件有没有失信).
    """
    folded = unicodedata.normalize("NFKC", text).strip()
    here = names_within(names, folded)
    name = _find_company(folded, here)
    if name is None and is_loose:
        name = find_kind(here, "name") or find_kind(here, "short")
    if name is None:
        return None
    outside = folded.replace(name, " ")
    if _POLICY.search(outside):
        return None
    look_up = next((each for each, pattern in _PRIVATE if pattern.search(outside)), None)
    return (look_up, name) if look_up else None


def _find_company(text: str, names: Sequence[Name]) -> str | None:
    """Return the full name of a company: as it was found, else what stands before the ending of one."""
    found = next((each.text for each in names if each.kind == "name" and _COMPANY.fullmatch(each.text)), None)
    if found is not None:
        return found
    missed = _COMPANY.search(_BEFORE_NAME.sub("", text)) or _COMPANY.search(text)
    name = _OTHER_WORDS.sub("", missed.group()) if missed else ""
    return name if len(name) >= _SHORTEST else None
