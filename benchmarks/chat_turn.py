"""A chat turn with retrieval through `POST /api/chat`, one user, at turn 5 and at turn 200; start and memory.

Goals: p50 60 ms, p95 150 ms at both; restart to ready 45 s; memory of all processes 3 GB.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

import httpx

from benchmarks.turns.process_tree import memory_mib
from tests.installation import Installation, Talk, serving

QUESTIONS = (
    "高新技术企业认定需要什么条件？",
    "那材料呢",
    "科技型中小企业评价要多久",
    "研发费用加计扣除比例是多少",
    "创新券可以用在哪些方面",
    "技术合同怎么登记",
    "科研失信会有什么后果",
    "江岸区谁负责",
    "外国人来华工作许可怎么办",
    "孵化器有什么要求",
)
TURNS = 210
WINDOW = 20


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        var = Path(folder) / "var"
        with serving(var):
            pass  # set up, train and build once, so that the second start is a restart
        with serving(var) as installation:
            print(f"restart to ready        {installation.ready_seconds:6.1f} s   (goal 45)")
            with httpx.Client(trust_env=False) as client:
                warm_up(talking(installation, client))
                measure(installation, client)
            print(f"memory, all processes   {memory_mib(installation.pid) / 1024:6.2f} GiB (goal 3)")


def warm_up(talk: Talk) -> None:
    """Let every process load what it loads on first use."""
    for question in QUESTIONS:
        talk.say(question)


def talking(installation: Installation, client: httpx.Client) -> Talk:
    """Open a conversation on a connection that is kept, as a browser keeps it."""
    talk = installation.open_conversation()
    talk.client = client
    return talk


def measure(installation: Installation, client: httpx.Client) -> None:
    """Time the turns around turn 5 (many conversations) and around turn 200 (one)."""
    early: list[float] = []
    for _ in range(10):
        talk = talking(installation, client)
        times = [timed(talk, question) for question in QUESTIONS[:6]]
        early.extend(times[3:6])
    report("turn 5", early)
    talk = talking(installation, client)
    times = [timed(talk, QUESTIONS[number % len(QUESTIONS)]) for number in range(TURNS)]
    report("turn 200", times[-WINDOW:])


def timed(talk: Talk, question: str) -> float:
    """Return the milliseconds of one turn."""
    began = time.perf_counter()
    talk.say(question)
    return (time.perf_counter() - began) * 1000


def report(label: str, times: list[float]) -> None:
    """Print the median and the 95th percentile."""
    p95 = statistics.quantiles(times, n=20)[-1]
    print(
        f"{label:<10} p50 {statistics.median(times):6.1f} ms (goal 60)   p95 {p95:6.1f} ms (goal 150)   n={len(times)}"
    )


if __name__ == "__main__":
    main()
