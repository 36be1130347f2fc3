"""What a message asks of the last answer: more of it, its source in full, where it stands, one item of its list."""

import re
from dataclasses import dataclass
from typing import Literal

from index.model.memory import Memory
from index.text.normalise import canonical
from understanding.values.numerals import read_whole

RequestKind = Literal["more", "full", "source", "item"]

_BEFORE = (
    r"(?:那|好|嗯|请|麻烦|能不能|能否|可以|可不可以|能|再|更|给|帮|我|想|要|看|发|查|说|讲|问|一下|个|对方|企业|来电|你|您|把|"
    r"没听明白|没听懂|没看懂|不明白|不清楚|有没有|有|这个|这条|这份|刚才|上面|的|是|，|,|\s)*"
)
_AFTER = (
    r"(?:的|一下|一点|点|些|说|讲|给我|发我|发给我|看|内容|信息|清单|材料|条件|流程|步骤|吗|呢|吧|啊|呀|嘛|么|了|有|没有|是|"
    r"在哪里?|[\W_])*"
)
_MORE = (
    r"更多|还有(?:吗|呢|没有|别的|其他的?|什么|哪些)?|其他的?呢|别的呢|然后|接着说?|接下来|继续|往下说?|后面|下一步|下文|再往下|"
    r"(?:说|讲|写)?(?:得|的)?(?:再)?(?:详细|具体|仔细|清楚|完整)(?:一?点|一?些)?(?:说说?|讲讲?|介绍|解释|展开|说明)?|"
    r"展开(?:说说?|讲讲?)?|多(?:说|讲)(?:一?点|一?些|几句)|细说|没(?:说|讲|写)完|没有?了"
)
_FULL = (
    r"(?:文件|政策|规定|条文)?(?:的)?(?:原文|全文|原话|原句|原条款?|条款原文)(?:是什么|怎么[写说]的?|是怎么[写说]的?)?|"
    r"完整(?:的|版|版本|内容|文件|规定)+|全部(?:的|内容|条款)?|整段|整[个篇份](?:文件)?"
)
_SOURCE = (
    r"(?:出处|来源|依据)(?:是哪里?|是什么|在哪里?|呢|哪来的)?|(?:文件)?文号(?:是多少|是什么)?|"
    r"(?:是|在|出自|根据|依据|按)?(?:哪个|哪份|哪一份|哪一个|什么|哪些)(?:文件|规定|政策|条例|办法|法规|红头文件)(?:里|上|中)?"
    r"(?:写|说|规定|讲|定)?(?:的|到)?|(?:哪里|哪儿|哪)(?:写|说|规定|来)的?|谁(?:发|定|规定|说|写|出)的|什么依据|凭什么(?:这么说)?|"
    r"(?:文件|原文)?(?:的)?(?:链接|网址|官网|网页)(?:是什么|是多少)?|是?哪年(?:发|出|定)?的(?:文件)?|什么时候发的"
)
_ITEM = re.compile(
    r"(?:那|请|把|就|再|说说?|讲讲?|解释|详细|具体|，|,|\s)*"
    r"(?:第\s*(?P<ordinal>\d{1,2}|[一二两三四五六七八九十]{1,2})\s*"
    r"(?:[条项点款步]|个(?:条件|材料|步骤|要求|要点)|(?P<counted>个))|"
    r"(?P<last>最后一?(?:[条项点款步]|个(?:条件|材料|步骤|要求))))(?P<rest>.{0,12})"
)
_ABOUT_ITEM = re.compile(
    r"(?:的|具体|详细|再|一下|一点|说说?|讲讲?|展开|解释|是|怎么|什么|啥|咋|意思|办|弄|要求|内容|指|原文|全文|原话|原句|完整|"
    r"呢|吗|吧|啊|呀|嘛|说|看|懂|没|不|[\W_])*"
)
_WORDS: dict[RequestKind, str] = {"full": _FULL, "source": _SOURCE, "more": _MORE}
_KINDS = {kind: re.compile(rf"{_BEFORE}(?:{words}){_AFTER}") for kind, words in _WORDS.items()}


@dataclass(frozen=True)
class Request:
    """`number` is the item's, from 1; -1 the last one; 0 for the other kinds.

    `counted`: the item has no more than its number (第三个), which may also mean one of the offers below an answer.
    """

    kind: RequestKind
    number: int = 0
    counted: bool = False

    def is_for(self, last: Memory | None) -> bool:
        """Whether it asks that of this last answer: 第三个 does where the answer just shown has a list."""
        return not self.counted or (last is not None and last.outcome == "answered" and bool(last.items))


def read_request(text: str) -> Request | None:
    """What a message asks of the last answer; None when it says anything else besides."""
    plain = canonical(text)
    if len(plain) > 30:
        return None
    item = _ITEM.fullmatch(plain)
    if item and _ABOUT_ITEM.fullmatch(item["rest"]):
        number = -1 if item["last"] else read_whole(item["ordinal"]) or 0
        return Request("item", number, counted=item["counted"] is not None)
    return next((Request(kind) for kind, pattern in _KINDS.items() if pattern.fullmatch(plain)), None)
