"""The process in which files are converted: started when first needed, used again, killed when it runs away."""

import atexit
import json
import os
import selectors
import subprocess
import sys
import time
from functools import lru_cache
from pathlib import Path
from threading import Lock

from index.convert.office.legacy import as_office
from index.model.errors import DocumentError

STEP_SECONDS = 60.0  # without a sign of life; a page of a pdf is one
TOTAL_SECONDS = 900.0
MEMORY = 2 << 30  # bytes of address space
_REUSES = 200
_ROOT = Path(__file__).resolve().parents[2]
# The worker gets no secret of the service.
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV")
_TOO_LONG = "转换超过时限，已停止（文件过于复杂或已损坏，请另存为新文件或拆分后再放入）"
_DIED = "转换时出错中断（文件过于复杂或已损坏，请另存为新文件或拆分后再放入）"


class Worker:
    """A child process that converts one file after another.

    It may be used by several threads; a fork of this process gets a child of its own.
    """

    def __init__(
        self,
        *,
        step_seconds: float = STEP_SECONDS,
        total_seconds: float = TOTAL_SECONDS,
        memory: int = MEMORY,
    ) -> None:
        self._step_seconds = step_seconds
        self._total_seconds = total_seconds
        self._memory = memory
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._uses = 0

    def convert(self, path: Path, name: str) -> str:
        """Structured text of the file. Raises DocumentError, also when time or memory run out."""
        with self._lock, as_office(path, name) as readable:
            request = {"path": str(readable.resolve()), "name": name, "total_seconds": self._total_seconds}
            reply = self._ask(request, name)
        if "reason" in reply:
            raise DocumentError(name, reply["reason"])
        return reply["text"]

    def close(self) -> None:
        """End the child, if there is one of this process."""
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()

    def _ask(self, request: dict[str, object], name: str) -> dict[str, str]:
        process = self._running()
        assert process.stdin is not None
        try:
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
            reply = self._read(process)
        except (BrokenPipeError, EOFError) as error:
            self.close()
            raise DocumentError(name, _DIED) from error
        except TimeoutError as error:
            self.close()
            raise DocumentError(name, _TOO_LONG) from error
        except BaseException:  # an interrupted exchange leaves a half-read reply: no use for the next file
            self.close()
            raise
        self._uses += 1
        if self._uses >= _REUSES:
            self.close()
        return reply

    def _running(self) -> subprocess.Popen[bytes]:
        stale = self._process is not None and (self._owner != os.getpid() or self._process.poll() is not None)
        if stale:
            self.close()
        if self._process is None:
            environment = {key: os.environ[key] for key in _PASSED_ON if key in os.environ}
            environment |= {"PYTHONPATH": str(_ROOT), "OMP_NUM_THREADS": "2", "PYTHONWARNINGS": "ignore"}
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", "index.convert.child", str(self._memory)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
            )
            self._owner, self._uses = os.getpid(), 0
        return self._process

    def _read(self, process: subprocess.Popen[bytes]) -> dict[str, str]:
        """The reply; lines before it are signs of life."""
        assert process.stdout is not None
        started = time.monotonic()
        deadline = started + self._step_seconds
        received = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            while True:
                left = min(deadline, started + self._total_seconds) - time.monotonic()
                if left <= 0 or not selector.select(left):
                    raise TimeoutError
                chunk = os.read(process.stdout.fileno(), 1 << 20)
                if not chunk:
                    raise EOFError
                deadline = time.monotonic() + self._step_seconds
                received += chunk
                if chunk.endswith(b"\n") and (line := received.splitlines()[-1]) != b"{}":
                    reply: dict[str, str] = json.loads(line)
                    return reply


@lru_cache(maxsize=1)
def shared_worker() -> Worker:
    """The one worker of this process. No child is started before the first file comes."""
    worker = Worker()
    atexit.register(worker.close)
    return worker
