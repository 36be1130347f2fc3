"""Questions that name a service item and ask something of one's own case of it: 科小那个咋了, 项目申报要补啥."""

from __future__ import annotations

import re

from actions.cases.case_offers import offered_cases
from actions.cases.case_phrases import STATE_LOOSELY
from actions.cases.case_questions import case_just_shown, find_aspect, is_about_own, plain_of
from actions.cases.say_cases import Aspect
from actions.seam.turn import ActionTurn

_LONGEST, _LONGEST_NAME = 25, 14  # characters, and those before what is asked
_OF_A_CASE = re.compile("补|容缺|超时|时限|办理|审批|审核")
_POINTS = re.compile(r"(?:的)?(?:那|这|我|咱)[个件份]?")
# 到哪了 asks for the whole of a case.
_NEXT = re.compile("下一步|接下来|后面|卡|停|谁|科|处")
_WHO = re.compile("谁|科|处")
_MISSING = re.compile("缺|少|差|补|还|齐|收到|做|办")
# What is asked of these is no matter of one's own case.
_NO_ITEM = re.compile(
    r"怎么|如何|哪|一般|通常|政策|文件|规定|指南|什么|啥|谁|名单|通知|公[告示]|证书|系统|平台|网站|补[贴助]|奖[励补]|资金|钱"
    r"|年报|明年|条件|标准|办法|券|结果|流程|材料|信用|诚信|造假|做假|作假|会|被|能|是|不|占比|以[内上下]|税|急"
)
_BARE = re.compile(r"(?P<that>那)?(?P<item>.{2,16}?)(?P<end>(?:的|那个|这个|那件|那份|这件)*(?:呢|啊|呀)?)")


def is_after_cases(turn: ActionTurn) -> bool:
    """Tell whether a case, or a choice of cases, was just shown."""
    return bool(offered_cases(turn) or case_just_shown(turn))


def find_aspect_of_item(text: str, *, is_after: bool) -> Aspect | None:
    """Return what is asked of a case after the words that name it: 项目申报要补啥, 科小那个咋了; else None.

    `is_after`: cases were just shown. Without that, and without 那个, only what cannot be asked in general counts:
    高企认定要多久 can. What has expired (工作许可过期了怎么办) may be a certificate, and is no late case.
    """
    plain = plain_of(text)[-_LONGEST:]
    for start in range(1, len(plain) - 1):
        head, rest = plain[:start], plain[start:]
        aspect = find_aspect(rest)
        if aspect and _is_of_own(head, rest, aspect, is_after=is_after):
            return aspect
    return None


def find_bare_item(text: str) -> str | None:
    """Return what a message names and says nothing else about: 项目申报呢, 科小的, 那高企; None without such words."""
    found = _BARE.fullmatch(plain_of(text))
    return found["item"] if found and (found["that"] or found["end"]) else None


def _is_of_own(head: str, rest: str, aspect: Aspect, *, is_after: bool) -> bool:
    if aspect == "lateness":
        return _OF_A_CASE.search(rest) is not None
    if aspect == "materials" and _MISSING.search(rest):
        return True
    if len(head) > _LONGEST_NAME or _NO_ITEM.search(head) or (aspect == "step" and not _NEXT.search(rest)):
        return False
    if _POINTS.match(rest):
        return True
    if aspect in ("state", "urge") and not STATE_LOOSELY.fullmatch(rest):
        return True
    return is_after and _is_asked_after_cases(rest, aspect)


def _is_asked_after_cases(rest: str, aspect: Aspect) -> bool:
    """Tell what is asked of a case once cases are spoken of, and would be asked in general otherwise."""
    if aspect == "state":
        return True
    if aspect == "step":
        return _WHO.search(rest) is None
    return aspect in ("time", "publicity", "certificate") and is_about_own(rest) and "多久" not in rest
