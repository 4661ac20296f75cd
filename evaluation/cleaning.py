"""``python -m evaluation cleaning``: text, titles, days, authors and time against gold pages, floors pinned.

Text is compared by 4-grams of words (characters in CJK): precision and recall averaged over the pages, F1 of
the averages; a page is exact when no gram is missing or too many. Segments are pieces of text that must, or
must not, be in an article. Source: the measure of scrapinghub/article-extraction-benchmark.
"""

import argparse
import collections
import difflib
import gzip
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from evaluation.peer_environment import peer_python
from index.clean import clean_html
from index.clean.cli import result_to_json

Row = dict[str, Any]

FLOORS = Path(__file__).with_name("cleaning_floors.toml")
PEERS = Path(__file__).with_name("cleaning_peers.py")
SETS = ("aeb", "fundus", "trafilatura", "htmldate", "readability", "newspaper4k", "postlight")
MEASURES = ("f1", "exact", "segments", "title", "day", "authors", "cpu_ms")
WORKERS = 2
_TOKEN = re.compile(
    "[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]|"
    "[^\\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]+"
)
_BY = re.compile(r"^(?:by|von|par|por|di|door)\s+", re.IGNORECASE)
_NAMES = re.compile(r";|,| and | und | et | y |\|")


def data_root() -> Path:
    """Give the folder of the gold pages: ``DATELINE_EVAL_DATA``, else ``shared`` beside the repository."""
    given = os.environ.get("DATELINE_EVAL_DATA")
    root = Path(given) if given else Path(__file__).resolve().parent.parent.parent / "shared"
    return root / "pages" if (root / "pages").is_dir() else root


def read_gold(name: str) -> list[Row]:
    """Read the gold values of one set."""
    lines = (data_root() / name / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def clean_page(name: str, gold: Row) -> Row:
    """Clean one page. Runs in a worker."""
    with gzip.open(data_root() / name / gold["file"]) as page:
        return result_to_json(gold["id"], gold.get("url"), clean_html(page.read(), url=gold.get("url")))


def grams(text: str) -> collections.Counter[tuple[str, ...]]:
    """Count the 4-grams of a text; a shorter text is one gram."""
    tokens = _TOKEN.findall(text)
    starts = range(max(1, len(tokens) - 3)) if tokens else ()
    return collections.Counter(tuple(tokens[at : at + 4]) for at in starts)


def words_of(text: str | None) -> str:
    """Fold a title or a name for comparing."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text or "").casefold()))


def day_of(value: object) -> str | None:
    """Give the day in an ISO date."""
    found = re.search(r"\d{4}-\d\d-\d\d", str(value or ""))
    return found[0] if found else None


def people(names: object) -> set[str]:
    """Part and fold the names of authors."""
    given = [names] if isinstance(names, str) else names if isinstance(names, list) else []
    parts = (part.strip() for name in given for part in _NAMES.split(str(name)))
    return {name for part in parts if (name := words_of(_BY.sub("", part)))}


@dataclass(slots=True)
class PageScore:
    """How one page fared; None for what its gold does not say."""

    id: str
    precision: float | None = None
    recall: float | None = None
    exact: bool | None = None
    found: int = 0
    lost: int = 0
    unwanted: int = 0
    marks: dict[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def badness(self) -> float:
        """What the page costs, for the list of the worst."""
        text = (2 - (self.precision or 0) - (self.recall or 0)) if self.exact is not None else 0
        return text + 0.3 * (self.lost + self.unwanted) + 0.2 * sum(1 - mark for mark in self.marks.values())


def score_page(gold: Row, got: Row) -> PageScore:
    """Compare one page with its gold."""
    score = PageScore(gold["id"])
    text = got.get("text") or ""
    if got.get("dropped"):
        score.notes.append(f"dropped {got['dropped']}")
    if gold.get("text"):
        _score_text(score, grams(gold["text"]), grams(text))
    flat = " ".join(text.split())
    for segment in gold.get("with") or ():
        if " ".join(segment.split()) in flat:
            score.found += 1
        else:
            score.lost += 1
            score.notes.append(f"lost {segment[:50]!r}")
    for segment in gold.get("without") or ():
        if " ".join(segment.split()) in flat:
            score.unwanted += 1
            score.notes.append(f"kept {segment[:50]!r}")
    _score_metadata(score, gold, got)
    return score


def _score_text(score: PageScore, wanted: collections.Counter[Any], got: collections.Counter[Any]) -> None:
    both = sum((wanted & got).values())
    score.precision = both / got.total() if got else None
    score.recall = both / wanted.total() if wanted else None
    score.exact = wanted == got
    if not score.exact:
        score.notes.append(f"precision {score.precision or 0:.3f} recall {score.recall or 0:.3f}")


def _score_metadata(score: PageScore, gold: Row, got: Row) -> None:
    if gold.get("title"):
        score.marks["title"] = float(words_of(gold["title"]) == words_of(got.get("title")))
    if day_of(gold.get("date")):
        score.marks["day"] = float(day_of(gold["date"]) == day_of(got.get("published")))
    if gold.get("authors"):
        wanted, named = people(gold["authors"]), people(got.get("authors"))
        both = len(wanted & named)
        score.marks["authors"] = 2 * both / (len(wanted) + len(named)) if wanted or named else 1.0
    keys = {"title": "title", "day": "published", "authors": "authors"}
    golden = {"title": "title", "day": "date", "authors": "authors"}
    for name, mark in score.marks.items():
        if mark < 1:
            origin = f" ({got.get('published_origin')})" if name == "day" else ""
            score.notes.append(f"{name} {got.get(keys[name])!r}{origin}, not {gold[golden[name]]!r}")


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return statistics.mean(known) if known else None


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def summary(scores: list[PageScore], got: list[Row]) -> dict[str, float | None]:
    """Give the measures of a set."""
    precision, recall = _mean(one.precision for one in scores), _mean(one.recall for one in scores)
    found, lost = sum(one.found for one in scores), sum(one.lost for one in scores)
    unwanted = sum(one.unwanted for one in scores)
    has_segments = found + lost > 0
    row: dict[str, float | None] = {
        "f1": _f1(precision, recall or 0) if precision is not None else None,
        "exact": _mean(one.exact for one in scores),
        "segments": _f1(found / max(1, found + unwanted), found / (found + lost)) if has_segments else None,
    }
    for name in ("title", "day", "authors"):
        row[name] = _mean(one.marks.get(name) for one in scores)
    times = [one["cpu_ms"] for one in got if one.get("cpu_ms") is not None]
    row["cpu_ms"] = statistics.median(times) if times else None
    return row


def print_row(name: str, row: dict[str, float | None], floors: dict[str, dict[str, float]]) -> bool:
    """Print a set's measures; True when one misses its floor."""
    missed = []
    cells = []
    for measure in MEASURES:
        value = row[measure]
        cells.append(
            "        -" if value is None else f"{value:>9.1f}" if measure == "cpu_ms" else f"{value:>9.3f}"
        )
        bounds = floors.get(measure, {})
        if value is not None and value < bounds.get("floor", value):
            missed.append(f"{measure} {value:.3f} < {bounds['floor']}")
        if value is not None and value > bounds.get("ceiling", value):
            missed.append(f"{measure} {value:.1f} > {bounds['ceiling']}")
    print(f"{name:<24}{''.join(cells)}  {'MISSED ' + ', '.join(missed) if missed else ''}".rstrip())
    return bool(missed)


def print_difference(gold: Row, got: Row) -> None:
    """Print the lines of one page that are missing (-) or too many (+), and its metadata."""
    for name in ("title", "published", "authors", "credits", "dropped"):
        print(f"{name}: {got.get(name)!r}")
    print(f"gold: {gold.get('title')!r} {gold.get('date')!r} {gold.get('authors')!r}")
    wanted = [" ".join(line.split()) for line in (gold.get("text") or "").splitlines() if line.strip()]
    lines = (got.get("text") or "").splitlines()
    print("\n".join(line for line in difflib.ndiff(wanted, lines) if not line.startswith("? ")))
    for segment in gold.get("with") or ():
        print(f"with: {segment}")
    for segment in gold.get("without") or ():
        print(f"without: {segment}")


def peer_rows(python: str, name: str, gold: list[Row]) -> Iterator[tuple[str, list[Row]]]:
    """Give what each extractor of another environment makes of a set (`cleaning_peers.py`)."""
    lines = [
        {"id": one["id"], "path": str(data_root() / name / one["file"]), "url": one.get("url")}
        for one in gold
    ]
    done = subprocess.run(
        [python, "-P", str(PEERS)],
        input="\n".join(map(json.dumps, lines)),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        print(f"cleaning: the peers failed: {done.stderr.strip()[-300:]}", file=sys.stderr)
        return
    rows: dict[str, list[Row]] = {}
    for line in done.stdout.splitlines():
        row = json.loads(line)
        rows.setdefault(row["peer"], []).append(row)
    yield from rows.items()


def _score_set(gold: list[Row], rows: list[Row]) -> list[PageScore]:
    by_id = {row["id"]: row for row in rows}
    return [score_page(one, by_id.get(one["id"], {})) for one in gold]


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evaluation cleaning", description=__doc__)
    parser.add_argument("sets", nargs="*", help=f"of {', '.join(SETS)}; all when none is named")
    parser.add_argument(
        "--worst", type=int, default=0, metavar="N", help="print the N worst pages of each set"
    )
    parser.add_argument(
        "--show", metavar="ID", help="print how the text of the page ID differs from its gold"
    )
    parser.add_argument(
        "--peers",
        nargs="?",
        const="",
        metavar="PYTHON",
        help="score other extractors too: those of an environment of their own, which is made when it is "
        "missing, or those installed for PYTHON",
    )
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    """Print the table; 1 when a measure is under its floor, 2 for an unknown set."""
    options = _options(arguments)
    if unknown := set(options.sets) - set(SETS):
        print(f"cleaning: there is no set {unknown.pop()!r}; known: {', '.join(SETS)}.", file=sys.stderr)
        return 2
    names = [name for name in options.sets or SETS if (data_root() / name).is_dir()]
    if not names:
        print(f"cleaning: no gold pages in {data_root()}; set DATELINE_EVAL_DATA. Nothing measured.")
        return 0
    floors = tomllib.loads(FLOORS.read_text(encoding="utf-8"))
    short = 0
    if options.peers == "":
        options.peers = peer_python()
    elif options.peers and shutil.which(options.peers) is None:
        message = f"cleaning: --peers {options.peers}: there is no such Python; name sets before --peers."
        print(message, file=sys.stderr)
        return 2
    print(f"{'set':<18}{'pages':>6}" + "".join(f"{measure:>9}" for measure in MEASURES))
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        for name in names:
            gold = read_gold(name)
            if options.show:
                gold = [one for one in gold if one["id"].startswith(options.show)]
            rows = list(pool.map(clean_page, [name] * len(gold), gold, chunksize=8))
            if options.show:
                for one, row in zip(gold, rows, strict=True):
                    print_difference(one, row)
                continue
            short += _report(name, gold, rows, floors.get(name, {}), options)
    return 1 if short else 0


def _report(name: str, gold: list[Row], rows: list[Row], floors: Row, options: argparse.Namespace) -> bool:
    scores = _score_set(gold, rows)
    missed = print_row(f"{name:<18}{len(gold):>6}", summary(scores, rows), floors)
    for score in sorted(scores, key=lambda one: -one.badness)[: options.worst]:
        print(f"    {score.id[:60]}: " + "; ".join(score.notes))
    if options.peers:
        for peer, theirs in peer_rows(options.peers, name, gold):
            print_row(f"  {peer:<22}", summary(_score_set(gold, theirs), theirs), {})
    return missed
