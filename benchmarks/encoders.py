"""What an encoder costs: python -m benchmarks.encoders [static] [small] [base] [large]

The transformers have random weights and the shape of models that are published (their time and memory do not depend on
the weights): small and base as BAAI/bge-small-zh-v1.5 and bge-base-zh-v1.5, large as BAAI/bge-m3. Each is measured in a
process of its own: seconds until the first vector, resident memory, milliseconds a query, passages a second.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

from index.encoders import Encoding, load_encoder

ROOT = Path(__file__).resolve().parent.parent
SHAPES = {  # layers, dimensions, heads, words
    "small": (4, 512, 8, 21_128),
    "base": (12, 768, 12, 21_128),
    "large": (24, 1_024, 16, 250_002),
}
QUERIES = [
    "高企认定要什么条件",
    "创新券怎么兑付",
    "科技型中小企业评价什么时候申报",
    "外国人来华工作许可找谁办",
]
ROUNDS, PASSAGES = 10, 64


def main() -> int:
    """Print the table of the encoders that are named; all when none is."""
    from index.ingest.build import build_index
    from index.passages.searchable import searchable
    from index.version.passage_file import PassageFile
    from index.version.versions import Versions

    names = sys.argv[1:] or ["static", *SHAPES]
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        build_index([ROOT / "knowledge"], index)
        version = Versions(index).current_folder()
        passages = list(PassageFile(version))
        texts = [searchable(passage) for passage in passages[:: len(passages) // PASSAGES]]
        (Path(folder) / "texts.json").write_text(json.dumps(texts), "utf-8")
        print(
            f"{'encoder':10} {'backend':8} {'start s':>8} {'MB':>6} {'ms/query':>9} {'p95':>6} {'passages/s':>11}"
        )
        for name in names:
            if name == "static":
                _measure("static", next((index / "encoders").iterdir()), "numpy", Path(folder))
                continue
            model = Path(folder) / name
            _in_other_process("make", name, str(model))
            for backend in ("torch", "onnx"):
                _measure(name, model, backend, Path(folder))
    return 0


def _measure(name: str, model: Path, backend: str, folder: Path) -> None:
    found = json.loads(_in_other_process("time", str(model), backend, str(folder / "texts.json")))
    cost = f"{found['start']:8.1f} {found['memory']:6.0f} {found['query']:9.2f} {found['p95']:6.2f}"
    print(f"{name:10} {backend:8} {cost} {found['rate']:11.0f}", flush=True)


def _in_other_process(*arguments: str) -> str:
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "benchmarks.encoders",
        f"--{arguments[0]}",
        *arguments[1:],
    ]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip().rpartition("\n")[2]


def make(name: str, folder: Path) -> None:
    """Write a model of the shape `name` with random weights, and its ONNX file."""
    warnings.simplefilter("ignore")  # of torch and its friends
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.models import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    from index.encoders.export import export_onnx

    layers, dimensions, heads, words = SHAPES[name]
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    known = [chr(code) for code in (*range(0x21, 0x7F), *range(0x4E00, 0x9FA6))][: words - len(special)]
    config = BertConfig(
        vocab_size=words,
        hidden_size=dimensions,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        intermediate_size=4 * dimensions,
    )
    plain = folder.with_name(f"{name}-plain")
    BertModel(config).save_pretrained(plain)
    BertTokenizerFast(vocab={word: n for n, word in enumerate(special + known)}).save_pretrained(plain)
    modules = [Transformer(str(plain), max_seq_length=512), Pooling(dimensions, "cls"), Normalize()]
    SentenceTransformer(modules=modules, device="cpu").save(str(folder))
    export_onnx(folder)


def measure(folder: Path, backend: str, texts: list[str]) -> dict[str, float]:
    """Seconds to the first vector, MB resident then, ms of a query (median, p95), passages a second."""
    warnings.simplefilter("ignore")  # of torch and its friends
    began = time.perf_counter()
    encoder = load_encoder(folder, Encoding(backend="onnx" if backend == "onnx" else "torch"))
    encoder.encode_query(QUERIES[0])
    start = time.perf_counter() - began
    memory = _resident()
    took = []
    for query in QUERIES * ROUNDS:
        began = time.perf_counter()
        encoder.encode_query(query)
        took.append(1000 * (time.perf_counter() - began))
    began = time.perf_counter()
    encoder.encode_passages(texts)
    rate = len(texts) / (time.perf_counter() - began)
    p95 = statistics.quantiles(took, n=20)[-1]
    return {"start": start, "memory": memory, "query": statistics.median(took), "p95": p95, "rate": rate}


def _resident() -> float:
    """MB of memory of this process."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:"))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--make"]:
        make(sys.argv[2], Path(sys.argv[3]))
    elif sys.argv[1:2] == ["--time"]:
        print(
            json.dumps(
                measure(Path(sys.argv[2]), sys.argv[3], json.loads(Path(sys.argv[4]).read_text("utf-8")))
            )
        )
    else:
        sys.exit(main())
