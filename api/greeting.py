"""The first message of a conversation."""

from __future__ import annotations

from contracts import QuickReply, ReplyDraft


def greeting(hotline: str | None) -> ReplyDraft:
    """Return the greeting with the privacy notice. The hotline is the bureau's own number, or left out."""
    reach = f"服务专线 {hotline}，或回复“转人工”" if hotline else "回复“转人工”"
    return ReplyDraft(
        text=(
            "您好，我是店小二，可以为您查科技政策和办事指南；验证身份后，还能查办件进度、创新券余额和科研诚信情况。\n\n"
            "隐私说明：对话会保存下来，用于答复和改进服务；手机号、证件号和验证码在保存前隐去。"
            "请不要发送与办事无关的个人信息。\n\n"
            f"本答复仅供参考，以正式文件为准。需要人工时：{reach}。"
        ),
        outcome="smalltalk",
        quick_replies=[
            QuickReply(title="高企认定条件", text="高新技术企业认定需要什么条件？"),
            QuickReply(title="创新券怎么用", text="科技创新券可以用在哪些方面？"),
            QuickReply(title="查办件进度", text="我的办件到哪一步了？"),
            QuickReply(title="绑定企业", text="我要绑定企业"),
        ],
    )
