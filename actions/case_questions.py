"""Short questions about a case that was just shown: 还缺什么材料, 什么时候能办完, 下一步呢, 补正超期了会怎样."""

from __future__ import annotations

import re

from actions.turn import ActionTurn
from actions.views.cases import Aspect
from index.normalise import canonical

_SIGNS = re.compile(r"[\s\W_]+")
_MINE = (
    r"(?:我们?的?|咱们?的?|那|这|该|它|他|个|件|份|事|办件|申请|案子|请问|麻烦问下|想问一?下?|现在|目前|到底|"
    r"大概|一般|的|呢|就)*"
)
_END = r"(?:啊|呀|呢|吗|嘛|么|了|吧|的|啦|哦)*"
_WHEN = r"(?:什么时候|啥时候|什么时间|几时|何时|哪天|哪一天|几号|多会儿?)"
_DONE = (
    r"(?:办完|办好|办结|办成|弄完|弄好|批下来|批完|批|审完|下来|出来|出结果|有结果|有消息|出证|拿到证?|搞定|"
    r"好|完|结束)"
)
_TIME = re.compile(
    rf"{_MINE}(?:"
    rf"(?:还|还要|还得|还需要?|要|得)?(?:再)?(?:等|办)?(?:多久|多长时间|几天|多少天|多少个?工作日)(?:才?能?(?:{_DONE}))?"
    rf"|(?:最晚|最迟|最快|预计|估计)?(?:是|到|要到|得到|等到)?{_WHEN}(?:才|前)?(?:能|会|可以)?(?:{_DONE})?"
    rf"|(?:期限|时限|办理时限|截止日期|截止时间|限期)(?:是|到)?(?:{_WHEN})?"
    rf"|(?:超|过)(?:期|时|时限)(?:了)?没?有?"
    rf"|(?:为什么|为啥|怎么)(?:会)?(?:暂停|停)(?:计时|计算|了)?"
    rf"){_END}"
)
_MATERIALS = re.compile(
    rf"{_MINE}(?:"
    rf"(?:还|要|还要|需要|还需要|得|还得)?(?:缺|少|差|补|补交|补正|补充)(?:了|的)?(?:些|的是)?(?:什么|哪些|啥|哪几样)(?:材料|资料|东西|文件)?"
    rf"|还(?:要|需要|得)(?:交|提交|准备)(?:些)?(?:什么|哪些|啥)(?:材料|资料|东西|文件)?"
    rf"|(?:补正|补|容缺)(?:的)?(?:材料|资料|内容)?(?:是什么|有哪些|要{_WHEN}|{_WHEN})(?:前|之前)?(?:交|补|补交|提交)?"
    rf"|(?:材料|资料)(?:都)?(?:齐|收到|交齐|够)(?:了)?(?:没有?|不齐|不够)?"
    rf"|(?:补正|补材料|容缺)(?:期限|截止)?(?:{_WHEN})?(?:到期|截止)?"
    rf"|(?:需要|要)?(?:我|我们)?(?:要|该|需要)?(?:做|办)(?:什么|啥|些什么)"
    rf"){_END}"
)
_STEP = re.compile(
    rf"{_MINE}(?:"
    rf"(?:下一步|接下来|然后|下面|后面)(?:是|该|要|还有|会)?(?:做|干|办|什么|啥|怎么办|哪一?步)*"
    rf"|(?:到|走到|办到)哪儿?(?:一步|里|了|个环节)*"
    rf"|(?:谁|哪个?(?:科室|处室|部门|处|科))(?:在)?(?:办|审|负责)?"
    rf"|(?:进度|状态|进展)(?:怎么样|如何)?"
    rf"){_END}"
)
_LATE = re.compile(
    rf"{_MINE}(?:补正|补件|补交|补材料|容缺|材料|办理|审批|审核|受理|决定|时限|期限|时间|办件|要是|如果|万一|已经|都|的|了)*"
    r"(?:超期|超时|超限|逾期|过期|过了?(?:期限|时限|时间|期)"
    r"|(?:没有?|未)(?:能)?按?[时期](?:补正|补交|补|交|提交|办结|办完|办|批|作?出?决定)?|晚交|迟交)"
    r"(?:了|的话|以后|之后|后|还没?有?(?:批|办完|办|决定|结果))*"
    r"(?:(?:会|该|要|又|那)*(?:怎么?样|怎么(?:办|处理|弄|算)|咋办|如何(?:处理)?|找谁|要紧|有事"
    r"|有?(?:什么|啥|哪些)?(?:后果|影响|说法|问题)|还?(?:能|可以)(?:再|继续)?(?:补交|补正|提交|补|交|办)"
    r"|算?(?:默认|通过|同意)+|被?(?:退回|退件|退|作废|取消|不予受理|不受理)))+"
    rf"{_END}"
)
_OF_A_CASE = re.compile("补|容缺|超时|时限|办理|审批|审核")
_LONGEST = 24  # characters of a short question
_IN_GENERAL = re.compile("一般|通常|规定|政策")
# Asked of nothing in particular these may as well be about how something works.
_STRONG = re.compile(r"还|缺|补|我|咱|这个|那个|这件|那件|材料齐|收到|超期|下来|批|最晚|最迟|能")


def find_aspect(text: str) -> Aspect | None:
    """Return what a short question asks of a case without naming one; None where it says anything else."""
    plain = _SIGNS.sub("", canonical(text))
    if not 2 <= len(plain) <= _LONGEST:
        return None
    if _MATERIALS.fullmatch(plain):
        return "materials"
    if _TIME.fullmatch(plain):
        return "time"
    if _LATE.fullmatch(plain) and not _IN_GENERAL.search(plain):
        return "lateness"
    return "step" if _STEP.fullmatch(plain) else None


def find_aspect_at_end(text: str) -> Aspect | None:
    """Return what is asked of a case after the words that name it: 项目申报要补啥; None but for these two aspects.

    What has expired (工作许可过期了怎么办) may be a certificate, and is no late case.
    """
    plain = _SIGNS.sub("", canonical(text))[-_LONGEST - 1 :]
    for rest in (plain[start:] for start in range(1, len(plain))):
        aspect = find_aspect(rest)
        if aspect == "materials" or (aspect == "lateness" and _OF_A_CASE.search(rest)):
            return aspect
    return None


def is_about_own(text: str) -> bool:
    """Tell whether the words alone say that one's own case is meant (还要等多久, and not 要多久)."""
    return _STRONG.search(canonical(text)) is not None


def shown_case(turn: ActionTurn) -> str | None:
    """Return the number of the case that the last look-up showed; None once guidance has been answered since."""
    return turn.slot("case_number") if turn.slots.get("last") is None else None
