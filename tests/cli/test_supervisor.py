"""The supervisor with real processes, and time that passes faster."""

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from cli.serve.log_file import LogFile
from cli.serve.running import ProcessSpec
from cli.serve.supervisor import ProcessFailed, Supervisor
from tests.cli.serve_parts import SERVER, FastClock, MemoryLog, is_running, pids, spec, wait_for_starts

# Ten times as fast: a probe has .3 s, which a busy machine still keeps.
FAST = FastClock(10)


@asynccontextmanager
async def supervised(
    process: ProcessSpec, log: MemoryLog | LogFile, clock: FastClock = FAST, grace_s: float = 60.0
) -> AsyncIterator[Supervisor]:
    """Run a supervisor that is ready until the block ends."""
    supervisor = Supervisor([process], log, clock, start_grace_s=grace_s)
    ready = asyncio.Event()
    running = asyncio.create_task(supervisor.run(lambda _: ready.set()))
    async with asyncio.timeout(60):
        await ready.wait()
    try:
        yield supervisor
    finally:
        supervisor.stop()
        async with asyncio.timeout(30):
            await running


def test_a_process_that_dies_is_started_again_and_all_end_on_stop(tmp_path: Path, free_port: int) -> None:
    log = MemoryLog()

    async def scenario() -> None:
        async with supervised(spec(tmp_path, free_port), log):
            os.kill(pids(tmp_path)[0], signal.SIGKILL)
            await wait_for_starts(tmp_path, 2)

    asyncio.run(scenario())
    assert not any(is_running(pid) for pid in pids(tmp_path))
    assert any("starting it again" in line for line in log.lines)


def test_who_had_served_is_started_again_at_once_and_who_fails_again_waits(
    tmp_path: Path, free_port: int
) -> None:
    log = MemoryLog()

    async def scenario() -> None:
        async with supervised(spec(tmp_path, free_port), log):
            await FAST.sleep(12)
            os.kill(pids(tmp_path)[0], signal.SIGKILL)
            await wait_for_starts(tmp_path, 2)
            for starts in (3, 4):
                os.kill(pids(tmp_path)[-1], signal.SIGKILL)
                await wait_for_starts(tmp_path, starts)

    asyncio.run(scenario())
    pauses = [line.rpartition(" again ")[2] for line in log.lines if "starting it again" in line]
    assert pauses == ["at once", "in 1 s", "in 2 s"]


def test_a_process_that_cannot_start_stops_the_others_and_is_named(tmp_path: Path, free_port: int) -> None:
    broken = spec(tmp_path, free_port, script="import sys; print('no model'); sys.exit(1)")
    log = MemoryLog()
    with pytest.raises(ProcessFailed, match="web"):
        asyncio.run(Supervisor([broken], log, FAST).run(lambda _: None))
    assert "web no model" in log.lines


def test_a_program_that_is_missing_is_named_like_one_that_fails(tmp_path: Path) -> None:
    missing = ProcessSpec("web", [str(tmp_path / "nothing")], {}, tmp_path, "http://127.0.0.1:9/")
    with pytest.raises(ProcessFailed, match="web"):
        asyncio.run(Supervisor([missing], MemoryLog(), FAST).run(lambda _: None))


def test_a_process_that_is_suspended_is_found_and_started_again(tmp_path: Path, free_port: int) -> None:
    log = MemoryLog()
    took = 0.0

    async def scenario() -> None:
        nonlocal took
        async with supervised(spec(tmp_path, free_port), log):
            began = FAST.now()
            os.kill(pids(tmp_path)[0], signal.SIGSTOP)
            await wait_for_starts(tmp_path, 2)
            took = FAST.now() - began

    asyncio.run(scenario())
    assert 9 <= took < 30
    assert not is_running(pids(tmp_path)[0])
    assert [line for line in log.lines if "does not answer" in line] == [
        "serve web does not answer any more; stopping it"
    ]


def test_a_hung_process_that_ignores_being_asked_is_killed(tmp_path: Path, free_port: int) -> None:
    deaf = SERVER.replace("STATUS = 200", "signal.signal(signal.SIGTERM, signal.SIG_IGN); STATUS = 200")

    async def scenario() -> None:
        async with supervised(spec(tmp_path, free_port, deaf), MemoryLog()):
            os.kill(pids(tmp_path)[0], signal.SIGSTOP)
            await wait_for_starts(tmp_path, 2)

    asyncio.run(scenario())
    assert not any(is_running(pid) for pid in pids(tmp_path))


def test_an_answer_of_any_status_is_a_sign_of_life(tmp_path: Path, free_port: int) -> None:
    later = tmp_path / "broken"
    ailing = SERVER.replace("(STATUS)", f"(503 if os.path.exists({str(later)!r}) else 200)")

    async def scenario() -> None:
        async with supervised(spec(tmp_path, free_port, ailing), MemoryLog()):
            later.touch()
            await FAST.sleep(20)

    asyncio.run(scenario())
    assert len(pids(tmp_path)) == 1


def test_a_process_has_its_time_to_start(tmp_path: Path, free_port: int) -> None:
    slow = SERVER.replace("STATUS = 200", "import time; time.sleep(2); STATUS = 200")  # 20 s of this clock

    async def scenario() -> None:
        async with supervised(spec(tmp_path, free_port, slow), MemoryLog()):
            pass

    asyncio.run(scenario())
    assert len(pids(tmp_path)) == 1


def test_a_start_that_never_comes_to_an_end_is_tried_again_with_more_time(
    tmp_path: Path, free_port: int
) -> None:
    slow = SERVER.replace("STATUS = 200", "import time; time.sleep(2); STATUS = 200")  # 20 s of this clock

    async def scenario() -> None:
        async with supervised(spec(tmp_path, free_port, slow), MemoryLog(), grace_s=10.0):
            pass

    asyncio.run(scenario())
    assert 2 <= len(pids(tmp_path)) <= 3


def test_workers_that_a_killed_parent_leaves_do_not_keep_it_from_being_started_again(
    tmp_path: Path, free_port: int
) -> None:
    parent = textwrap.dedent(
        """
        import os, subprocess, sys, time
        subprocess.Popen([sys.executable, "-c", SERVER, *sys.argv[1:]])
        time.sleep(1000)
        """
    ).replace("SERVER", repr(SERVER.replace("getpid", "getppid")))

    async def scenario() -> None:
        async with supervised(spec(tmp_path, free_port, parent), MemoryLog()):
            os.kill(pids(tmp_path)[0], signal.SIGKILL)
            await wait_for_starts(tmp_path, 2)

    asyncio.run(scenario())
    assert len(set(pids(tmp_path))) == 2


def test_a_line_without_end_neither_fills_the_memory_nor_ends_the_watch(
    tmp_path: Path, free_port: int
) -> None:
    talkative = SERVER.replace("STATUS = 200", "print('x' * 3_000_000, flush=True); STATUS = 200")
    log = MemoryLog()

    async def scenario() -> None:
        async with supervised(spec(tmp_path, free_port, talkative), log):
            os.kill(pids(tmp_path)[0], signal.SIGKILL)
            await wait_for_starts(tmp_path, 2)

    asyncio.run(scenario())
    said = [line.removeprefix("web ") for line in log.lines if line.startswith("web ")]
    assert sum(map(len, said)) >= 3_000_000
    assert max(map(len, said)) < 200_000


def test_with_a_full_disk_behind_the_log_a_process_is_drained_and_started_again(
    tmp_path: Path, free_port: int
) -> None:
    chatty = SERVER.replace("self.send_response", "print('x' * 100_000, flush=True); self.send_response")
    full = LogFile(Path("/dev/full"), max_bytes=1_000_000, files=1)

    async def scenario() -> None:
        async with supervised(spec(tmp_path, free_port, chatty), full):
            await FAST.sleep(60)  # some thirty probes, each of which would fill the pipe
            assert len(pids(tmp_path)) == 1
            os.kill(pids(tmp_path)[0], signal.SIGKILL)
            await wait_for_starts(tmp_path, 2)

    asyncio.run(scenario())


def test_what_a_process_creates_is_its_users_alone(tmp_path: Path, free_port: int) -> None:
    os.umask(before := os.umask(0))

    async def scenario() -> None:
        async with supervised(spec(tmp_path, free_port), MemoryLog()):
            pass

    os.umask(0o022)
    try:
        asyncio.run(scenario())
    finally:
        os.umask(before)
    assert (tmp_path / "pids").stat().st_mode & 0o777 == 0o600


def test_processes_end_with_a_supervisor_that_is_killed(tmp_path: Path, free_port: int) -> None:
    script = textwrap.dedent(
        """
        import asyncio, sys
        from pathlib import Path
        from cli.serve.clock import MonotonicClock
        from cli.serve.supervisor import Supervisor
        from tests.cli.serve_parts import MemoryLog, spec
        process = spec(Path(sys.argv[1]), int(sys.argv[2]))
        asyncio.run(Supervisor([process], MemoryLog(), MonotonicClock()).run(lambda _: print("ready", flush=True)))
        """
    )
    command = [sys.executable, "-c", script, str(tmp_path), str(free_port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as supervisor:
        assert supervisor.stdout is not None
        assert supervisor.stdout.readline() == "ready\n"
        supervisor.kill()
    deadline = time.monotonic() + 10
    while is_running(pids(tmp_path)[0]) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_running(pids(tmp_path)[0])
