"""``python -m evaluation relevance [--tune]``: the order of hits against judged questions, with floors.

Every ranker gets the same words of a question and looks for any of them in title and body. nDCG is at 10 with
binary judgements; MRR counts the first right answer. Intervals are 95 % of 1,000 bootstrap samples of the
questions. ``--tune`` chooses the weight of titles by five-fold cross-validation over the questions.
"""

import argparse
import random
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from evaluation.gold import data_root, print_row, read_floors
from evaluation.relevance_rankers import Dateline, Ranker, fts5, plain_whoosh, tantivy
from evaluation.relevance_sets import (
    Judged,
    fake_news_challenge,
    ndcg,
    reciprocal_rank,
    reuters_topics,
    time_1963,
)

FLOORS = Path(__file__).with_name("relevance_floors.toml")
SAMPLES = 1_000
FOLDS = 5
BOOSTS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0)


def scores(judged: Judged, rank: Ranker, measure: str) -> list[float]:
    """Give the measure of each question."""
    of = ndcg if measure == "ndcg" else reciprocal_rank
    return [of(rank(words), relevant) for words, relevant in judged.questions]


def interval(values: Sequence[float]) -> tuple[float, float]:
    """Give the 95 % interval of a mean by bootstrap, always the same one for the same values."""
    chance = random.Random(7)
    means = sorted(statistics.fmean(chance.choices(values, k=len(values))) for _ in range(SAMPLES))
    return means[int(SAMPLES * 0.025)], means[int(SAMPLES * 0.975)]


def main(arguments: list[str]) -> int:
    """Print the tables; 1 when a floor was missed, 0 otherwise and without data."""
    parser = argparse.ArgumentParser(prog="python -m evaluation relevance", description=__doc__)
    parser.add_argument("--tune", action="store_true", help="choose the weight of titles anew")
    options = parser.parse_args(arguments)
    if not (data_root() / "corpora").is_dir():
        print(f"relevance: no judged questions in {data_root()}; name them in DATELINE_EVAL_DATA.")
        return 0
    started = time.process_time()
    sets = (time_1963(), fake_news_challenge(), reuters_topics())
    measured: dict[str, float] = {}
    for judged in sets:
        dateline = Dateline(judged)
        measured |= compare(judged, dateline)
        if options.tune and any(judged.titles):
            tune(judged, dateline)
    floors = read_floors(FLOORS)
    missed = [print_row(name, measured[name], floor) for name, floor in floors.items()]
    print(f"{time.process_time() - started:.0f} s of CPU")
    return 1 if any(missed) else 0


def compare(judged: Judged, dateline: Dateline) -> dict[str, float]:
    """Print every ranker's measures, and give those of Dateline with their ratio to plain Whoosh's."""
    rankers: dict[str, Ranker | None] = {
        "Dateline": dateline,
        "plain Whoosh": plain_whoosh(judged),
        "tantivy": tantivy(judged),
        "SQLite FTS5": fts5(judged),
    }
    print(f"\n{judged.name}: {len(judged.bodies):,} articles, {len(judged.questions)} questions")
    print(f"{'':<14}{'nDCG@10':>9}{'95 %':>16}{'MRR':>9}{'95 %':>16}")
    values_of: dict[tuple[str, str], list[float]] = {}
    for name, rank in rankers.items():
        if rank is None:
            print(f"{name:<14} is not installed")
            continue
        cells = []
        for measure in ("ndcg", "mrr"):
            values = scores(judged, rank, measure)
            low, high = interval(values)
            values_of[name, measure] = values
            cells.append(f"{statistics.fmean(values):>9.4f}{f'{low:.3f}-{high:.3f}':>16}")
        print(f"{name:<14}{''.join(cells)}")
    own, plain = (values_of[name, judged.measure] for name in ("Dateline", "plain Whoosh"))
    low, high = interval([one - other for one, other in zip(own, plain, strict=True)])
    print(f"Dateline less plain Whoosh, by question: {judged.measure} {low:+.3f} to {high:+.3f}")
    label = f"{judged.name} {judged.measure}"
    return {
        label: statistics.fmean(own),
        f"{label} / Whoosh": statistics.fmean(own) / statistics.fmean(plain),
    }


def tune(judged: Judged, dateline: Dateline) -> None:
    """Print the measure by the weight of titles, and what cross-validation makes of choosing it."""
    by_boost = {boost: scores(judged, dateline.with_title_boost(boost), judged.measure) for boost in BOOSTS}
    for boost, values in by_boost.items():
        print(f"  title x {boost:<5} {statistics.fmean(values):.4f}")
    order = list(range(len(judged.questions)))
    random.Random(7).shuffle(order)
    chosen, held_out = [], 0.0
    for fold in (order[at::FOLDS] for at in range(FOLDS)):
        rest = [at for at in order if at not in fold]
        best = max(BOOSTS, key=lambda boost: statistics.fmean(by_boost[boost][at] for at in rest))
        chosen.append(best)
        held_out += sum(by_boost[best][at] for at in fold)
    print(f"  chosen in {FOLDS} folds: {chosen}; on the folds held out {held_out / len(order):.4f}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
