import pathlib
import tempfile
import unittest

from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.classifier import UtteranceClassifier
from understanding.heads.features import Weights, features
from understanding.values.lookups import Lookups

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


class Features(unittest.TestCase):
    def test_codes_count_as_their_kind(self):
        lookups = Lookups({})
        self.assertEqual(features("查XS2026-000123", lookups), features("查WH2025-999999", lookups))

    def test_weights_have_length_one_when_all_is_known_and_less_otherwise(self):
        known = ["a", "b", "a"]
        weights = Weights.learn([known, ["c"]], unknown_weight=0.5)
        self.assertAlmostEqual(sum(v * v for v in weights.weigh(known)[1]), 1.0)
        self.assertLess(sum(v * v for v in weights.weigh([*known, "x", "y"])[1]), 0.9)
        self.assertEqual(weights.weigh(["x"]), ([], []))


if __name__ == "__main__":
    unittest.main()
