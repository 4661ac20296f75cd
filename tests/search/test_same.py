"""SAME told from the index alone is what reading the articles says."""

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest

from index.article import Annotations, CleanArticle, Entity, FoundDate, FoundEntity, Span, article_id
from index.store_writer import NewArticle
from index.stories import bands, shingles
from search.array.engine import ArrayEngine
from search.open import Archive
from search.state import SearchState

WORDS = ["grain", "ferry", "storms", "Mayor", "river", "U.S.", "F-16", "St. Hilda", "said", "of"]
PEOPLE = ["p:ada_moor", "p:ben_holt", "p:cy_lund"]
PLACES = {"g:1": "PT", "g:2": "PT", "g:3": "KE"}
ALIASES = {"p:ben_holt": "p:ada_moor", "g:3": ""}
DAY = date(2022, 11, 1)
ENDS = [". ", "! ", ".\n", "\n", " ", ", ", '." ', ".\u00a0", ". “", "… "]


def text_of(rnd: random.Random, size: int) -> str:
    return "".join(rnd.choice(WORDS) + rnd.choice([" ", " ", *ENDS]) for _ in range(size)).strip()


def spans_of(rnd: random.Random, title: str, text: str) -> tuple[Span, ...]:
    found = []
    for _ in range(rnd.randrange(3)):
        field, within = rnd.choice([("title", title), ("text", text), ("text", text)])
        if within:
            start = rnd.randrange(len(within))
            found.append(Span(field, start, min(len(within), start + rnd.randint(1, 25))))
    return tuple(found)


def article(rnd: random.Random, number: int) -> NewArticle:
    title, text = text_of(rnd, rnd.randrange(5)), text_of(rnd, rnd.randrange(40))
    day = DAY + timedelta(days=rnd.randrange(5))
    return NewArticle(
        id=article_id("same.example", str(number)),
        source="same.example",
        clean=CleanArticle(
            title=title, text=text, description=text_of(rnd, rnd.randrange(8)),
            language=rnd.choice(["en", "en", "de", None]),
        ),
        annotations=Annotations(
            persons=tuple(
                FoundEntity(entity=Entity(key=key, kind="person", name=key), points=rnd.randint(1, 4),
                            mentions=spans_of(rnd, title, text))
                for key in rnd.sample(PEOPLE, rnd.randrange(4))
            ),
            places=tuple(
                FoundEntity(entity=Entity(key=key, kind="place", name=key, country=PLACES[key]), points=3,
                            mentions=spans_of(rnd, title, text))
                for key in rnd.sample(sorted(PLACES), rnd.randrange(3))
            ),
            dates=(
                FoundDate(start=day, end=day, granularity="day", mentions=spans_of(rnd, title, text)),
            ),
        ),
        bands=tuple(bands(shingles(text + str(number)))), cleaner_version=1, annotator_version=1,
    )  # fmt: skip


@pytest.fixture(scope="module")
def archive(
    build_archive: Callable[..., Archive], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Archive]:
    rnd = random.Random(9)
    opened = build_archive(
        tmp_path_factory.mktemp("same"), [article(rnd, number) for number in range(250)], ALIASES
    )
    yield opened
    opened.close()


def operand(rnd: random.Random, depth: int = 1) -> str:
    kind = rnd.random()
    if depth and kind < 0.15:
        return f"({operand(rnd, 0)} OR {operand(rnd, 0)})"
    if kind < 0.3:
        return f'person:"{rnd.choice(PEOPLE)}"'
    if kind < 0.4:
        return rnd.choice(['place:"g:1"', 'place:"g:3"', 'country:"PT"', 'country:"KE"'])
    if kind < 0.5:
        return f"about:{DAY + timedelta(days=rnd.randrange(5))}.."
    field = rnd.choice(["", "", "", "title:", "body:"])
    words = rnd.choices(WORDS, k=rnd.choice([1, 1, 2]))
    return f'{field}"{" ".join(words)}"'


def test_index_and_articles_say_the_same(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    rnd = random.Random(4)
    queries = [" SAME ".join(operand(rnd) for _ in range(rnd.choice([2, 2, 3]))) for _ in range(150)]
    states = [SearchState(query=query, per_page=100, sort="newest") for query in queries]

    def answers() -> list[list[str]]:
        engine = ArrayEngine(archive.reader.snapshot, archive.store)
        pages = [engine.search(state) for state in states]
        assert not any(page.diagnostics for page in pages)
        assert all(page.total == len(page.hits) or page.total > 100 for page in pages)
        return [[hit.id for hit in page.hits] for page in pages]

    indexed = answers()
    monkeypatch.setattr("search.array.evaluate.is_indexed", lambda _: False)
    for query, ours, read in zip(queries, indexed, answers(), strict=True):
        assert ours == read, query
    assert sum(map(bool, indexed)) > 60
    assert len({tuple(ids) for ids in indexed}) > 60
