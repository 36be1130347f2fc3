"""What somebody is told, and agrees to, before an enterprise's data are shown to them."""

from pydantic import BaseModel, ConfigDict


class BindingNotice(BaseModel):
    """The notice of a binding. `version` is kept in the audit log with each consent: change it with the words."""

    model_config = ConfigDict(frozen=True)

    version: str
    title: str
    points: list[str]


BINDING_NOTICE = BindingNotice(
    version="2026-11",
    title="绑定企业前，请您知悉",
    points=[
        "显示什么：企业的办件、创新券和科研诚信，按您登记的身份而定（查看人看不到科研诚信）。",
        "给谁看：只在本对话中显示，请勿在他人或公用的设备上绑定；转人工时，工作人员会看到对话。",
        "多长时间：30 天，到期自动失效。",
        "怎么结束：随时说“解除绑定”；企业的法定代表人也可以取消您的权限。",
        "留下什么：同意、验证和每次查询都会记入审计日志。",
    ],
)
