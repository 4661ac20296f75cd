"""Mutations of invented pages: each ends as an article or a named reason, and nothing senseless comes out."""

from functools import cache, partial
from pathlib import Path

from evaluation.guarded_cleaning import ARTICLE, Job, guarded
from evaluation.mutations import MUTATIONS, mutant

COUNT = 150


@cache
def pages() -> list[bytes]:
    folder = Path(__file__).with_name("pages")
    return [path.read_bytes() for path in sorted(folder.glob("*.html"))]


def make(number: int) -> bytes:
    return mutant(pages(), f"test:{number}")[0]


def test_the_same_seed_gives_the_same_mutant():
    assert mutant(pages(), "1:7") == mutant(pages(), "1:7")
    assert mutant(pages(), "1:7") != mutant(pages(), "1:8")


def test_every_mutation_is_tried():
    tried = {name for number in range(COUNT) for name in mutant(pages(), f"test:{number}")[1].split(", ")}
    assert tried == {mutation.__name__ for mutation in MUTATIONS}


def test_no_mutant_crashes_the_cleaner_or_makes_nonsense():
    with guarded() as workers:
        outcomes = workers.submit([Job(partial(make, number)) for number in range(COUNT)]).result()
    wrong = {
        number: outcome
        for number, outcome in enumerate(outcomes)
        if outcome.problems or outcome.cpu_s is None
    }
    assert wrong == {}
    assert sum(outcome.result == ARTICLE for outcome in outcomes) > COUNT / 2
