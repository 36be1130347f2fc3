"""The schema check of catalogue.yml and of the question files."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from index.lexicon.divisions import load_divisions


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where: file, field, reason."""

    file: str
    field: str
    reason: str


def check_catalogue(folder: Path, guides: set[str]) -> tuple[set[str] | None, list[Problem]]:
    """Codes of the service items (None: no readable catalogue), and problems."""
    file = "catalogue.yml"
    if not (folder / file).is_file():
        return None, []
    try:
        data = yaml.safe_load((folder / file).read_text("utf-8"))
    except yaml.YAMLError:
        return None, [Problem(file, "-", "不是有效的 YAML")]
    listed = data.get("items") if isinstance(data, dict) else None
    if not isinstance(listed, list):
        return None, [Problem(file, "items", "应是列表")]
    problems: list[Problem] = []
    codes: list[str] = []
    for position, item in enumerate(listed):
        if not isinstance(item, dict):
            problems.append(Problem(file, f"items[{position}]", "应有 code、name、guide"))
            continue
        field = f"items[{item.get('code') or position}]"
        problems += [
            Problem(file, f"{field}.{name}", reason) for name, reason in _wrong_in_item(item, guides)
        ]
        codes.append(str(item.get("code")))
    problems += [
        Problem(file, "items", f"code 重复：{c}") for c in sorted({c for c in codes if codes.count(c) > 1})
    ]
    return set(codes), problems


def _wrong_in_item(item: dict[str, Any], guides: set[str]) -> Iterator[tuple[str, str]]:
    for name in ("code", "name"):
        if not item.get(name):
            yield name, "必填"
    if item.get("guide") and str(item["guide"]) not in guides:
        yield "guide", f"没有这份指南：{item['guide']}"
    if item.get("region") and not load_divisions().is_region(str(item["region"])):
        yield "region", f"不是行政区划：{item['region']}"
    for name in ("statutory_working_days", "promised_working_days", "acceptance_working_days"):
        value = item.get(name)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
            yield name, f"应是工作日数或 null：{value}"
        if value is not None and not item.get("time_limit_source"):
            yield "time_limit_source", "写了时限就要写来源"
    statutory, promised = item.get("statutory_working_days"), item.get("promised_working_days")
    if isinstance(statutory, int) and isinstance(promised, int) and promised > statutory:
        yield "promised_working_days", f"承诺时限不能长于法定时限：{promised} > {statutory}"
    if item.get("approved_on_timeout") not in (None, True, False):
        yield "approved_on_timeout", f"应是 true 或 false：{item['approved_on_timeout']}"
    if item.get("approved_on_timeout") and not item.get("timeout_source"):
        yield "timeout_source", "写了超时默认就要写来源"


def check_questions(folder: Path, ids: set[str]) -> list[Problem]:
    """Problems of the questions: each is JSON, has a question, and names a guide that exists or none."""
    problems: list[Problem] = []
    files = [folder / "questions.jsonl", *sorted((folder / "questions.d").glob("*.jsonl"))]
    for path in (path for path in files if path.is_file()):
        file = path.relative_to(folder).as_posix()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            if not line.strip():
                continue
            field = f"第 {number} 行"
            try:
                entry = json.loads(line)
            except json.JSONDecodeError:
                problems.append(Problem(file, field, "不是 JSON"))
                continue
            if not entry.get("question"):
                problems.append(Problem(file, field, "缺少 question"))
            if entry.get("guide") and entry["guide"] not in ids:
                problems.append(Problem(file, field, f"没有这份指南：{entry['guide']}"))
    return problems
