"""What a short message asks of the vouchers that were just shown, without a word of vouchers in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from actions.vouchers.voucher_question import mark_named
from index.text.normalise import canonical
from records.vouchers.rules import VoucherRules

VoucherAspect = Literal[
    "balance",
    "use",
    "services",
    "lapse",
    "reserved",
    "spent",
    "spent_on",
    "download",
    "window",
    "most",
    "redeeming",
]

_SIGNS = re.compile(r"[\s\W_]+")
_SHORTEST, _LONGEST = 2, 26  # characters of such a message
_MINE = (
    r"(?:好的?|嗯|哦|那么?|请问|麻烦|想?问一?下|查一?下|看一?下|我们?|咱们?|我司|公司|这|些|里面?|里头|其中?|有|的|"
    r"它们?|科技|创新|[券卷劵]|批|张|目前|现在|到底|呢|就|是|都|已经|还)*"
)
_END = r"(?:啊|呀|呢|吗|嘛|么|了|吧|的|啦|哦|没有?|不|谢谢)*"
_WHEN = r"(?:什么时候|啥时候|什么时间|几时|何时|哪天|哪一天|几月份?|几号|哪个月|多会儿?)"
_LONG = r"(?:多久|多长时间|几天|多少天|几个月|多少时间)"
_WHICH = r"(?:哪里?|那|什么|啥|多少|几|谁|怎么回事|明细|情况|服务|项目|[时的些个一笔条家批张])+"
_LAPSED = r"(?:到期|过期|失效|作废)"
_SOON = r"(?:快|马上|即将|就要|将要?|要|会|最早|最先|先|近期|最近|最快|今年|年底前?|[这本下]个?月|[的是])*"
_LAPSE = (
    rf"(?:(?:哪|那|几)(?:一?些|一?[批张笔]|几[批张笔]|个)?|多少钱?)?{_SOON}{_LAPSED}(?:的|有|是|哪些?|那些|哪?几?[批张]|多少钱?|{_WHEN})*"
    rf"|有没有{_SOON}{_LAPSED}"
    rf"|(?:最早|最快|最先|最晚|最后)?(?:是|到)?{_WHEN}(?:才|会|就|要)*{_LAPSED}"
    rf"|有效期?限?(?:是|还有|还剩|到|至|为|截止)*(?:{_WHEN}|{_LONG})?"
    rf"|(?:最晚|最迟|最长)?(?:能|可以)用(?:到)?(?:{_WHEN}|{_LONG})"
    rf"|(?:还有|还剩|还能用|剩)*{_LONG}(?:之?后)?(?:会|就|才|要)*(?:{_LAPSED})"
)
_SUM = r"\d[\d,.]*(?:万|千)?(?:元|块钱?|万)?"
_SET_ASIDE = r"(?:预约|预留|冻结|占用|锁定|待兑付|(?:没|未|还没有?|等待?)兑付)"
_RESERVED = (
    rf"(?:为什么|为啥)?(?:已|被|又)*{_SET_ASIDE}(?:[了中着掉住]|待兑付)*(?:的|那|这|部分|钱|金额|款|资金|笔|{_SUM})*"
    rf"(?:都|是|有|给|用|在|付|于|做|叫|为)*{_WHICH}"
    rf"|(?:为什么|为啥)(?:会|要)?(?:被|有)?{_SET_ASIDE}(?:[了的中]|{_SUM})*"
    rf"|(?:哪|那|什么|多少)(?:一?些|一?笔|几笔|个)?(?:钱|服务|项目)?(?:是|被|在|已|已经)*{_SET_ASIDE}(?:着|中|的)*"
    rf"|(?:{_SUM}|钱|这?笔){{1,3}}(?:是|为什么|为啥|怎么)+(?:被|会)?{_SET_ASIDE}"
)
_PERIOD = (
    r"[\d零一二两三四五六七八九十年月日号季度周天上下半去今前昨本当这个最近过以来初底末中旬至到从份里内]*"
)
_SPENT = (
    rf"{_PERIOD}(?:我们?|公司|一共|总共|累计|共|都|已经|大概|又|在)*(?:花|用|兑付|兑换|支付|支出|消费|使用|付)(?:掉|出去|出)?[了过]?"
    rf"(?:多少|几|哪些)(?:钱|[券卷劵]|元|块|万|款|创新|出去|[了的])*{_PERIOD}"
    r"|(?:钱)?(?:都|是)?(?:花|用)(?:在|到)?(?:哪(?:里|儿|些(?:地方|方面|服务))?|什么(?:地方|服务)?|谁)(?:上面?|去)?了"
)
_OUT = r"(?:花|用|兑付|兑换|支付|支出|消费|付)"
_SPENT_ON = re.compile(
    rf"{_MINE}{_PERIOD}(?:我们?|公司|在|{_OUT}在)*(?:S(?:费用?|上面?|方面|服务|这块|的|钱|和|跟|、)*)+{_PERIOD}"
    rf"(?:一共|总共|累计|共|都|已经|大概|又|有|是)*(?:{_OUT}(?:掉|出去|出)?[了过]?)?(?:多少|几)(?:钱|[券卷劵]|元|块|万|款|[了的])*{_END}"
)
_OWN_RESEARCH = re.compile(r"研发|研究开发")  # what a firm spends on it is a figure of its own accounts
_BALANCE = (
    r"(?:一共|总共|能用的|可用的)*(?:剩余?|余额|余下|可用)(?:下|的)?(?:有|是)*(?:多少|几)?(?:可以用|能用|钱|元|万|块)*"
    r"|(?:一共|总共)?(?:可以|能)用的?(?:有|是)?多少(?:钱|元|万|块)?|多少(?:钱|元)?(?:可以|能)用的?"
)
_REDEEM = r"(?:兑[付换现]?|报销)"
_OF_RESERVED = rf"(?:已?{_SET_ASIDE}|[那这]|几?笔|几?[张批]|一?些|钱|款|金额|部分|[的了])*"
_WINDOW = (
    rf"(?:下一?次|下一?批|最近一?次|今年)?{_REDEEM}的?(?:窗口期?|时间|日期|时候|安排|期限?|期间)(?:是|在|到|开|还有|有|从|为)*"
    rf"(?:{_WHEN}|{_LONG}|哪些|多久|什么|怎么安排)?"
    rf"|(?:受理)?窗口期?(?:是|在|到|还|开)*(?:{_WHEN}|{_LONG})?(?:开放?|关|截止|结束)?"
    rf"|{_OF_RESERVED}(?:下一?次|下一?批|下回|最近一?次|最早|最快|今年|明年|要等?到?|等到)*{_WHEN}(?:才|能|可以|会|开始|去|来|给|再)*(?:{_REDEEM}|到账|拿到钱|打款)"
    rf"|(?:能不能|可不可以|可以|能)(?:去|来|马上|立即)*{_REDEEM}"
    rf"|{_OF_RESERVED}(?:下一?次|下回)?{_REDEEM}(?:要|得|需要?|还要|等|到|还有|最快|大概|是|在)*(?:{_WHEN}|{_LONG})(?:能|才|到账|完成|开始|截止|结束|下来|拿到|好)*"
    rf"|{_REDEEM}(?:的)?(?:开始|截止|结束)(?:日期|时间|日|到|是|在)*(?:{_WHEN})?"
    rf"|审核(?:要|得|需要?|还要|等|大概|一般)*(?:{_LONG})"
)
_MOST = (
    rf"(?:[每一单]次|每笔|[每一]年)?(?:的)?(?:最多|最高|至多|上限)(?:是|能|可以|可|一?次)*{_REDEEM}(?:多少|几)(?:钱|元|万|块)*"
    rf"|(?:[每一单]次|每笔)(?:能|可以|可)?{_REDEEM}多少(?:钱|元|万|块)*"
    rf"|{_REDEEM}(?:金额|额度|数额)?的?(?:上限|限额|封顶|最高额)(?:是|有|为)*(?:多少)?|{_REDEEM}有(?:没有)?(?:上限|限额|封顶)"
)
_FILE = r"(?:对账单|账单|流水|明细|表格?|excel|xlsx|文件|这个|这份|它|一份|一下|来|下来|到电脑|给我|我|成)"
_DOWNLOAD = (
    rf"(?:怎么|如何|咋|哪里|在哪里?|能不能|可不可以|可以|能|要|给|帮我?|把|我|{_FILE})*{_PERIOD}(?:的|{_FILE})*(?:下载|导出|导成){_PERIOD}(?:的|{_FILE})*"
    rf"|(?:要|给我|发我|有没有)(?:一份|个|份)?(?:excel|xlsx|表格)(?:版|文件)*"
)
_CLOSES = rf"(?:是|到|在)*{_WHEN}(?:才|就|会)*截止|截止(?:日期|时间|日|到|是|在)*(?:{_WHEN})?"
_REDEEMING = (
    rf"(?:怎么|如何|怎样|咋)(?:去|来|样|才能|办理?)*{_REDEEM}(?:呢|的)?|{_REDEEM}(?:要|得|该|应该)*(?:怎么|如何|咋)(?:办理?|弄|做|操作|走)"
    rf"|(?:去|在|到|找)?(?:哪里?|哪儿|哪个部门|谁)(?:可以|能|去|办理?)*{_REDEEM}"
)
_CAN = r"(?:能不能|可不可以|可否|能否|可以|能够|能|够不够|够)"
_PAY = r"(?:支付|付(?!款)|抵扣?|报销|买|花在)"
_SERVICES = (
    rf"{_CAN}(?:(?:用来|拿来)(?:{_PAY}|做|干)?|用[于在到]?|{_PAY})(?:什么|哪些?|啥)(?:服务|方面|地方|费用?|钱|东西|事情?|项目|里|儿|类|[的些上])*"
    rf"|(?:哪些?|什么|哪里?|哪儿)(?:服务|方面|地方|费用?|机构|项目|里)*(?:都)?{_CAN}(?:用|付|抵|报销|支付)"
)
# What nobody but the rules can say: how to apply, on what conditions, how much is granted.
_POLICY = r"怎么|如何|条件|流程|材料|资料|政策|手续|标准|比例|申|领|谁|几|多少|什么|哪|啥"
_UNKNOWN = (
    rf"{_CAN}(?:用来|拿来|用于|用[券卷劵])?{_PAY}(?:(?!{_POLICY}).){{1,10}}[吗么嘛不呢]*"
    rf"|(?:(?!{_POLICY}|{_CAN}).){{2,10}}{_CAN}(?:用[券卷劵]|用来|拿来)?(?:支付|付|抵扣?|报销)[吗么嘛不呢]*"
)
# All that a question may hold besides services (S) and places (P), if it is nothing but whether vouchers pay there.
_AROUND = (
    r"和|跟|与|及|一共|总共|合计|加起来|好的?|嗯|那么?|请问|想?问一?下|我们?|咱们?|公司|企业|[这些个种类一次边的它钱券卷劵账找拿让给请送做搞买弄办花]|款|费用?|"
    r"科技|创新|[去在到来跑]|委托|机构|服务商?|单位|供应商|实验室|外面|[也都还就再是会得]|外地|当地|本地"
)
_CAN_USE = (
    r"能不能|能否|可不可以|可否|可以|[可能]|够不够|够|行不行|行|用不用|用来|用在|用于|用|支付|付|抵扣?|报销?|收不收|收|"
    r"认不认|认|通用|通兑|使用|结算"
)
_USE = re.compile(rf"(?:[SPM]|{_AROUND}|{_CAN_USE}|[吗么嘛呢吧啊呀了不没有])+")
_IS_ASKED = re.compile(rf"{_CAN_USE}|[呢吗]$|通")
_SUFFICES = re.compile(r"够|付|抵|报销")
_IS_PAID = re.compile(r"支付|付|抵扣?|报销")
_CHARGED = re.compile(r"收费|收钱")

_WORDS: dict[VoucherAspect, str] = {
    "reserved": _RESERVED,
    "lapse": _LAPSE,
    "spent": _SPENT,
    "redeeming": _REDEEMING,
    "most": _MOST,
    "window": rf"{_WINDOW}|{_CLOSES}",
    "download": _DOWNLOAD,
    "services": _SERVICES,
    "balance": _BALANCE,
}
_ASPECTS = {aspect: re.compile(f"{_MINE}(?:{words}){_END}") for aspect, words in _WORDS.items()}
_ANYTHING_PAID = re.compile(f"{_MINE}(?:{_UNKNOWN}){_END}")


def read_voucher_aspect(
    text: str, scopes: Iterable[str], rules: VoucherRules, *, names_other_topic: bool = False
) -> VoucherAspect | None:
    """Return what is asked of the vouchers just shown; None for anything else, or about the policy as such.

    `scopes` are the services that the answer named. With `names_other_topic` only what is named among services and
    places is understood: whether vouchers pay for something else is not asked then.
    """
    plain = _SIGNS.sub("", canonical(text))
    if not _SHORTEST <= len(plain) <= _LONGEST:
        return None
    for aspect, pattern in _ASPECTS.items():
        if pattern.fullmatch(plain):
            return aspect
    marked = _SIGNS.sub("", mark_named(text, scopes, rules))
    if _SPENT_ON.fullmatch(marked) and not _OWN_RESEARCH.search(plain):
        return "spent_on"
    if _asks_about_use(marked):
        return "use"
    is_paid = not names_other_topic and _ANYTHING_PAID.fullmatch(plain)
    return "services" if is_paid else None


def asks_what_suffices(text: str, rules: VoucherRules) -> bool:
    """Tell whether a message without a word of vouchers asks if there is enough to pay for a service: 够付检测费不."""
    marked = _SIGNS.sub("", mark_named(text, (), rules))
    is_paid = "够" in marked and "S" in marked and _IS_PAID.search(marked)
    return bool(is_paid and len(marked) <= _LONGEST and _asks_about_use(marked))


def _asks_about_use(marked: str) -> bool:
    names_any = "S" in marked or "P" in marked or ("M" in marked and _SUFFICES.search(marked))
    is_asked = _USE.fullmatch(marked) and _IS_ASKED.search(marked) and not _CHARGED.search(marked)
    return bool(names_any and is_asked)
