"""The WeChat official-account channel (公众号): messages come in, passive replies go back."""

from api.channels.wechat.account import WeChatAccount, WeChatAccountInvalid
from api.channels.wechat.mailbox_store import FileMailboxes, MailboxStore, MemoryMailboxes
from api.channels.wechat.port import GatewayPort
from api.channels.wechat.router import build_wechat_router
from api.channels.wechat.timing import Timing

__all__ = [
    "FileMailboxes",
    "GatewayPort",
    "MailboxStore",
    "MemoryMailboxes",
    "Timing",
    "WeChatAccount",
    "WeChatAccountInvalid",
    "build_wechat_router",
]
