"""Rasa's rules from one table, bot/data/dialogue.yml: what is done at a message, in an open form and outside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from records.files.file_problems import problems_in_words

# Of Rasa itself, and in no domain.
_FALLBACK = "nlu_fallback"
_LEAVE: list[dict[str, Any]] = [{"action": "action_deactivate_loop"}, {"active_loop": None}]

Rule = dict[str, Any]


class DialogueTableWrong(Exception):
    """The table cannot be made into rules. The message names every mistake with its place, in Chinese."""

    def __init__(self, path: Path, problems: Iterable[tuple[str, str]]) -> None:
        told = "；".join(f"{place}：{reason}" for place, reason in problems)
        super().__init__(f"{path.name} 有误：{told}。")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class InForm(_Part):
    """What is done while a form is open: intent to action; `again` has no action, the form asks anew."""

    answers: dict[str, str] = {}
    again: list[str] = []
    leaves: dict[str, str] = {}


class Offers(_Part):
    """Look-ups that offer a form when they need it, and what a plain yes or no to that does."""

    form: str
    slot: str
    lookups: list[str]
    accepted: list[str]
    declined: dict[str, str]


class DialogueTable(_Part):
    """The table. `answers` and `leaves` hold outside of the forms and in each of them."""

    answers: dict[str, str]
    leaves: dict[str, str]
    forms: dict[str, InForm]
    offers: Offers

    def in_form(self, name: str) -> InForm:
        """Return all that is done while a form is open, what holds anywhere included."""
        own = self.forms[name]
        return InForm(answers=self.answers | own.answers, again=own.again, leaves=self.leaves | own.leaves)


@dataclass(frozen=True)
class _Domain:
    intents: frozenset[str]
    actions: frozenset[str]
    forms: frozenset[str]
    slots: frozenset[str]


def generate_rules(table: Path, domain: Path) -> str:
    """Return Rasa's rules (YAML) of a table. Raises DialogueTableWrong, also where it does not fit the `domain`."""
    read = _read_table(table)
    if problems := list(_misfits(read, _read_domain(domain))):
        raise DialogueTableWrong(table, problems)
    document = {"version": "3.1", "rules": list(rules_of(read))}
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=1000)


def rules_of(table: DialogueTable) -> Iterator[Rule]:
    """Yield the rules outside of the forms, those in each form, and those after an offer."""
    for intent, action in (table.answers | table.leaves).items():
        yield {"rule": f"{intent} is answered", "steps": [{"intent": intent}, {"action": action}]}
    for name in table.forms:
        yield from _rules_in(name, table.in_form(name))
    yield from _rules_after(table.offers)


def _rules_in(form: str, said: InForm) -> Iterator[Rule]:
    condition = [{"active_loop": form}]
    asks = [{"action": form}, {"active_loop": form}]
    for intent, action in said.answers.items():
        steps = [{"intent": intent}, {"action": action}, *asks]
        yield {"rule": f"{intent} is answered, {form} goes on", "condition": condition, "steps": steps}
    for intent in said.again:
        steps = [{"intent": intent}, *asks]
        yield {
            "rule": f"{intent} without its data, {form} asks again",
            "condition": condition,
            "steps": steps,
        }
    for intent, action in said.leaves.items():
        steps = [{"intent": intent}, *_LEAVE, {"action": action}]
        yield {"rule": f"{intent} leaves {form}", "condition": condition, "steps": steps}


def _rules_after(offers: Offers) -> Iterator[Rule]:
    accepts = [{"action": offers.form}, {"active_loop": offers.form}]
    answers = dict.fromkeys(offers.accepted, accepts)
    answers |= {intent: [{"action": action}] for intent, action in offers.declined.items()}
    for lookup in offers.lookups:
        for intent, then in answers.items():
            yield {
                "rule": f"{lookup} has offered {offers.form}, {intent}",
                "condition": [{"slot_was_set": [offers.slot]}],
                "steps": [{"action": lookup}, {"intent": intent}, *then],
            }


def _misfits(table: DialogueTable, domain: _Domain) -> Iterator[tuple[str, str]]:
    """Yield what the domain does not know, and each intent that a form does not name exactly once."""
    offers = table.offers
    yield from _unknown("answers", table.answers, domain)
    yield from _unknown("leaves", table.leaves, domain)
    yield from _unknown("offers.declined", offers.declined, domain)
    yield from _not_in("offers.accepted", "意图", offers.accepted, domain.intents)
    yield from _not_in("offers.lookups", "动作", offers.lookups, domain.actions)
    yield from _not_in("offers.slot", "槽位", [offers.slot], domain.slots)
    yield from _not_in("offers.form", "表单", [offers.form], domain.forms)
    yield from _not_in("forms", "表单", table.forms, domain.forms)
    yield from (("forms", f"缺少表单 {name}") for name in sorted(domain.forms - set(table.forms)))
    for name, own in table.forms.items():
        place = f"forms.{name}"
        yield from _unknown(place, own.answers | own.leaves, domain)
        yield from _not_in(place, "意图", own.again, domain.intents)
        named = Counter([*table.answers, *table.leaves, *own.answers, *own.again, *own.leaves])
        yield from ((place, f"没有写意图 {intent}") for intent in sorted(domain.intents - set(named)))
        yield from ((place, f"意图 {intent} 写了 {times} 次") for intent, times in named.items() if times > 1)


def _unknown(place: str, done: Mapping[str, str], domain: _Domain) -> Iterator[tuple[str, str]]:
    yield from _not_in(place, "意图", done, domain.intents)
    yield from _not_in(place, "动作", done.values(), domain.actions)


def _not_in(place: str, kind: str, names: Iterable[str], known: frozenset[str]) -> Iterator[tuple[str, str]]:
    for name in dict.fromkeys(names):
        if name not in known:
            yield place, f"bot/domain 里没有这个{kind}：{name}"


class _EachKeyOnce(yaml.SafeLoader):
    """YAML keeps the last of two equal keys in silence; here that is a mistake."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"{key.value} 写了两次", problem_mark=key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def _read_table(path: Path) -> DialogueTable:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_EachKeyOnce)  # noqa: S506 - a safe loader
        return DialogueTable.model_validate(content)
    except OSError as problem:
        raise DialogueTableWrong(path, [("-", "这个文件读不出来")]) from problem
    except UnicodeDecodeError as problem:
        raise DialogueTableWrong(path, [("-", "不是 UTF-8 文字")]) from problem
    except yaml.MarkedYAMLError as problem:
        line = problem.problem_mark.line + 1 if problem.problem_mark else 1
        raise DialogueTableWrong(
            path, [(f"第 {line} 行", f"不是 YAML，或重复（{problem.problem}）")]
        ) from problem
    except yaml.YAMLError as problem:
        raise DialogueTableWrong(path, [("-", "不是 YAML")]) from problem
    except ValidationError as problem:
        raise DialogueTableWrong(path, problems_in_words(problem)) from problem


def _read_domain(folder: Path) -> _Domain:
    parts = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.yml"))]

    def named(*keys: str) -> frozenset[str]:
        return frozenset(str(name) for part in parts for key in keys for name in part.get(key) or ())

    return _Domain(
        intents=named("intents") | {_FALLBACK},
        actions=named("actions", "responses"),
        forms=named("forms"),
        slots=named("slots"),
    )
