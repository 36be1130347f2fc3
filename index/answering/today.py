"""The day on which a question is asked."""

from datetime import date, datetime
from zoneinfo import ZoneInfo


def china_today() -> date:
    """The Chinese calendar day."""
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()
