"""Whom a question is about (a person, an institution, an enterprise), and which guides are not for them."""

import re
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.question.query import Query
from index.version.snapshot import Snapshot

Flags = NDArray[np.bool_]

# What makes the word before it the one who acts or is asked about: 个人能申请吗; not 个人所得税, 委托高校研发.
_ACTS = (
    r"(?=也?(?:能|可以|可不可以|怎么|如何|要|想|是否|有没有|有|办|申请|申报|报名|报|参加|参评"
    r"|领|享受|名义|身份|的|呢|吗|算|符合))"
)
_NOT_A_PARTNER = r"(?<![与和同跟委托向给的])"
_INSTITUTIONS = (
    r"(?:高校|高等学校|大学|学院|学校|院校|研究院|研究所|科研院所|科研机构|科研单位|事业单位|医院)"
)
_PATTERNS = {
    "individual": re.compile(
        rf"我个人|自然人|我是(?:一名|个)?(?:学生|研究生|老师|教师|博士|外国人|考生|科研人员|研究人员)"
        rf"|{_NOT_A_PARTNER}(?P<word>个人)(?!所得|信息|隐私|账户|独资){_ACTS}"
    ),
    "institution": re.compile(
        rf"我们?(?:是|作为)(?:一[家所个])?{_INSTITUTIONS}|作为(?:一[家所个])?{_INSTITUTIONS}|我们?(?:学校|校|院|所)(?:能|想|要|是|可)"
        rf"|{_NOT_A_PARTNER}(?P<word>{_INSTITUTIONS}){_ACTS}"
    ),
    "enterprise": re.compile(
        rf"我司|我们?公司|我们?企业|本公司|{_NOT_A_PARTNER}(?P<word>企业|公司|厂){_ACTS}"
    ),
}


def audience_of(text: str) -> str | None:
    """The one audience (enterprise, institution, individual) a folded question is about or asked by; None: it names
    none, or several."""
    named = [audience for audience, pattern in _PATTERNS.items() if pattern.search(text)]
    return named[0] if len(named) == 1 else None


class Audiences:
    """Which passages of one snapshot are for whom. Safe for many threads."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._for = lru_cache(8)(self._documents_for)
        self._stated = np.array([bool(d.metadata.audience) for d in snapshot.documents], dtype=np.bool_)

    def keep(self, query: Query, allowed: Flags, of_topic: Flags | None) -> Flags:
        """`allowed` without the query's topic's guides for others, where one of its guides is for whom it asks.

        `of_topic` are the topic's passages; None (no topic) leaves `allowed` as it is, as does a question that names no
        one audience.
        """
        audience = audience_of(query.text)
        if audience is None or of_topic is None:
            return allowed
        theirs = self._for(audience)[self._snapshot.columns.documents]
        stated = self._stated[self._snapshot.columns.documents]
        if not bool((allowed & of_topic & theirs).any()):
            return allowed
        return np.asarray(allowed & ~(of_topic & stated & ~theirs))

    def _documents_for(self, audience: str) -> Flags:
        return np.array(
            [audience in document.metadata.audience for document in self._snapshot.documents], dtype=np.bool_
        )
