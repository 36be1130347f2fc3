"""`python -m scripts.seeded_faults [NAME ...]`: does a test fail for each fault?

Ends with 0 when every fault was caught, with 1 when one was missed, with 2 when the list does not fit the code or the
tests fail without any fault.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from scripts.seeded_faults.fault import Fault, FaultMisfit, check, read_faults
from scripts.seeded_faults.trial import ROOT, Outcome, copied_tree, run_tests, try_fault


def main(arguments: Sequence[str] | None = None) -> int:
    """Try the faults and return the exit status."""
    options = _parser().parse_args(arguments)
    try:
        faults = _chosen(read_faults(), options.names)
        check(faults, ROOT)
    except FaultMisfit as problem:
        print(problem, file=sys.stderr)
        return 2
    if options.check:
        print(f"{len(faults)} faults fit the code")
        return 0
    with copied_tree() as tree:
        if not options.skip_sound and not _is_sound(tree, faults):
            return 2
        outcomes = {fault.name: _try(tree, fault) for fault in faults}
    if options.record is not None:
        _record(options.record, options.label, outcomes)
    return _conclude(outcomes)


def _is_sound(tree: Path, faults: Sequence[Fault]) -> bool:
    tests = sorted({name for fault in faults for name in fault.tests})
    outcome = run_tests(tree, tests)
    if outcome.verdict == "missed":
        print(f"without a fault all tests pass ({outcome.seconds:.0f} s)", flush=True)
        return True
    print(f"the tests fail without any fault: {outcome.test}", file=sys.stderr)
    return False


def _try(tree: Path, fault: Fault) -> Outcome:
    outcome = try_fault(tree, fault)
    print(
        f"{outcome.verdict:7} {outcome.seconds:5.0f} s  {fault.name}  {outcome.test or fault.why}", flush=True
    )
    return outcome


def _conclude(outcomes: dict[str, Outcome]) -> int:
    caught = sum(outcome.verdict == "caught" for outcome in outcomes.values())
    seconds = sum(outcome.seconds for outcome in outcomes.values())
    print(f"{caught} of {len(outcomes)} faults caught in {seconds / 60:.1f} minutes")
    return 0 if caught == len(outcomes) else 1


def _record(path: Path, label: str, outcomes: dict[str, Outcome]) -> None:
    """Keep the verdicts under a label (before, after), beside those of other labels."""
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    entry = kept.setdefault(label, {"on": "", "faults": {}})
    entry["on"] = date.today().isoformat()  # noqa: DTZ011
    entry["faults"] |= {
        name: f"caught by {outcome.test}" if outcome.verdict == "caught" else outcome.verdict
        for name, outcome in outcomes.items()
    }
    entry["faults"] = dict(sorted(entry["faults"].items()))
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _chosen(faults: Sequence[Fault], names: Sequence[str]) -> list[Fault]:
    known = {fault.name for fault in faults}
    if strays := [name for name in names if name not in known]:
        raise FaultMisfit(f"no such fault: {', '.join(strays)}")
    return [fault for fault in faults if not names or fault.name in names]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scripts.seeded_faults", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="faults to try (default: all)")
    parser.add_argument("--check", action="store_true", help="only tell whether the list fits the code")
    parser.add_argument(
        "--skip-sound", action="store_true", help="do not run the tests without a fault first"
    )
    parser.add_argument("--record", type=Path, help="a JSON file to keep the verdicts in")
    parser.add_argument("--label", default="now", help="what the verdicts are kept under")
    return parser


if __name__ == "__main__":
    sys.exit(main())
