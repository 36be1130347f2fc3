"""Mailboxes in memory and in files."""

import asyncio
import os
import time
from pathlib import Path

import pytest

from api.channels.wechat.mailbox import Mailbox, Plan
from api.channels.wechat.mailbox_store import FileMailboxes, MailboxStore, MemoryMailboxes
from api.channels.wechat.protocol.errors import MailboxUnavailable
from tests.api.channels.wechat.support import OPENID

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["memory", "files"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> MailboxStore:
    return MemoryMailboxes() if request.param == "memory" else FileMailboxes(tmp_path)


def noted(box: Mailbox) -> tuple[Mailbox, int]:
    """Note one more attempt of one push; return how many there were."""
    found = box.find("k")
    after = box.again("k", 1.0) if found else box.begin("k", Plan(parts=("k",)), 1.0)
    return after, after.deliveries[0].attempts


async def test_a_mailbox_keeps_what_was_changed(store: MailboxStore) -> None:
    assert [await store.update("kjj", OPENID, noted) for _ in range(3)] == [1, 2, 3]


async def test_users_and_accounts_have_mailboxes_of_their_own(store: MailboxStore) -> None:
    await store.update("kjj", OPENID, noted)
    assert await store.update("kjj", "another-user", noted) == 1
    assert await store.update("other", OPENID, noted) == 1


async def test_changes_at_the_same_time_do_not_lose_each_other(store: MailboxStore) -> None:
    counts = await asyncio.gather(*(store.update("kjj", OPENID, noted) for _ in range(40)))
    assert sorted(counts) == list(range(1, 41))


async def test_files_outlive_the_process_and_are_shared(tmp_path: Path) -> None:
    await FileMailboxes(tmp_path).update("kjj", OPENID, noted)
    assert await FileMailboxes(tmp_path).update("kjj", OPENID, noted) == 2


async def test_files_tell_nothing_about_the_user_and_are_the_owners_alone(tmp_path: Path) -> None:
    await FileMailboxes(tmp_path).update("kjj", OPENID, noted)
    [file] = tmp_path.glob("*/*.json")
    assert OPENID not in str(file)
    assert OPENID not in file.read_text()
    assert file.stat().st_mode & 0o077 == 0


async def test_a_spoilt_file_is_an_empty_mailbox(tmp_path: Path) -> None:
    store = FileMailboxes(tmp_path)
    await store.update("kjj", OPENID, noted)
    [file] = tmp_path.glob("*/*.json")
    file.write_text('{"deliveries": [')
    assert await store.update("kjj", OPENID, noted) == 1


async def test_a_store_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    store = FileMailboxes(tmp_path)
    await store.update("kjj", OPENID, noted)
    [file] = tmp_path.glob("*/*.json")
    file.unlink()
    file.mkdir()
    with pytest.raises(MailboxUnavailable):
        await store.update("kjj", OPENID, noted)


async def test_files_of_users_long_gone_are_removed(tmp_path: Path) -> None:
    await FileMailboxes(tmp_path).update("kjj", OPENID, noted)
    [file] = tmp_path.glob("*/*.json")
    long_ago = time.time() - 200 * 86_400
    os.utime(file, (long_ago, long_ago))
    FileMailboxes(tmp_path)
    assert not file.exists()


async def test_memory_keeps_the_users_of_late() -> None:
    store = MemoryMailboxes(longest=2)
    for user in ("a", "b", "a", "c"):
        await store.update("kjj", user, noted)
    assert await store.update("kjj", "a", noted) == 3
    assert await store.update("kjj", "b", noted) == 1
