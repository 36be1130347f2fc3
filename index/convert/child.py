"""The worker's side: a request a line, answered with the text or the reason (`python -m index.convert.child BYTES`).

It holds itself to a limit of memory, and opens no connection whatever a document asks for.
"""

import json
import os
import resource
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from index.model.errors import DocumentError

_OCR_MEMORY = 6 << 30  # bytes of address space: what the recogniser may raise the limit to
_NETWORK = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.bind"}


class ConnectionRefusedHere(PermissionError):
    """A document, or a library reading it, asked for the network."""


def main() -> None:
    """Answer requests until standard input ends."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints is no reply
    resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]), _OCR_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.addaudithook(_refuse_network)
    for line in sys.stdin:
        request = json.loads(line)
        signal.alarm(int(request["total_seconds"]) + 30)  # ends this process should its parent be gone
        reply = _answer(Path(request["path"]), request["name"], lambda: print("{}", file=out, flush=True))
        signal.alarm(0)
        print(json.dumps(reply, ensure_ascii=False), file=out, flush=True)


def _answer(path: Path, name: str, alive: Callable[[], None]) -> dict[str, str]:
    from index.convert.formats import MOST_CHARACTERS, read_file

    try:
        text = read_file(path, name, alive)
    except DocumentError as error:
        return {"reason": error.reason}
    except MemoryError:
        return {"reason": "文件需要的内存超过上限（请拆分后再放入）"}
    except RecursionError:
        return {"reason": "文件结构嵌套过深，无法读取"}
    except Exception:  # noqa: BLE001 - the outermost loop: a library may fail on a broken file in any way
        return {"reason": "文件已损坏，无法打开（请用原来的软件打开后另存）"}
    if len(text) > MOST_CHARACTERS:
        return {"reason": f"文字太多（{len(text)} 字，上限 {MOST_CHARACTERS} 字），请拆分后再放入"}
    return {"text": text.encode("utf-8", "ignore").decode("utf-8")}


def _refuse_network(event: str, _: tuple[Any, ...]) -> None:
    if event in _NETWORK:
        raise ConnectionRefusedHere("no network while a document is read")


if __name__ == "__main__":
    main()
