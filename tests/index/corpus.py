"""A small knowledge folder for tests: three guides, a table and terms, all invented."""

from pathlib import Path

TERMS = """
topics:
  - {id: high-tech-enterprise, name: 高新技术企业, synonyms: [高企, 国高企]}
  - {id: innovation-voucher, name: 科技创新券, synonyms: [创新券]}
  - {id: district-contact, name: 包区服务, synonyms: [包区]}
aspects:
  - {id: conditions, name: 条件, synonyms: [门槛, 什么要求]}
  - {id: materials, name: 材料, synonyms: [要带什么, 资料]}
  - {id: procedure, name: 流程, synonyms: [怎么办, 怎么申请, 怎么领]}
  - {id: time_limit, name: 时限, synonyms: [多久, 几天, 期限]}
  - {id: fee, name: 收费, synonyms: [多少钱, 收费吗]}
  - {id: amount, name: 标准与额度, synonyms: [税率, 补多少]}
  - {id: contact, name: 咨询, synonyms: [联系人, 找谁, 谁负责, 电话]}
"""

_HEAD = """---
id: {id}
title: {title}
topic: {topic}
region: {region}
issued_by: 样例科技局
{dates}audience: [enterprise]
review: {review}
sources:
  - title: 样例文件
    issuer: 样例科技局
    url: https://example.org/{id}
    read_on: 2026-11-20
---

"""

GUIDES = {
    "high-tech-enterprise/conditions": (
        _HEAD.format(
            id="conditions", title="高新技术企业认定条件", topic="high-tech-enterprise", region="全国",
            dates="effective_from: 2016-01-01\n", review="draft",
        ),
        "## 条件\n\n- 成立时间：注册成立一年以上。\n- 科技人员：占职工总数的比例不低于 10%。\n"
        "- 高新收入：占同期总收入的比例不低于 60%。\n\n"
        "## 材料\n\n- 申请书原件（纸质），一式两份。\n- 营业执照复印件（电子）。\n\n"
        "## 常见问题\n\n### 高企的企业所得税税率是多少？\n减按 15% 的税率征收企业所得税。\n\n"
        "## 咨询\n\n- 向当地科技主管部门询问。\n",
    ),
    "innovation-voucher/voucher-xiaoshan": (
        _HEAD.format(
            id="voucher-xiaoshan", title="萧山区科技创新券兑付", topic="innovation-voucher",
            region="浙江省/杭州市/萧山区", dates="issued_on: 2018-07-20\n", review="approved",
        ),
        "## 流程\n\n1. 在线提出兑付申请。\n2. 到窗口提交发票。\n\n## 时限\n\n- 萧山区每年安排两次创新券兑付。\n",
    ),
    "innovation-voucher/voucher-jiaxing": (
        _HEAD.format(
            id="voucher-jiaxing", title="嘉兴市科技创新券审核", topic="innovation-voucher", region="浙江省/嘉兴市",
            dates="effective_from: 2019-01-01\neffective_to: 2020-12-31\n", review="approved",
        ),
        "## 时限\n\n- 嘉兴市创新券审核周期为 3 个月。\n",
    ),
}  # fmt: skip

CONTACTS = """湖州市科学技术局

湖科函〔2022〕7号

湖州市科技局关于印发包区服务分工的通知

各区县科技局：

为做好包区服务，现将责任分工印发给你们，请各责任部门按照分工每月对口联系辖区内的创新主体，帮助企业解决实际困

难和问题。

2022年3月4日

附件

包区服务责任分工表

区县\t责任领导\t责任部门\t联系人
吴兴区\t张甲（副局长）\t高新处\t王一
南浔区\t李乙（局长）\t成果处\t赵二
德清县\t张甲（副局长）\t平台处\t钱三
"""


def write_knowledge(folder: Path) -> Path:
    """Write the guides and terms.yml below `folder`; returns it."""
    for name, (head, body) in GUIDES.items():
        path = folder / "guides" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(head + body, "utf-8")
    (folder / "terms.yml").write_text(TERMS, "utf-8")
    return folder


def write_documents(folder: Path) -> Path:
    """Write the notice with the contact table below `folder`; returns it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "包区.txt").write_text(CONTACTS, "utf-8")
    return folder
