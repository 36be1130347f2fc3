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


def without_courtesy(text: str) -> str:
    """`text` without them; `text` itself where nothing else is left."""
    bare = _CLOSING.sub("", _OPENING.sub("", text.strip()))
    return bare if any(char.isalnum() for char in bare) else text
