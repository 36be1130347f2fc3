"""Logs: one JSON object a line, and no personal data in it. Run in a process of its own: logging is global."""

import json
import os
import subprocess
import sys

SCRIPT = """
import logging, structlog
from records.values.masking import mask_text
from telemetry.logs import configure_logs
configure_logs("api", mask_text)
structlog.get_logger("x").info("turn", text="我的手机是16000001234")
logging.getLogger("library").warning("call %s", "16000001234")
logging.getLogger("httpx").info("GET /api/answer?q=secret")
"""


def test_personal_data_is_masked_in_our_own_and_in_the_libraries_lines() -> None:
    finished = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in (finished.stdout + finished.stderr).splitlines()]
    assert [line["process"] for line in lines] == ["api", "api"]
    assert "160****1234" in lines[0]["text"]
    assert "16000001234" not in finished.stdout + finished.stderr


def test_a_reader_that_is_gone_does_not_stop_a_process() -> None:
    script = SCRIPT + 'import sys\nfor _ in range(3): logging.warning("x")\nprint("alive")'
    reading, writing = os.pipe()
    os.close(reading)
    finished = subprocess.run(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        stderr=writing,
        text=True,
        check=True,
        timeout=60,
    )
    os.close(writing)
    assert finished.stdout == "alive\n"


FAILING = """
import logging, structlog
from records.values.masking import mask_text
from telemetry.logs import configure_logs
configure_logs("api", mask_text)
def fail():
    try:
        int("what the user said")
    except ValueError as cause:
        raise RuntimeError("parameters: what the user said") from cause
try:
    fail()
except RuntimeError as problem:
    structlog.get_logger("x").error("failed", exc_info=problem)
    structlog.get_logger("x").exception("failed")
    logging.getLogger("library").exception("failed")
"""


def test_an_exception_is_logged_by_kind_and_place_and_never_with_its_text() -> None:
    finished = subprocess.run([sys.executable, "-c", FAILING], capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in (finished.stdout + finished.stderr).splitlines()]
    assert len(lines) == 3
    for line in lines:
        assert line["kind"].startswith("RuntimeError <- ValueError")
        assert any(place.endswith("fail") for place in line["place"])
    assert "what the user said" not in finished.stdout + finished.stderr
