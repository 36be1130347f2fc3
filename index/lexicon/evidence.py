"""What a passage must say to hold an answer to an aspect (a time limit needs a period or a date, a fee a sum)."""

import re
from functools import cached_property

from index.text.grams import bigrams

_PATTERNS = {
    "audience": r"对象|适用|面向|企业|单位|机构|人员|个人|组织",
    "conditions": r"条件|不低于|不少于|不超过|必须|须|符合|满足|具备|资格",
    "materials": r"材料|资料|提交|提供|证明|原件|复印件|证书|报告",
    "procedure": r"申请|申报|受理|办理|登录|网上|窗口|平台|提交|审核|推荐|备案|确认|步骤|流程",
    "time_limit": (
        r"\d\s*个?(?:工作日|日|天|小时|月|年|周)|当日|即时|截止|期限|每年|每月|季度|常年|全年|随时|[一二三四五六七八九十]+(?:日|天|个月|年)内"
    ),
    "fee": r"收费|免费|费用|缴费|\d\s*元",
    "amount": r"\d\s*[%％]|\d\s*[万亿]?元|百分之|税率|不封顶|减按|免征|减半|[一二三四五六七八九十]成",
    "validity": r"有效期|有效|到期|期满|年内",
    "basis": r"〔\d{4}〕|《[^》]+》|依据|第[一二三四五六七八九十百]+条",
    "contact": r"\d{3,4}-\d{7,8}|1\d{10}|电话|联系|负责|咨询|邮箱|部门|处$|科$",
}
_SENTENCE = re.compile(r"[。！？!?\n]")
_COMPILED = {aspect: re.compile(pattern) for aspect, pattern in _PATTERNS.items()}


class Evidence:
    """One passage's text and heading, canonical, read once for all questions."""

    def __init__(self, text: str, heading: str) -> None:
        self._text = text
        self._heading = heading

    def tells(self, aspect: str | None, about: frozenset[str]) -> bool:
        """Whether the passage tells `aspect` of what is asked about: in a sentence that shares a gram with `about`,
        or anywhere when its heading does. `about` are bigrams of the subject and of the topic's words."""
        if aspect is None or not about or not about.isdisjoint(self._heading_grams):
            return has_evidence(aspect, self._text)
        return any(
            has_evidence(aspect, sentence) for sentence, said in self._sentences if not about.isdisjoint(said)
        )

    @cached_property
    def _heading_grams(self) -> frozenset[str]:
        return frozenset(bigrams(self._heading))

    @cached_property
    def _sentences(self) -> list[tuple[str, frozenset[str]]]:
        return [(sentence, frozenset(bigrams(sentence))) for sentence in _SENTENCE.split(self._text)]


def has_evidence(aspect: str | None, text: str) -> bool:
    """Whether `text` says anything of the kind that `aspect` asks for; True for an aspect without a pattern."""
    pattern = _COMPILED.get(aspect or "")
    return pattern is None or bool(pattern.search(text))
