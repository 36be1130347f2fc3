"""Frozen dialogues, said to a demo of its own: judged turns that are right, by kind.

`python -m benchmarks.dialogues [--way WAY] [--half open|sealed] [--file FILE] [--show] [--keep FOLDER]`. Ways: `http`
to four processes; `in-process`, without ports and time-outs; `both`, which tells whether they agree. The open half may
be looked into with `--show`; of the sealed one there are totals alone. `--keep`: where the index and the model are kept
for the next time, which then starts in seconds.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.dialogues.dialogue import Dialogue, read_dialogues
from benchmarks.dialogues.player import Played
from benchmarks.dialogues.ways import Way, opened

ROOT = Path(__file__).resolve().parent.parent.parent
FILE = ROOT / "knowledge/dialogues.jsonl"
FROZEN = Path(__file__).with_name("frozen.json")
RECORDED = Path(__file__).with_name("recorded.json")
_MADE = ("index", "models")  # of a data folder


def main() -> int:
    """Play and print; 2 where the open half alone may be shown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--way", choices=["http", "in-process", "both"], default="http")
    parser.add_argument("--half", choices=["open", "sealed"])
    parser.add_argument("--file", type=Path, default=FILE, help="Other dialogues, not frozen.")
    parser.add_argument("--show", action="store_true", help="Show what was wrong.")
    parser.add_argument("--record", action="store_true", help="Keep the totals as the gate of the tests.")
    parser.add_argument(
        "--keep", type=Path, help="Where to keep the index and the model, and find them made."
    )
    options = parser.parse_args()
    frozen = options.file == FILE
    if options.show and frozen and options.half != "open":
        print("only the open half may be looked into: --half open", file=sys.stderr)
        return 2
    dialogues = read_dialogues(options.file, FROZEN if frozen else None)
    chosen = [each for each in dialogues if options.half in (None, each.half)]
    ways: Sequence[Way] = ("http", "in-process") if options.way == "both" else (options.way,)
    by_way = [_play(way, chosen, options.keep) for way in ways]
    for way, played in zip(ways, by_way, strict=True):
        _tell(way, played, frozen=frozen)
    if len(by_way) > 1:
        print(agreement(*by_way))
    played = by_way[0]
    if options.record and frozen and options.half is None:
        RECORDED.write_text(json.dumps(totals(played), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if options.show:
        for each in played:
            if not each.verdict.is_right:
                print(describe(each))
    return 0


def _play(way: Way, dialogues: Sequence[Dialogue], keep: Path | None) -> list[Played]:
    with tempfile.TemporaryDirectory(prefix="dxe-dialogues-") as folder:
        var = Path(folder) / "var"
        with _made_before(var, keep), opened(way, var) as player:
            began = time.monotonic()
            played = list(player.play(dialogues))
            print(f"{way}: {len(dialogues)} dialogues in {time.monotonic() - began:.0f} s")
            return played


def _tell(way: Way, played: Sequence[Played], *, frozen: bool) -> None:
    for half in ("open", "sealed") if frozen else ("open",):
        of_half = [each for each in played if not frozen or each.dialogue.half == half]
        if of_half:
            print(f"\n## {way}\n{table(half, of_half)}")


def agreement(first: Sequence[Played], second: Sequence[Played]) -> str:
    """Return how many judged turns have the same verdict both ways, and whether the totals agree."""
    pairs = list(zip(first, second, strict=True))
    same = sum(one.verdict.is_right == other.verdict.is_right for one, other in pairs)
    rights = [sum(each.verdict.is_right for each in played) for played in (first, second)]
    agree = "agree" if rights[0] == rights[1] else "differ"
    return f"\ntotals {agree}: right {rights[0]} and {rights[1]}; the same verdict on {same} of {len(pairs)} turns"


@contextmanager
def _made_before(var: Path, keep: Path | None) -> Iterator[None]:
    """Put what was made the last time into a data folder, and keep what it holds at the end."""
    if keep is None:
        yield
        return
    for name in _MADE:
        if (keep / name).is_dir():
            shutil.copytree(keep / name, var / name)
    yield
    for name in _MADE:
        shutil.rmtree(keep / name, ignore_errors=True)
        shutil.copytree(var / name, keep / name)


def totals(played: Sequence[Played]) -> dict[str, object]:
    """Return what the tests hold: the sealed half's totals, and the open half's dialogues without a wrong turn."""
    sealed = [each for each in played if each.dialogue.half == "sealed"]
    opened = [each for each in played if each.dialogue.half == "open"]
    wrong = {each.dialogue.id for each in opened if not each.verdict.is_right}
    return {
        "sealed_right": sum(each.verdict.is_right for each in sealed),
        "sealed_judged": len(sealed),
        "refused": sum(each.verdict.refused for each in sealed),
        "shown_unasked": sum(each.verdict.shown_unasked for each in sealed),
        "right_from_end_to_end": sorted({each.dialogue.id for each in opened} - wrong),
    }


def table(half: str, played: Sequence[Played]) -> str:
    """Return totals by kind as a Markdown table."""
    by_kind: dict[str, list[Played]] = defaultdict(list)
    for each in played:
        by_kind[each.turn.kind].append(each)
    right = sum(each.verdict.is_right for each in played)
    refused = sum(each.verdict.refused for each in played)
    unasked = sum(each.verdict.shown_unasked for each in played)
    other = sum(not each.turn.kind.endswith("_follow_up") for each in played)
    lines = [
        f"\n{half}: {len({each.dialogue.id for each in played})} dialogues, {len(played)} judged turns, "
        f"right {right / len(played):.3f}; refused over what is shown {refused}; "
        f"shown unasked {unasked} of {other}",
        "\n| kind | turns | right |",
        "|---|---|---|",
    ]
    for kind, found in sorted(by_kind.items()):
        share = sum(each.verdict.is_right for each in found) / len(found)
        lines.append(f"| {kind} | {len(found)} | {share:.3f} |")
    return "\n".join(lines)


def describe(played: Played) -> str:
    """Return a turn that is wrong, with what was said before and in reply."""
    before = " / ".join(turn.say for turn in played.dialogue.turns[: played.number - 1])
    said = " ¦ ".join(
        f"[{reply['outcome']}] {str(reply['text'])[:160]}".replace("\n", " ") for reply in played.replies
    )
    return (
        f"\n{played.dialogue.id}#{played.number} as {played.dialogue.enterprise} {played.turn.kind}: "
        f"{'; '.join(played.verdict.wrong)}\n  before: {before}\n  said: {played.turn.say}\n  reply: {said}"
    )


if __name__ == "__main__":
    sys.exit(main())
