"""Query strings with one value more, against the states that they stand for."""

from hypothesis import given
from hypothesis import strategies as st

from index.columns import FACETS
from search.narrowing import DayNarrowing, Narrowing
from search.quoting import quoted
from search.state import CHOICES, SearchState, Selection

FACET = st.sampled_from(tuple(FACETS))
MODE = st.sampled_from(("any", "all", "not"))
KEY = st.sampled_from(("p:a", "p:b b", "g:1", "", "é&=+")) | st.text(
    st.characters(exclude_categories=["Cs"]), max_size=4
)
SELECTIONS = st.lists(
    st.builds(Selection, FACET, MODE, KEY), max_size=5, unique_by=lambda one: (one.facet, one.key)
)


@given(
    query=st.sampled_from(("", "port", "a b&c")),
    selections=SELECTIONS,
    without=st.sets(FACET, max_size=2),
    day=st.sampled_from(("", "2010")),
    cursor=st.sampled_from(("", "abc")),
    facet=FACET,
    key=KEY,
    mode=MODE,
)
def test_it_is_what_the_narrower_state_writes(query, selections, without, day, cursor, facet, key, mode):
    state = SearchState(
        query=query,
        selections=tuple(sorted(selections)),
        without=tuple(sorted(without)),
        day_from=day,
        sort="newest",
        cursor=cursor,
    )
    wanted = state.with_value(facet, key, mode).to_query_string()
    narrowing = Narrowing(state)
    assert narrowing.query_string(facet, key, mode) == wanted
    around = narrowing.around(facet, mode)
    if around is not None and (facet, key) not in narrowing.modes:
        assert quoted(key).join(around) == wanted


@given(
    query=st.sampled_from(("", "port", "a b&c")),
    selections=SELECTIONS,
    without=st.sets(FACET, max_size=2),
    more=st.fixed_dictionaries(
        {},
        optional={
            "undated": st.just(True), "sort": st.just("newest"), "bars": st.just("share"),
            "time_zone": st.just("Europe/Kyiv"), "per_page": st.just(50), "cursor": st.just("abc"),
            "copies": st.just("group"), "layout": st.just("compact"),
        },
    ),
    choice=st.sampled_from([(name, value) for name, values in CHOICES.items() for value in values]),
    size=st.sampled_from((10, 20, 50)),
    facet=FACET,
)  # fmt: skip
def test_choices_and_absence_are_what_the_state_with_them_writes(
    query, selections, without, more, choice, size, facet
):
    state = SearchState(
        query=query, selections=tuple(sorted(selections)), without=tuple(sorted(without)), **more
    )
    narrowing = Narrowing(state)
    assert narrowing.choosing(*choice) == state.change(**dict([choice])).to_query_string()
    assert narrowing.choosing("per_page", str(size)) == state.change(per_page=size).to_query_string()
    assert narrowing.without_any(facet) == state.with_none_of(facet).to_query_string()


def test_several_values_are_selected_as_one_after_another():
    state = SearchState(without=("place",), cursor="abc").with_value("place", "g:1", "not")
    one_by_one = state.with_value("place", "g:2").with_value("place", "g:1")
    assert state.with_values("place", ("g:1", "g:2")) == one_by_one
    assert state.with_values("place", ()) == state.change()


@given(
    query=st.sampled_from(("", "port", "a b&c")),
    selections=SELECTIONS,
    about=st.sampled_from(("", "2010")),
    names=st.sampled_from((("day_from", "day_to"), ("about_from", "about_to"))),
    days=st.sampled_from((("2022", "2022"), ("2022-11", "2022-12"), ("2022-11-01", "2022-11-30"))),
)
def test_other_days_are_what_the_state_with_them_writes(query, selections, about, names, days):
    state = SearchState(
        query=query, selections=tuple(sorted(selections)), about_from=about, copies="group", cursor="abc"
    )
    marked = state.change(**dict.fromkeys(names, "0001"))
    parameter = {"day_from": "from", "about_from": "about_from"}[names[0]]
    wanted = state.change(**dict(zip(names, days, strict=True))).to_query_string()
    assert DayNarrowing(marked, parameter).query_string(*days) == wanted
