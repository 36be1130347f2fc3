"""The table of the dialogue: the rules it is made into, and what is said where it is edited wrongly."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

import cli.train
from cli.main import app
from cli.training.bot_rules import DialogueTableWrong, generate_rules
from tests.bot.conftest import BOT

TABLE = """
answers: {help: action_help, nlu_fallback: action_help}
leaves: {abuse: utter_abuse}
forms:
  bind_form:
    again: [bind, affirm]
    leaves: {cancel: utter_paused}
offers:
  form: bind_form
  slot: pending
  lookups: [action_look]
  accepted: [affirm]
  declined: {cancel: utter_paused}
"""
DOMAIN = """
intents: [help, abuse, bind, affirm, cancel]
actions: [action_help, action_look]
responses: {utter_abuse: [], utter_paused: []}
forms: {bind_form: {required_slots: []}}
slots: {pending: {}}
"""


def generate(folder: Path, table: str = TABLE) -> list[dict[str, Any]]:
    path, domain = folder / "dialogue.yml", folder / "domain"
    path.write_text(table, encoding="utf-8")
    domain.mkdir(exist_ok=True)
    (domain / "all.yml").write_text(DOMAIN, encoding="utf-8")
    rules: list[dict[str, Any]] = yaml.safe_load(generate_rules(path, domain))["rules"]
    return rules


def test_a_line_is_a_rule_outside_of_the_forms_and_one_in_each(tmp_path: Path) -> None:
    rules = generate(tmp_path)
    of_help = [
        (rule.get("condition"), rule["steps"][1:]) for rule in rules if {"intent": "help"} in rule["steps"]
    ]
    back = [{"action": "bind_form"}, {"active_loop": "bind_form"}]
    assert of_help == [
        (None, [{"action": "action_help"}]),
        ([{"active_loop": "bind_form"}], [{"action": "action_help"}, *back]),
    ]


def test_what_leaves_a_form_ends_it_before_it_is_answered(tmp_path: Path) -> None:
    (rule,) = [rule for rule in generate(tmp_path) if rule["rule"] == "abuse leaves bind_form"]
    ended = [{"action": "action_deactivate_loop"}, {"active_loop": None}]
    assert rule["steps"] == [{"intent": "abuse"}, *ended, {"action": "utter_abuse"}]


def test_an_offer_is_answered_while_its_look_up_waits(tmp_path: Path) -> None:
    offered = [rule for rule in generate(tmp_path) if rule["steps"][0] == {"action": "action_look"}]
    assert [rule["steps"][1] for rule in offered] == [{"intent": "affirm"}, {"intent": "cancel"}]
    assert all(rule["condition"] == [{"slot_was_set": ["pending"]}] for rule in offered)


def test_every_rule_has_a_name_of_its_own(rules: list[dict[str, Any]]) -> None:
    assert len({rule["rule"] for rule in rules}) == len(rules)


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ("help: action_help", "help: action_halp", ("answers", "action_halp")),
        ("help: action_help", "halp: action_help", ("answers", "halp")),
        ("help: action_help, ", "", ("forms.bind_form", "help")),
        ("[bind, affirm]", "[bind, affirm, abuse]", ("forms.bind_form", "abuse")),
        ("[bind, affirm]", "bind", ("forms.bind_form.again",)),
        ("    again:", "    agian:", ("forms.bind_form.agian",)),
        ("  bind_form:\n", "  other_form:\n", ("forms", "other_form", "bind_form")),
        ("form: bind_form", "form: other_form", ("offers.form", "other_form")),
        ("slot: pending", "slot: waiting", ("offers.slot", "waiting")),
        ("[action_look]", "[action_see]", ("offers.lookups", "action_see")),
        ("accepted: [affirm]", "accepted: [yes please]", ("offers.accepted", "yes please")),
        ("declined: {cancel:", "declined: {stop:", ("offers.declined", "stop")),
        ("leaves: {abuse: utter_abuse}", "leaves: {abuse: utter_abuse, abuse: action_help}", ("3", "abuse")),
        ("answers: {", "answers: [", ("2",)),
        ("leaves: {abuse: utter_abuse}\n", "", ("leaves",)),
        (TABLE, "", ("-",)),
        (TABLE, "a: \x01", ("-",)),
    ],
)
def test_a_wrong_edit_is_named_with_its_place(
    tmp_path: Path, before: str, after: str, named: tuple[str, ...]
) -> None:
    assert before in TABLE
    with pytest.raises(DialogueTableWrong) as problem:
        generate(tmp_path, TABLE.replace(before, after, 1))
    for name in ("dialogue.yml", *named):
        assert name in str(problem.value)


def test_a_file_in_another_encoding_or_none_at_all_is_told(tmp_path: Path) -> None:
    path = tmp_path / "dialogue.yml"
    with pytest.raises(DialogueTableWrong):
        generate_rules(path, BOT / "domain")
    path.write_bytes("answers: {}  # 回答".encode("gb18030"))
    with pytest.raises(DialogueTableWrong, match="UTF-8"):
        generate_rules(path, BOT / "domain")


def test_training_ends_with_what_is_wrong_and_keeps_the_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DXE_VAR", str(tmp_path / "var"))
    monkeypatch.setattr(cli.train, "TABLE", tmp_path / "dialogue.yml")
    (tmp_path / "dialogue.yml").write_text("answers: {halp: action_help}\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["train"])
    assert result.exit_code == 1
    assert "dialogue.yml" in result.output
    assert not (tmp_path / "var/models/CURRENT").exists()
