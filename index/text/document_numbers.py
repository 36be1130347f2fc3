"""Document numbers (国科发火〔2016〕32号) and dates as official documents write them."""

import re
from datetime import date

from understanding.values.numerals import read_whole

NUMBER = re.compile(
    r"(?P<code>[一-龥]{1,10}(?:发|函|字|令|通|办|科|规|政|文)?)\s*[〔\[（(【［﹝〈「{]\s*(?P<year>(?:19|20)\d{2})\s*年?\s*[〕\])）】］﹞〉」}]"
    r"\s*第?\s*(?P<n>\d{1,5})\s*号"
)
ORDER = re.compile(
    r"(?P<issuer>[一-龥、\s]{2,30}?)(?P<kind>令|公告)\s*[（(]?\s*(?:(?P<year>(?:19|20)\d{2})\s*年\s*)?第\s*(?P<n>\d{1,5})\s*号\s*[）)]?"
)
_Y = r"(?P<{p}y>(?:19|20)\d{{2}}|[一二三四五六七八九〇○零]{{4}})"
_M = r"(?P<{p}m>\d{{1,2}}|[一二三四五六七八九十]{{1,3}})"
_D = r"(?P<{p}d>\d{{1,2}}|[一二三四五六七八九十]{{1,3}})"
_NUMERIC = re.compile(r"((?:19|20)\d{2})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")


def date_pattern(prefix: str = "") -> str:
    """A pattern of 2021年6月8日 or 二〇二一年六月八日 with groups <prefix>y, <prefix>m, <prefix>d."""
    return rf"{_Y}\s*年\s*{_M}\s*月\s*{_D}\s*日".format(p=prefix)


_DATE = re.compile(date_pattern())


def read_date(match: re.Match[str], prefix: str = "") -> date | None:
    """The date a match of date_pattern(prefix) means; None where there is no such day."""
    year, month, day = (read_whole(match[f"{prefix}{part}"]) for part in "ymd")
    try:
        return None if year is None or month is None or day is None else date(year, month, day)
    except ValueError:
        return None


def find_date(text: str) -> date | None:
    """The first date of a text: 2021年6月8日, 二〇二一年六月八日, 2021-06-08."""
    if match := _DATE.search(text):
        return read_date(match)
    if match := _NUMERIC.search(text):
        try:
            return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            return None
    return None


def find_number(text: str) -> str | None:
    """The first document number of a text, in one form: 国科发火〔2016〕32号; 国务院令第756号."""
    if match := NUMBER.search(text):
        return f"{match['code']}〔{match['year']}〕{int(match['n'])}号"
    if match := ORDER.search(text):
        year = f"{match['year']}年" if match["year"] else ""
        issuer = re.sub(r"\s+", "", match["issuer"])
        return f"{issuer}{match['kind']}{year}第{int(match['n'])}号"
    return None


def year_of_number(number: str) -> int | None:
    """The year a document number bears (国科发火〔2016〕32号: 2016); None where it bears none (国务院令第756号)."""
    found = NUMBER.search(number) or ORDER.search(number)
    return int(found["year"]) if found and found["year"] else None
