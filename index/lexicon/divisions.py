"""Administrative divisions of China: names, short names and paths (浙江省/杭州市/萧山区).

The table is python-stdnum's `stdnum/cn/loc.dat` (GB/T 2260 codes with their years).
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

from index.lexicon.lists import words_in

NATIONWIDE = "全国"

_LINE = re.compile(r'^(?P<indent> *)(?P<code>\d+) (?:province|county)="(?P<names>[^"]*)"')
_ENTRY = re.compile(r"(?:\[(?P<since>\d*)-(?P<until>\d*)\])?(?P<name>.+)")
_PLACEHOLDERS = re.compile(r"市辖区|县|林区|市|.*直辖(?:县级)?行政(?:单位|区划)|.*直辖县级.*")
_PROVINCE_SUFFIX = re.compile(r"(?:省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区)$")
_KINDS = r"(?:自治州|自治县|自治旗)|地区|林区|特区|新区|市|区|县|旗|盟"


@dataclass(frozen=True)
class Division:
    """One division. `level`: 1 province, 2 prefecture, 3 county; `short`: without 省/市/区/县 ("" if none)."""

    path: str
    name: str
    short: str
    level: int


@dataclass(frozen=True)
class Divisions:
    """The table, by name and by short name."""

    by_name: dict[str, tuple[Division, ...]] = field(default_factory=dict)
    by_short: dict[str, tuple[Division, ...]] = field(default_factory=dict)
    paths: frozenset[str] = frozenset()
    longest: int = 0
    heads: frozenset[str] = frozenset()  # the first two characters of every name and short name

    def is_region(self, path: str) -> bool:
        """Whether `path` is 全国 or a division's path (浙江省/杭州市/萧山区)."""
        return path == NATIONWIDE or path in self.paths


def ancestors(path: str) -> list[str]:
    """The path itself and every division above it, nearest first: 浙江省/杭州市 -> [浙江省/杭州市, 浙江省]."""
    parts = path.split("/")
    return ["/".join(parts[:length]) for length in range(len(parts), 0, -1)]


def covers(wider: str, narrower: str) -> bool:
    """Whether rules of `wider` hold in `narrower`."""
    return wider == NATIONWIDE or narrower == wider or narrower.startswith(wider + "/")


def last_name(path: str) -> str:
    """The division's own name: 浙江省/杭州市/萧山区 -> 萧山区."""
    return path.rsplit("/", 1)[-1]


@lru_cache(maxsize=1)
def load_divisions() -> Divisions:
    """Read the table (about 20 ms, once a process)."""
    text = (files("stdnum") / "cn" / "loc.dat").read_text("utf-8")
    by_name: dict[str, list[Division]] = {}
    by_short: dict[str, list[Division]] = {}
    for division in _divisions(text):
        by_name.setdefault(division.name, []).append(division)
        if division.short:
            by_short.setdefault(division.short, []).append(division)
    return Divisions(
        {name: tuple(found) for name, found in by_name.items()},
        {name: tuple(found) for name, found in by_short.items()},
        frozenset(division.path for found in by_name.values() for division in found),
        max(len(name) for name in by_name),
        frozenset(name[:2] for name in (*by_name, *by_short)),
    )


def _divisions(text: str) -> list[Division]:
    found: list[Division] = []
    names: dict[str, str] = {}
    province = ""
    for line in text.splitlines():
        match = _LINE.match(line)
        name = _current_name(match["names"]) if match else ""
        if not match or not name:
            continue
        if not match["indent"]:
            province = name
            found.append(Division(province, province, _short(province, 1), 1))
            names.clear()
            continue
        code = match["code"]
        names[code] = name
        if code == "0000" or _PLACEHOLDERS.fullmatch(name):
            continue
        prefecture = "" if code.endswith("00") else names.get(code[:2] + "00", "")
        direct = not prefecture or _PLACEHOLDERS.fullmatch(prefecture) or prefecture == province
        parts = [province, name] if direct else [province, prefecture, name]
        level = 2 if code.endswith("00") else 3
        found.append(Division("/".join(parts), name, _short(name, level), level))
    return found


def _current_name(names: str) -> str:
    """The name in force today among "[1983-]江岸区,[-1983]某区"."""
    for entry in names.split(","):
        match = _ENTRY.fullmatch(entry)
        if match and not match["until"]:
            return match["name"]
    return ""


def _short(name: str, level: int) -> str:
    short = (_PROVINCE_SUFFIX if level == 1 else _local_suffix()).sub("", name)
    return short if short != name and len(short) >= 2 else ""


@lru_cache(maxsize=1)
def _local_suffix() -> re.Pattern[str]:
    peoples = "|".join(map(re.escape, words_in("places", "peoples"))) or "(?!)"
    return re.compile(rf"(?:(?:{peoples})*{_KINDS})$")
