"""Where mailboxes are kept: in memory, or in files that all processes of a machine share."""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import os
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, TypeVar

import structlog
from pydantic import ValidationError

from api.channels.wechat.mailbox import Mailbox
from api.channels.wechat.protocol.errors import MailboxUnavailable

log = structlog.get_logger(__name__)
T = TypeVar("T")
Change = Callable[[Mailbox], tuple[Mailbox, T]]

_SECONDS_A_DAY = 86_400


class MailboxStore(Protocol):
    """Mailboxes by account and openid."""

    async def update(self, account: str, openid: str, change: Change[T]) -> T:
        """Apply `change` to a mailbox, alone, keep the mailbox it gives and return its result.

        Raises MailboxUnavailable.
        """
        ...


class MemoryMailboxes:
    """Mailboxes of one process, the most recently used ones; a restart forgets them."""

    def __init__(self, longest: int = 10_000) -> None:
        self._longest = longest
        self._boxes: OrderedDict[tuple[str, str], Mailbox] = OrderedDict()

    async def update(self, account: str, openid: str, change: Change[T]) -> T:
        """Apply a change; see MailboxStore."""
        box, result = change(self._boxes.pop((account, openid), Mailbox()))
        self._boxes[account, openid] = box
        while len(self._boxes) > self._longest:
            self._boxes.popitem(last=False)
        return result


class FileMailboxes:
    """Mailboxes as files of a folder: shared by the processes of one machine, kept over a restart.

    A file is named after a hash of account and openid and holds no words. Files that were not used for
    `kept_days` are removed when the store is opened; their users are greeted anew.
    """

    def __init__(self, directory: Path, *, kept_days: int = 180) -> None:
        self._directory = directory
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._remove_older_than(time.time() - kept_days * _SECONDS_A_DAY)

    async def update(self, account: str, openid: str, change: Change[T]) -> T:
        """Apply a change; see MailboxStore."""
        return await asyncio.to_thread(self._update, account, openid, change)

    def _update(self, account: str, openid: str, change: Change[T]) -> T:
        name = hashlib.sha256(f"{account}\0{openid}".encode()).hexdigest()[:40]
        path = self._directory / name[:2] / f"{name[2:]}.json"
        try:
            with _locked(path.parent):
                before = _read(path)
                after, result = change(before)
                if after != before:
                    _write(path, after)
                return result
        except OSError as error:
            raise MailboxUnavailable(type(error).__name__) from error

    def _remove_older_than(self, moment: float) -> None:
        for path in self._directory.glob("*/*.json"):
            try:
                if path.stat().st_mtime < moment:
                    path.unlink()
            except FileNotFoundError:
                continue  # another process removed it first


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    folder.mkdir(exist_ok=True, mode=0o700)
    with (folder / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _read(path: Path) -> Mailbox:
    try:
        return Mailbox.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return Mailbox()
    except ValidationError:
        log.warning("wechat_mailbox_unreadable", file=path.name)
        return Mailbox()


def _write(path: Path, mailbox: Mailbox) -> None:
    aside = path.with_suffix(".new")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(mailbox.model_dump_json())
    aside.replace(path)
