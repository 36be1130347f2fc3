"""Cases (办件) with their stage history and materials: one row a stage, or the current stage only."""

from __future__ import annotations

from collections.abc import Iterator

from records.cases.numbers import normalise_case_number
from records.cases.stages import STAGE_LABELS
from records.feeds.columns import Column
from records.feeds.kinds.case_writer import CaseWriter
from records.feeds.kinds.kind import Fault, Kind
from records.feeds.kinds.shared import ENTERPRISE_COLUMNS
from records.feeds.moments import day, moment
from records.feeds.problems import ValueInvalid
from records.feeds.reading import Record
from records.feeds.values import Choice, Text

_STAGE_NAMES = {
    "received": ("收件", "已接收", "已提交", "提交", "接收"),
    "supplement_requested": ("补正", "补齐补正", "要求补正", "材料补正"),
    "accepted": ("受理",),
    "review": ("审核", "审查", "审查中", "初审"),
    "expert_review": ("专家评审", "评审", "评审中"),
    "publicity": ("公示",),
    "decided": ("已决定", "决定", "审批通过", "批准"),
    "certificate": ("制证", "制发证书", "发证"),
    "closed": ("办结", "结案"),
    "withdrawn": ("撤回", "撤件"),
    "rejected": ("不予受理", "不予通过", "不予批准", "退件"),
}
_MATERIAL_NAMES = {
    "received": ("已收到", "已提交", "齐全", "已收"),
    "missing": ("缺少", "未提交", "缺"),
    "tolerated": ("容缺", "容缺受理"),
    "supplement": ("补正", "需补正", "待补正"),
}


def case_number(raw: object) -> str:
    """Read a case number as it is stored."""
    number = normalise_case_number(Text(40)(raw))
    if not number:
        raise ValueInvalid("不是受理编号，请核对。")
    return number


def material_name(raw: object) -> str:
    """Read the name of a material, its blanks as they are stored."""
    return " ".join(Text(200)(raw).split())


class Cases(Kind):
    """Cases, known by number."""

    name = "cases"
    title = "办件"
    writer = CaseWriter
    columns = (
        Column(
            "number",
            "受理编号",
            case_number,
            ("办件编号", "受理号", "业务编号", "case number", "case"),
            needed=True,
            filled=True,
            sample="YL2026-000000",
            help="同一办件可以有多行：每行一个阶段，或一份材料。",
        ),
        *ENTERPRISE_COLUMNS,
        Column(
            "service_item",
            "事项",
            Text(200),
            ("事项名称", "事项编码", "办理事项", "item", "service item code"),
            sample="高新技术企业认定",
            help="事项的名称或编码，新办件必填。",
        ),
        Column(
            "title",
            "标题",
            Text(300),
            ("办件标题", "申请标题", "项目名称"),
            sample="高新技术企业认定（样例）",
        ),
        Column("section", "办理科室", Text(100), ("科室", "处室", "承办处室", "department"), sample="高新处"),
        Column(
            "opened_at",
            "收件时间",
            moment,
            ("收件日期", "申请日期", "申请时间", "opened", "received at"),
            sample="2026-03-02",
            help="只报当前阶段时，用它补上收件这一步。",
        ),
        Column(
            "stage",
            "阶段",
            Choice({stage: (label, *_STAGE_NAMES[stage]) for stage, label in STAGE_LABELS.items()}),
            ("当前阶段", "办理阶段", "状态", "办件状态", "status"),
            sample="已受理",
            help="、".join(STAGE_LABELS.values()),
        ),
        Column(
            "at",
            "阶段时间",
            moment,
            ("时间", "阶段日期", "发生时间", "变更时间", "date", "stage at"),
            sample="2026-03-05",
        ),
        Column("note", "说明", Text(500, is_literal=True), ("公开说明", "备注", "public note")),
        Column(
            "due_on", "补正期限", day, ("补正截止日期", "期限", "supplement due on"), help="只在待补正时填。"
        ),
        Column("material", "材料名称", material_name, ("材料", "material name")),
        Column("material_state", "材料状态", Choice(_MATERIAL_NAMES), help="已收到、缺少、容缺、补正。"),
        Column("material_due_on", "材料期限", day, ("材料补交期限", "容缺期限")),
        Column("material_note", "材料说明", Text(500, is_literal=True), ("材料备注",)),
    )
    notes = (
        "已有的办件：标题、科室、材料按文件更新；阶段只追加，已有的历史不改写，与之矛盾的行会报错。",
        "只写日期的阶段，按当天计；同一天有多个阶段的，按文件中的先后。",
    )

    def key(self, record: Record) -> str:
        """Rows of one case belong together."""
        return str(record.values["number"])

    def singles(self, record: Record) -> Iterator[str]:
        """A step of a case comes once, and so does a material."""
        number, stage, material = (record.get(name) for name in ("number", "stage", "material"))
        if stage is not None:
            yield f"{number} {stage} {record.values['at'].at.isoformat()}"
        if material is not None:
            yield f"{number} 材料 {material}"
        if stage is None and material is None:
            yield str(number)

    def faults(self, record: Record) -> Iterator[Fault]:
        """What a stage and a material need."""
        get = record.get
        if (get("stage") is None) != (get("at") is None):
            yield (
                ("at", "有阶段而没有阶段时间，请填上。")
                if get("at") is None
                else ("stage", "有阶段时间而没有阶段，请填上。")
            )
        if get("due_on") is not None:
            if get("stage") != "supplement_requested":
                yield "due_on", "只有“待补正”的行才填补正期限，请清空或改正阶段。"
            elif get("at") is not None and get("due_on") < get("at").at.date():
                yield "due_on", "补正期限早于阶段时间，请核对。"
        at, opened_at = get("at"), get("opened_at")
        if opened_at is not None and at is not None and at.at.date() < opened_at.at.date():
            yield "at", "阶段时间早于收件时间，请核对。"
        if (get("material") is None) != (get("material_state") is None):
            name = "material" if get("material") is None else "material_state"
            yield name, "没有填写：材料名称和材料状态要填就一起填。"
        for name in ("material_due_on", "material_note"):
            if get(name) is not None and get("material") is None:
                yield "material", "没有填写：有材料期限或说明而没有材料名称。"
