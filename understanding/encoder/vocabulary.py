"""The part of a vocabulary of a hundred languages that questions in Chinese need, and its tokenizer."""

from understanding.encoder.source import Pieces

_WORD = "▁"  # stands before each word
_LATIN_PIECES = 20_000
_LATIN_LETTERS = 3
_BEGIN, _PADDING, _END, _UNKNOWN = "<s>", "<pad>", "</s>", "<unk>"
_MASK = "<mask>"
_NEVER = -1000.0  # the score of a special token: where somebody types its name it is text
SPECIAL = (_BEGIN, _PADDING, _END, _UNKNOWN)
# Ranges of code points, both ends included.
_KEPT = (
    (0x20, 0x7E),  # ASCII
    (0xA1, 0xBF),  # signs of Latin-1
    (0xD7, 0xD7),  # ×
    (0xF7, 0xF7),  # ÷
    (0x2010, 0x206F),  # dashes, quotation marks, dots
    (0x20A0, 0x20CF),  # currencies
    (0x2100, 0x22FF),  # ℃, №, Roman numerals, arrows, ≥
    (0x2460, 0x24FF),  # numbers in circles
    (0x25A0, 0x26FF),  # bullets
    (0x3000, 0x303F),  # CJK punctuation, 〇
    (0x3200, 0x33FF),  # units, numbers in brackets
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0xFE30, 0xFE4F),
    (0xFF00, 0xFFEF),
    (0x20000, 0x2FA1F),
)


def cut(pieces: Pieces) -> list[int]:
    """The ids that are kept, the four special ones first in the order of `SPECIAL`, then as they were.

    Of ASCII pieces with three letters and more the 20,000 most frequent stay, so that questions in English do.
    """
    special = [pieces.begin, pieces.padding, pieces.end, pieces.unknown]
    no_text = {*special, *(id_ for id_, text in enumerate(pieces.texts) if text == _MASK)}
    fit = [id_ for id_, text in enumerate(pieces.texts) if id_ not in no_text and _is_kept(text)]
    latin = sorted(
        (id_ for id_ in fit if _is_latin(pieces.texts[id_])), key=lambda id_: (-pieces.scores[id_], id_)
    )
    dropped = set(latin[_LATIN_PIECES:])
    return special + [id_ for id_ in fit if id_ not in dropped]


def make_tokenizer(pieces: Pieces, kept: list[int]) -> str:
    """`tokenizer.json` of the pieces `kept`: Unigram, NFKC, white space folded, `<s> … </s>`."""
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    scored = [(text, _NEVER) for text in SPECIAL]
    scored += [(pieces.texts[id_], pieces.scores[id_]) for id_ in kept[len(SPECIAL) :]]
    tokenizer = Tokenizer(models.Unigram(scored, unk_id=SPECIAL.index(_UNKNOWN), byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Nmt(),
            normalizers.NFKC(),
            normalizers.Replace(Regex(r"\s+"), " "),
            normalizers.Strip(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(_WORD, prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(_WORD, prepend_scheme="always")
    ends = [(token, SPECIAL.index(token)) for token in (_BEGIN, _END)]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{_BEGIN} $A {_END}", pair=f"{_BEGIN} $A {_END} {_END} $B {_END}", special_tokens=ends
    )
    return tokenizer.to_str()


def _is_kept(text: str) -> bool:
    return all(any(low <= ord(sign) <= high for low, high in _KEPT) for sign in text.replace(_WORD, ""))


def _is_latin(text: str) -> bool:
    bare = text.replace(_WORD, "")
    return bare.isascii() and sum(sign.isalpha() for sign in bare) >= _LATIN_LETTERS
