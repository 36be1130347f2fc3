"""Published registers, first contacts and external services in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from contracts import RegisterFinding, RegisterResult
from contracts.contacts import ExternalServiceView, ItemContact
from desk.freshness import describe_freshness
from desk.words import day
from records.registers.lookup import describe_state
from records.registers.overview import RegisterOverview

EntryAspect = Literal["valid_to", "certificate_number", "listed_on", "document", "level"]

_LONGEST_NAME = 40
_UNSTATED = "文件未载明"


def describe_findings(result: RegisterResult, level: str | None = None) -> str:
    """Return what the registers say of each name found, and where it was looked up; `level` is the one asked about."""
    lines = [line for finding in result.findings for line in _describe_finding(finding, level)]
    return "\n".join([*lines, *_searched(result)])


def describe_aspect(result: RegisterResult, aspect: EntryAspect) -> str:
    """Return one thing that the registers say of the entries found, each with its document."""
    lines = [
        f"{finding.name}{_state(finding)}{_aspect(finding, aspect)}（依据：{finding.document}）"
        for finding in result.findings
    ]
    return "\n".join([*lines, *_searched(result)])


def describe_nothing(result: RegisterResult) -> str:
    """Return that a name is in no register that is kept here, and that this does not mean it is on none."""
    said = f"在本局收录的名单里没有查到“{shorten(result.query)}”。"
    hint = "没有查到不等于不是：可能名单还没有更新，或者名称不同。"
    return "\n".join([f"{said}{hint}", *_searched(result)])


def describe_not_kept(result: RegisterResult, labels: Sequence[str]) -> str:
    """Return that the register asked about is not kept here."""
    return (
        f"本局没有收录{'、'.join(labels)}名单，查不了“{shorten(result.query)}”。请以发布部门公布的名单为准。"
    )


def describe_contacts(contacts: Sequence[ItemContact]) -> str:
    """Return where questions on each service item go first; what the bureau has not published is said to be so."""
    return "\n".join(_describe_contact(contact) for contact in contacts)


def describe_services(services: Sequence[ExternalServiceView]) -> str:
    """Return what was simplified, by which document, and how many of all items that speaks of."""
    if not services:
        return "本局没有收录对外业务事项的精简情况。"
    lines = []
    for number, service in enumerate(services, start=1):
        days = _days(service)
        lines.append(f"{number}. {service.name}：{service.simplified or '文件未载明精简了什么'}{days}")
    covered = sum(service.covers for service in services)
    total = next((service.of_total for service in services if service.of_total), None)
    region = f"{services[0].region}的" if services[0].region else ""
    if total:
        lines.append(f"{region}对外业务事项共 {total} 项；所读文件只写到其中 {covered} 项，其余文件未载明。")
    documents = dict.fromkeys(service.document for service in services)
    return "\n".join([*lines, f"依据：{'；'.join(documents)}"])


def describe_overview(found: RegisterOverview, region: str | None, level: str | None) -> str:
    """Return how many names a register holds, which where they are few, and that this is only what is held here."""
    label = found.state.label
    if not found.state.entries:
        return f"本局没有收录{label}名单，说不出有多少家。请以发布部门公布的名单为准。"
    place = f"{region.replace('/', '')}的" if region else ""
    count = f"本局收录的名单里，目前有效的{place}{level or ''}{label}有 {found.in_force} 家。"
    names = [f"{number}. {name}" for number, name in enumerate(found.names, start=1)]
    one = "要查某一家，请说企业全称，比如“某某有限公司在不在名单上”。"
    only = "这只是本局收录的部分，完整名单以发布部门公布的为准。"
    return "\n".join([count, *names, one, f"{only}查的是：{describe_state(found.state)}。"])


def shorten(name: str) -> str:
    """Return a name as it may be repeated to the user."""
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…"


def _searched(result: RegisterResult) -> list[str]:
    return [f"查的是：{'、'.join(result.searched)}。", *describe_freshness(result.freshness)]


def _describe_finding(finding: RegisterFinding, level: str | None) -> list[str]:
    sample = "（样例数据）" if finding.is_sample else ""
    lines = [f"{finding.name}{_state(finding)}{sample}"]
    if level and finding.level and finding.level != level:
        lines.append(f"级别：{finding.level}（不是{level}）")
    elif finding.level:
        lines.append(f"级别：{finding.level}")
    until = day(finding.valid_to) if finding.valid_to else "文件未载明"
    lines.append(f"列入日期：{day(finding.listed_on)}")
    lines.append(f"有效期至：{until}")
    if finding.certificate_number:
        lines.append(f"证书编号：{finding.certificate_number}")
    return [*lines, f"依据文件：{finding.document}"]


def _aspect(finding: RegisterFinding, aspect: EntryAspect) -> str:
    if aspect == "valid_to":
        return f"有效期至：{day(finding.valid_to) if finding.valid_to else _UNSTATED}"
    if aspect == "certificate_number":
        return f"证书编号：{finding.certificate_number or _UNSTATED}"
    if aspect == "level":
        return f"级别：{finding.level or _UNSTATED}"
    return f"列入日期：{day(finding.listed_on)}"


def _state(finding: RegisterFinding) -> str:
    if finding.is_in_force:
        return f"在{finding.register_label}名单上，目前有效。"
    if finding.removed_on is not None:
        return f"曾列入{finding.register_label}名单，已于 {day(finding.removed_on)} 移出。"
    assert finding.valid_to is not None  # not in force and not removed: its validity has run out
    return f"曾列入{finding.register_label}名单，有效期已于 {day(finding.valid_to)} 届满。"


def _describe_contact(contact: ItemContact) -> str:
    sample = "（样例，以本局公布的为准）" if contact.section_is_sample else ""
    section = f"由{contact.section}承办{sample}" if contact.section else "本局没有公布承办科室"
    whom = f"首问联系方式：{contact.contact}" if contact.contact else "本局还没有公布首问联系人和电话"
    return f"{contact.service_item}{section}；{whom}。"


def _days(service: ExternalServiceView) -> str:
    if service.days_before is None or service.days_after is None:
        return ""
    return f"（由 {service.days_before} 个工作日减为 {service.days_after} 个工作日）"
