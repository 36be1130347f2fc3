"""What stands in the audit log, in words. What is not known here is shown as it stands."""

from __future__ import annotations

import re

ACTION_WORDS: dict[str, str] = {
    "staff.open": "打开页面或接口",
    "staff.sign_in": "登录",
    "staff.sign_out": "退出登录",
    "staff.create": "添加工作人员",
    "staff.unlock": "解除登录限制",
    "staff.disable": "停用工作人员",
    "staff.enable": "启用工作人员",
    "staff.set_password": "更换密码",
    "staff.list": "列出工作人员",
    "staff.search_tickets": "查找诉求",
    "staff.view_conversation": "查看对话",
    "staff.mark_answer": "标记答复有误",
    "staff.search_cases": "查找办件",
    "staff.view_case": "查看办件",
    "staff.search_enterprises": "查找企业",
    "staff.view_credit": "查看科研诚信",
    "staff.view_vouchers": "查看创新券",
    "staff.view_ledger": "查看创新券收支",
    "staff.search_registers": "查找名录",
    "staff.view_locks": "查看锁定",
    "staff.release_lock": "解除锁定",
    "staff.view_audit": "查看审计日志",
    "staff.verify_audit": "校验审计日志",
    "holidays.record": "录入节假日",
    "holidays.refresh": "重算办理时限",
    "lookup.application_status": "企业查办件",
    "lookup.voucher_balance": "企业查创新券",
    "lookup.voucher_statement": "企业查创新券流水",
    "lookup.credit_standing": "企业查科研诚信",
    "lookup.credit_check": "企业查申报资格",
    "lookup.people": "企业查经办人",
    "binding.start": "申请绑定",
    "binding.verify": "输入验证码",
    "binding.consent": "同意授权",
    "binding.portal": "从门户绑定",
    "binding.end": "解除绑定",
    "people.invite": "邀请经办人",
    "people.revoke": "撤销经办人",
    "people.change_role": "修改身份",
    "case.stage": "办件环节变化",
    "records.import": "导入数据",
    "records.sync": "同步数据",
    "records.backup": "备份",
    "records.restore": "恢复备份",
    "conversation.delete": "删除会话",
}

_OUTCOMES: dict[str, tuple[str, str]] = {
    "found": ("已查看", "running"),
    "opened": ("已打开", "running"),
    "done": ("完成", "good"),
    "signed_in": ("成功", "good"),
    "not_found": ("没有查到", "done"),
    "refused": ("被拒绝", "bad"),
    "locked": ("已锁定", "bad"),
    "needs_binding": ("未绑定", "done"),
    "started": ("已发起", "running"),
    "no_match": ("不匹配", "bad"),
    "verified": ("通过", "good"),
    "expired": ("已过期", "done"),
    "added": ("新增", "good"),
    "changed": ("更新", "running"),
    "intact": ("完整", "good"),
    "one": ("已查看", "running"),
    "several": ("列出几个", "running"),
    "near": ("列出相近的", "running"),
    "not_kept": ("没有收录", "done"),
    "contacts": ("查到联系人", "running"),
    "services": ("查到业务事项", "running"),
    "contacts_and_services": ("查到联系人和业务事项", "running"),
    "too_many": ("相符的太多", "done"),
    "not_allowed": ("无权查看", "bad"),
    "forbidden": ("无权办理", "bad"),
    "limited": ("次数过多", "bad"),
    "none": ("没有待核验的", "done"),
    "given": ("已同意", "good"),
    "phone_missing": ("缺手机号", "done"),
    "consent_missing": ("还没有同意", "done"),
    "invited": ("已邀请", "good"),
    "own_phone": ("是本人号码", "done"),
    "already_there": ("已在名单", "done"),
    "too_many_people": ("人数已满", "bad"),
    "too_many_invitations": ("邀请过多", "bad"),
    "limited_in_silence": ("次数过多，未发送", "bad"),
    "revoked": ("已撤销", "good"),
    "last_representative": ("最后一位法人", "bad"),
    "representative": ("法人以登记为准", "bad"),
    "unchanged": ("没有改动", "done"),
    "gone": ("对话已删除", "done"),
    "replayed": ("令牌已用过", "bad"),
    "signature": ("签名不对", "bad"),
    "algorithm": ("算法不对", "bad"),
    "audience": ("不是给本系统的", "bad"),
    "issuer": ("签发方不对", "bad"),
    "claim_missing": ("令牌缺内容", "bad"),
    "malformed": ("令牌格式不对", "bad"),
    "imported": ("已导入", "good"),
    "synced": ("已同步", "good"),
    "impossible": ("环节不合理", "bad"),
    "in_future": ("时间在将来", "bad"),
    "event_reused": ("编号重复", "bad"),
}
_COUNTED = re.compile("([0-9]+) (found|changed)")
_STAFF = "staff:"


def say_outcome(outcome: str) -> tuple[str, str]:
    """Return an outcome in words, and the tone in which it is shown."""
    if counted := _COUNTED.fullmatch(outcome):
        what = "查到" if counted[2] == "found" else "改变"
        return f"{what} {counted[1]} 条", "running" if counted[1] != "0" else "done"
    if outcome.startswith("bad:"):
        return f"第 {outcome.removeprefix('bad:')} 条有误", "bad"
    return _OUTCOMES.get(outcome, (outcome, "done"))


def say_actor(actor: str) -> str:
    """Return who acted: staff by their name, a conversation by the beginning of its number."""
    if actor.startswith(_STAFF):
        return actor.removeprefix(_STAFF)
    kind, _, name = actor.partition(":")
    return {"conversation": f"会话 {name[:8]}", "source": f"系统 {name}", "system": "系统"}.get(kind, actor)
