"""What a reader must hear with a rule: that it has changed, that it may not hold, that somebody must confirm it."""

import re
from collections.abc import Iterable, Sequence

from index.model.passage import Passage
from index.passages.splitter import split_sentences
from index.quoting.subject import Subject

_CAVEAT = re.compile(
    r"年?起的变化|不是已经施行|可能已经变动|是否(?:已经)?(?:修[订改]|废止|有效)|(?:已经?|均)(?:废止|失效|停止执行)"
    r"|不再(?:适用|执行|施行|享受)(?!.{0,8}程序)|没有读到.{0,20}请|如何衔接|能否.{0,12}请(?:先)?(?:问|向)"
)
_ABOVE = re.compile(r"^(?:上表|以上|上述)")
_ADVICE = re.compile(r"请(?:先)?(?:问|向|以|核|确认|看)|为准|不能当作|变动|废止|失效|不再")
_BLANKS = re.compile(r"\s+")
_CLAUSE = re.compile(r"(?:（[^）]*）|《[^》]*》|“[^”]*”|[^，；。！])+[，；。！]?")


def is_caveat(text: str) -> bool:
    """Whether a text says that a rule has changed or may not hold."""
    return bool(_CAVEAT.search(text))


def find_caveat(passages: Sequence[Passage], shown: Passage, subject: Subject) -> tuple[Passage, str] | None:
    """A line elsewhere in the document that limits what is shown, with its passage; None where there is none.

    For a row one that speaks of its table (上表…); else one that names what is asked.
    """
    if is_caveat(shown.text) or _ADVICE.search(shown.text):
        return None
    for passage in passages:
        if passage.kind not in {"list", "text"} or passage == shown:
            continue
        for line in passage.text.split("\n"):
            if not is_caveat(line):
                continue
            if shown.kind == "row":
                if _ABOVE.match(line):
                    return passage, line
            elif not _ABOVE.match(line) and subject.words and subject.confidence(line) >= 0.5:
                return passage, line
    return None


def spoken_caveat(texts: Iterable[str]) -> str:
    """The clause of a caveat among `texts` that says what to do or what holds no longer, as a sentence; "" for none."""
    for text in texts:
        if not is_caveat(text):
            continue
        for sentence in reversed(split_sentences(text)):
            clauses: list[str] = [c for c in _CLAUSE.findall(sentence) if c.strip()]
            advised = [c for c in clauses if _ADVICE.search(c)]
            if advised:
                return _BLANKS.sub("", advised[-1]).strip("，；。！ ") + "。"
    return ""
