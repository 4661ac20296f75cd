import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.store import Store
from search.errors import SavedQueryError
from search.saved import (
    MAX_NAME_CHARS,
    MAX_SLUG_CHARS,
    delete_saved,
    find_saved,
    save_query,
    saved_list,
    slug_of,
)
from search.state import SearchState

STATE = SearchState(query='"grain deal" -rumour', day_from="2022-07", sort="newest").with_value(
    "place", "g:1"
)


def test_saved_query_is_found_with_its_whole_state(store: Store) -> None:
    saved = save_query(store, "  Grain   deal ", STATE)
    assert (saved.slug, saved.name, saved.state) == ("grain-deal", "Grain deal", STATE)
    assert find_saved(store, "grain-deal") == saved
    assert saved.created.endswith("+00:00") and len(saved.feed_token) >= 16


def test_saved_query_begins_on_page_one(store: Store) -> None:
    assert save_query(store, "a", STATE.at("abc")).state == STATE


def test_same_state_under_the_same_name_is_kept_once(store: Store) -> None:
    first = save_query(store, "Deal", STATE)
    assert save_query(store, "Deal", STATE.at("abc")) == first
    assert saved_list(store) == [first]


def test_other_state_under_the_same_name_has_a_link_of_its_own(store: Store) -> None:
    slugs = [save_query(store, "Deal", SearchState(query=word)).slug for word in ("a", "b", "c", "b")]
    assert slugs == ["deal", "deal-2", "deal-3", "deal-2"]
    tokens = {item.feed_token for item in saved_list(store)}
    assert len(tokens) == 3


def test_saved_queries_are_listed_by_name(store: Store) -> None:
    assert saved_list(store) == []
    for name in ("b", "c", "a"):
        save_query(store, name, STATE)
    assert [item.name for item in saved_list(store)] == ["a", "b", "c"]


def test_deleted_query_is_gone_and_its_link_free(store: Store) -> None:
    save_query(store, "Deal", STATE)
    delete_saved(store, "deal")
    assert saved_list(store) == []
    for gone in (find_saved, delete_saved):
        with pytest.raises(SavedQueryError, match="no saved query 'deal'"):
            gone(store, "deal")
    assert save_query(store, "Deal", SearchState()).slug == "deal"


def test_half_a_character_in_name_or_query_becomes_a_question_mark(store: Store) -> None:
    state, diagnostics = SearchState.from_query_string("q=a\udcffb")
    saved = save_query(store, "x\ud800", state)
    assert (saved.name, saved.state.query, diagnostics) == ("x?", "a?b", ())


@pytest.mark.parametrize("name", ["", "   ", "\n", "x" * (MAX_NAME_CHARS + 1)])
def test_name_that_cannot_be_used_is_refused(store: Store, name: str) -> None:
    with pytest.raises(SavedQueryError, match=f"1 to {MAX_NAME_CHARS} characters"):
        save_query(store, name, STATE)
    assert saved_list(store) == []


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Grain deal", "grain-deal"),
        ("Córdoba & Cádiz", "cordoba-cadiz"),
        ("../../etc/passwd", "etc-passwd"),
        ("--", "search"),
        ("香港", "search"),
        ("x" * 100, "x" * MAX_SLUG_CHARS),
        ("<script>", "script"),
    ],
)
def test_slug_is_plain_letters_and_digits(name: str, slug: str) -> None:
    assert slug_of(name) == slug


@given(st.text(max_size=200))
def test_slug_of_any_name_is_safe_in_a_link(name: str) -> None:
    slug = slug_of(name)
    assert 0 < len(slug) <= MAX_SLUG_CHARS
    assert slug.strip("abcdefghijklmnopqrstuvwxyz0123456789-") == "" and slug.strip("-") == slug
