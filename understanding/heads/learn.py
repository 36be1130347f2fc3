"""All heads from their examples. Needs scipy; nothing that answers imports this."""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from understanding.heads.asked import NONE, AskedHead, features_of_kind, mark_of
from understanding.heads.asked_data import AskedExample
from understanding.heads.features import features
from understanding.heads.fit import fit
from understanding.heads.kinds import LOOK_UPS
from understanding.heads.learn_public import PlainTexts, PublicExamples, Read, learn_public
from understanding.heads.linear import Example
from understanding.heads.understander import Encoder, Understander
from understanding.values.lookups import Lookups

# Utterances that only go on from an answer, or choose: they may be about anything that is shown.
_GOES_ON = {"follow-up", "more-of-the-answer", "correction"}
_CHOOSING = {"choose", "affirm", "deny"}
_OF_A_KIND = {
    "case": {"check_application_status"},
    "vouchers": {"check_voucher_balance", "check_voucher_statement"},
    "credit": {"check_credit_standing", "check_credit_rules"},
    "register": {"check_register"},
    "contact": {"check_register", "transfer_to_person"},
    "guidance": {"ask_guidance"},
}
_KINDS_EACH = 2  # for how many kinds of thing an utterance teaches that it is about something else


@dataclass(frozen=True)
class IntentExample:
    """An utterance with its intent; `template` says what it was written as an example of."""

    text: str
    intent: str
    template: str = ""


def learn(
    utterances: Sequence[IntentExample],
    asked: Sequence[AskedExample],
    lookups: Lookups,
    *,
    public: PublicExamples | None = None,
    longest: int = 2,
    inverse_regularisation: float = 50.0,
    balance: float = 0.5,
    unknown_weight: float = 0.5,
    encoder: Encoder | None = None,
) -> Understander:
    """Return the heads; without examples of what is asked, or of names, without that head.

    Raises ValueError where a head has no two classes to tell apart.
    """
    settings = {
        "inverse_regularisation": inverse_regularisation,
        "balance": balance,
        "unknown_weight": unknown_weight,
    }

    read: dict[str, Example] = {}  # each text once: most teach both heads, and for several kinds

    def examples(texts: Sequence[str], names: Sequence[str]) -> list[Example]:
        new = [text for text in dict.fromkeys(texts) if text not in read]
        vectors = list(encoder.encode(new)) if encoder is not None and new else [None] * len(new)
        for text, vector in zip(new, vectors, strict=False):
            read[text] = Example(features(text, lookups, longest), "", vector)
        return [replace(read[text], name=name) for text, name in zip(texts, names, strict=False)]

    intents = fit(examples([u.text for u in utterances], [u.intent for u in utterances]), **settings)
    public_head = None
    if public is not None:
        wanted = [each.text for each in utterances if each.intent != LOOK_UPS["register"]]
        plain = PlainTexts.of(wanted, asked, public)
        public_head = learn_public(public, plain, lookups, examples, **settings)
    asked_head = _learn_asked(utterances, asked, examples, settings) if asked else None
    return Understander(intents, asked_head, lookups, longest, encoder, public_head)


def _learn_asked(
    utterances: Sequence[IntentExample], asked: Sequence[AskedExample], read: Read, settings: dict[str, float]
) -> AskedHead:
    allowed: dict[str, set[str]] = defaultdict(set)
    for example in asked:
        allowed[example.shown].add(example.asked)
    known = [*asked, *_of_other_matters(utterances, sorted(allowed))]
    plain = read([e.text for e in known], [e.asked for e in known])
    head = fit(_of_kinds(plain, [e.shown for e in known]), **settings)
    for shown in allowed:
        allowed[shown].add(NONE)
    return AskedHead(head, {shown: sorted(names) for shown, names in allowed.items()})


def _of_kinds(examples: Sequence[Example], shown: Sequence[str]) -> list[Example]:
    """Return the examples with their features as those of what is shown, as far as these occur twice."""
    each = [features_of_kind(e.features, kind) for e, kind in zip(examples, shown, strict=False)]
    counts = Counter(feature for found in each for feature in set(found))
    return [
        replace(e, features=[*e.features, mark_of(kind), *(f for f in found if counts[f] > 1)])
        for e, kind, found in zip(examples, shown, each, strict=False)
    ]


def _of_other_matters(utterances: Sequence[IntentExample], kinds: Sequence[str]) -> list[AskedExample]:
    """What wants something else is not about what is shown: an utterance teaches so for a few kinds of thing."""
    found = []
    for utterance in utterances:
        if utterance.template in _GOES_ON or utterance.intent in _CHOOSING:
            continue
        others = [kind for kind in kinds if utterance.intent not in _OF_A_KIND.get(kind, ())]
        turn = zlib.crc32(utterance.text.encode())
        for number in range(min(_KINDS_EACH, len(others))):
            kind = others[(turn + number) % len(others)]
            found.append(AskedExample("utterances", kind, NONE, utterance.text))
    return found
