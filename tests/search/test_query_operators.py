"""Operators of the query language against the invented archive, each with what it must not find."""

from collections.abc import Callable

import pytest

from search.array import sentences
from search.array.engine import ArrayEngine
from search.errors import BadRequestError
from search.open import Archive
from search.state import SearchState

Find = Callable[..., list[str]]

HRYTSENKO = {"grain-open", "grain-copy", "passing", "gritsenko"}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("repeat3:grain", {"grain-prices"}),
        ("repeat4:grain", set()),
        ("repeat2:grain", {"grain-open", "grain-copy", "grain-prices"}),
        ("repeat3:heron", {"bird"}),
        ("REPEAT4:heron", {"bird"}),
        ("repeat5:heron", set()),
        ('repeat2:"the who"', {"who"}),
        ('repeat2:"grain deal"', {"grain-open", "grain-copy"}),
        ('repeat3:"grain deal"', set()),
        ("-repeat3:grain grain", {"grain-open", "grain-copy"}),
    ],
)
def test_repeat_counts_title_description_and_text_together(find: Find, query: str, found: set[str]) -> None:
    assert set(find(query)) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("wheat SAME sea", {"grain-open", "grain-copy"}),
        ("wheat SAME spring", set()),
        ("wheat spring", {"grain-open", "grain-copy"}),
        ("insurers SAME wheat", set()),
        ("person:hrytsenko SAME place:odesa", {"grain-open", "grain-copy", "gritsenko"}),
        ("person:villanueva SAME place:nairobi", set()),
        ("person:villanueva SAME place:lisbon", {"nairobi"}),
        ("person:villanueva place:nairobi", {"nairobi"}),
        ("person:p:marco_villanueva SAME country:PT", {"nairobi"}),
        ("moves SAME person:villanueva", {"chess"}),
        ("person:villanueva SAME (porto OR cheaper)", set()),
        ("person:villanueva SAME (moves OR traders)", {"chess"}),
        ("(grain deal) SAME friday", {"grain-open", "grain-copy"}),
        ("about:2022-11-11 SAME odesa", {"grain-open"}),
        ("about:2022-11-11 SAME wheat", set()),
        ('"grain deal" SAME harbour SAME spring', {"grain-open", "grain-copy"}),
        ("harb* SAME deel~", {"grain-open", "grain-copy"}),
        ("title:harbour SAME deal", {"grain-open", "grain-copy"}),
        ("-(wheat SAME sea) wheat", {"grain-prices", "undated"}),
        ("wheat SAME sea OR heron", {"grain-open", "grain-copy", "bird"}),
        ("wheat SAME sea source:courier.example", {"grain-copy"}),
        ("wheat^3 SAME sea", {"grain-open", "grain-copy"}),
        ("lisbon SAME tuesday", set()),
    ],
)
def test_same_asks_for_one_sentence(find: Find, query: str, found: set[str]) -> None:
    assert set(find(query)) == found
    assert set(find(query)) == found, "what was read before is remembered"


def test_same_under_filters_counts_as_without_them(engine: ArrayEngine) -> None:
    state = SearchState(query="person:hrytsenko SAME place:odesa").with_value("source", "wire.example")
    page = engine.search(state)
    assert page.total == 1
    assert {value.key: value.count for value in page.facets["source"].values} == {
        "gazette.example": 1, "courier.example": 1, "wire.example": 1,
    }  # fmt: skip
    about = SearchState(query="wheat SAME sea", about_from="2022-11-11", about_to="2022-11-11")
    assert engine.count(about) == 2


def test_same_over_too_many_articles_is_said_and_searched_as_and(
    engine: ArrayEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.array.evaluate.MAX_ARTICLES", 1)
    page = engine.search(SearchState(query="whaet~2 SAME spring"))
    assert page.total == 2
    [item] = page.diagnostics
    assert item.kind == "too-broad" and "stands together in 2 articles" in item.message


def test_same_reads_in_batches(newsroom: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentences, "BATCH", 2)
    monkeypatch.setattr("search.array.evaluate.is_indexed", lambda _: False)
    engine = ArrayEngine(newsroom.reader.snapshot, newsroom.store)
    assert engine.count(SearchState(query="the SAME of")) == len(
        [item for item in engine.iterate(SearchState(query="the of")) if item.title.text]
    ) - engine.count(SearchState(query="the of -(the SAME of)"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("saved:grain", {"grain-open", "grain-copy", "grain-prices"}),
        ("saved:grain -saved:villanueva", {"grain-open", "grain-copy", "grain-prices"}),
        ("saved:villanueva", {"nairobi", "chess"}),
        ("saved:undated", {"undated", "undated-two"}),
        ("saved:passing-odesa", {"grain-open", "grain-copy", "gritsenko", "passing"}),
        ("saved:placeless", {"live", "election", "recount"}),
        ("saved:nested", {"grain-open", "grain-copy", "grain-prices"}),
        ("saved:november-flood", {"flood", "anniversary"}),
        ('saved:"grain" OR heron', {"grain-open", "grain-copy", "grain-prices", "bird"}),
    ],
)
def test_saved_query_is_a_clause_with_all_its_filters(find: Find, query: str, found: set[str]) -> None:
    assert set(find(query)) == found


@pytest.mark.parametrize(
    ("query", "kind", "suggestion", "total"),
    [
        ("heron saved:grian", "unknown-saved", "grain", 1),
        ("saved:zzz", "unknown-saved", "", 30),
        ("saved:circle", "circular", "", 3),
    ],
)
def test_saved_query_that_cannot_be_used_is_said(
    engine: ArrayEngine, query: str, kind: str, suggestion: str, total: int
) -> None:
    page = engine.search(SearchState(query=query))
    assert [(item.kind, item.suggestion) for item in page.diagnostics] == [(kind, suggestion)]
    assert page.total == total


def test_words_of_a_saved_query_are_highlighted(engine: ArrayEngine) -> None:
    hit = engine.search(SearchState(query="saved:grain", sort="oldest")).hits[0]
    assert [hit.title.text[start:end] for start, end in hit.title.ranges] == ["Grain"]


def test_weight_changes_the_score_and_nothing_else(engine: ArrayEngine) -> None:
    plain = {hit.id: hit.score for hit in engine.search(SearchState(query="grain")).hits}
    heavy = {hit.id: hit.score for hit in engine.search(SearchState(query="grain^3")).hits}
    assert heavy == pytest.approx({id_: 3 * score for id_, score in plain.items()}, rel=1e-5)


def test_weight_decides_the_order(find: Find) -> None:
    assert find("heron^50 OR recount")[0] == "bird"
    assert find("heron OR recount^50")[0] in ("election", "live", "recount")
    assert find("(heron OR zebra)^50 OR recount")[0] == "bird"


@pytest.mark.parametrize(
    ("query", "found", "also"),
    [
        ("Hrytsenko", HRYTSENKO, {"Hrytsenko": ("Gritsenko",)}),
        ("gritsenko", HRYTSENKO, {"gritsenko": ("Hrytsenko",)}),
        ("Olena Gritsenko", HRYTSENKO - {"passing"}, {"Gritsenko": ("Hrytsenko",)}),
        ('"Gritsenko"', {"gritsenko"}, {}),
        ("-gritsenko odesa", {"grain-open", "grain-copy", "passing"}, {}),
        ("Villanueva", {"grain-prices", "nairobi", "chess"}, {}),
        ("gritsenko SAME odesa", {"grain-open", "grain-copy", "gritsenko"}, {"gritsenko": ("Hrytsenko",)}),
    ],
)
def test_typed_name_finds_its_other_spellings_and_says_so(
    engine: ArrayEngine, find: Find, query: str, found: set[str], also: dict[str, tuple[str, ...]]
) -> None:
    assert set(find(query)) == found
    page = engine.search(SearchState(query=query))
    assert {item.word: item.variants for item in page.also_matching} == also


def test_article_that_spells_the_name_as_typed_comes_first(find: Find) -> None:
    assert find("gritsenko")[0] == "gritsenko"


def test_other_spellings_are_turned_off(engine: ArrayEngine, find: Find) -> None:
    assert find("gritsenko", names="typed") == ["gritsenko"]
    assert engine.search(SearchState(query="gritsenko", names="typed")).also_matching == ()


def test_other_spelling_is_highlighted(engine: ArrayEngine) -> None:
    hits = engine.search(SearchState(query="gritsenko", sort="newest")).hits
    snippet = hits[0].snippet
    assert [snippet.text[start:end] for start, end in snippet.ranges] == ["Hrytsenko"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("universit*", {"university"}),
        ("govern*", {"government"}),
        ("governm*", {"government"}),
        ("telesc*", {"universe"}),
        ("colo*r", {"colour", "color"}),
        ("none:place published:1997", {"flood"}),
        ("none:section", {"gritsenko", "flood", "crucero"}),
        ("-none:person person:karimova", {"covid", "nairobi"}),
    ],
)
def test_patterns_and_absent_values(find: Find, query: str, found: set[str]) -> None:
    assert set(find(query)) == found


def test_pattern_that_stands_for_too_many_words_is_not_searched(
    engine: ArrayEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.expansion.MAX_PATTERN_TERMS", 2)
    page = engine.search(SearchState(query="heron co*"))
    [item] = page.diagnostics
    assert (item.kind, item.start, item.end) == ("too-broad", 6, 9)
    assert page.total == 1


@pytest.mark.parametrize("query", ["grain", "wheat SAME sea", "repeat2:grain"])
def test_search_that_takes_too_long_is_stopped(newsroom: Archive, query: str) -> None:
    engine = ArrayEngine(newsroom.reader.snapshot, newsroom.store, deadline_s=-1)
    with pytest.raises(BadRequestError, match="took more than -1 seconds") as raised:
        engine.search(SearchState(query=query))
    assert raised.value.diagnostics[0].kind == "too-slow"
