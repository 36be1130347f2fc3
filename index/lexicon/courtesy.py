"""What is polite or in a hurry and asks nothing: left off at the beginning and at the end of a question."""

import re

_OPENING = re.compile(
    r"^(?:(?:你们?好|您好|老师好?|同志|喂|嗨|hi|hello|请问(?:一下|下)?|麻烦(?:问(?:一下|下)?|您|你)?|打扰(?:一下|了)?"
    r"|(?:我(?:们)?)?(?:想|要|来)?(?:再)?(?:咨询|请教|打听|问)(?:一下|下|个问题|一个问题)"
    r"|(?:我(?:们)?)?(?:想|要)(?:再)?(?:咨询|请教|打听)(?:一下|下)?|我想问|想问|我要问"
    r"|换个问题|另外问(?:一下|下)?|还想问(?:一下|下)?|急+|在吗|那个|嗯+|哦+|帮我?(?:查|看|问)(?:一下|下)|跟您说)[\s,，。.、!！:：~～]*)+"
)
_CLOSING = re.compile(
    r"[\s,，。.!！~～]*(?:(?:谢谢(?:您|你|啦|了)?|多谢|感谢|麻烦(?:您|你)?了?|辛苦(?:您|你)?了?|拜托了?|急+|在线等|等回复|求解答?|thanks?)"
    r"[\s,，。.!！~～]*)+$",
)
_GREETING = re.compile(
    r"(?:你们?好|您们?好|大家好|老师好?|同志好?|早上好|上午好|中午好|下午好|晚上好|在吗|在不在|有人吗|喂|嗨|哈喽|hi|hello"
    r"|谢谢[您你]?们?|多谢|感谢|再见|拜拜|好的?|嗯+|哦+|[啊呀呢吗了]|[\s\W])+"
)


def is_greeting(text: str) -> bool:
    """Tell whether a message only greets, thanks or takes leave: there is nothing to look for."""
    return _GREETING.fullmatch(text.strip()) is not None


def without_courtesy(text: str) -> str:
    """`text` without them; `text` itself where nothing else is left."""
    bare = _CLOSING.sub("", _OPENING.sub("", text.strip()))
    return bare if any(char.isalnum() for char in bare) else text
