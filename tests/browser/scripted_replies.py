"""One reply of every outcome and data kind, in the contract's own models: a change of contract breaks these."""

from datetime import UTC, date, datetime
from uuid import uuid4

from contracts import (
    CaseStage,
    CaseStatus,
    Citation,
    CreditEventView,
    CreditStanding,
    QuickReply,
    Reply,
    ReplyDraft,
    VoucherBalance,
    VoucherBatchView,
)
from tests.browser.case_replies import CASES
from tests.browser.credit_replies import CREDIT

GREETING = ReplyDraft(
    text=(
        "您好，我是店小二，可以答复科技政策和办事问题，也可以帮您查办件进度、创新券余额和科研诚信。\n\n"
        "对话内容会被保存，用于改进服务；请勿填写身份证号、银行卡号等个人信息。\n\n本答复仅供参考，以正式文件为准。"
    ),
    outcome="smalltalk",
    quick_replies=[
        QuickReply(title="高企认定材料", text="高新技术企业认定要哪些材料？"),
        QuickReply(title="查办件进度", text="查办件进度"),
        QuickReply(title="查创新券余额", text="查创新券余额"),
    ],
)

STATED = Citation(
    document="innovation-voucher/example.md",
    title="示例市科技创新券管理办法",
    section="第三章 申领与兑付",
    document_number="示科〔2024〕12号",
    issued_by="示例市科学技术局",
    region="示例省/示例市",
    issued_on=date(2024, 3, 1),
    effective_from=date(2024, 4, 1),
    effective_to=date(2027, 3, 31),
    url="https://kjj.example.gov.cn/art/2024/3/1/12.html",
    passage=(
        "第九条 申请兑付应当提交下列材料：\n（一）创新券兑付申请表；\n（二）技术服务合同及发票复印件；\n"
        "（三）服务成果证明。\n材料不齐的，受理单位应当一次性告知。"
    ),
)
UNSTATED = Citation(
    document="contacts.txt",
    title="示例区科技服务联系人一览表",
    passage="街道\t联系人\t电话\n城东街道\t张某\t0000-0000001\n城西街道\t李某\t0000-0000002",
    url="javascript:alert(1)",
    notice="尚未经主管部门核定",
)

ANSWER = ReplyDraft(
    text=(
        "申请兑付创新券需要提交以下材料：\n1. 创新券兑付申请表（原件，纸质1份）；\n"
        "2. 技术服务合同及发票（复印件）；\n"
        "3. 服务成果证明（电子版）。\n\n办理流程：\n（一）企业在线提交申请；\n（二）受理单位核验材料；\n"
        "（三）公示后拨付。\n\n"
        "办理时限为 **15 个工作日**，不收费。详见 https://kjj.example.gov.cn/guide。"
    ),
    outcome="answered",
    citations=[STATED, UNSTATED],
    quick_replies=[QuickReply(title="多久能到账？", text="创新券兑付多久能到账？")],
    index_version="test-1",
)
TABLE = ReplyDraft(
    text=(
        "请按街道联系：\n街道\t联系人\t电话\n城东街道\t张某\t0000-0000001\n城西街道\t李某\t0000-0000002\n\n"
        "申报前请逐项核对：\n□ 营业执照\n□ 上年度财务报表\n☑ 诚信承诺书"
    ),
    outcome="answered",
)
CLARIFY = ReplyDraft(
    text="您问的是哪一项？",
    outcome="clarify",
    quick_replies=[
        QuickReply(title="科技创新券", text="科技创新券怎么申请？"),
        QuickReply(title="高新技术企业认定", text="高新技术企业认定怎么申请？"),
    ],
)
HOSTILE = ReplyDraft(
    text='<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>\n**<b>粗</b>** https://a.example/"><i>',
    outcome="answered",
    citations=[
        STATED.model_copy(
            update={"title": "<u>标题</u>", "passage": "<svg onload=window.hacked=1>", "notice": "<s>x"}
        )
    ],
    quick_replies=[QuickReply(title="<b>选</b>", text="<i>发</i>")],
)


def case(now: datetime) -> ReplyDraft:
    """A case with work for the applicant and an estimated deadline."""
    history = [
        CaseStage(stage="received", label="已收件", at=datetime(2024, 5, 6, 1, 5, tzinfo=UTC)),
        CaseStage(
            stage="supplement_requested",
            label="待补正",
            at=datetime(2024, 5, 7, 17, 30, tzinfo=UTC),
            note="缺上年度审计报告",
        ),
    ]
    data = CaseStatus(
        case_number="KJ2024050600012",
        enterprise_name="示例甲科技有限公司",
        service_item="高新技术企业认定",
        title="2024 年高新技术企业认定申请",
        stage="supplement_requested",
        stage_label="待补正",
        since=history[-1].at,
        next_step="补正后转形式审查",
        deadline=date(2024, 6, 3),
        deadline_is_estimate=True,
        todo="请补交上年度审计报告。",
        section="高新技术处",
        history=history,
    )
    return ReplyDraft(text="查到 1 件办件，目前待补正。", outcome="case_status", data=data)


def vouchers() -> ReplyDraft:
    """Two batches: one partly used, one wholly expired."""
    used = VoucherBatchView(
        batch_number="CXQ-2024-01",
        name="2024 年第一批科技创新券",
        granted_fen=10_000_000,
        available_fen=6_234_567,
        reserved_fen=1_000_000,
        redeemed_fen=2_765_433,
        expired_fen=0,
        valid_from=date(2024, 1, 1),
        valid_to=date(2025, 12, 31),
        scope=["检验检测", "技术开发"],
        region="示例省/示例市",
    )
    gone = used.model_copy(
        update={
            "batch_number": "CXQ-2022-03",
            "name": "2022 年第三批科技创新券",
            "granted_fen": 500_000,
            "available_fen": 0,
            "reserved_fen": 0,
            "redeemed_fen": 0,
            "expired_fen": 500_000,
            "scope": [],
        }
    )
    data = VoucherBalance(
        enterprise_name="示例甲科技有限公司",
        as_of=date(2024, 5, 8),
        available_fen=6_234_567,
        reserved_fen=1_000_000,
        batches=[used, gone],
    )
    return ReplyDraft(text="创新券可用余额为 62,345.67 元。", outcome="voucher_balance", data=data)


def credit(standing: str = "yellow") -> ReplyDraft:
    """A standing with one event, or without any."""
    labels = {"none": "无记录", "red": "守信", "yellow": "一般失信", "black": "严重失信"}
    event = CreditEventView(
        kind_label="项目逾期未验收",
        basis="项目到期 6 个月后仍未申请验收",
        document="示科诚〔2024〕3号",
        recorded_on=date(2024, 2, 1),
        valid_to=date(2025, 1, 31),
    )
    data = CreditStanding.model_validate(
        {
            "enterprise_name": "示例甲科技有限公司",
            "as_of": date(2024, 5, 8),
            "standing": standing,
            "standing_label": labels[standing],
            "events": [] if standing in {"none", "red"} else [event],
            "repair": None if standing in {"none", "red"} else "完成验收后可申请信用修复。",
        }
    )
    return ReplyDraft(text=f"科研诚信状况：{labels[standing]}。", outcome="credit_standing", data=data)


def plain(text: str, outcome: str) -> ReplyDraft:
    """A reply of words only."""
    return ReplyDraft.model_validate({"text": text, "outcome": outcome})


def draft_for(text: str) -> ReplyDraft:
    """Return the scripted reply for what the user wrote; anything unknown is declined."""
    now = datetime.now(UTC)
    script = {
        **CASES,
        **CREDIT,
        "材料": ANSWER,
        "联系": TABLE,
        "申请": CLARIFY,
        "攻击": HOSTILE,
        "进度": case(now),
        "余额": vouchers(),
        "诚信": credit(),
        "守信": credit("red"),
        "严重": credit("black"),
        "无记录": credit("none"),
        "天气": plain("这个问题不在科技政策和办事范围内。", "out_of_scope"),
        "外地": plain("暂未收录该地区的文件。", "other_region"),
        "绑定": plain("查询前需要先核验企业身份。", "needs_binding"),
        "表单": plain("请输入统一社会信用代码。", "form"),
        "转人工": plain("正在为您转接人工，请稍候。", "handoff"),
        "投诉": plain("已登记您的诉求。", "ticket"),
        "评价": plain("请为本次服务评价。", "rating"),
        "故障": plain("查询系统暂时不可用，请稍后再试。", "error"),
        "长文": plain(
            "\n\n".join(f"第{n}段。" + "这是一段较长的答复内容。" * 8 for n in range(1, 13)), "answered"
        ),
    }
    found = next((draft for word, draft in script.items() if word in text), None)
    return found or plain("没有找到依据充分的答复，您可以拨打热线或转人工。", "no_answer")


def make_reply(draft: ReplyDraft, turn_id: str) -> Reply:
    """Give a draft its identity, as the gateway does."""
    now = datetime.now(UTC)
    return Reply(**draft.model_dump(), id=uuid4().hex, turn_id=turn_id, model_version="test", created_at=now)
