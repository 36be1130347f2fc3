"""After a check of credit: a message that only names another matter to apply for (那科小呢, 报科技计划项目呢)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.lexicon.terms import Term, find_mentions
from index.text.normalise import canonical

_SIGNS = re.compile(r"[\s\W_]+")
_LONGEST = 24  # characters
_T = "\ue000"  # stands for a topic that is named
_PROJECT = re.compile(r"(?:科技|科研|申报|计划)*(?:项目|课题)")
_PROJECT_TOPIC = "science-project"
_OWN_LOOK_UPS = {
    "innovation-voucher",
    "research-integrity",
}  # named bare (那创新券呢) they are looked up themselves
_SMALL = (
    r"好的?|嗯|哦|那么?|请问|想?问一?下|如果|要是|假如|换成?|改成?|我们?|咱们?|我司|公司|企业|再|还有|"
    r"去|来|现在|今年|明年|的话|也|都|一下|查|看"
)
_APPLYING = r"申报|申请|申领|报|评|认定|评价|登记|办"
_VERDICT = (
    r"(?:会不会|会|能不能|能|可不可以|可以|有没有|是不是|还|被|受|过得?去?|不过|报得?了?|申报|申请|卡|否决?|一票|影响|限制|问题|"
    r"行不行|行|过得了|过不了|不了|得了|有|没)+"
)
_END = r"(?:吗|么|嘛|呢|不|没有?|啊|呀|吧|了|的)*"
_NAMES = re.compile(
    rf"(?P<before>(?:{_SMALL}|{_APPLYING}|想|要|做)*){_T}(?P<after>(?:{_T}|{_APPLYING}|和|跟|与|的话?|这个|那个)*)"
    rf"(?P<verdict>{_VERDICT})?(?P<end>{_END})"
)
_LEADS = re.compile(r"那|换|改|如果|要是|还有|再|报|申")


def read_checked_topics(text: str, topics: Sequence[Term], *, is_after_check: bool) -> list[str]:
    """Return the topics of which a message asks whether credit stands in the way, without saying so; else none.

    After a check (那科小呢) the names are enough; after a standing to apply must be spoken of (那报科小呢).
    """
    plain = _SIGNS.sub("", canonical(text))
    if len(plain) > _LONGEST:
        return []
    mentions = find_mentions(plain, tuple(topics))
    for mention in reversed(mentions):
        plain = plain[: mention.start] + _T + plain[mention.end :]
    found = [mention.term.id for mention in mentions]
    if not found and _PROJECT.search(plain):
        plain, found = _PROJECT.sub(_T, plain), [_PROJECT_TOPIC]
    asked = _NAMES.fullmatch(plain)
    if asked is None or not (asked["verdict"] or "呢" in asked["end"] or _LEADS.search(asked["before"])):
        return []
    is_to_apply = re.search(_APPLYING, asked["before"] + asked["after"]) or asked["verdict"]
    bare = set() if is_to_apply else _OWN_LOOK_UPS
    return (
        [topic for topic in dict.fromkeys(found) if topic not in bare]
        if is_after_check or is_to_apply
        else []
    )
