from collections.abc import Iterable, Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Entity
from search.expansion import MAX_SAVED, Expanded, expand, tree_of_state
from search.parser import parse
from search.query import (
    All,
    And,
    Boost,
    Dates,
    Node,
    Not,
    Or,
    Pattern,
    Phrase,
    Same,
    Saved,
    Value,
    Without,
    Word,
)
from search.ranking import VARIANT_WEIGHT
from search.results import AlsoMatching
from search.state import SearchState
from search.variants import NameSpellings, Variants, is_spelling, variants_of

TODAY = date(2022, 11, 24)
TERMS = {"gritsenko", "hrytsenko", "ship", "shipment", "shipyard"}


class Known:
    """An index of five terms, one name in three spellings, one of them not indexed."""

    def __init__(self, saved: Mapping[str, SearchState] = {}) -> None:
        self._saved = saved

    def expand(self, field: str, prefix: str, limit: int) -> list[str]:
        return sorted(term for term in TERMS if term.startswith(prefix))[:limit] if field == "body" else []

    def analyses(self) -> tuple[str, ...]:
        return ("en",)

    def variants(self) -> Variants:
        return {"gritsenko": ("Hritsenko", "Hrytsenko")}

    def saved(self) -> Mapping[str, SearchState]:
        return self._saved


def expanded(query: str, saved: Mapping[str, SearchState] = {}, *, names: bool = True) -> Expanded:
    return expand(parse(query, TODAY), Known(saved), ("title", "body"), TODAY, names=names)


OTHER = Boost(Word("Hrytsenko"), VARIANT_WEIGHT)
SPELT = Or((Word("Gritsenko"), OTHER))


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("Gritsenko", SPELT),
        ("a Gritsenko", And((Word("a"), SPELT))),
        ("a OR Gritsenko", Or((Word("a"), Word("Gritsenko"), OTHER))),
        ("Gritsenko^2", Boost(SPELT, 2)),
        ("a SAME Gritsenko", Same((Word("a"), SPELT))),
        (
            "title:Gritsenko",
            Or((Word("Gritsenko", "title"), Boost(Word("Hrytsenko", "title"), VARIANT_WEIGHT))),
        ),
        ("-Gritsenko", Not(Word("Gritsenko"))),
        ("-(a -Gritsenko)", Not(And((Word("a"), Not(SPELT))))),
        ('"Gritsenko"', Phrase("Gritsenko")),
    ],
)
def test_name_is_searched_in_its_indexed_spellings(query: str, tree: Node) -> None:
    found = expanded(query)
    assert found.tree == tree
    assert found.also_matching == (
        (AlsoMatching("Gritsenko", ("Hrytsenko",)),) if OTHER in flat(tree) else ()
    )
    assert expanded(query, names=False) == Expanded(parse(query).tree, (), ())


def flat(node: object) -> list[object]:
    inner = getattr(node, "children", None) or [getattr(node, "child", None)]
    found = [node, *(part for child in inner if child is not None for part in flat(child))]
    return (
        [*found, OTHER]
        if any(isinstance(item, Boost) and item.factor == VARIANT_WEIGHT for item in found)
        else found
    )


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("ship*", All()),
        ("a ship*", Word("a")),
        ("a OR ship*", Word("a")),
        ("a -ship*", Word("a")),
        ("a SAME ship*", Word("a")),
        ("ship*^2 a", Word("a")),
        ("shipm*", Pattern("shipm*")),
        ("title:ship*", Pattern("ship*", "title")),
    ],
)
def test_pattern_for_too_many_words_is_left_out(
    monkeypatch: pytest.MonkeyPatch, query: str, tree: Node
) -> None:
    monkeypatch.setattr("search.expansion.MAX_PATTERN_TERMS", 2)
    found = expanded(query)
    assert found.tree == tree
    marked = [(item.kind, query[item.start : item.end]) for item in found.diagnostics]
    assert marked == ([("too-broad", "ship*")] if "*" not in str(tree) else [])


def test_saved_queries_within_saved_queries_are_bounded() -> None:
    saved = {
        f"q{number}": SearchState(query=f"saved:q{number + 1} saved:q{number + 1}") for number in range(30)
    }
    saved["q30"] = SearchState(query="a")
    found = expanded("saved:q0", saved)
    assert {item.kind for item in found.diagnostics} == {"too-many"}
    assert len(found.diagnostics) <= MAX_SAVED + 1


def test_diagnostics_come_in_order_of_their_place() -> None:
    found = expanded("saved:b autor:x saved:a")
    assert [(item.kind, item.start) for item in found.diagnostics] == [
        ("unknown-saved", 0), ("unknown-field", 8), ("unknown-saved", 16),
    ]  # fmt: skip


NOVEMBER = (date(2022, 11, 1), date(2022, 11, 30))


@pytest.mark.parametrize(
    ("state", "tree"),
    [
        (SearchState(), All()),
        (SearchState(query="a b"), And((Word("a"), Word("b")))),
        (
            SearchState(query="a OR b").with_value("tag", "x"),
            And((Or((Word("a"), Word("b"))), Value("tag", "x"))),
        ),
        (
            SearchState(query="a")
            .with_value("tag", "x")
            .with_value("tag", "y")
            .with_value("tag", "z", "not"),
            And((Word("a"), Or((Value("tag", "x"), Value("tag", "y"))), Not(Value("tag", "z")))),
        ),
        (
            SearchState(query="a", mentions="every").with_value("person", "p:x", "all").with_none_of("place"),
            And((Word("a"), Value("person", "p:x", every=True), Without("place", every=True))),
        ),
        (
            SearchState(query="person:x -none:tag", mentions="every"),
            And((Value("person", "x", every=True), Not(Without("tag", every=True)))),
        ),
        (
            SearchState(query="a", undated=True, day_from="2022-11", day_to="2022-11"),
            And((Word("a"), Not(Dates("published", None, None)), Dates("published", *NOVEMBER))),
        ),
        (SearchState(query="a", about_to="2022-11"), And((Word("a"), Dates("about", None, NOVEMBER[1])))),
        (SearchState(query="published:today"), Dates("published", TODAY, TODAY)),
    ],
)
def test_state_is_said_as_one_tree(state: SearchState, tree: Node) -> None:
    said = tree_of_state(state, TODAY)
    found = And(tuple(part for part in said.children if part != All())) if isinstance(said, And) else said
    assert found == tree
    assert expanded("saved:s", {"s": state}).tree == Saved("s", said)


def entities(keys: Iterable[str]) -> dict[str, Entity]:
    names = {
        "p:olena_hrytsenko": "Olena Hrytsenko", "p:olena_gritsenko": "Olena Gritsenko", "p:gritzenko": "Gritzenko",
        "p:ada_kova": "Ada Kova", "p:ada_telu": "Ada Telu", "p:bo_li": "Bo Li", "p:bo_lee": "Bo Lee",
        "g:1": "Kiev", "g:2": "Kyiv",
    }  # fmt: skip
    return {key: Entity(key=key, kind="person", name=names[key]) for key in keys if key in names}


def test_spellings_come_from_merged_persons() -> None:
    aliases = {
        "p:olena_gritsenko": "p:olena_hrytsenko",
        "p:gritzenko": "p:olena_hrytsenko",
        "p:ada_telu": "p:ada_kova",
        "p:bo_li": "p:bo_lee",
        "p:hidden": "",
        "g:1": "g:2",
    }
    assert variants_of(aliases, entities) == {
        "hrytsenko": ("Gritsenko", "Gritzenko"),
        "gritsenko": ("Gritzenko", "Hrytsenko"),
        "gritzenko": ("Gritsenko", "Hrytsenko"),
    }
    assert variants_of({}, entities) == {}


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Hrytsenko", "Gritsenko", True),
        ("Gaddafi", "Qadhafi", True),
        ("Smith", "Smyth", True),
        ("Kova", "Telu", False),
        ("Markle", "Sussex", False),
        ("Li", "Lee", False),
        ("Muller", "Müller", False),
        ("Jones", "Jone", False),
    ],
)
def test_spelling_differs_a_little_but_is_found_by_no_other(one: str, other: str, alike: bool) -> None:
    assert is_spelling(one, other) is is_spelling(other, one) is alike


FORMS = ["p:igor_hrytsenko", "p:ihor_gritsenko", "p:hrycenko", "p:ada_kova", "p:ada_kowa"]
tables_of_aliases = st.dictionaries(st.sampled_from(FORMS), st.sampled_from([*FORMS, ""]))


@given(st.lists(tables_of_aliases, max_size=4))
def test_spellings_followed_through_changes_equal_those_read_afresh(tables: list[dict[str, str]]) -> None:
    def entities(keys: Iterable[str]) -> dict[str, Entity]:
        return {
            key: Entity(key=key, kind="person", name=key[2:].replace("_", " ").title()) for key in keys if key
        }

    found = NameSpellings()
    for aliases in tables:
        found = found.under(aliases, entities)
        assert found.variants == variants_of(aliases, entities)
