from rasa_sdk import Tracker

from actions.rasa_seam import read_turn


def test_of_several_values_the_one_without_a_role_is_meant() -> None:
    entities = [
        {"entity": "topic", "value": "innovation-voucher"},
        {"entity": "topic", "value": "high-tech-enterprise", "role": "other"},
    ]
    message = {"text": "我问的是创新券，不是高企", "intent": {"name": "ask_guidance"}, "entities": entities}
    turn = read_turn(Tracker("c", {}, message, [], False, None, {}, None))
    assert turn.entities == {"topic": "innovation-voucher"}
