"""Columns that several kinds have: the enterprise that a row is about, the document that says it."""

from __future__ import annotations

from dataclasses import replace

from records.feeds.columns import Column
from records.feeds.values import Text, region, uscc

_USCC = Column(
    "uscc",
    "统一社会信用代码",
    uscc,
    ("信用代码", "社会信用代码", "统一信用代码", "企业代码", "credit code", "unified social credit code"),
    sample="91330109YL99999997",
    help="企业的 18 位代码，设为文本格式。同组的第一行必填，其余行可以不填。",
)
_REST = (
    Column(
        "enterprise",
        "企业名称",
        Text(200),
        ("单位名称", "公司名称", "申请单位", "enterprise name", "company"),
        sample="样例科技有限公司",
        help="填了就与系统中的名称核对。",
    ),
    Column(
        "enterprise_region",
        "企业所在地区",
        region,
        ("企业地区", "企业属地"),
        help="系统中没有这家企业时，填上名称和地区就一并新增。",
    ),
)

ENTERPRISE_COLUMNS = (_USCC, *_REST)
# Where each row is about an enterprise of its own.
FILLED_ENTERPRISE_COLUMNS = (
    replace(_USCC, needed=True, filled=True, help="企业的 18 位代码，设为文本格式。"),
    *_REST,
)

# What the bureau publishes names the document in which it did.
DOCUMENT = Column(
    "document",
    "依据文件",
    Text(300),
    ("公布文件", "文件", "出处"),
    needed=True,
    filled=True,
    sample="样例文件（样例〔2026〕1号）",
)
