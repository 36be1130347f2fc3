"""Lists, steps, rows and tables as they are read aloud: by the names of their items, up to SPOKEN characters."""

import re
from collections.abc import Sequence

from index.model.passage import Cell, Passage
from index.quoting.speech import SPOKEN, tidy, without_marks
from index.quoting.subject import Subject, label_of

_MOST_NAME = 20  # characters of an item's name
_TITLED = re.compile(r"^(《[^》]{2,24}》)(?=等|（|。|；|，|$)")
_ORDINAL = re.compile(r"^(?:第[一二三四五六七八九十\d]+.{0,3}|[一二三四五六七八九十\d]+|情形.)$")
_END = re.compile(r"(?:（[^（）]*）)?[。；;]?$")


def speak_names(lines: Sequence[str]) -> str:
    """What the items of a list are called (包括：…), as many as fit, else with 等.

    Where most have no name the first items whole; "" where not even two of them fit.
    """
    items = [without_marks(line) for line in lines if line and not line.endswith(("：", ":"))]
    names = [name for item in items if (name := _name_of(item))]
    if len(names) < 2 or len(names) < 0.5 * len(items):
        return _first_items(items)
    return _fitting(list(dict.fromkeys(names)), all_named=len(names) == len(items))


def speak_steps(lines: Sequence[str]) -> str:
    """Steps from the first, as many whole ones as fit, by their names where they have some."""
    steps = [without_marks(line) for line in lines if not line.endswith(("：", ":"))]
    short = [label_of(step) or step.rstrip("。；") for step in steps]
    kept: list[str] = []
    for step in short:
        if kept and sum(len(part) + 1 for part in [*kept, step]) > SPOKEN:
            break
        kept.append(step)
    return "；".join(kept) + "。"


def speak_row(cells: Sequence[Cell], subject: Subject) -> str:
    """A row: its name and as many whole cells as fit, those that the question asks for first; in their order."""
    if not cells:
        return ""
    first, *rest = [Cell(cell.column, tidy(cell.value)) for cell in cells]
    scores = subject.scores([f"{cell.column} {cell.value}" for cell in rest])
    order = sorted(range(len(rest)), key=lambda i: (-scores[i], -_is_contact(rest[i]), i))
    length = len(first.value) + 1
    kept: list[int] = []
    for i in order:
        size = len(rest[i].column) + len(rest[i].value) + 1
        if kept and length + size > SPOKEN:
            continue
        kept.append(i)
        length += size
    told = "，".join(f"{rest[i].column}{rest[i].value}" for i in sorted(kept))
    return f"{first.value}：{told}。" if told else f"{first.value}。"


def speak_rows(rows: Sequence[Passage]) -> str:
    """What several rows are called, by their first cells, as many as fit."""
    return _fitting([tidy(row.cells[0].value) for row in rows if row.cells])


def speak_columns(text: str) -> str:
    """What a table (lines of cells between bars) tells of: the names of its columns."""
    header = next((line for line in text.split("\n") if " | " in line), text.split("\n")[0])
    return _fitting([tidy(cell) for cell in header.split(" | ") if cell.strip()])


def _first_items(items: Sequence[str]) -> str:
    """The first two or more items whole, where they fit; "" where they do not."""
    kept: list[str] = []
    for item in items:
        if sum(len(part) + 1 for part in [*kept, item]) > SPOKEN - len("包括：等。"):
            break
        kept.append(item.rstrip("。；"))
    return f"包括：{'；'.join(kept)}{'' if len(kept) == len(items) else '等'}。" if len(kept) > 1 else ""


def _name_of(item: str) -> str:
    """What an item is called: what stands before its colon, or all of it but brackets at its end; "" if long.

    《营业执照》等证明… is called by the title that it begins with.
    """
    titled = _TITLED.match(item)
    label = label_of(item)
    if _ORDINAL.match(label):  # 第一个库：科技成果奖励库
        item, label = item.partition("：")[2], ""
    name = label or (titled[1] if titled else _END.sub("", item))
    return name if 1 < len(name) <= _MOST_NAME and not re.search(r"[，,；;。]", name) else ""


def _fitting(names: Sequence[str], *, all_named: bool = True) -> str:
    """包括：… with as many names as fit; 等 where there are more."""
    kept: list[str] = []
    for name in names:
        if kept and len("、".join([*kept, name])) > SPOKEN - len("包括：等。"):
            break
        kept.append(name)
    return f"包括：{'、'.join(kept)}{'' if all_named and len(kept) == len(names) else '等'}。"


def _is_contact(cell: Cell) -> bool:
    return bool(re.search(r"联系|电话|手机", cell.column))
