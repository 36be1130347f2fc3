"""Dates on the command line."""

from datetime import date

import typer


def parse_date(text: str | None) -> date | None:
    """The date written YYYY-MM-DD. Exits 2 when it is not one."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"日期应写成 YYYY-MM-DD：{text}") from error
