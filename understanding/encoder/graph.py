"""The encoder as an ONNX graph: token ids and mask in, unit vectors out. Needs the package onnx.

The weights stay in the source's four bits. MatMulNBits, onnxruntime's own operator, multiplies them with inputs that it
rounds to eight bits in blocks of 32 of one token: a text's vector does not depend on the batch it is encoded in.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from understanding.encoder.source import BLOCK, FourBits, Source

_OPSET, _IR = 20, 9  # the oldest with GELU, so that onnxruntime 1.23 reads them
_EIGHT_BITS = 4  # of MatMulNBits' accuracy levels: multiply in int8
_FAR = 1e9


def build_model(source: Source, kept: list[int]) -> bytes:
    """The model file, with the word vectors of the ids `kept` only.

    Inputs `input_ids` and `attention_mask` `(n, t) int64`, output `sentence` `(n, hidden) float32`: the mean over a
    text's tokens, at length one. Raises SourceUnreadable.
    """
    graph = _Graph(source)
    hidden = graph.embed(kept)
    graph.look_aside()
    for layer in range(source.shape.layers):
        hidden = graph.add_layer(hidden, f"l{layer}.")
    graph.pool(hidden)
    sizes = {"input_ids": TensorProto.INT64, "attention_mask": TensorProto.INT64}
    inputs = [helper.make_tensor_value_info(name, kind, ["texts", "tokens"]) for name, kind in sizes.items()]
    shape = ["texts", source.shape.hidden]
    outputs = [helper.make_tensor_value_info("sentence", TensorProto.FLOAT, shape)]
    whole = helper.make_graph(graph.nodes, "encoder", inputs, outputs, graph.constants)
    versions = [helper.make_opsetid("", _OPSET), helper.make_opsetid("com.microsoft", 1)]
    model = helper.make_model(whole, opset_imports=versions, ir_version=_IR, producer_name="dianxiaoer")
    content: bytes = model.SerializeToString(deterministic=True)
    return content


class _Graph:
    """Nodes and constants as they are added; methods return the name of what they compute."""

    def __init__(self, source: Source) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self._source = source
        self._shape = source.shape
        self._head = source.shape.hidden // source.shape.heads

    def embed(self, kept: list[int]) -> str:
        """Words and positions, `(n, t, hidden)`; a word's vector is dequantised when it is looked up."""
        shape = self._shape
        words = self._source.four_bits("emb.word", shape.vocabulary, shape.hidden)
        packed = self._add("Gather", self._hold("emb.word", words.bytes[kept]), "input_ids")
        low = self._add("BitwiseAnd", packed, self._hold("low", np.array(15, np.uint8)))
        high = self._add("BitShift", packed, self._hold("four", np.array(4, np.uint8)), direction="RIGHT")
        halves = self._cast(self._add("Concat", low, high, axis=-1))
        centred = self._add("Sub", halves, self._hold("eight", np.array(8, np.float32)))
        scales = self._cast(self._add("Gather", self._hold("emb.scale", words.scales[kept]), "input_ids"))
        scaled = self._add("Mul", centred, self._add("Unsqueeze", scales, self._numbers("last", -1)))
        word = self._add("Reshape", scaled, self._numbers("flat", 0, 0, shape.hidden))
        places = self._source.floats("emb.pos", shape.positions, shape.hidden)
        places = places + self._source.floats("emb.type", shape.token_types, shape.hidden)[0]
        length = self._add("Shape", "input_ids", start=1, end=2)
        place = self._add("Slice", self._hold("emb.pos", places), self._numbers("first", 0), length)
        return self._normalise(self._add("Add", word, place), "emb.ln")

    def look_aside(self) -> None:
        """What keeps attention from padding: `aside`, `(n, 1, 1, t)`, 0 or far below."""
        self._add("Cast", "attention_mask", to=TensorProto.FLOAT, name="mask")
        below = self._add("Sub", "mask", self._hold("one", np.array(1, np.float32)))
        far = self._add("Mul", below, self._hold("far", np.array(_FAR, np.float32)))
        self._add("Unsqueeze", far, self._numbers("heads_queries", 1, 2), name="aside")
        self._numbers("split", 0, 0, self._shape.heads, self._head)

    def add_layer(self, hidden: str, prefix: str) -> str:
        """Attention and the two dense layers, each with its residual and LayerNorm."""
        size, inner = self._shape.hidden, self._shape.intermediate
        attended = self._linear(self._attend(hidden, prefix), [(f"{prefix}ao", 1.0)], size, size)
        hidden = self._normalise(self._add("Add", attended, hidden), f"{prefix}aln")
        wide = self._add("Gelu", self._linear(hidden, [(f"{prefix}fi", 1.0)], inner, size))
        narrow = self._linear(wide, [(f"{prefix}fo", 1.0)], size, inner)
        return self._normalise(self._add("Add", narrow, hidden), f"{prefix}oln")

    def pool(self, hidden: str) -> None:
        """The mean over the tokens, at length one: `sentence`. A sum will do: lengths are taken out."""
        seen = self._add("Mul", hidden, self._add("Unsqueeze", "mask", "last"))
        total = self._add("ReduceSum", seen, self._numbers("tokens", 1), keepdims=0)
        self._add("Div", total, self._add("ReduceL2", total, "last", keepdims=1), name="sentence")

    def _attend(self, hidden: str, prefix: str) -> str:
        size = self._shape.hidden
        scale = self._head**-0.5  # goes into the queries' weights
        parts = [(f"{prefix}q", scale), (f"{prefix}k", 1.0), (f"{prefix}v", 1.0)]
        joined = self._linear(hidden, parts, size, size)
        names = [f"{prefix}{part}" for part in ("query", "key", "value")]
        self.nodes.append(helper.make_node("Split", [joined], names, axis=-1, num_outputs=3))
        orders = ([0, 2, 1, 3], [0, 2, 3, 1], [0, 2, 1, 3])
        query, key, value = (
            self._add("Transpose", self._add("Reshape", name, "split"), perm=order)
            for name, order in zip(names, orders, strict=True)
        )
        scores = self._add("Add", self._add("MatMul", query, key), "aside")
        mixed = self._add("MatMul", self._add("Softmax", scores, axis=-1), value)
        return self._add("Reshape", self._add("Transpose", mixed, perm=[0, 2, 1, 3]), "flat")

    def _linear(self, hidden: str, parts: list[tuple[str, float]], out: int, into: int) -> str:
        """Dense layers of one input as one, each scaled by its factor."""
        tensors = [(self._source.four_bits(f"{name}.w", out, into), factor) for name, factor in parts]
        biases = [self._source.floats(f"{name}.b", out) * np.float32(factor) for name, factor in parts]
        scales = [tensor.scales.astype(np.float32) * np.float32(factor) for tensor, factor in tensors]
        name = parts[0][0]
        return self._add(
            "MatMulNBits",
            hidden,
            self._hold(f"{name}.w", np.concatenate([_paired(tensor) for tensor, _ in tensors])),
            self._hold(f"{name}.scale", np.concatenate(scales)),
            "",
            "",
            self._hold(f"{name}.b", np.concatenate(biases)),
            domain="com.microsoft",
            K=into,
            N=out * len(parts),
            bits=4,
            block_size=BLOCK,
            accuracy_level=_EIGHT_BITS,
        )

    def _normalise(self, hidden: str, name: str) -> str:
        size = self._shape.hidden
        weight, bias = (
            self._hold(f"{name}.{end}", self._source.floats(f"{name}.{end}", size)) for end in "wb"
        )
        return self._add("LayerNormalization", hidden, weight, bias, axis=-1, epsilon=self._shape.epsilon)

    def _cast(self, value: str) -> str:
        return self._add("Cast", value, to=TensorProto.FLOAT)

    def _numbers(self, name: str, *values: int) -> str:
        return self._hold(name, np.array(values, np.int64))

    def _hold(self, name: str, values: NDArray[Any]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def _add(self, operator: str, *inputs: str, name: str = "", **attributes: Any) -> str:
        output = name or f"v{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [output], **attributes))
        return output


def _paired(tensor: FourBits) -> NDArray[np.uint8]:
    """`(rows, blocks, 16)`: neighbours share a byte, the first in its low half, as MatMulNBits reads them."""
    halves = tensor.halves
    return np.asarray(halves[:, :, 0::2] | (halves[:, :, 1::2] << 4), dtype=np.uint8)
