"""What is said to a greeting, thanks or a farewell while Rasa is away: nothing is looked up, and nothing promised."""

from __future__ import annotations

import re

from contracts import ReplyDraft
from index.lexicon.courtesy import is_greeting

_THANKS = re.compile(r"谢|感谢|thank", re.IGNORECASE)
_FAREWELL = re.compile(r"再见|拜拜|bye", re.IGNORECASE)
_GREETING = re.compile(r"[您你们家师志上午晚]好|在吗|在不在|有人吗|喂|嗨|哈喽|hi|hello", re.IGNORECASE)


# Courtesy that the index need not know: to it these are words to look for.
_MORE = re.compile(r"thanks?(?: you)?|bye|感谢[您你]们?")


def answer_courtesy(text: str) -> ReplyDraft | None:
    """Return the answer to a message that only greets, thanks or takes leave; None when it may ask something."""
    if not any(character.isalnum() for character in text) or not is_greeting(_MORE.sub("好", text.lower())):
        return None
    if _THANKS.search(text):
        said = "不客气，很高兴为您服务。"
    elif _FAREWELL.search(text):
        said = "再见，祝您一切顺利。"
    elif _GREETING.search(text):
        said = "您好，请说您想了解的政策或事项。办件进度、创新券余额和科研诚信查询暂时不可用，请稍后再试。"
    else:
        said = "好的。您还想了解什么，请直接告诉我。"
    return ReplyDraft(text=said, outcome="smalltalk")
