"""Structured logs: one JSON object a line on standard error, personal data masked, exceptions without their text."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from telemetry.patient_handler import PatientHandler
from telemetry.trouble import place_for_text

Mask = Callable[[str], str]


def configure_logs(process: str, mask: Mask) -> None:
    """Send our own and the libraries' logs to standard error as JSON; `mask` is applied to every string."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=False),
        place_for_text,
        _naming(process),
        _masking(mask),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer = structlog.processors.JSONRenderer(ensure_ascii=False)
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )
    handler = PatientHandler(sys.stderr.fileno())
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    # The URL of a request may hold a question or an openid: our own events say what happened instead.
    for name in ("httpx", "httpcore", "uvicorn.access"):
        logging.getLogger(name).setLevel(logging.WARNING)


def _naming(process: str) -> Processor:
    def add_process(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
        event["process"] = process
        return event

    return add_process


def _masking(mask: Mask) -> Processor:
    def mask_strings(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
        return {name: mask(value) if isinstance(value, str) else value for name, value in event.items()}

    return mask_strings
