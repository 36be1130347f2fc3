"""Which tests go to one worker, and in which order they are handed out."""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

QUIET = ("tests/e2e/", "tests/browser/")


class Scheduler(LoadScopeScheduling):
    """Keeps each file's tests in one worker; what starts processes or Chromium, and needs quiet, is one group.

    The marker `xdist_group` would say so too, but pytest-xdist 3.8 cannot read it with pytest 9.2.
    """

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


def group_of(nodeid: str) -> str:
    """Return the name of the group of a test: its file, or that of all which need quiet."""
    return "quiet" if nodeid.startswith(QUIET) else nodeid.partition("::")[0]


def turn_of(nodeid: str, *, slow: bool) -> int:
    """Return when a test has its turn: what lasts longest first, so that no worker is alone in the end."""
    if nodeid.startswith(QUIET):
        return 0
    return 1 if slow else 2
