import pathlib
import tempfile
import unittest
from unittest import mock

import numpy as np
from rasa.engine.exceptions import GraphComponentException
from rasa.engine.graph import ExecutionContext, GraphNode, GraphSchema, SchemaNode
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.classifier import UtteranceClassifier
from bot.serving.unreadable import saying_what_to_do
from understanding.encoder.errors import EncoderDamaged, EncoderMissing, EncoderOutdated

ENCODER = "bot.components.classifier.SentenceEncoder"
HERE = pathlib.Path(".encoder")
EXAMPLES = [("你好", "greeting"), ("您好", "greeting"), ("谢谢", "thanks"), ("多谢", "thanks")]


class Lengths:
    """An encoder of one number, for tests."""

    def __init__(self, version):
        self.id = version

    def encode(self, texts):
        return np.array([[len(text)] for text in texts], dtype=np.float32)


class Unreadable(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.storage = LocalModelStorage.create(pathlib.Path(folder.name))
        self.config = {**UtteranceClassifier.get_default_config(), "encoder": True}
        self.context = ExecutionContext(GraphSchema({}))
        self.resource = Resource("classifier")
        component = UtteranceClassifier.create(self.config, self.storage, self.resource, self.context)
        messages = [Message.build(text=text, intent=intent) for text, intent in EXAMPLES]
        with mock.patch(ENCODER, return_value=Lengths("one")):
            component.train(TrainingData(messages))

    def load(self):
        """Load the component as Rasa loads a node of a model."""
        node = SchemaNode(
            {}, UtteranceClassifier, "load", "process", self.config, eager=True, resource=self.resource
        )
        with saying_what_to_do():
            return GraphNode.from_schema_node("classifier", node, self.storage, self.context)

    def test_with_its_encoder_it_is_loaded(self):
        with mock.patch(ENCODER, return_value=Lengths("one")):
            self.load()

    def test_an_encoder_that_is_gone_cut_short_or_another_is_named_with_the_way_out(self):
        for encoder, remedy in (
            ({"side_effect": EncoderMissing(HERE)}, "dxe train --force"),
            ({"return_value": Lengths("another")}, "dxe train --force"),
            ({"side_effect": EncoderDamaged(HERE, "model.onnx")}, "make encoder"),
            ({"side_effect": EncoderOutdated(HERE, 3)}, "make encoder"),
        ):
            with self.subTest(encoder), mock.patch(ENCODER, **encoder):
                with self.assertRaises(SystemExit) as caught:
                    self.load()
                self.assertTrue(caught.exception.code.startswith("对话模型不能加载"))
                self.assertIn(remedy, caught.exception.code)

    def test_a_model_cut_short_is_named_with_the_way_out(self):
        with self.storage.write_to(self.resource) as folder:
            (folder / "intents.npz").write_bytes(b"PK")
        with mock.patch(ENCODER, return_value=Lengths("one")), self.assertRaises(SystemExit) as caught:
            self.load()
        self.assertIn("dxe train --force", caught.exception.code)

    def test_what_else_goes_wrong_is_not_hidden(self):
        with self.assertRaises(GraphComponentException), saying_what_to_do():
            raise GraphComponentException("other")


if __name__ == "__main__":
    unittest.main()
