"""Domain and rules fit together, and every fixed sentence is a reply that a channel can show."""

import re
from typing import Any

import pytest

from contracts import QuickReply, ReplyDraft

COMMANDS = {"bind", "code_verified", "code_refused"}
BUILT_IN = {"action_deactivate_loop", "action_listen", "nlu_fallback"}


def replies(domain: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(name, variant) for name, variants in domain["responses"].items() for variant in variants]


def steps(rules: list[dict[str, Any]], key: str) -> set[str]:
    return {step[key] for rule in rules for step in rule["steps"] if key in step}


def test_every_fixed_sentence_is_one_reply_draft_and_nothing_beside_it(domain: dict[str, Any]) -> None:
    for name, variant in replies(domain):
        assert set(variant) == {"custom"}, name
        assert set(variant["custom"]) == {"reply"}, name
        assert set(variant["custom"]["reply"]) <= set(ReplyDraft.model_fields), name
        draft = ReplyDraft.model_validate(variant["custom"]["reply"])
        assert draft.text.strip() == draft.text, name
        assert 0 < len(draft.text) <= 100, name


def test_fixed_sentences_are_polite_and_have_no_slot_left_open(domain: dict[str, Any]) -> None:
    for name, variant in replies(domain):
        text = variant["custom"]["reply"]["text"]
        assert not re.search(r"你|[{}]|!|！", text), f"{name}: {text}"


def test_questions_of_the_form_say_what_happens_with_the_data(domain: dict[str, Any]) -> None:
    # The first question of the binding is an action: it tells the whole notice (tests/actions/test_consent.py).
    for slot in ("bind_form_uscc", "bind_form_phone", "invite_form_invitee_phone"):
        (variant,) = domain["responses"][f"utter_ask_{slot}"]
        draft = ReplyDraft.model_validate(variant["custom"]["reply"])
        assert draft.outcome == "form"
        assert "只用来" in draft.text
        assert QuickReply(title="取消", text="取消") in draft.quick_replies


def test_every_step_of_a_rule_is_in_the_domain(domain: dict[str, Any], rules: list[dict[str, Any]]) -> None:
    known = {*domain["actions"], *domain["responses"], *domain["forms"], *BUILT_IN}
    assert steps(rules, "action") <= known
    assert steps(rules, "intent") <= {*domain["intents"], *BUILT_IN}


def test_nothing_in_the_domain_is_unused(domain: dict[str, Any], rules: list[dict[str, Any]]) -> None:
    used = steps(rules, "action")
    questions = {f"ask_{form}_{slot}" for form, f in domain["forms"].items() for slot in f["required_slots"]}
    by_action = {"ask_bind_form_consent"}
    asked = {f"{'action' if name in by_action else 'utter'}_{name}" for name in questions}
    called_by_rasa = {
        "action_default_fallback",
        "action_session_start",
        "utter_restart",
        *(f"validate_{form}" for form in domain["forms"]),
    }
    assert {*domain["actions"], *domain["responses"]} - used == asked | called_by_rasa


@pytest.mark.parametrize("form", [None, "bind_form", "invite_form"])
def test_every_intent_has_exactly_one_rule(
    domain: dict[str, Any], rules: list[dict[str, Any]], form: str | None
) -> None:
    """One outside the forms and one inside each; those that follow a question of ours begin with its action."""
    loops = [{"active_loop": name} for name in domain["forms"]]
    starts = [
        rule["steps"][0]["intent"]
        for rule in rules
        if "intent" in rule["steps"][0]
        and [each for each in rule.get("condition", []) if each in loops]
        == ([{"active_loop": form}] if form else [])
    ]
    assert sorted(starts) == sorted([*domain["intents"], "nlu_fallback"])


def test_only_a_waiting_look_up_steers_the_dialogue_and_every_entity_mapping_exists(
    domain: dict[str, Any],
) -> None:
    for name, slot in domain["slots"].items():
        assert slot["type"] == "any" or slot["influence_conversation"] is (name == "pending_lookup"), name
        for mapping in slot["mappings"]:
            assert (
                mapping["type"] == "custom"
                or mapping.get("entity") in domain["entities"]
                or mapping["intent"] in domain["intents"]
            ), name


def test_consent_is_taken_only_as_the_answer_to_its_question(domain: dict[str, Any]) -> None:
    assert domain["forms"]["bind_form"]["required_slots"][0] == "consent"
    (mapping,) = domain["slots"]["consent"]["mappings"]
    assert (mapping["type"], mapping["intent"]) == ("from_intent", "affirm")
    assert mapping["conditions"] == [{"active_loop": "bind_form", "requested_slot": "consent"}]


def test_what_identifies_an_enterprise_is_taken_only_while_binding(domain: dict[str, Any]) -> None:
    for name in ("uscc", "phone"):
        for mapping in domain["slots"][name]["mappings"]:
            assert mapping.get("intent") == ["bind_enterprise", "resume_binding"] or mapping[
                "conditions"
            ] == [{"active_loop": "bind_form"}]
