"""The bureau's own SMS service, behind one HTTP call."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor

import httpx

from records.people.sms import AfterCommitSmsGateway, DemoSmsGateway, SmsGateway

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 5.0
SENDERS = 2


class SmsNotConfigured(Exception):
    """Outside a demo there is no way to send a code: set DXE_SMS_URL."""


class HttpSmsDelivery:
    """`POST url {"phone": …, "code": …}` with `Authorization: Bearer token`; any 2xx means accepted."""

    def __init__(self, url: str, token: str | None) -> None:
        self._url = url
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    def __call__(self, phone: str, code: str) -> None:
        """Send one code. A failure is logged without phone or code; the user asks for another one."""
        try:
            response = httpx.post(
                self._url,
                json={"phone": phone, "code": code},
                headers=self._headers,
                timeout=TIMEOUT_SECONDS,
                trust_env=False,
            )
            response.raise_for_status()
        except httpx.HTTPError as problem:
            log.error("sms_not_delivered: %s", type(problem).__name__)


def build_sms_gateway(*, demo: bool, url: str | None, token: str | None) -> SmsGateway:
    """Return the real gateway where there is an address, else the demo's. Raises SmsNotConfigured."""
    if url:
        return AfterCommitSmsGateway(HttpSmsDelivery(url, token), ThreadPoolExecutor(SENDERS, "sms"))
    if not demo:
        raise SmsNotConfigured("缺少 DXE_SMS_URL：请填写短信服务地址；试用请设 DXE_DEMO=1。")
    return DemoSmsGateway(demo=True)
