"""Judged questions: which articles answer them; and the measures of a ranked list."""

import gzip
import json
import math
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from evaluation.gold import data_root

WORD = re.compile(r"\w[\w'’.-]*\w|\w")
DEPTH = 100
"""Articles of a ranked list that are looked at."""
REUTERS_ARTICLES = 5_000

TOPICS = {
    "grain": "grain", "crude": "crude oil", "trade": "trade", "interest": "interest rates", "wheat": "wheat",
    "ship": "shipping", "corn": "corn", "money-supply": "money supply", "sugar": "sugar",
    "oilseed": "oilseed", "gnp": "gross national product", "coffee": "coffee", "gold": "gold",
    "veg-oil": "vegetable oil", "nat-gas": "natural gas", "livestock": "livestock", "soybean": "soybean",
    "bop": "balance of payments", "cpi": "consumer prices", "reserves": "foreign exchange reserves",
    "copper": "copper", "cocoa": "cocoa", "jobs": "unemployment", "ipi": "industrial production",
    "iron-steel": "steel", "gas": "gasoline", "cotton": "cotton", "rice": "rice", "barley": "barley",
    "alum": "aluminium", "rubber": "rubber", "palm-oil": "palm oil", "zinc": "zinc", "silver": "silver",
    "pet-chem": "petrochemicals", "rapeseed": "rapeseed", "sorghum": "sorghum", "retail": "retail sales",
    "wpi": "wholesale prices", "tin": "tin", "hog": "hogs", "lead": "lead", "orange": "orange juice",
    "housing": "housing starts", "tea": "tea", "lumber": "lumber", "nickel": "nickel", "carcass": "beef",
    "acq": "takeover bid", "earn": "quarterly earnings",
}  # fmt: skip
"""Topic codes of Reuters-21578 as a person would ask for them."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A collection with judged questions.

    Attributes:
        name: What the collection is called.
        measure: The measure that counts: ``ndcg`` (at 10) or ``mrr``.
        titles: Headlines, empty where the collection has none.
        bodies: Texts, in the same order.
        questions: Words of each question, and which articles (by their number) answer it.
    """

    name: str
    measure: str
    titles: tuple[str, ...]
    bodies: tuple[str, ...]
    questions: tuple[tuple[tuple[str, ...], frozenset[int]], ...]


def words_of(text: str) -> tuple[str, ...]:
    """Give the words of a question in small letters, each once, in order."""
    return tuple(dict.fromkeys(word.lower() for word in WORD.findall(text)))


def _read(path: str) -> Iterator[dict[str, Any]]:
    with gzip.open(data_root() / "corpora" / path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _questions(path: str, rows: list[dict[str, Any]]) -> Iterator[tuple[tuple[str, ...], frozenset[int]]]:
    """Read judged questions: their words, and the places among the articles of those that answer them."""
    number = {row["id"]: at for at, row in enumerate(rows)}
    for asked in _read(path):
        found = frozenset(number[id_] for id_ in asked["relevant"] if id_ in number)
        yield words_of(asked["query"]), found


def time_1963() -> Judged:
    """TIME, 1963: 423 articles without headlines, 56 questions in sentences."""
    rows = list(_read("time1963/time-docs.jsonl.gz"))
    questions = _questions("time1963/time-queries-dev.jsonl.gz", rows)
    return _judged("TIME 1963", "ndcg", ("",) * len(rows), [row["body"] for row in rows], questions)


def fake_news_challenge() -> Judged:
    """FNC-1: 904 articles, 636 headlines; what a headline was judged to be about answers it."""
    rows = [row for row in _read("fnc1/fnc-bodies.jsonl.gz") if row["part"] == "competition_test"]
    questions = _questions("fnc1/fnc-headline-queries-dev.jsonl.gz", rows)
    return _judged("FNC-1", "mrr", ("",) * len(rows), [row["body"] for row in rows], questions)


def reuters_topics() -> Judged:
    """Reuters-21578: 5,000 articles with headlines, 50 topics; what an editor gave the topic answers it."""
    rows = [
        row
        for row in _read("reuters21578/reuters21578-dev.jsonl.gz")
        if row["has_topics"] == "YES" and row["body"]
    ]
    rows = random.Random(1987).sample(rows, min(REUTERS_ARTICLES, len(rows)))
    questions = (
        (words_of(name), frozenset(at for at, row in enumerate(rows) if code in row["topics"]))
        for code, name in TOPICS.items()
    )
    titles = tuple(row["title"] for row in rows)
    return _judged("Reuters topics", "ndcg", titles, [row["body"] for row in rows], questions)


def _judged(
    name: str,
    measure: str,
    titles: tuple[str, ...],
    bodies: Sequence[str],
    questions: Iterator[tuple[tuple[str, ...], frozenset[int]]],
) -> Judged:
    answerable = tuple((words, relevant) for words, relevant in questions if words and relevant)
    return Judged(name, measure, titles, tuple(bodies), answerable)


def ndcg(ranked: Sequence[int], relevant: frozenset[int], depth: int = 10) -> float:
    """Give the normalised discounted cumulative gain of binary judgements (Järvelin and Kekäläinen, 2002)."""
    gain = sum(1 / math.log2(at + 2) for at, one in enumerate(ranked[:depth]) if one in relevant)
    ideal = sum(1 / math.log2(at + 2) for at in range(min(depth, len(relevant))))
    return gain / ideal if ideal else 0.0


def reciprocal_rank(ranked: Sequence[int], relevant: frozenset[int]) -> float:
    """Give one over the rank of the first right answer, 0 without one."""
    return next((1 / (at + 1) for at, one in enumerate(ranked) if one in relevant), 0.0)
