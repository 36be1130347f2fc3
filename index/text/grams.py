"""Character uni- and bigrams of canonical text: what the lexical index counts."""

import re

_RUN = re.compile(r"[a-z0-9]+(?:[.%][0-9]+)?%?|[\u3400-\u9fff\uf900-\ufaff]+")


def grams(text: str) -> list[str]:
    """Uni- and bigrams of each run of Chinese characters; runs of Latin letters and digits whole and by bigrams.

    `text` is canonical (index.normalise.canonical). Punctuation and spaces end a run.
    """
    found: list[str] = []
    for run in _RUN.findall(text):
        if run[0] < "\u3400":
            found.append(run)
            if len(run) > 2:
                found.extend(run[i : i + 2] for i in range(len(run) - 1))
            continue
        found.extend(run)
        found.extend(run[i : i + 2] for i in range(len(run) - 1))
    return found


def bigrams(text: str) -> list[str]:
    """Only the bigrams and the Latin runs of `grams`: what tells one subject from another."""
    return [gram for gram in grams(text) if len(gram) > 1]
