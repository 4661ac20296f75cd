"""``python -m evaluation cleaning``: pages against their gold text, title, day and authors, with floors.

The text measure is that of the article-extraction benchmark (scrapinghub, 2020): 4-grams of tokens, CJK by
character; precision and recall averaged over pages, F1 of the averages; a page is exact when nothing is
missing and nothing too much. ``segments`` is the F1 of sentences that must and must not be there. Authors are
the mean F1 of names. A day is right when it is the gold one; a title when its words are.
"""

import argparse
import collections
import gzip
import json
import re
import statistics
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evaluation.gold import data_root, print_row, read_floors
from index.clean import CleanResult, clean_html
from index.worker_pool import worker_pool

Gold = dict[str, Any]
Grams = collections.Counter[tuple[str, ...]]

FLOORS = Path(__file__).with_name("cleaning_floors.toml")
SETS = ("aeb", "fundus", "trafilatura", "htmldate", "readability", "newspaper4k")
WORKERS = 2
_CJK = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f"
_TOKEN = re.compile(rf"[{_CJK}]|[^\W{_CJK}]+")
_BY = re.compile(r"^(by|von|par|por|di|door)\s+", re.IGNORECASE)
_AND = re.compile(r";|,| and | und | et | y |\|")


@dataclass(slots=True)
class Scores:
    """Values of each measure over the pages that have gold for it, and each page's worst."""

    values: dict[str, list[float]] = field(default_factory=lambda: collections.defaultdict(list))
    kept: int = 0
    lost: int = 0
    wrong: int = 0
    worst: list[tuple[float, str]] = field(default_factory=list)

    def measures(self) -> Iterator[tuple[str, float]]:
        """Yield the measures of a set."""
        mean = {name: statistics.fmean(found) for name, found in self.values.items() if found}
        if "precision" in mean and "recall" in mean:
            yield "f1", _f1(mean["precision"], mean["recall"])
        yield from ((name, mean[name]) for name in ("exact", "title", "day", "authors") if name in mean)
        if self.kept:
            yield "segments", _f1(self.kept / (self.kept + self.wrong), self.kept / (self.kept + self.lost))
        yield "cpu ms", statistics.median(self.values["cpu"])


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def grams(text: str) -> Grams:
    """Count the 4-grams of a text's tokens; a shorter text is one."""
    tokens = _TOKEN.findall(text)
    return collections.Counter(tuple(tokens[at : at + 4]) for at in range(max(1, len(tokens) - 3)) if tokens)


def normal(text: str | None) -> str:
    """Fold a title or name to its words."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text or "").casefold()))


def people(names: Any) -> set[str]:
    """Give the folded names of a list that may join several in one text."""
    given = [names] if isinstance(names, str) else names or []
    parts = (part.strip() for name in given for part in _AND.split(str(name)))
    return {found for part in parts if (found := normal(_BY.sub("", part)))}


def _day(value: Any) -> str | None:
    match = re.search(r"\d{4}-\d\d-\d\d", str(value or ""))
    return match[0] if match else None


def score(gold: Gold, result: CleanResult, into: Scores) -> None:
    """Hold one page against its gold."""
    article, values = result.article, into.values
    text = article.text if article else ""
    values["cpu"].append(result.cpu_ms)
    if gold.get("text"):
        _score_text(gold, text, into)
    flat = " ".join(text.split())
    held = [" ".join(segment.split()) in flat for segment in gold.get("with") or ()]
    into.kept += sum(held)
    into.lost += len(held) - sum(held)
    into.wrong += sum(" ".join(segment.split()) in flat for segment in gold.get("without") or ())
    if gold.get("title"):
        values["title"].append(normal(gold["title"]) == normal(article.title if article else ""))
    if day := _day(gold.get("date")):
        published = article.published.isoformat() if article and article.published else None
        values["day"].append(day == _day(published))
    if gold.get("authors"):
        right, got = people(gold["authors"]), people(article.authors if article else ())
        values["authors"].append(2 * len(right & got) / (len(right) + len(got)) if right or got else 1)


def _score_text(gold: Gold, text: str, into: Scores) -> None:
    right, got = grams(gold["text"]), grams(text)
    both = sum((right & got).values())
    if got:
        into.values["precision"].append(both / sum(got.values()))
    if right:
        into.values["recall"].append(both / sum(right.values()))
    into.values["exact"].append(right == got)
    into.worst.append((2 * both / max(1, sum(right.values()) + sum(got.values())), str(gold["id"])))


def _clean(folder: Path, gold: Gold) -> CleanResult:
    data = (folder / gold["file"]).read_bytes()
    return clean_html(gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data, url=gold.get("url") or None)


def score_set(folder: Path) -> Scores:
    """Clean and score all pages of a set."""
    pages = [json.loads(line) for line in (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
    scores = Scores()
    with worker_pool(WORKERS) as pool:
        for gold, result in zip(
            pages, pool.map(_clean, [folder] * len(pages), pages, chunksize=8), strict=True
        ):
            score(gold, result, scores)
    scores.worst.sort()
    return scores


def main(arguments: list[str]) -> int:
    """Print the table; 1 when a measure is under its floor."""
    parser = argparse.ArgumentParser(prog="python -m evaluation cleaning", description=__doc__)
    parser.add_argument("sets", nargs="*", help=f"of {', '.join(SETS)}; all when none is named")
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="print the N worst texts of each")
    options = parser.parse_args(arguments)
    root = data_root() / "pages"
    if not root.is_dir():
        print(f"cleaning: no gold pages in {root}; set DATELINE_EVAL_DATA. Nothing measured.")
        return 0
    floors, short = read_floors(FLOORS), 0
    for name in options.sets or SETS:
        scores = score_set(root / name)
        for measure, value in scores.measures():
            short += print_row(f"{name} {measure}", value, floors.get(f"{name} {measure}", {}))
        for found, id_ in scores.worst[: options.worst]:
            print(f"      {found:.3f} {id_}")
    return 1 if short else 0
