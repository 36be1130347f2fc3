"""Questions that measure the answers, one JSON object a line, and the checksum that freezes a set of them.

A line: `{"id", "question", "kind", "guides": [ids of the guides that may answer; [] when it must be declined],
"section"?, "key"?: [phrases the answer must contain], "outcome"?, "region"?, "on"?, "topic"?}`. Lines of the training
questions name one `guide` (or null) instead of `guides`.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from index.model.answer import AnswerOutcome

DECLINING = frozenset({"no_answer", "out_of_scope", "other_region"})


class QuestionsInvalid(Exception):
    """The file holds no questions, or not those that were frozen; the message says what to do."""


class Question(BaseModel):
    """A question and what is right to answer. `topic` and `region` are the conversation's, `on` the day asked for."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    question: str
    kind: str = "other"
    guides: tuple[str, ...] = ()
    section: str | None = None
    key: tuple[str, ...] = ()
    outcome: AnswerOutcome | None = None
    region: str | None = None
    on: date | None = None
    topic: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_guide(cls, data: Any) -> Any:
        """Read `guide` of the training questions as `guides`."""
        if isinstance(data, dict) and "guides" not in data and "guide" in data:
            return {**data, "guides": [data["guide"]] if data["guide"] else []}
        return data

    @model_validator(mode="after")
    def _something_to_answer(self) -> Self:
        if self.outcome == "answered" and not self.guides:
            raise ValueError("outcome answered, but guides is empty")
        return self

    @property
    def is_labelled(self) -> bool:
        """Whether it says what is right: `guides`, also empty, or `outcome`."""
        return "guides" in self.model_fields_set or self.outcome is not None

    @property
    def expects_answer(self) -> bool:
        """Whether an answer is right; else declining (or asking back, for `clarify`)."""
        return self.outcome == "answered" or (self.outcome is None and bool(self.guides))


def load_questions(files: Sequence[Path], *, labelled: bool = True) -> list[Question]:
    """The questions of some files, in order. Raises QuestionsInvalid, naming file and line.

    `labelled`: each must say what is right.
    """
    questions: list[Question] = []
    seen: set[str] = set()
    for file in files:
        for number, row in _rows(file):
            try:
                question = Question.model_validate(row)
            except ValidationError as error:
                first = error.errors()[0]
                place = ".".join(map(str, first["loc"])) or "内容"
                raise QuestionsInvalid(f"{file} 第 {number} 行：{place} {first['msg']}") from error
            if question.id in seen:
                raise QuestionsInvalid(f"{file} 第 {number} 行：id {question.id} 重复")
            if labelled and not question.is_labelled:
                raise QuestionsInvalid(f"{file} 第 {number} 行：没有写 guides（不该回答的写 []）")
            seen.add(question.id)
            questions.append(question)
    if not questions:
        raise QuestionsInvalid(f"没有问题：{'、'.join(map(str, files)) or '未给出文件'}")
    return questions


def _rows(file: Path) -> Iterator[tuple[int, Any]]:
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionsInvalid(f"{file}: 不能读取（{error}）") from error
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except json.JSONDecodeError as error:
                raise QuestionsInvalid(f"{file} 第 {number} 行不是 JSON：{error.msg}") from error


def find_files(path: Path) -> list[Path]:
    """A file itself, or the *.jsonl of a folder in the order of their names."""
    return sorted(path.glob("*.jsonl")) if path.is_dir() else [path]


def checksum(files: Sequence[Path]) -> str:
    """SHA-256 of the files' bytes, one after the other."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()
