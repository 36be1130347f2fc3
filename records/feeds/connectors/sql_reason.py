"""Why a view could not be read, in words for who looks after the source, without addresses or values."""

from __future__ import annotations

import re
import sqlite3

from sqlalchemy.exc import DBAPIError

# https://www.postgresql.org/docs/current/errcodes-appendix.html
_OF_POSTGRESQL = {
    "42P01": "没有这个视图，请核对名称和模式。",
    "3F000": "没有这个模式，请核对视图的全名。",
    "42703": "视图没有配置中写的列，请核对列名。",
    "42501": "没有读取的权限，请对方授予 SELECT。",
    "28P01": "用户名或密码不对。",
}
_LOST = ("08", "57P")
# SQLite gives one code for all of these.
_OF_SQLITE = (
    (re.compile("no such (table|view)"), _OF_POSTGRESQL["42P01"]),
    (re.compile("unknown database"), _OF_POSTGRESQL["3F000"]),
    (re.compile("no such column"), _OF_POSTGRESQL["42703"]),
    (re.compile("unable to open"), "数据库文件打不开。"),
)


def reason_of(problem: Exception, timeout: float) -> str:
    """Return what went wrong; where it is nothing that is known, the name of the error."""
    cause = problem.orig if isinstance(problem, DBAPIError) else None
    sqlstate = getattr(cause, "sqlstate", None) or ""
    code = getattr(cause, "sqlite_errorcode", None)
    if sqlstate == "57014" or code == sqlite3.SQLITE_INTERRUPT:
        return f"超过 {timeout:g} 秒没有读完一页，请对方检查视图和索引。"
    if sqlstate in _OF_POSTGRESQL:
        return _OF_POSTGRESQL[sqlstate]
    if sqlstate.startswith(_LOST) or (isinstance(problem, DBAPIError) and problem.connection_invalidated):
        return "连接中断，下次再试。"
    if code is not None:
        known = (words for pattern, words in _OF_SQLITE if pattern.search(str(cause)))
        return next(known, f"对方报告错误（{type(cause).__name__}）。")
    return (
        f"对方报告错误 {sqlstate}。" if sqlstate else f"连接不上，或内容看不懂（{type(problem).__name__}）。"
    )
