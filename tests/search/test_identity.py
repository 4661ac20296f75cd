"""Over 800 generated queries, 2,400 in a long run: the scores are BM25F's, written out, and counts a plain loop's.

The oracle knows the documents and Whoosh's formula (`whoosh.scoring.bm25`), and nothing of arrays: it goes
through every version of every document that the index holds. Lengths are those that Whoosh scores: of one
byte; everything else is exact.
"""

import math
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from whoosh.scoring import bm25
from whoosh.util.numeric import byte_to_length, length_to_byte

from index import segment_writer
from index.analysis import terms
from index.columns import UNDATED
from index.documents import UNDATED_AT, DocumentColumns, day_number, id_text
from index.entity_words import NamedKey
from index.segment_storage import latest_commit
from index.segment_writer import CommitWriter, create
from index.snapshot import GenerationSnapshot, open_commit
from search.array.engine import ArrayEngine
from search.patterns import stems_of_prefix
from search.ranking import FIELD_BOOSTS, RECENCY_HALF_LIFE_DAYS, RECENCY_WEIGHT
from search.state import SearchState

TREES = 2_400
WORDS = [
    "harbour",
    "ferry",
    "grain",
    "storm",
    "council",
    "mayor",
    "bridge",
    "river",
    "market",
    "strike",
    "nurse",
    "school",
    "tram",
    "budget",
    "election",
    "court",
    "museum",
    "island",
    "signal",
    "quarry",
    "beacon",
    "meadow",
    "lantern",
    "orchard",
]
PEOPLE = ["p:ada_moor", "p:ben_holt", "p:cy_lund"]
FIRST = date(2022, 1, 1)
DAYS = 300


@dataclass(frozen=True)
class Version:
    """A version of a document: the last one of a number is alive, unless it was removed."""

    number: int
    title: str
    description: str
    body: str
    day: date | None
    people: tuple[str, ...]

    def words(self, field: str) -> list[str]:
        return [term.text for term in terms(getattr(self, field))]


def make(rnd: random.Random, number: int) -> Version:
    weights = [1 / (rank + 1) for rank in range(len(WORDS))]
    body = rnd.choices(WORDS, weights, k=rnd.choice([3, 9, 30, 120]))
    if number % 50 == 7:
        body = [WORDS[number % 5]] * 300 + body
    return Version(
        number=number,
        title=" ".join(rnd.choices(WORDS, weights, k=rnd.randint(0, 5))),
        description=" ".join(rnd.choices(WORDS, weights, k=rnd.choice([0, 0, 6]))),
        body=" ".join(body),
        day=rnd.choice([None, *[FIRST + timedelta(days=rnd.randrange(DAYS)) for _ in range(9)]]),
        people=tuple(sorted(rnd.sample(PEOPLE, rnd.randint(0, 2)))),
    )


def row(version: Version) -> DocumentColumns:
    day = version.day
    facets = dict.fromkeys(("place", "source", "author", "lang", "section", "tag", "type"), ())
    return DocumentColumns(
        id=version.number + 1, story=version.number + 1,
        published_day=day_number(day) if day else UNDATED,
        published_at=day_number(day) * 86_400 if day else UNDATED_AT,
        first_seen=(day_number(FIRST) + DAYS) * 86_400, analysis=0,
        facets={**facets, "person": tuple((key, 3) for key in version.people)}, countries={}, about=(),
        sentences={"person": ((),) * len(version.people), "place": (), "about": ()},
    )  # fmt: skip


class NoStore:
    """A store that holds no article: what is compared comes from the index."""

    def articles(self, _ids: Iterable[str]) -> dict[str, object]:
        return {}

    def shown(self, _ids: Iterable[str]) -> dict[str, object]:
        return {}

    def entities(self, _keys: Iterable[str]) -> dict[str, object]:
        return {}

    def printed(self, _keys: Iterable[str]) -> dict[str, object]:
        return {}

    def entity_aliases(self) -> tuple[int, dict[str, str]]:
        return 0, {}

    def keys_with_words(self, _words: Sequence[str]) -> list[str]:
        return []

    def texts(self, _ids: Iterable[str]) -> dict[str, object]:
        return {}

    def most_used(self, _limit: int) -> list[NamedKey]:
        return []

    def keys_starting(self, _words: Sequence[str], _prefix: str, _limit: int) -> list[NamedKey]:
        return []


class Oracle:
    """The documents of an index in a plain list, and what a formula makes of them."""

    def __init__(self, versions: list[Version], alive: set[int]) -> None:
        self.versions, self.alive = versions, alive
        self.texts = {
            (at, field): version.words(field) for at, version in enumerate(versions) for field in FIELD_BOOSTS
        }
        self.frequencies: dict[tuple[str, str], dict[int, int]] = defaultdict(dict)
        for (at, field), words in self.texts.items():
            for word, count in Counter(words).items():
                self.frequencies[field, word][at] = count
        self.averages = {
            field: sum(len(self.texts[at, field]) for at in range(len(versions))) / len(versions)
            for field in FIELD_BOOSTS
        }

    def term(self, field: str, word: str, at: int) -> float:
        found = self.frequencies[field, word]
        idf = math.log(len(self.versions) / (len(found) + 1)) + 1
        length = byte_to_length(length_to_byte(len(self.texts[at, field])))
        return float(bm25(idf, found[at], length, self.averages[field], 0.75, 1.2))

    def phrase(self, words: list[str], field: str, at: int) -> bool:
        text = self.texts[at, field]
        return any(text[start : start + len(words)] == words for start in range(len(text) - len(words) + 1))

    def factor(self, at: int) -> float:
        newest = max(day for number in self.alive if (day := self.versions[number].day))
        day = self.versions[at].day
        return 1 + RECENCY_WEIGHT * 0.5 ** ((newest - day).days / RECENCY_HALF_LIFE_DAYS) if day else 1.0


@dataclass(frozen=True)
class Clause:
    """A query's text, and the score that it gives a version; None where it does not match."""

    text: str
    score: Callable[[Oracle, int], float | None]


def phrase(field: str, words: list[str]) -> Clause:
    wanted = [term.text for word in words for term in terms(word)]
    fields = [field] if field else list(FIELD_BOOSTS)

    @cache
    def score(oracle: Oracle, at: int) -> float | None:
        found = [name for name in fields if oracle.phrase(wanted, name, at)]
        if not found:
            return None
        return sum(FIELD_BOOSTS[name] * oracle.term(name, word, at) for name in found for word in wanted)

    quoted = words[0] if len(words) == 1 else f'"{" ".join(words)}"'
    return Clause(f"{field}:{quoted}" if field else quoted, score)


def prefix(field: str, start: str) -> Clause:
    fields = [field] if field else list(FIELD_BOOSTS)

    @cache
    def score(oracle: Oracle, at: int) -> float | None:
        total = None
        for name in fields:
            words = set(oracle.texts[at, name])
            if any(word.startswith(start) for word in words):
                total = (total or 0.0) + FIELD_BOOSTS[name]
            for stem in sorted(stems_of_prefix(start)):
                if stem in words:
                    total = (total or 0.0) + FIELD_BOOSTS[name] * oracle.term(name, stem, at)
        return total

    return Clause(f"{field}:{start}*" if field else f"{start}*", score)


def person(key: str) -> Clause:
    return Clause(f'person:"{key}"', lambda oracle, at: 0.0 if key in oracle.versions[at].people else None)


def published(first: date, last: date) -> Clause:
    def score(oracle: Oracle, at: int) -> float | None:
        day = oracle.versions[at].day
        return 0.0 if day is not None and first <= day <= last else None

    return Clause(f"published:{first}..{last}", score)


def boosted(clause: Clause, factor: int) -> Clause:
    def score(oracle: Oracle, at: int) -> float | None:
        found = clause.score(oracle, at)
        return None if found is None else found * factor

    return Clause(f"({clause.text})^{factor}", score)


def joined(parts: list[Clause], word: str) -> Clause:
    def score(oracle: Oracle, at: int) -> float | None:
        scores = [part.score(oracle, at) for part in parts]
        found = [score for score in scores if score is not None]
        return sum(found) if found and (word == "OR" or len(found) == len(scores)) else None

    return Clause(f"({f' {word} '.join(part.text for part in parts)})", score)


def without(clause: Clause, other: Clause) -> Clause:
    def score(oracle: Oracle, at: int) -> float | None:
        return None if other.score(oracle, at) is not None else clause.score(oracle, at)

    return Clause(f"({clause.text} -{other.text})", score)


def generate(rnd: random.Random, depth: int = 3) -> Clause:
    kind = rnd.random()
    if depth == 0 or kind < 0.35:
        field = rnd.choice(["", "", "body", "title"])
        if kind < 0.06:
            return prefix(field, rnd.choice(WORDS)[: rnd.randint(3, 5)])
        words = rnd.choices(WORDS[:12], k=rnd.choice([1, 1, 1, 2, 3]))
        return phrase(field, words)
    if kind < 0.42:
        return person(rnd.choice(PEOPLE))
    if kind < 0.5:
        first = FIRST + timedelta(days=rnd.randrange(DAYS))
        return published(first, first + timedelta(days=rnd.randrange(120)))
    if kind < 0.56:
        return boosted(generate(rnd, depth - 1), rnd.randint(2, 5))
    if kind < 0.66:
        return without(generate(rnd, depth - 1), generate(rnd, 0))
    parts = [generate(rnd, depth - 1) for _ in range(rnd.randint(2, 3))]
    return joined(parts, rnd.choice(["AND", "OR"]))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ArrayEngine, Oracle]]:
    """An index of five segments, a fifth of its documents replaced or removed, and its oracle."""
    rnd = random.Random(3)
    folder = tmp_path_factory.mktemp("identity") / "generation"
    versions, current = write_commits(rnd, folder)
    snapshot = GenerationSnapshot(open_commit(folder, latest_commit(folder)), 0, {})
    assert len(snapshot.commit.segments) == 5
    assert [snapshot.ids[at] for at in range(len(versions))] == [
        id_text(version.number + 1) for version in versions
    ]
    assert set(np.flatnonzero(snapshot.live).tolist()) == current
    engine = ArrayEngine(lambda: snapshot, NoStore(), today=lambda: FIRST + timedelta(days=DAYS))  # type: ignore[arg-type]
    yield engine, Oracle(versions, current)


def write_commits(rnd: random.Random, folder: Path) -> tuple[list[Version], set[int]]:
    create(folder)
    versions: list[Version] = []
    current: dict[int, int] = {}
    for turn in range(5):
        changed = rnd.sample(sorted(current), min(len(current), 14))
        fresh = range(turn * 60, turn * 60 + 60)
        with CommitWriter(folder) as writer:
            for number in changed:
                writer.remove(id_text(number + 1))
                del current[number]
            for number in [*changed[::2], *fresh]:
                version = make(rnd, number)
                current[number] = len(versions)
                versions.append(version)
                texts = {field: getattr(version, field) for field in FIELD_BOOSTS}
                writer.add_document(texts, row(version))
            writer.commit(merge=False)
    assert segment_writer.TIER_FACTOR > 5
    return versions, set(current.values())


def ranked(engine: ArrayEngine, text: str, recency: str) -> tuple[list[tuple[int, float]], SearchState]:
    """Documents and scores in the order of the list."""
    state, diagnostics = SearchState.from_params([("q", text), ("recency", recency)])
    assert not diagnostics
    page, total = engine.listed(state)
    assert len(page.docs) == min(total, state.per_page)
    return list(zip(page.docs.tolist(), page.scores.tolist(), strict=True)), state


def test_scores_are_the_formulas_and_counts_a_plain_loops(
    made: tuple[ArrayEngine, Oracle], long_tests: bool
) -> None:
    engine, oracle = made
    trees = TREES if long_tests else TREES // 3
    rnd = random.Random(5)
    compared = empty = 0
    for number in range(trees):
        clause = generate(rnd)
        scores = {at: found for at in oracle.alive if (found := clause.score(oracle, at)) is not None}
        for recency in ("off", "on"):
            if recency == "on":
                scores = {at: score * oracle.factor(at) for at, score in scores.items()}
            top, state = ranked(engine, clause.text, recency)
            best = sorted(scores.values(), reverse=True)[: state.per_page]
            assert [score for _, score in top] == pytest.approx(best, rel=1e-9, abs=1e-12), clause.text
            # Equal up to ties: every listed document has the score that the formula gives it.
            for at, score in top:
                assert score == pytest.approx(scores[at], rel=1e-9, abs=1e-12), clause.text
        assert_counts(engine, oracle, state, set(scores), number)
        compared += len(scores)
        empty += not scores
    assert compared > 50 * trees
    assert empty < trees / 4


def assert_counts(
    engine: ArrayEngine, oracle: Oracle, state: SearchState, found: set[int], number: int
) -> None:
    assert engine.count(state) == len(found)
    if number % 5:
        return
    page = engine.search(state, facets=("person",))
    versions = [oracle.versions[at] for at in found]
    people = Counter(key for version in versions for key in version.people)
    assert {value.key: value.count for value in page.facets["person"].values} == dict(people)
    days = Counter(version.day.isoformat()[:7] for version in versions if version.day)
    months: Counter[str] = Counter()
    for bucket in page.histogram.buckets:
        months[bucket.start[:7]] += bucket.count
    assert +months == +days
    assert page.histogram.undated == sum(version.day is None for version in versions)
    assert page.total == len(found)
