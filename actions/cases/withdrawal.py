"""Who wants an application back: 撤回我的高企申请, 不想报了怎么撤."""

from __future__ import annotations

import re

from index.text.normalise import canonical

_BACK = r"(?:撤回|撤掉|撤[销消]|撤件|撤|取消)"
_OBJECT = r"(?:申请|申报|办件|案子|[报交]的|[那这][个件])"
_OF_A_CASE = re.compile(rf"{_BACK}.{{0,14}}{_OBJECT}|{_OBJECT}.{{0,8}}{_BACK}")
# Says by itself that one's own is meant.
_NO_MORE = re.compile(
    r"不(?:想|打算|准备)(?:再|继续)?(?:申报|申请|报|办)(?:下去)?了?.{0,8}(?:撤|退|取消)"
    r"|不(?:想|打算|准备)?(?:再|继续)?(?:申报|申请|报)了[,，]?.{0,3}(?:怎么[办弄]|咋办|怎么处理|可以吗|行吗)"
)
_OURS = re.compile(
    rf"我|咱|俺|本公司|本单位|^(?:请|麻烦|想|要|需要)*{_BACK}(?!.*(?:怎么|如何|条件|手续|流程|吗))"
)
_BARE = re.compile(
    r"(?:我|们|那|这|个|就)*不(?:想|打算|准备)?(?:再|继续)?(?:申报|申请|报)了?(?:啊|呀|呢|吧|的)*\W*|"
    r"(?:我|们|想|要|请|帮|给|能不能|可不可以|能|可以|还|怎么|如何|咋|怎样|把|[这那][个件]|它|的|申请|申报|办件)*"
    r"(?:撤回|撤掉|撤[销消]|撤件|撤)(?:掉|了|一下|申请|办件|它|[这那][个件])*(?:啊|呀|呢|吗|嘛|么|吧|的|不)*\W*"
)
# Other things that are taken back, and what the guidance answers.
_ELSE = re.compile(
    r"资格|权限|权利|绑定|投诉|举报|邀请|预约|授权|处罚|诉求|建议|人工|证书|许可证|补助|资金|被|以后|之后|再报|重新|一般"
    r"|1\d{2}\*{4}\d{4}"
)
_LONGEST = 40  # characters


def asks_to_withdraw(text: str, *, is_of_case: bool) -> bool:
    """Tell whether a message wants one's own application withdrawn.

    `is_of_case`: it names a case by number, or one has just been shown: then 怎么撤回 is enough.
    """
    plain = re.sub(r"\s+", "", canonical(text))
    if len(plain) > _LONGEST or _ELSE.search(plain):
        return False
    if _NO_MORE.search(plain):
        return True
    if is_of_case and _BARE.fullmatch(plain):
        return True
    return _OF_A_CASE.search(plain) is not None and _OURS.search(plain) is not None
