"""The files of knowledge/ that records read: checked by the readers that use them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from index.checks.knowledge_lists import Problem
from index.lexicon.divisions import load_divisions
from records.catalogue.service_items import CatalogueInvalid, read_catalogue
from records.credit.rules_file import CreditRulesInvalid, read_credit_rules, regions_of, unknown_items
from records.registers.files import (
    CONTACTS_FILE,
    FOLDER,
    SERVICES_FILE,
    RegisterFileInvalid,
    read_district_contacts,
    read_external_services,
)
from records.vouchers.rules_file import check_rules_file

CREDIT_RULES = "credit_rules.yml"
VOUCHER_RULES = "voucher_rules.yml"


def check_record_files(folder: Path) -> list[Problem]:
    """Return every problem of credit_rules.yml, voucher_rules.yml and registers/; a file that is not there has none."""
    return [*_check_credit_rules(folder), *_check_voucher_rules(folder), *_check_registers(folder)]


def _check_voucher_rules(folder: Path) -> Iterator[Problem]:
    found = check_rules_file(folder / VOUCHER_RULES, load_divisions().is_region)
    yield from (Problem(VOUCHER_RULES, place, reason) for place, reason in found)


def _check_credit_rules(folder: Path) -> Iterator[Problem]:
    path = folder / CREDIT_RULES
    if not path.is_file():
        return
    try:
        rules = read_credit_rules(path)
    except CreditRulesInvalid as invalid:
        yield from (Problem(CREDIT_RULES, place, reason) for place, reason in invalid.problems)
        return
    try:
        codes = {item.code for item in read_catalogue(folder)}
    except CatalogueInvalid:
        return  # check_knowledge says what is wrong with it
    yield from (Problem(CREDIT_RULES, place, reason) for place, reason in unknown_items(rules, codes))
    yield from _wrong_regions(CREDIT_RULES, regions_of(rules))


def _check_registers(folder: Path) -> Iterator[Problem]:
    try:
        tables, lists = read_district_contacts(folder), read_external_services(folder)
    except RegisterFileInvalid as invalid:
        file = f"{FOLDER}/{invalid.file}"
        yield from (Problem(file, place, reason) for place, reason in invalid.problems)
        return
    contacts = [(f"tables[{number}].region", table.region) for number, table in enumerate(tables)]
    services = [(f"lists[{number}].region", each.region) for number, each in enumerate(lists)]
    yield from _wrong_regions(f"{FOLDER}/{CONTACTS_FILE}", contacts)
    yield from _wrong_regions(f"{FOLDER}/{SERVICES_FILE}", services)


def _wrong_regions(file: str, regions: list[tuple[str, str]]) -> Iterator[Problem]:
    known = load_divisions()
    for place, region in regions:
        if not known.is_region(region):
            yield Problem(file, place, f"不是行政区划：{region}（写法如 浙江省/杭州市/萧山区，或 全国）")
