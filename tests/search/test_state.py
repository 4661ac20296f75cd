from dataclasses import replace
from datetime import date
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.columns import FACETS
from search.state import (
    DEFAULT_PER_PAGE,
    MAX_DIAGNOSTICS,
    MAX_SELECTIONS,
    PARAMETERS,
    SearchState,
    Selection,
    parse_day,
)

MODES = ("any", "all", "not")
DAY = st.dates(date(1000, 1, 1)).map(str).flatmap(lambda day: st.sampled_from([day, day[:7], day[:4], ""]))
KEY = st.text(st.characters(exclude_characters="\x00", exclude_categories=("Cs",)), min_size=1, max_size=20)


@st.composite
def states(draw: st.DrawFn) -> SearchState:
    pairs = draw(st.lists(st.tuples(st.sampled_from(FACETS), KEY), max_size=5, unique=True))
    selections = [Selection(facet, draw(st.sampled_from(MODES)), key) for facet, key in pairs]
    return SearchState(
        query=draw(KEY | st.just("")).strip(),
        selections=tuple(sorted(selections)),
        without=tuple(sorted(draw(st.sets(st.sampled_from(FACETS), max_size=2)))),
        undated=draw(st.booleans()),
        day_from=draw(DAY),
        day_to=draw(DAY),
        about_from=draw(DAY),
        about_to=draw(DAY),
        sort=draw(st.sampled_from(["relevance", "newest", "oldest"])),
        copies=draw(st.sampled_from(["show", "group"])),
        mentions=draw(st.sampled_from(["salient", "every"])),
        names=draw(st.sampled_from(["variants", "typed"])),
        recency=draw(st.sampled_from(["off", "on"])),
        layout=draw(st.sampled_from(["list", "compact"])),
        bars=draw(st.sampled_from(["count", "share"])),
        time_zone=draw(st.sampled_from(["", "Europe/Kyiv", "UTC"])),
        per_page=draw(st.integers(1, 100)),
        cursor=draw(st.text("abc-_", max_size=10)),
    )


@given(states(), st.sampled_from([("per_page", 7), ("query", "grain"), ("cursor", "xyz")]))
def test_a_change_leaves_everything_else_and_begins_at_the_first_page(
    state: SearchState, changed: tuple[str, object]
) -> None:
    there = replace(state, cursor="abc")
    assert there.change(**dict([changed])) == replace(there, **{"cursor": "", changed[0]: changed[1]})


def read(*params: tuple[str, str]) -> SearchState:
    state, diagnostics = SearchState.from_params(params)
    assert diagnostics == ()
    return state


@given(states())
def test_state_survives_its_query_string(state: SearchState) -> None:
    params = parse_qsl(
        state.to_query_string(), keep_blank_values=True, strict_parsing=bool(state.to_params())
    )
    assert SearchState.from_params(params) == (state, ())


@given(states(), st.randoms())
def test_order_of_parameters_does_not_matter(state: SearchState, rnd: object) -> None:
    params = state.to_params()
    shuffled = list(params)
    rnd.shuffle(shuffled)  # type: ignore[attr-defined]
    assert read(*shuffled).to_params() == params


def test_canonical_order_is_query_facets_days_choices_page() -> None:
    state = read(
        ("cursor", "x"),
        ("per_page", "5"),
        ("sort", "newest"),
        ("to", "2022"),
        ("place", "g:2"),
        ("not_person", "p:c"),
        ("person", "p:b"),
        ("person", "p:a"),
        ("q", " deal "),
    )
    assert state.to_query_string() == (
        "q=deal&person=p%3Aa&person=p%3Ab&not_person=p%3Ac&place=g%3A2&to=2022&sort=newest&per_page=5&cursor=x"
    )


def test_defaults_are_left_out() -> None:
    assert SearchState().to_query_string() == ""
    state = read(
        ("q", ""),
        ("sort", "relevance"),
        ("copies", "show"),
        ("mentions", "salient"),
        ("recency", "off"),
        ("undated", "0"),
        ("from", ""),
    )
    assert state == SearchState() and state.to_params() == []


def test_value_given_in_two_modes_has_the_last() -> None:
    assert read(("person", "p:a"), ("not_person", "p:a")).selections == (Selection("person", "not", "p:a"),)


@pytest.mark.parametrize(
    ("name", "value", "kind", "suggestion"),
    [
        ("autor", "x", "unknown-parameter", "author"),
        ("zebra", "x", "unknown-parameter", ""),
        ("sort", "best", "bad-value", "Known: relevance, newest, oldest."),
        ("copies", "1", "bad-value", "Known: show, group."),
        ("mentions", "all", "bad-value", "Known: salient, every."),
        ("from", "2022-13", "bad-value", "Write YYYY, YYYY-MM or YYYY-MM-DD."),
        ("about_to", "soon", "bad-value", "Write YYYY, YYYY-MM or YYYY-MM-DD."),
        ("to", "٢٠٢٢", "bad-value", "Write YYYY, YYYY-MM or YYYY-MM-DD."),
        ("none", "colour", "bad-value", f"Known: {', '.join(FACETS)}."),
        ("undated", "yes", "bad-value", ""),
        ("per_page", "0", "bad-value", ""),
        ("per_page", "101", "bad-value", ""),
        ("per_page", "-1", "bad-value", ""),
        ("per_page", "ten", "bad-value", ""),
    ],
)
def test_value_that_cannot_be_used_is_named_and_left_out(
    name: str, value: str, kind: str, suggestion: str
) -> None:
    state, diagnostics = SearchState.from_params([("q", "deal"), (name, value)])
    assert state == SearchState(query="deal")
    [item] = diagnostics
    assert (item.kind, item.parameter, item.suggestion) == (kind, name, suggestion)
    assert (item.start, item.end) == (0, len(name if kind == "unknown-parameter" else value))
    assert (name if kind == "unknown-parameter" else repr(value)) in item.message


def test_more_values_than_any_hand_selects_are_refused() -> None:
    params = [("tag", str(number)) for number in range(MAX_SELECTIONS + 2)]
    state, diagnostics = SearchState.from_params(params)
    assert len(state.selections) == MAX_SELECTIONS
    assert [item.kind for item in diagnostics] == ["too-many"] * 2


@given(
    st.lists(st.tuples(st.sampled_from(PARAMETERS) | st.text(max_size=5), st.text(max_size=20)), max_size=10)
)
def test_any_parameters_give_a_state_that_survives(params: list[tuple[str, str]]) -> None:
    state, _ = SearchState.from_params(params)
    again, diagnostics = SearchState.from_params(state.to_params())
    assert (again, diagnostics) == (state, ())


PAGED = SearchState(query="deal", cursor="abc", selections=(Selection("person", "any", "p:a"),))


@pytest.mark.parametrize(
    "changed",
    [
        PAGED.with_value("place", "g:1"),
        PAGED.without_value("person", "p:a"),
        PAGED.with_none_of("tag"),
        PAGED.change(sort="newest"),
        PAGED.first_page,
    ],
    ids=["with", "without", "none", "change", "first"],
)
def test_every_change_goes_to_page_one_and_keeps_the_query(changed: SearchState) -> None:
    assert (changed.cursor, changed.query) == ("", "deal")


def test_selecting_and_deselecting_keep_other_filters() -> None:
    state = SearchState(day_from="2022").with_value("person", "p:a").with_value("person", "p:b", "all")
    assert state.keys("person") == ("p:a",) and state.keys("person", "all") == ("p:b",)
    assert state.with_value("person", "p:a", "not").keys("person") == ()
    assert state.without_value("person", "p:b").selections == (Selection("person", "any", "p:a"),)
    assert state.without_value("person", "p:a").day_from == "2022"


def test_none_of_a_facet_and_a_value_of_it_exclude_each_other() -> None:
    none = SearchState().with_value("person", "p:a").with_value("tag", "x").with_none_of("person")
    assert (none.without, none.selections) == (("person",), (Selection("tag", "any", "x"),))
    assert none.with_value("person", "p:a").without == ()
    assert none.with_value("person", "p:a", "not").without == ("person",)


def test_next_page_keeps_everything_but_the_cursor() -> None:
    assert PAGED.at("xyz").first_page == PAGED.first_page and PAGED.at("xyz").cursor == "xyz"


@pytest.mark.parametrize(
    ("state", "filtered"),
    [
        (SearchState(query="deal"), False),
        (SearchState(sort="newest", copies="group"), False),
        (SearchState(undated=True), True),
        (SearchState(about_to="2022"), True),
        (SearchState().with_none_of("tag"), True),
        (PAGED, True),
    ],
)
def test_state_knows_whether_anything_narrows_it(state: SearchState, filtered: bool) -> None:
    assert state.is_filtered is filtered


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (SearchState(), "All articles."),
        (SearchState(copies="group", sort="oldest"), "All stories, oldest first."),
        (SearchState(query="deal"), "Articles matching “deal”."),
        (SearchState(query="deal", recency="on"), "Articles matching “deal”, recent ones preferred."),
        (
            SearchState(query="deal", time_zone="Europe/Kyiv"),
            "Articles matching “deal”, times in Europe/Kyiv.",
        ),
        (SearchState(query="deal", recency="on", sort="newest"), "Articles matching “deal”, newest first."),
        (
            SearchState(query="deal")
            .with_value("person", "p:a")
            .with_value("person", "p:b")
            .with_value("place", "g:1", "all")
            .with_value("tag", "x", "not"),
            "Articles matching “deal”, with person Ada or p:b, with place g:1, without tag x.",
        ),
        (
            SearchState(mentions="every").with_none_of("place"),
            "Articles without any place, counting every mention.",
        ),
        (SearchState(undated=True), "Articles without a date of publication."),
        (SearchState(day_from="2022", day_to="2022"), "Articles published 2022."),
        (
            SearchState(day_from="2022-11", about_from="2021", about_to="2022", sort="newest"),
            "Articles published from 2022-11, about from 2021 to 2022, newest first.",
        ),
    ],
)
def test_state_says_in_a_sentence_what_it_asks_for(state: SearchState, sentence: str) -> None:
    assert state.describe({"p:a": "Ada"}) == sentence


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2022", date(2022, 1, 1), date(2022, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2022-12", date(2022, 12, 1), date(2022, 12, 31)),
        ("2022-11-11", date(2022, 11, 11), date(2022, 11, 11)),
        ("9999", date(9999, 1, 1), date(9999, 12, 31)),
    ],
)
def test_day_month_and_year_have_a_first_and_a_last_day(text: str, first: date, last: date) -> None:
    assert parse_day(text) == (first, last)


@pytest.mark.parametrize(
    "text", ["", "0000", "22", "2022-1", "2022-02-30", "2022-11-11T10:00", " 2022", "20221111"]
)
def test_what_is_no_day_gives_none(text: str) -> None:
    assert parse_day(text) is None


def test_page_size_can_be_a_callers_own() -> None:
    assert SearchState.from_params([], per_page=7)[0].per_page == 7
    assert SearchState.from_params([("per_page", "3")], per_page=7)[0].per_page == 3
    assert SearchState().per_page == DEFAULT_PER_PAGE


@pytest.mark.parametrize("value", ["Europe/Kiew", "../etc/passwd", "kyiv", "\ud800"])
def test_unknown_time_zone_is_named_and_left_out(value: str) -> None:
    state, diagnostics = SearchState.from_params([("tz", value)])
    assert state == SearchState()
    assert [(item.kind, item.parameter) for item in diagnostics] == [("bad-value", "tz")]


@pytest.mark.parametrize("day", ["2024-00", "2024-01-00", "2024-00-05", "0000", "2023-02-29", "2024-13"])
def test_day_that_no_calendar_has_is_none(day: str) -> None:
    assert parse_day(day) is None


def test_thousands_of_wrong_parameters_are_told_in_part_and_the_rest_counts() -> None:
    wrong = [(f"{name}{at}", "x") for at in range(30_000) for name in ("perso", "none")]
    state, diagnostics = SearchState.from_params(
        [*wrong, *(("none", "x") for _ in range(500)), ("q", "ferry")]
    )
    assert state == SearchState(query="ferry")
    assert len(diagnostics) == MAX_DIAGNOSTICS
    assert diagnostics[0].suggestion == "person"
