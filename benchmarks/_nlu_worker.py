"""One step of `benchmarks/nlu.py`, run in Rasa's environment (Python 3.10). Reads and writes JSON.

`train CONFIG DATA OUT` prints {"model", "seconds", "cpu_seconds"}; `parse MODEL TEXTS` prints {"intents", "p50_ms",
"cpu_p50_ms", "rss_mib"}. Processor time is told beside elapsed time, since other work may share the machine.
"""

import asyncio
import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any

WARM_UP = 20


def train(config: str, data: str, out: str) -> dict:
    """Train one model; the import of Rasa is left out."""
    from rasa.model_training import train_nlu

    started, worked = time.perf_counter(), time.process_time()
    model = train_nlu(config, data, out, fixed_model_name=Path(data).stem)
    return {
        "model": model,
        "seconds": time.perf_counter() - started,
        "cpu_seconds": time.process_time() - worked,
    }


def parse(model: str, texts: str) -> dict:
    """Parse every text, one after the other, with the model loaded as the server loads it."""
    from rasa.core.agent import Agent

    agent = Agent.load(model)
    utterances = json.loads(Path(texts).read_text(encoding="utf-8"))
    intents, elapsed, worked = asyncio.run(_parse_all(agent, utterances))
    return {
        "intents": intents,
        "p50_ms": statistics.median(elapsed) * 1000,
        "cpu_p50_ms": statistics.median(worked) * 1000,
        "rss_mib": _resident_mib(),
    }


async def _parse_all(agent: Any, utterances: list) -> tuple:
    for utterance in utterances[:WARM_UP]:
        await agent.parse_message(utterance)
    intents, elapsed, worked = [], [], []
    for utterance in utterances:
        started, used = time.perf_counter(), time.process_time()
        parsed = await agent.parse_message(utterance)
        elapsed.append(time.perf_counter() - started)
        worked.append(time.process_time() - used)
        intents.append([parsed["intent"]["name"], parsed["intent"]["confidence"]])
    return intents, elapsed, worked


def _resident_mib() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024


if __name__ == "__main__":
    step = {"train": train, "parse": parse}[sys.argv[1]]
    result = step(*sys.argv[2:])
    print("\n" + json.dumps(result, ensure_ascii=False))
