"""What is asked about one's own standing: why it is so, its measures, the rest of them, the way to a repair."""

from __future__ import annotations

import re
from typing import Literal

from contracts import QuickReply
from index.text.normalise import canonical

CreditAspect = Literal["reasons", "rest", "incentives", "penalties", "repair"]

INCENTIVES = QuickReply(title="守信有什么激励", text="科研守信有什么激励措施？")
PENALTIES = QuickReply(title="失信有什么后果", text="科研失信会受到什么惩戒？")
REPAIR = QuickReply(title="怎么修复信用", text="科研失信怎么修复信用？")
OFFERS: dict[CreditAspect, QuickReply] = {
    "repair": REPAIR,
    "penalties": PENALTIES,
    "incentives": INCENTIVES,
}

_LONGEST = 24
_SIGNS = re.compile(r"[\s\W_]+")
_OWN = re.compile(r"我们|我司|我公司|咱|俺|本公司|本单位|我的")
_CREDIT = re.compile(r"信用|失信|诚信|守信|惩戒|黑名单|修复")
_APPLYING = re.compile(r"报|立项|生态|环境|土壤|水体|进度|办件")
_REST = re.compile(
    r"(?:那|请|再|说说?|讲|列|看看?|给我|把|想知道|告诉我)*"
    r"(?:(?:还有|剩下|剩余|其余|余下|另外|其他|别的|后面)(?:的|那)*(?:\d{1,2}|[一二两三四五六七八九十几])?(?:项|条|个)?"
    r"(?:惩戒|限制|激励|措施|后果|规定)?(?:都|是|有)*(?:哪些|哪几[项条个]|什么|啥)?(?:措施|惩戒|限制|激励|后果)?"
    r"|更多|继续|接着说|全部(?:措施|惩戒|限制|激励)?)(?:列?出来|说说|呢|吗|啊|呀|吧|的|列一下|说一下)*"
)
_PENALTIES = re.compile(
    r"(?:什么|哪些|啥|多大|怎样的?)(?:后果|惩戒|限制|影响|处罚|惩罚)|(?:后果|惩戒|限制|处罚|惩罚)(?:措施)?(?:有|是)(?:什么|哪些|啥)"
    r"|失信(?:了|的话)?(?:会|要)(?:怎么?样|怎样|被)"
)
_INCENTIVES = re.compile(r"守信.{0,6}(?:激励|好处|优惠|奖励|便利)|(?:什么|哪些|啥)(?:激励|好处|优惠|便利)")
_REPAIR = re.compile(
    r"(?:怎么|如何|咋|怎样|什么时候|啥时候|何时|几时|多久|最早|能不能|可不可以|可以|能|申请|要).{0,8}(?:修复|恢复信用|(?:移出|撤出|退出).{0,4}名单|"
    r"(?:消除|消掉|去掉|撤销|撤掉|解除|洗掉).{0,4}(?:记录|名单|失信|惩戒))"
    r"|(?:信用)?修复.{0,4}(?:条件|步骤|流程|材料|手续|怎么|如何|要多久|什么时候|哪里)"
)
_WHY = r"(?:(?:为|因|因为|凭|由于)(?:什么|啥|何)|(?:什么|啥)(?:原因|理由|事由?)|怎么会?[就被给])"
_REASONS = re.compile(
    rf"{_WHY}.{{0,8}}(?:记|列|认定|拉黑|定为|定成|判|[上进].{{0,3}}名单|失信|黑名单|失了信)"
    r"|(?:谁|哪个(?:单位|部门)|哪里|哪儿|什么(?:时候|单位|部门|文件)|啥时候|几时|哪天|哪年|哪份文件)"
    r"(?:给|把|将|被)?.{0,4}(?:记|列入?|认定|定)[上下进]?的"
)
_BARE_REASONS = re.compile(
    r"(?:那|是|到底|究竟|当初)*(?:具体|认定)?的?(?:原因|理由|依据|事由)(?:是什么|是啥|是|呢)*"
    r"|(?:那|是|到底|究竟|当初)*(?:为什么|为啥|因为什么|因为啥)(?:呢|啊|呀)?"
)
_ME = re.compile(r"我|咱|俺|本公司|本单位")
_TO_ME = re.compile(rf"{_WHY}.{{0,4}}[给把将被][我咱俺].{{0,6}}(?:记|列|认定|拉黑|判)(?!得)")
_REPAIRED = re.compile(r"修复(?:好|成功|完|了)")


def read_credit_question(
    text: str, *, is_after_standing: bool, is_of_integrity: bool = False
) -> CreditAspect | None:
    """Return what is asked of one's own record; None for a question about anything else, or about the rules as such.

    Right after a standing the record is meant without 我们; our own quick replies always mean it. `is_of_integrity`:
    the conversation is about research integrity, so that 为啥给我记的 needs no word of it.
    """
    plain = _SIGNS.sub("", canonical(text))
    for aspect, offer in OFFERS.items():
        if plain in (_SIGNS.sub("", canonical(offer.text)), _SIGNS.sub("", canonical(offer.title))):
            return aspect
    if len(plain) > _LONGEST or _APPLYING.search(plain) or _REPAIRED.search(plain):
        return None
    if is_after_standing and _REST.fullmatch(plain):
        return "rest"
    if _asks_for_reasons(plain, is_after_standing=is_after_standing, is_of_integrity=is_of_integrity):
        return "reasons"
    if not is_after_standing and not (_OWN.search(plain) and _CREDIT.search(plain)):
        return None
    if _REPAIR.search(plain):
        return "repair"
    if _INCENTIVES.search(plain):
        return "incentives"
    return "penalties" if _PENALTIES.search(plain) else None


def _asks_for_reasons(plain: str, *, is_after_standing: bool, is_of_integrity: bool) -> bool:
    if is_after_standing and _BARE_REASONS.fullmatch(plain):
        return True
    if is_of_integrity and _TO_ME.search(plain):
        return True
    is_own = is_after_standing or (_ME.search(plain) and _CREDIT.search(plain))
    return bool(is_own and _REASONS.search(plain))
