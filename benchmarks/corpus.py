"""A corpus of any size for engine benchmarks, grown from real news by a seeded recipe.

Document ``i`` takes the sentences of two real articles, chosen by a generator seeded with ``i``: a run of
sentences from each, so that words keep their frequencies and neighbours. Its day is uniform over 2000-2024;
its persons and places are drawn from 20,000 and 3,000 keys by Zipf's law (exponent 1.1), 0 to 6 of each.
The same ``i`` always gives the same document.

Real articles come from ``DATELINE_EVAL_DATA`` (or ``shared`` beside the repository): Reuters-21578, BBC 2004
and US news 1995. They are not part of this repository.
"""

import gzip
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np

SETS = ("reuters21578/reuters21578-dev", "bbc2004/bbc", "usnews1995/usnews")
FIRST_DAY = date(2000, 1, 1)
DAYS = 9131
PERSONS, PLACES = 20_000, 3_000
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"'])")


@dataclass(frozen=True, slots=True)
class Document:
    """A document of the benchmark: text fields, a day, and keys of persons and places."""

    number: int
    title: str
    body: str
    day: date
    persons: tuple[str, ...]
    places: tuple[str, ...]


def data_folder() -> Path:
    """Give the folder of real news.

    Raises:
        SystemExit: It is not there; says how to name it.
    """
    default = Path(__file__).parents[1].parent / "shared"
    folder = Path(os.environ.get("DATELINE_EVAL_DATA", default)) / "corpora"
    if not folder.is_dir():
        raise SystemExit(f"No news corpora in {folder}; name their folder in DATELINE_EVAL_DATA.")
    return folder


@cache
def _articles() -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    for name in SETS:
        with gzip.open(data_folder() / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                sentences = _SENTENCE.split(" ".join((row["body"] or "").split()))
                if len(sentences) >= 3:
                    found.append((row["title"] or sentences[0][:60], sentences))
    return found


def _zipf(size: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    weights = 1.0 / np.arange(1, size + 1) ** 1.1
    return np.asarray(np.cumsum(weights / weights.sum()))


_PERSON_SHARES, _PLACE_SHARES = _zipf(PERSONS), _zipf(PLACES)


def document(number: int) -> Document:
    """Make document ``number``."""
    random = np.random.Generator(np.random.PCG64(number))
    articles = _articles()
    one, other = (articles[int(pick)] for pick in random.integers(0, len(articles), 2))
    sentences = [*_run(random, one[1]), *_run(random, other[1])]
    return Document(
        number=number,
        title=one[0],
        body=" ".join(sentences),
        day=FIRST_DAY + timedelta(days=int(random.integers(0, DAYS))),
        persons=_keys(random, "p:person_", _PERSON_SHARES),
        places=_keys(random, "g:", _PLACE_SHARES),
    )


def _run(random: np.random.Generator, sentences: list[str]) -> list[str]:
    length = int(random.integers(1, min(8, len(sentences)) + 1))
    start = int(random.integers(0, len(sentences) - length + 1))
    return sentences[start : start + length]


def _keys(
    random: np.random.Generator, prefix: str, shares: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> tuple[str, ...]:
    picks = np.searchsorted(shares, random.random(int(random.integers(0, 7))))
    return tuple(sorted({f"{prefix}{int(pick)}" for pick in picks}))


def documents(count: int) -> Iterator[Document]:
    """Yield the first ``count`` documents."""
    return map(document, range(count))
