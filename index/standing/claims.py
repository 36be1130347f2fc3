"""What a passage claims: a sentence with its figures taken out, and the figures."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

from index.lexicon.terms import Terms
from index.model.passage import Passage
from index.text.grams import bigrams
from index.text.measures import Measure, find_measures
from index.text.normalise import canonical

_SENTENCE = re.compile(r"[^。；;！？!?\n]+")
_MOST, _LEAST = 160, 6  # characters of a sentence, and of what is left of it without its figures
_MOST_FIGURES = 4
_RARE, _MOST_ALIKE = 6, 40  # bigrams by which likes are found, claims that share one
_SHARED = 0.6  # of the bigrams of the shorter
# Words that say the same, written one way.
_SAME = (
    (re.compile(r"最高不超过|最高可达|最高不得超过|不得超过|至多|最多|最高|上限为?|封顶"), "不超过"),
    (re.compile(r"不得低于|不得少于|不少于|至少|最低"), "不低于"),
    (re.compile(r"奖补|补贴|资助|奖励|补助资金|支持资金|扶持"), "补助"),
    (re.compile(r"以内|之内"), "内"),
    (re.compile(r"科技创新券"), "创新券"),
    (re.compile(r"[的了为是在将可应须按给予由对\s，,、：:“”\"()（）-]|其他|应当|可以|必须"), ""),
    (re.compile(r"^(?:第.{1,6}条|[(（]?[一二三四五六七八九十\d]{1,3}[)）、.])"), ""),
)
# Words that may be why two figures differ: where only one of the sentences has them, they do not speak of the same.
_REASONS = re.compile(
    r"首次|再次|第[一二三四五六七八九十\d]|重新|新|国家|省|市|区|县|重大|重点|一般|大型|中型|小型|微型|规上|个人|团队|高校|院所|境外|境内|续|延|"
    r"加急|特殊|其中|每|累计|合计|全部|单个|部分|不|未|非|除|外|超过|以上|以下|一等|二等|三等|优秀|合格|[ab甲乙丙]类|\d{4}"
)


@dataclass(frozen=True)
class Claim:
    """One sentence of a passage. `frame` is what it says without figures, `section` the kind of section it is in."""

    passage: int
    document: int
    section: str | None
    text: str
    frame: str
    measures: tuple[Measure, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(measure.kind for measure in self.measures)

    def difference(self, other: "Claim") -> tuple[Measure, Measure] | None:
        """The one figure in which the two differ; None when they agree or differ in more."""
        pairs = zip(self.measures, other.measures, strict=True)
        different = [(mine, theirs) for mine, theirs in pairs if mine.value != theirs.value]
        return different[0] if len(different) == 1 else None


def find_claims(number: int, document: int, passage: Passage, terms: Terms) -> list[Claim]:
    """The claims of passage `number` of a document: its sentences that hold one to four figures. The question that a
    guide answers counts as its subject."""
    section = next((t.id for h in reversed(passage.headings) if (t := terms.aspect_of_heading(h))), None)
    subject = passage.heading if passage.kind == "question" else ""
    claims: list[Claim] = []
    for match in _SENTENCE.finditer(passage.text):
        text = match[0].strip()
        measures = tuple(find_measures(text))
        if not 1 <= len(measures) <= _MOST_FIGURES or len(text) > _MOST:
            continue
        frame = _frame(subject, text, measures)
        if len(frame.replace("#", "")) >= _LEAST:
            claims.append(Claim(number, document, section, text, frame, measures))
    return claims


def _frame(subject: str, text: str, measures: tuple[Measure, ...]) -> str:
    bare, at = [subject], 0
    for measure in measures:
        bare += [text[at : measure.start], "#"]
        at = measure.end
    frame = canonical("".join([*bare, text[at:]]))
    for pattern, word in _SAME:
        frame = pattern.sub(word, frame)
    return frame


def candidates(claims: Sequence[Claim]) -> Iterator[tuple[Claim, Claim]]:
    """Pairs of claims of two documents that may say the same: with figures of the same kinds, and a rare bigram of each
    in common. A frame that stands in very many documents is none's own."""
    frames = [frozenset(bigrams(claim.frame)) for claim in claims]
    counts = Counter(gram for frame in frames for gram in frame)
    buckets: dict[tuple[tuple[str, ...], str], list[int]] = defaultdict(list)
    for position, frame in enumerate(frames):
        for gram in sorted(frame, key=lambda gram: (counts[gram], gram))[:_RARE]:
            buckets[(claims[position].kinds, gram)].append(position)
    seen: set[tuple[int, int]] = set()
    for bucket in buckets.values():
        if len(bucket) > _MOST_ALIKE:
            continue
        for left, right in combinations(bucket, 2):
            if claims[left].document != claims[right].document and (left, right) not in seen:
                seen.add((left, right))
                if len(frames[left] & frames[right]) >= _SHARED * min(len(frames[left]), len(frames[right])):
                    yield claims[left], claims[right]


def says_the_same(left: Claim, right: Claim) -> bool:
    """Whether two claims say the same but perhaps for their figures: one frame, or one that only adds to the other what
    cannot be the reason of a difference."""
    if left.kinds != right.kinds or (left.section and right.section and left.section != right.section):
        return False
    if left.frame == right.frame:
        return True
    shorter, longer = sorted((len(left.frame), len(right.frame)))
    if longer - shorter > 0.4 * shorter:
        return False
    matcher = SequenceMatcher(None, left.frame, right.frame, autojunk=False)
    if matcher.real_quick_ratio() < 0.75 or matcher.quick_ratio() < 0.75:
        return False
    added = ""
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "replace":
            return False
        if tag != "equal":
            added += " " + left.frame[a:b] + right.frame[c:d]
    return not _REASONS.search(added) and len(added) <= 0.4 * shorter
