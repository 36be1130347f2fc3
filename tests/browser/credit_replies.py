"""Replies about credit and registers with everything that a card shows, for the browser tests."""

from datetime import UTC, date, datetime

from actions.credit.say_credit import describe_check, describe_standing
from contracts import (
    CreditCheck,
    CreditCheckFinding,
    CreditEventView,
    CreditMeasure,
    CreditRepair,
    CreditStanding,
    Freshness,
    RegisterFinding,
    RegisterResult,
    ReplyDraft,
)
from desk.registers.say_registers import describe_findings, describe_nothing

ENTERPRISE = "示例甲科技有限公司"
TODAY = date(2026, 11, 20)
_LAW = "《中华人民共和国科学技术进步法》第一百一十二条"
_BLACK = CreditStanding(
    enterprise_name=ENTERPRISE,
    as_of=TODAY,
    standing="black",
    standing_label="严重失信",
    events=[
        CreditEventView(
            kind_label="严重失信",
            basis="项目负责人某某伪造数据",
            document="示科诚〔2026〕3号",
            recorded_on=date(2026, 3, 1),
            valid_to=date(2029, 2, 28),
            authority="示例市科学技术局",
        )
    ],
    repair="可以申请信用修复：条件和时间以认定文件为准。",
    measures=[
        CreditMeasure(
            text="记入科研诚信严重失信行为数据库", source="《中华人民共和国科学技术进步法》第一百零七条"
        ),
        CreditMeasure(
            text="一定期限内不得承担或者参与财政性资金支持的科技活动，违法行为向社会公布", source=_LAW
        ),
    ],
    repair_path=CreditRepair(
        conditions=[
            "认定之日起满1年",
            "已经改正失信行为，义务全部履行",
            "不能修复：法律、法规明确规定不可修复的",
        ],
        steps=["在“信用中国”网站提出申请", "由认定失信的单位办理"],
        earliest_on=date(2027, 3, 1),
        source="《信用修复管理办法》（国家发展和改革委员会令第36号）",
    ),
    freshness=Freshness(
        source="示例市信用系统", as_of=datetime(2026, 11, 20, 1, 0, tzinfo=UTC), is_stale=True
    ),
)
_RED = _BLACK.model_copy(
    update={
        "standing": "red",
        "standing_label": "守信",
        "events": [],
        "repair": None,
        "repair_path": None,
        "measures": [],
        "freshness": None,
    }
)
_FAILED = CreditCheck(
    enterprise_name=ENTERPRISE,
    service_item="科技型中小企业评价",
    as_of=TODAY,
    passes=False,
    findings=[
        CreditCheckFinding(
            rule="填报的上一年和当年没有科研严重失信行为",
            event="严重失信：项目负责人某某伪造数据（示例市科学技术局，示科诚〔2026〕3号，2026年3月1日记录）",
            source="《科技型中小企业评价办法》（国科发政〔2017〕115号）第六条",
        )
    ],
    checked=["本局登记的科研诚信记录 1 条，当前状态：严重失信"],
    standing="black",
    standing_label="严重失信",
    freshness=_BLACK.freshness,
)
_PASSED = _FAILED.model_copy(
    update={
        "service_item": "高新技术企业认定",
        "passes": True,
        "findings": [],
        "checked": [
            "本局登记的科研诚信记录 0 条，当前状态：无记录",
            "认定条件里没有按科研诚信记录否决的条款——《高新技术企业认定管理办法》第十一条",
        ],
        "standing": "none",
        "standing_label": "无记录",
    }
)
_PASSED_WITH_BREACH = _PASSED.model_copy(
    update={
        "standing": "black",
        "standing_label": "严重失信",
        "measures": _BLACK.measures,
        "checked": ["本局登记的科研诚信记录 1 条，当前状态：严重失信", _PASSED.checked[1]],
    }
)
_LISTED = RegisterFinding(
    register_id="high_tech_enterprise",
    register_label="高新技术企业",
    name=ENTERPRISE,
    region="示例省/示例市",
    level=None,
    certificate_number="样例SL202400000001",
    listed_on=date(2024, 11, 1),
    valid_to=date(2027, 10, 31),
    is_in_force=True,
    document="样例名单〔2024〕1号",
    is_sample=True,
)
_REMOVED = _LISTED.model_copy(
    update={
        "register_id": "incubator",
        "register_label": "科技企业孵化器",
        "level": "省级",
        "certificate_number": None,
        "valid_to": None,
        "is_in_force": False,
        "removed_on": date(2026, 1, 5),
    }
)
_FOUND = RegisterResult(
    query=ENTERPRISE,
    as_of=TODAY,
    searched=["高新技术企业名单（7 条，更新至 2026年11月20日）", "科技特派员名单（本局未收录）"],
    findings=[_LISTED, _REMOVED],
    freshness=_BLACK.freshness,
)
_NOT_FOUND = _FOUND.model_copy(update={"query": "没有的公司", "findings": []})

CREDIT = {
    "受到惩戒": ReplyDraft(text=describe_standing(_BLACK), outcome="credit_standing", data=_BLACK),
    "有何激励": ReplyDraft(text=describe_standing(_RED), outcome="credit_standing", data=_RED),
    "一票否决": ReplyDraft(text=describe_check(_FAILED), outcome="credit_check", data=_FAILED),
    "能不能报": ReplyDraft(text=describe_check(_PASSED), outcome="credit_check", data=_PASSED),
    "会不会被卡": ReplyDraft(
        text=describe_check(_PASSED_WITH_BREACH), outcome="credit_check", data=_PASSED_WITH_BREACH
    ),
    "是不是高企": ReplyDraft(text=describe_findings(_FOUND), outcome="register", data=_FOUND),
    "查无此名": ReplyDraft(text=describe_nothing(_NOT_FOUND), outcome="register", data=_NOT_FOUND),
}
