"""Scores against BM25F written out: a sum over the fields, each with its own lengths."""

from collections.abc import Callable, Iterator
from math import log

import numpy as np
import pytest

from index.analysis import terms
from index.article import Annotations, CleanArticle, article_id
from index.columns import UNDATED
from index.store_writer import NewArticle
from search.engine import Engine
from search.open import Archive
from search.ranking import FIELD_BOOSTS, RECENCY_HALF_LIFE_DAYS, RECENCY_WEIGHT, recency_factors
from search.state import SearchState

K1, B = 1.2, 0.75
TEXTS = (
    ("Grain deal", "", "The grain deal holds. Grain moves again."),
    ("Harbour", "Grain in the harbour", "Ships come and go all day long without any hurry."),
    ("Deal of the year", "", "Nobody signed."),
    ("Weather", "", "Rain, then more rain, then grain of hail."),
    ("Ferry", "A ferry", "The ferry is late."),
)


@pytest.fixture(scope="module")
def archive(
    build_archive: Callable[..., Archive], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Archive]:
    articles = [make(str(number), *row) for number, row in enumerate(TEXTS)]
    opened = build_archive(tmp_path_factory.mktemp("ranking"), articles)
    yield opened
    opened.close()


def make(given: str, title: str, description: str, text: str) -> NewArticle:
    return NewArticle(
        id=article_id("paper", given),
        source="paper",
        clean=CleanArticle(title=title, text=text, description=description),
        annotations=Annotations(),
        bands=(int(given),),
        cleaner_version=1,
        annotator_version=1,
    )


def analysed(text: str) -> list[str]:
    return [term.text for term in terms(text)]


FIELDS = {
    "title": [analysed(title) for title, _, _ in TEXTS],
    "description": [analysed(description) for _, description, _ in TEXTS],
    "body": [analysed(body) for _, _, body in TEXTS],
}


def bm25f(word: str, number: int) -> float:
    """Source: Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009, with Whoosh's idf."""
    total = 0.0
    for field, boost in FIELD_BOOSTS.items():
        documents = FIELDS[field]
        frequency = documents[number].count(word)
        holding = sum(word in document for document in documents)
        if not frequency:
            continue
        idf = log(len(documents) / (holding + 1)) + 1
        average = sum(map(len, documents)) / len(documents)
        norm = K1 * (1 - B + B * len(documents[number]) / average)
        total += boost * idf * frequency * (K1 + 1) / (frequency + norm)
    return total


def scores(engine: Engine, query: str) -> dict[int, float]:
    titles = [title for title, _, _ in TEXTS]
    page = engine.search(SearchState(query=query))
    return {titles.index(hit.title.text): hit.score for hit in page.hits}


@pytest.mark.parametrize("word", ["grain", "deal", "ferry", "the"])
def test_score_of_a_word_is_the_formula(archive: Archive, word: str) -> None:
    [term] = analysed(word)
    wanted = {number: bm25f(term, number) for number in range(len(TEXTS)) if bm25f(term, number)}
    assert scores(archive.engine, word) == pytest.approx(wanted, rel=1e-6)


@pytest.mark.parametrize(("query", "total"), [("grain deal", 1), ("grain OR deal", 4)])
def test_scores_of_several_words_add_up(archive: Archive, query: str, total: int) -> None:
    found = scores(archive.engine, query)
    assert len(found) == total
    assert found == pytest.approx(
        {number: bm25f("grain", number) + bm25f("deal", number) for number in found}, rel=1e-6
    )


def test_excluded_words_fields_and_filters_do_not_score(archive: Archive) -> None:
    plain = scores(archive.engine, "grain")
    for query in ("grain -ferry", "grain source:paper", "grain (* OR ferry)"):
        narrowed = scores(archive.engine, query)
        assert narrowed == pytest.approx({number: plain[number] for number in narrowed}, rel=1e-6)
    assert set(scores(archive.engine, "source:paper").values()) == {0.0}


def test_word_in_the_title_is_worth_more_than_in_the_body(archive: Archive) -> None:
    found = scores(archive.engine, "grain")
    assert next(iter(found)) == 0 and found[0] > found[3]
    title_only = scores(archive.engine, "title:grain")
    assert list(title_only) == [0] and title_only[0] < found[0]


def factors(
    days: list[int], seen_on: int = 20_000, deleted: tuple[int, ...] = (), today: int = 20_000
) -> list[float]:
    live = np.ones(len(days), dtype=np.bool_)
    live[list(deleted)] = False
    seen = np.full(len(days), seen_on * 86_400, dtype=np.int64)
    return recency_factors(np.array(days, dtype=np.int32), seen, live, today).tolist()


def test_half_of_the_prior_is_left_after_each_half_life() -> None:
    half = round(RECENCY_HALF_LIFE_DAYS)
    wanted = [1 + RECENCY_WEIGHT * share for share in (1, 0.5, 0.25)]
    assert factors([19_000, 19_000 - half, 19_000 - 2 * half]) == pytest.approx(wanted, rel=1e-12)


def test_undated_articles_have_a_neutral_factor() -> None:
    assert factors([UNDATED, 19_000])[0] == 1.0
    assert factors([UNDATED]) == [1.0] and factors([]) == []


def test_age_counts_from_the_newest_article_that_is_there() -> None:
    assert factors([18_000, 19_000], deleted=(1,))[0] == 1 + RECENCY_WEIGHT


def test_a_day_in_the_future_makes_nothing_else_old() -> None:
    for misprint in (19_002, 20_001, 99_000):
        assert factors([18_000, 18_000, misprint], seen_on=19_000) == [1 + RECENCY_WEIGHT] * 3
        assert factors([18_000, 18_000, misprint], seen_on=99_000, today=19_000) == [1 + RECENCY_WEIGHT] * 3


def test_days_that_are_all_in_the_future_are_all_new() -> None:
    assert factors([98_000, 99_000], seen_on=19_000) == [1 + RECENCY_WEIGHT] * 2
