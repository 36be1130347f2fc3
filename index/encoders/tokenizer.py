"""A Hugging Face tokenizer whose tokens are overlapping character uni- and bigrams.

`tokenizers` has no overlapping pieces, so its normalizer writes each character c as "c c c": "创新" becomes
"创 创 创新 新 新", which blanks then cut into 创, 创, 创新, 新, 新. The normalizer is a SentencePiece character map
(`Precompiled`): a darts double array of UTF-8 keys followed by zero-ended replacements. Everything is inside
tokenizer.json, so any reader of the file, sentence-transformers included, sees the same tokens.
"""

import base64
import json
from collections.abc import Iterable

UNKNOWN = "[UNK]"
_VALUE = 1 << 31
_LEAF = 1 << 8


def make_tokenizer(characters: Iterable[str], tokens: list[str]) -> str:
    """tokenizer.json for these `characters`; token ids follow `tokens`, id 0 is [UNK] (left out of them)."""
    vocabulary = {UNKNOWN: 0} | {token: position + 1 for position, token in enumerate(tokens)}
    replacements = {char: f"{char} {char} {char}" for char in sorted(set(characters)) if not char.isspace()}
    return json.dumps(
        {
            "version": "1.0",
            "truncation": None,
            "padding": None,
            "added_tokens": [],
            "normalizer": {
                "type": "Sequence",
                "normalizers": [
                    {"type": "NFKC"},
                    {"type": "Lowercase"},
                    {
                        "type": "Precompiled",
                        "precompiled_charsmap": base64.b64encode(charsmap(replacements)).decode(),
                    },
                ],
            },
            "pre_tokenizer": {"type": "WhitespaceSplit"},
            "post_processor": None,
            "decoder": None,
            "model": {"type": "WordLevel", "vocab": vocabulary, "unk_token": UNKNOWN},
        },
        ensure_ascii=False,
    )


def charsmap(replacements: dict[str, str]) -> bytes:
    """SentencePiece's `precompiled_charsmap` for single characters: length of the array, the array, the strings."""
    strings = bytearray()
    offsets: dict[bytes, int] = {}
    for char, replacement in replacements.items():
        offsets[char.encode()] = len(strings)
        strings += replacement.encode() + b"\0"
    array = _double_array(offsets)
    body = b"".join(unit.to_bytes(4, "little") for unit in array)
    return len(body).to_bytes(4, "little") + body + bytes(strings)


def _double_array(values: dict[bytes, int]) -> list[int]:
    """Units of a darts-clone double array: a child of base b by byte c lies at b ^ c, a value at b ^ 0.

    Each inner node owns a block of 256 units, so no two nodes meet; values lie densely behind the blocks.
    """
    prefixes = {key[:length] for key in values for length in range(len(key))} or {b""}
    bases = {prefix: 256 * number for number, prefix in enumerate(sorted(prefixes))}
    slots = {key: 256 * len(bases) + number for number, key in enumerate(sorted(values))}
    size = -(-(256 * len(bases) + len(values) + 1) // 256) * 256
    units = [_VALUE] * size
    # The root lies at 0 inside its own block: no key begins with the byte 0, so nothing else wants that unit.
    for node in [*bases, *values]:
        if not node:
            units[0] = _offset(0, bases[b""])
            continue
        position = bases[node[:-1]] ^ node[-1]
        target, leaf = (slots[node], _LEAF) if node in values else (bases[node], 0)
        units[position] = _offset(position, target) | leaf | node[-1]
    for key, value in values.items():
        units[slots[key]] = _VALUE | value
    return units


def _offset(position: int, target: int) -> int:
    """A unit's offset field: position ^ offset = target, in 22 bits from bit 10 on."""
    return (position ^ target) << 10
