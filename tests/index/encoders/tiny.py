"""A small real transformer, made here: random weights, a WordPiece vocabulary, saved as models are published."""

import json
import warnings
from pathlib import Path

from index.encoders import Vectors
from tests.index.corpus import CONTACTS, GUIDES

QUERY_PROMPT = "为这个句子生成表示以用于检索相关文章："
DIMENSIONS, LONGEST = 32, 64
TEXTS = ["高新技术企业认定条件", "科技创新券 兑付 R&D 15%", "未见过的字：龘", "江岸区谁负责" * 20, "a"]


def save_model(folder: Path, *, pooling: str, seed: int) -> None:
    """Write a sentence-transformers model to `folder`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of torch and its friends, not ours
        import torch
        from sentence_transformers import SentenceTransformer
        from sentence_transformers.models import Normalize, Pooling, Transformer
        from transformers import BertConfig, BertModel, BertTokenizerFast

        torch.manual_seed(seed)
        known = sorted(
            {*CONTACTS, *QUERY_PROMPT, *"".join(a + b for a, b in GUIDES.values()).lower()}
            - {"\n", " ", "\t"}
        )
        words = [
            "[PAD]",
            "[UNK]",
            "[CLS]",
            "[SEP]",
            "[MASK]",
            *known,
            *(f"##{char}" for char in known if char.isascii()),
        ]
        config = BertConfig(
            vocab_size=len(words),
            hidden_size=DIMENSIONS,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=64,
            max_position_embeddings=LONGEST,
            initializer_range=0.2,
        )
        plain = folder.with_name(f"{folder.name}-plain")
        BertModel(config).save_pretrained(plain)
        BertTokenizerFast(vocab={word: number for number, word in enumerate(words)}).save_pretrained(plain)
        transformer = Transformer(str(plain), max_seq_length=LONGEST)
        modules = [transformer, Pooling(DIMENSIONS, pooling), Normalize()]
        prompts = {"query": QUERY_PROMPT, "document": ""}
        SentenceTransformer(modules=modules, prompts=prompts, device="cpu").save(str(folder))


def without_prompts(model: Path, folder: Path) -> Path:
    """A copy of a model whose files name no prompts, as many older models'."""
    for path in model.rglob("*"):
        if path.is_file():
            target = folder / path.relative_to(model)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    config = json.loads((folder / "config_sentence_transformers.json").read_text("utf-8"))
    (folder / "config_sentence_transformers.json").write_text(json.dumps(config | {"prompts": {}}), "utf-8")
    return folder


def vectors_of_library(folder: Path, texts: list[str], prompt: str = "") -> Vectors:
    """What the library itself gives for texts."""
    from sentence_transformers import SentenceTransformer

    vectors: Vectors = SentenceTransformer(str(folder), device="cpu").encode(
        texts, prompt=prompt, normalize_embeddings=True, show_progress_bar=False
    )
    return vectors
