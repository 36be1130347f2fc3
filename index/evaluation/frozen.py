"""The frozen questions: a set that measures us may not change after it was first measured."""

import json
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from index.evaluation.questions import QuestionsInvalid, checksum, load_questions


class Frozen(BaseModel):
    """What was frozen: the file's name below the project, its SHA-256, how many questions, and the day."""

    model_config = ConfigDict(frozen=True)

    file: str
    sha256: str
    questions: int
    frozen_on: date


def freeze(file: Path, record: Path, root: Path, today: date) -> Frozen:
    """Write the checksum of `file` to `record`. Raises QuestionsInvalid, also when a set was frozen before."""
    if record.is_file():
        raise QuestionsInvalid(
            f"{record} 已经存在：题目一经封存不再更换。确需更换，请先说明原因并删除该文件。"
        )
    found = Frozen(
        file=file.resolve().relative_to(root.resolve()).as_posix(),
        sha256=checksum([file]),
        questions=len(load_questions([file])),
        frozen_on=today,
    )
    record.write_text(json.dumps(found.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n", "utf-8")
    return found


def check_frozen(file: Path, record: Path, root: Path) -> Frozen | None:
    """The record when `file` is the frozen set and unchanged; None for any other file. Raises QuestionsInvalid."""
    if not record.is_file():
        return None
    frozen = Frozen.model_validate_json(record.read_text("utf-8"))
    if file.resolve() != (root / frozen.file).resolve():
        return None
    if (found := checksum([file])) != frozen.sha256:
        raise QuestionsInvalid(
            f"{frozen.file} 与封存时不同（封存于 {frozen.frozen_on}，"
            f"sha256 {frozen.sha256[:12]}…，现为 {found[:12]}…）。"
            "用改动过的题目测出的结果不能与记录的水平比较；请恢复原文件，或加 --unfrozen 只看结果。"
        )
    return frozen
