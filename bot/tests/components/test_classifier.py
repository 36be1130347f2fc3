import pathlib
import tempfile
import unittest

from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.classifier import UtteranceClassifier
from understanding.heads.asked_data import AskedDataWrong
from understanding.heads.stored import HeadsUnreadable

UTTERANCES = {
    "greeting": ["你好", "您好", "早上好", "你好啊"],
    "thanks": ["谢谢", "多谢", "谢谢您", "感谢"],
    "ask_guidance": ["创新券怎么申请", "创新券要什么材料", "高企怎么申请", "高企要什么条件"],
}


class Classifier(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.arguments = (
            UtteranceClassifier.get_default_config(),
            LocalModelStorage.create(pathlib.Path(cls.folder.name)),
            Resource("classifier"),
            ExecutionContext(GraphSchema({})),
        )
        cls.trained = UtteranceClassifier.create(*cls.arguments)
        examples = [
            Message.build(text=text, intent=intent) for intent, texts in UTTERANCES.items() for text in texts
        ]
        lookups = [{"name": "topic", "elements": ["创新券", "高企", "加计扣除"]}]
        cls.trained.train(TrainingData(examples, lookup_tables=lookups))

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_utterance_like_the_learnt_ones_has_their_intent(self):
        self.assertEqual(self.trained.rank("多谢您")[0]["name"], "thanks")

    def test_a_topic_that_no_utterance_named_is_still_asked_about(self):
        self.assertEqual(self.trained.rank("加计扣除怎么申请")[0]["name"], "ask_guidance")

    def test_unknown_words_have_no_confident_intent(self):
        for text in ("zzz qqq", "", "😀", "1"):
            with self.subTest(text):
                self.assertLess(self.trained.rank(text)[0]["confidence"], 0.4)

    def test_loaded_ranks_as_the_trained(self):
        loaded = UtteranceClassifier.load(*self.arguments)
        self.assertEqual(loaded.rank("高企要什么材料"), self.trained.rank("高企要什么材料"))

    def test_message_gets_intent_and_ranking(self):
        message = Message.build(text="您好啊")
        self.trained.process([message])
        self.assertEqual(message.get("intent")["name"], "greeting")
        self.assertEqual(len(message.get("intent_ranking")), 3)


ASKED = """
asked:
  - {shown: case, asked: materials, examples: "- 还缺什么\\n- 缺哪些材料\\n- 要补什么"}
  - {shown: case, asked: time, examples: "- 什么时候办完\\n- 几号能好\\n- 还要多久"}
"""
OF_CASES = ["我的办件", "办件到哪一步了", "查我的办件进度"]


class WhatIsAsked(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.examples = pathlib.Path(folder.name) / "asked"
        self.examples.mkdir()
        (self.examples / "author.yml").write_text(ASKED, encoding="utf-8")
        stored = pathlib.Path(folder.name) / "model"
        stored.mkdir()
        self.arguments = (
            {**UtteranceClassifier.get_default_config(), "asked_data": str(self.examples)},
            LocalModelStorage.create(stored),
            Resource("classifier"),
            ExecutionContext(GraphSchema({})),
        )
        self.utterances = {**UTTERANCES, "check_application_status": OF_CASES}

    def train(self):
        trained = UtteranceClassifier.create(*self.arguments)
        trained.train(
            TrainingData(
                [
                    Message.build(text=text, intent=intent)
                    for intent, texts in self.utterances.items()
                    for text in texts
                ]
            )
        )
        return trained

    def parsed(self, classifier, text, shown=None):
        message = Message.build(text=text)
        if shown is not None:
            message.set("metadata", {"shown": shown})
        classifier.process([message])
        return message

    def test_a_message_about_what_is_shown_gets_the_look_up_and_what_it_asks(self):
        self.train()
        loaded = UtteranceClassifier.load(*self.arguments)
        for shown in ("case", "cases"):
            message = self.parsed(loaded, "还缺什么", shown)
            self.assertEqual(message.get("intent")["name"], "check_application_status")
            asked = message.get("asked")
            self.assertEqual((asked["name"], asked["is_about_shown"]), ("materials", True))
            self.assertGreater(asked["of_it"], 0.5)
            self.assertIn("asked", message.as_dict(only_output_properties=True))

    def test_a_greeting_is_not_about_what_is_shown_and_says_how_likely_it_was(self):
        message = self.parsed(self.train(), "你好", "case")
        self.assertEqual(message.get("intent")["name"], "greeting")
        self.assertFalse(message.get("asked")["is_about_shown"])
        self.assertLess(message.get("asked")["of_it"], 0.5)

    def test_with_nothing_shown_nothing_is_asked_of_it(self):
        for shown in (None, "", "unbinding", 7, ["case"]):
            with self.subTest(shown):
                self.assertIsNone((self.parsed(self.train(), "谢谢", shown).get("asked") or {}).get("of_it"))

    def test_two_matters_come_with_the_message(self):
        message = self.parsed(self.train(), "办件到哪一步了，创新券怎么申请")
        parts = message.get("asked")["parts"]
        self.assertEqual([part["intent"] for part in parts], ["check_application_status", "ask_guidance"])

    def test_a_wrong_file_of_examples_ends_the_training(self):
        (self.examples / "author.yml").write_text("nlu: []", encoding="utf-8")
        with self.assertRaises(AskedDataWrong):
            self.train()

    def test_what_was_written_cut_short_is_not_loaded(self):
        self.train()
        with self.arguments[1].write_to(self.arguments[2]) as folder:
            (folder / "asked.npz").write_bytes(b"PK")
        with self.assertRaises(HeadsUnreadable):
            UtteranceClassifier.load(*self.arguments)


if __name__ == "__main__":
    unittest.main()
