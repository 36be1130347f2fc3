"""A log handler on real pipes whose reader is slow, suspended or gone."""

import fcntl
import json
import logging
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from telemetry.patient_handler import PatientHandler


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    reading, writing = os.pipe()
    fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 8192)
    yield reading, writing
    os.close(reading)
    os.close(writing)


def log(handler: PatientHandler, text: str) -> None:
    handler.emit(logging.LogRecord("test", logging.INFO, "", 0, text, None, None))


def read(descriptor: int) -> str:
    os.set_blocking(descriptor, False)
    found = b""
    while True:
        try:
            chunk = os.read(descriptor, 65536)
        except BlockingIOError:
            return found.decode()
        if not chunk:
            return found.decode()
        found += chunk


def test_lines_come_as_they_are(pipe: tuple[int, int]) -> None:
    handler = PatientHandler(pipe[1])
    log(handler, "一")
    log(handler, "二")
    assert read(pipe[0]) == "一\n二\n"


def test_a_reader_that_does_not_read_costs_a_moment_once_and_lines_are_counted(pipe: tuple[int, int]) -> None:
    handler = PatientHandler(pipe[1])
    began = time.monotonic()
    for number in range(1000):
        log(handler, f"{number:099}")
    assert time.monotonic() - began < 2
    before = read(pipe[0]).splitlines()
    log(handler, "next")
    after = read(pipe[0]).splitlines()
    whole = [line for line in before if len(line) == 99]
    told = [json.loads(line) for line in after if line.startswith("{")]
    assert [line["count"] for line in told] == [1000 - len(whole)]
    assert after[-1] == "next"
    assert whole == [f"{number:099}" for number in range(len(whole))]


def test_a_line_that_is_larger_than_the_pipe_does_not_wait(pipe: tuple[int, int]) -> None:
    handler = PatientHandler(pipe[1])
    log(handler, "x" * 100_000)
    torn = read(pipe[0])
    log(handler, "next")
    assert set(torn) == {"x"}
    assert read(pipe[0]).splitlines()[-1] == "next"


def test_a_full_disk_behind_the_log_stops_nobody() -> None:
    descriptor = os.open("/dev/full", os.O_WRONLY)
    try:
        log(PatientHandler(descriptor), "x")
    finally:
        os.close(descriptor)


def test_a_file_takes_every_line(tmp_path: Path) -> None:
    with (tmp_path / "log").open("wb") as file:
        handler = PatientHandler(file.fileno())
        for number in range(100):
            log(handler, f"{number}" * 100)
    assert len((tmp_path / "log").read_text().splitlines()) == 100
