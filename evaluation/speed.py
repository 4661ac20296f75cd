"""How fast the annotator is, and that its time grows with the length of any text and no faster.

CPU time on a busy machine is up to three times that on a quiet one. So a fixed piece of plain Python runs
between the rounds, and what is pinned are articles a *reference second*: the time in which that piece runs
as often as on the quiet machine it was timed on. A change of the annotator shows, a neighbour's build does
not.
"""

import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from index.annotate import annotate
from index.article import annotations_to_json

PUBLISHED = date(2022, 11, 11)
ROUNDS = 7
ARTICLES_A_ROUND = 60
REFERENCE_RUNS_A_SECOND = 108.0
"""How often `reference_work` ran in a CPU second on the quiet machine."""
_WORD = re.compile(r"[A-Za-z]+")

HOSTILE = {
    "one line of prose": "The mayor of Paris, Anne Poe, said on Monday that it was 1998 in New York. ",
    "capitals": "PRESIDENT JOHN SMITH OF NEW YORK SAID ON MONDAY THAT PARIS WAS FAR. ",
    "no capitals": "the mayor of paris said on monday that kyiv was far from london in may. ",
    "capitalised words": "Word Paris Smith ",
    "initials": "A. B. ",
    "joined names": "Bank of the Ministry of the ",
    "lists": "Kent, Essex and ",
    "emoji": "\U0001f600 Paris \U0001f1fa\U0001f1e6 Kyiv ",
    "right to left": "\u0627\u0644\u0642\u0627\u0647\u0631\u0629 Cairo \u05d9\u05e8\u05d5\u05e9 ",
    "mixed scripts": "Paris\u041a\u0438\u0457\u0432 M\u043escow \u6771\u4eac Tokyo ",
    "zero width": "Par\u200bis K\u200dy\ufeffiv ",
    "figures": "1998 12-11 3/4/1999 555-1984 ",
    "hyphens": "-Paris-London-",
    "commas": "Paris, ",
}
"""Units of which hostile texts are made."""


def reference_work() -> int:
    """Do the fixed work: words cut, folded, counted and looked up, small tuples made; gives their number."""
    text = " ".join(f"Word{number % 997} of the Place{number % 89}" for number in range(2500))
    counts: dict[str, int] = {}
    made = []
    for match in _WORD.finditer(text):
        key = match.group().casefold()
        counts[key] = counts.get(key, 0) + 1
        made.append((key, match.start(), match.end(), key.startswith("w")))
    return len([one for one in made if one[3] and counts[one[0]] > 1])


def cpu(work: Callable[[], Any]) -> float:
    """Give the CPU seconds that the work takes."""
    started = time.process_time()
    work()
    return time.process_time() - started


def _annotate_all(articles: list[str]) -> None:
    for article in articles:
        annotations_to_json(annotate("", article, PUBLISHED))


def cut(text: str, words: int, most: int) -> list[str]:
    """Cut a text into articles of so many words, at most so many articles."""
    tokens = re.findall(r"\S+\s*", text)
    starts = range(0, min(len(tokens) - words, most * words), words)
    return ["".join(tokens[start : start + words]) for start in starts]


def articles_a_second(text: str, words: int) -> tuple[float, float]:
    """Time the annotator on new articles in each round.

    Returns:
        Articles a reference second and articles a CPU second, medians of the rounds.
    """
    articles = cut(text, words, (ROUNDS + 1) * ARTICLES_A_ROUND)
    size = len(articles) // (ROUNDS + 1)
    _annotate_all(articles[:size])  # loads the tables
    steady, plain = [], []
    for number in range(1, ROUNDS + 1):
        part = articles[number * size : (number + 1) * size]
        before = cpu(reference_work)
        spent = cpu(lambda part=part: _annotate_all(part))  # type: ignore[misc]
        reference = (before + cpu(reference_work)) / 2
        plain.append(len(part) / spent)
        steady.append(len(part) / spent * reference * REFERENCE_RUNS_A_SECOND)
    return statistics.median(steady), statistics.median(plain)


_LOAD = """
from evaluation.speed import cpu, reference_work
import numpy
from index.annotate import tables
load = lambda: (
    tables.country_row("UA"), tables.is_notable("x"), tables.ordinary("x"), tables.given_count("x"),
    tables.demonym("x")
)
seconds = cpu(load)
print(seconds / min(cpu(reference_work) for _ in range(5)))
"""


def load_seconds() -> float:
    """Give the reference seconds in which a new process loads the gazetteer and names, the least of three."""
    runs = (
        subprocess.run([sys.executable, "-c", _LOAD], check=True, capture_output=True, text=True)
        for _ in range(3)
    )
    return min(float(run.stdout) for run in runs) / REFERENCE_RUNS_A_SECOND


def doubling(shortest: int, doublings: int) -> Iterator[tuple[str, list[float]]]:
    """Give for each kind of hostile text the CPU seconds at each length, each twice the last.

    Args:
        shortest: Characters of the shortest text.
        doublings: How often it is doubled.
    """
    for name, unit in HOSTILE.items():
        lengths = [shortest * 2**power for power in range(doublings + 1)]
        texts = [(unit * (length // len(unit) + 1))[:length] for length in lengths]
        yield name, [cpu(lambda text=text: annotate("", text, PUBLISHED)) for text in texts]  # type: ignore[misc]


def print_doubling() -> None:
    """Print the table of `doubling` up to half a million characters, and five million in one line."""
    shortest, doublings = 31_250, 4
    lengths = [shortest * 2**power / 1e6 for power in range(doublings + 1)]
    print("CPU seconds by characters".ljust(28) + "".join(f"{length:8.2f}M" for length in lengths))
    for name, seconds in doubling(shortest, doublings):
        print(name.ljust(28) + "".join(f"{one:9.2f}" for one in seconds), flush=True)
    name, unit = next(iter(HOSTILE.items()))
    text = unit * (5_000_000 // len(unit))
    print(f"{name}, 5 million: {cpu(lambda: annotate('', text, PUBLISHED)):.1f}")
