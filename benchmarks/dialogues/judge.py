"""Whether the replies to a turn are what its user expects; the reasons where they are not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from benchmarks.dialogues.dialogue import ON_SHOWN, OWN, Expectation, Turn
from desk.words import SHANGHAI

_DECLINED = ("no_answer", "out_of_scope", "other_region")
_OWN_DATA = ("case_status", "voucher_balance", "voucher_statement", "credit_standing", "credit_check")
# Outcomes that came later than the set, as the ones that it knows.
_AS = {
    "register": "answered",
    "people": "answered",
    "affairs": "case_status",
    "voucher_statement": "voucher_balance",
    "credit_check": "credit_standing",
}
_BLANKS = re.compile(r"\s+")

Replies = Sequence[dict[str, Any]]


@dataclass(frozen=True)
class Verdict:
    """`wrong` are the reasons, none where the turn is right. `refused`: declined though it is about what is shown;
    `shown_unasked`: a record of one's own where another matter was asked."""

    kind: str
    wrong: tuple[str, ...]
    refused: bool
    shown_unasked: bool

    @property
    def is_right(self) -> bool:
        return not self.wrong


def judge(turn: Turn, replies: Replies) -> Verdict:
    """Return the verdict on a turn that has an expectation."""
    assert turn.expect is not None
    outcomes = [str(reply["outcome"]) for reply in replies]
    refused = turn.kind in ON_SHOWN and bool(outcomes) and all(each in _DECLINED for each in outcomes)
    wants_own = turn.kind in OWN or any(
        each in _OWN_DATA or each in ("clarify", "needs_binding") for each in turn.expect.outcomes
    )
    unasked = not wants_own and any(each in _OWN_DATA for each in outcomes)
    return Verdict(turn.kind, tuple(_faults(turn.expect, outcomes, replies)), refused, unasked)


def _faults(expected: Expectation, outcomes: Sequence[str], replies: Replies) -> Iterator[str]:
    accepted = {*expected.outcomes, *(_AS.get(each, each) for each in expected.outcomes)}
    if not any(each in accepted or _AS.get(each, each) in accepted for each in outcomes):
        yield f"outcome {'+'.join(outcomes) or 'none'}"
    seen = _BLANKS.sub("", visible(replies))
    if expected.record is not None and expected.record not in seen:
        yield f"record {expected.record}"
    for wanted in expected.must:
        words = [wanted] if isinstance(wanted, str) else wanted
        if not any(_BLANKS.sub("", word) in seen for word in words):
            yield f"lacks {'/'.join(words)}"
    for word in expected.must_not:
        if _BLANKS.sub("", word) in seen:
            yield f"says {word}"
    if expected.document is not None and "answered" in outcomes:
        documents = [expected.document] if isinstance(expected.document, str) else list(expected.document)
        cited = [citation["document"] for reply in replies for citation in reply.get("citations") or []]
        if not any(document in each for document in documents for each in cited):
            yield f"cites {', '.join(cited) or 'nothing'}"


def visible(replies: Replies) -> str:
    """Return all that a user sees of replies: texts, titles of offers, numbers of the cards, citations."""
    parts = []
    for reply in replies:
        parts.append(str(reply["text"]))
        parts += [f"{offer['title']} {offer['text']}" for offer in reply.get("quick_replies") or []]
        parts += [f"{each['title']} {each.get('section') or ''}" for each in reply.get("citations") or []]
        data = reply.get("data") or {}
        parts += [str(data[name]) for name in ("case_number",) if data.get(name)]
        parts += [str(batch["batch_number"]) for batch in data.get("batches") or []]
        parts += [_line_of_card(line) for line in data.get("lines") or []]
    return "\n".join(parts)


def _line_of_card(line: dict[str, Any]) -> str:
    """Return what the card of a statement shows of an entry: kind, sum, day, service, batch."""
    day = datetime.fromisoformat(line["at"]).astimezone(SHANGHAI)
    said = f"{day.year}年{day.month}月{day.day}日"
    amount = f"{abs(line['change_fen'] or line['amount_fen']) / 100:,.0f} 元"
    return f"{line['kind_label']} {amount} {said} {line.get('service') or ''} 批次 {line['batch_number']}"
