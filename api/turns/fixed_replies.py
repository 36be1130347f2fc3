"""What the gateway itself says: the greeting, and replies that need no dialogue."""

from __future__ import annotations

from contracts import QuickReply, ReplyDraft

_NEW_CODE = [
    QuickReply(title="重新发送验证码", text="重新发送验证码"),
    QuickReply(title="取消", text="取消"),
]

_LOOK_UPS = [
    QuickReply(title="查办件进度", text="我的办件到哪一步了？"),
    QuickReply(title="查创新券余额", text="我的创新券还剩多少？"),
]


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


def nothing_to_read() -> ReplyDraft:
    """Return what is said to a message without words: emoji, marks, a sticker."""
    return ReplyDraft(text="没有看到文字内容，请用一句话说说您要办的事或想问的问题。", outcome="smalltalk")


def code_over(*, expired: bool) -> ReplyDraft:
    """Return what is said when a one-time code can no longer be entered."""
    reason = "验证码已过期" if expired else "验证码输错次数过多，已经作废"
    return ReplyDraft(text=f"{reason}，请重新获取。", outcome="form", quick_replies=_NEW_CODE)


def code_of_wrong_length(digits: int) -> ReplyDraft:
    """Return what is said to so many digits where a code of six is awaited: it was not checked, and none is sent."""
    return ReplyDraft(
        text=f"验证码是 6 位数字，您输入的是 {digits} 位。请核对短信后再输入一次，原来的验证码仍然有效。",
        outcome="form",
        quick_replies=_NEW_CODE,
    )


def code_not_awaited(*, is_bound: bool) -> ReplyDraft:
    """Return what is said to six digits while no code is awaited: none was asked for, or it has been used."""
    if is_bound:
        return ReplyDraft(
            text="您已经绑定了企业，不用再输验证码，直接提问即可。",
            outcome="smalltalk",
            quick_replies=_LOOK_UPS,
        )
    return ReplyDraft(text="现在没有等待输入的验证码，请重新获取。", outcome="form", quick_replies=_NEW_CODE)
