"""The header of a table: how many of its first rows it takes, and what each column is called."""

import re
from collections.abc import Sequence
from typing import Protocol

MOST_NAME = 20  # characters of a column's name put together of several rows
_MOST_LABEL = 40
_MOST_DEPTH = 4
_VALUE = re.compile(r"[\d\s.,，%％\-—–/\\:：~～+()（）#*]+|\S+@\S+|https?://\S+")
_YEAR = re.compile(r"(?:19|20)\d{2}年?(?:\d{1,2}月)?")
# Words with which the name of a column ends in the tables of offices.
_COLUMN = re.compile(
    r"(?:序号|编号|号码?|代码|名称|姓名|类[别型]|种类|项目?|内容|事项|要求|说明|描述|标准|方式|电话|手机|传真|邮箱|邮编|地址|地点|网址|窗口|时间|日期|期限|时限|截止"
    r"|条件|依据|材料|清单|份数|形式|来源|渠道|流程|环节|步骤|部门|单位|机构|科室|处室|机关|主体|人员?|负责人|联系人?|职务|职责|领导|金额|额度|资金|比例|标准|数量?|单价|合计"
    r"|范围|领域|方向|对象|区域?|县|镇|街道|地区|市|省|分值|得分|指标|等级|级别|情况|结果|状态|备注|备考|链接|年[份度]|层级|任务|措施|政策|文件|[问题]题|答复|答案|意见|原件|复印件|是否\S*)"
    r"(?:[（(][^（）()]{0,20}[)）])?$"
)


class _Slot(Protocol):
    @property
    def text(self) -> str: ...
    @property
    def origin(self) -> int: ...


def find_depth(rows: Sequence[Sequence[_Slot]], stated: int | None = None) -> int:
    """How many of the first rows name the columns; 0 when none does. `stated`: what the format itself marks."""
    if len(rows) < 2 or not rows[0]:
        return 0
    depth = _merged_depth(rows)
    if stated:
        return min(max(stated, depth), len(rows) - 1)
    if depth == 0 or depth >= len(rows):
        return 0
    return depth if is_header_row([slot.text for slot in rows[0]], len(rows[0]) == 2) else 0


def _merged_depth(rows: Sequence[Sequence[_Slot]]) -> int:
    """The depth that merged cells of the first row tell: 1 where there are none, 0 where they are those of a body."""
    first = rows[0]
    spans = [_rows_spanned(rows, column) for column in range(len(first))]
    grouped = any(first[c].origin and first[c].origin == first[c - 1].origin for c in range(1, len(first)))
    if max(spans) == 1:
        if not grouped:
            return 1
        return 2 if len(rows) > 2 and is_header_row([slot.text for slot in rows[1]]) else 1
    if not grouped and min(spans) == 1:
        return 0  # a label beside several rows: the body has begun
    return min(max(spans), _MOST_DEPTH)


def _rows_spanned(rows: Sequence[Sequence[_Slot]], column: int) -> int:
    origin = rows[0][column].origin
    if not origin:
        return 1
    count = 1
    while count < len(rows) and rows[count][column].origin == origin:
        count += 1
    return count


def is_header_row(cells: Sequence[str], needs_known_word: bool = False) -> bool:
    """Whether the cells read as names of columns: short, no values, nearly all there."""
    filled = [re.sub(r"\s+", "", cell) for cell in cells if cell]
    if len(filled) < 2 or len(filled) < 0.5 * len(cells):
        return False
    known = sum(bool(_COLUMN.search(cell)) for cell in filled)
    if any(len(cell) > _MOST_LABEL for cell in filled):
        return False
    if any(_VALUE.fullmatch(cell) and not _YEAR.fullmatch(cell) for cell in filled):
        return known >= 0.6 * len(filled)
    return known >= 1 if needs_known_word else (known >= 1 or all(len(cell) <= 12 for cell in filled))


def name_columns(header: Sequence[Sequence[_Slot]]) -> list[str]:
    """One name a column; of several header rows 上级·下级, the lower one alone where that grows long."""
    if not header:
        return []
    return [_name([row[column] for row in header]) for column in range(len(header[0]))]


def _name(slots: Sequence[_Slot]) -> str:
    parts: list[str] = []
    for slot in slots:
        text = re.sub(r"\s+", "", slot.text)
        if text and text not in parts:
            parts.append(text)
    whole = "·".join(parts)
    return whole if len(whole) <= MOST_NAME or not parts else parts[-1]
