"""Suggestions as one types, and corrections of mistyped words, over the invented archive."""

import pytest

from search.near import NearWords, errors_allowed
from search.open import Archive
from search.state import SearchState
from search.suggestions import KINDS, last_word


def offered(archive: Archive, text: str) -> list[tuple[str, str, str]]:
    return [(item.kind, item.text, item.query) for item in archive.engine.suggest(text)]


def test_last_word_is_completed_to_a_word_that_articles_print(newsroom: Archive) -> None:
    assert ("word", "harbour", "grain harbour") in offered(newsroom, "grain harb")


def test_words_of_stems_are_whole(newsroom: Archive) -> None:
    words = [text for kind, text, _ in offered(newsroom, "insur") if kind == "word"]
    assert words == ["insurers"]


@pytest.mark.parametrize("typed", ["hryts", "Hrytse", "olena hry", "deal Olena Hry"])
def test_persons_are_offered_by_any_word_of_their_name(newsroom: Archive, typed: str) -> None:
    persons = [item for item in newsroom.engine.suggest(typed) if item.kind == "person"]
    assert "Olena Hrytsenko" in [item.text for item in persons]


def test_counts_of_suggestions_are_totals(newsroom: Archive) -> None:
    seen = 0
    for typed in ("gr", "ha", "od", "ol", "ga", "wi", "li", "is", "po"):
        for item in newsroom.engine.suggest(typed):
            state = SearchState(query=item.query if item.kind == "word" else "", names="typed")
            if item.key:
                state = state.with_value(item.kind, item.key)
            assert newsroom.engine.count(state) == item.count, item
            seen += 1
    assert seen > 20


@pytest.mark.parametrize(
    ("typed", "kind", "text"),
    [
        ("habrour", "word", "harbour"),
        ("hrytsenka", "person", "Olena Hrytsenko"),
        ("villaneuva", "person", "Marco Villanueva"),
        ("odsea", "place", "Odesa"),
        ("ódesa", "place", "Odesa"),
        ("lisbno", "place", "Lisbon"),
    ],
)
def test_typing_errors_and_accents_are_forgiven(newsroom: Archive, typed: str, kind: str, text: str) -> None:
    assert (kind, text) in [(item.kind, item.text) for item in newsroom.engine.suggest(typed)]


def test_a_field_asks_for_its_kind_alone(newsroom: Archive) -> None:
    assert {item.kind for item in newsroom.engine.suggest("grain place:ode")} == {"place"}
    assert [item.query for item in newsroom.engine.suggest("grain place:ode")] == ["grain"]
    assert newsroom.engine.suggest("title:harb") == []


def test_sources_are_offered_by_a_part_of_their_name(newsroom: Archive) -> None:
    found = [item for item in newsroom.engine.suggest("gaz") if item.kind == "source"]
    assert [(item.text, item.key) for item in found] == [("gazette.example", "gazette.example")]


@pytest.mark.parametrize("typed", ["", "h", "grain ", '"', "(", "a:", "---", "*", "\x00", "zzzzqqqq"])
def test_what_says_nothing_gives_nothing(newsroom: Archive, typed: str) -> None:
    assert newsroom.engine.suggest(typed) == []


def test_kinds_and_number_are_the_callers_choice(newsroom: Archive) -> None:
    assert {item.kind for item in newsroom.engine.suggest("od", kinds=("place",))} == {"place"}
    assert [item.kind for item in newsroom.engine.suggest("st", limit=1)].count("word") == 1


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("habrour", "harbour"),
        ("grain habrour -barley", "grain harbour -barley"),
        ('"grain dael"', '"grain deal"'),
        ("grain OR xyzzyx", None),
        ("harbour", None),
        ("-habrour", None),
    ],
)
def test_mistyped_words_are_corrected_where_that_finds_more(
    newsroom: Archive, typed: str, meant: str | None
) -> None:
    found = newsroom.engine.search(SearchState(query=typed)).did_you_mean
    assert (found.query if found else None) == meant
    if found:
        assert found.count == newsroom.engine.count(SearchState(query=found.query)) > 0


def test_correction_keeps_the_filters(newsroom: Archive) -> None:
    state = SearchState(query="habrour").with_value("source", "courier.example")
    found = newsroom.engine.search(state).did_you_mean
    assert found is not None and found.count == newsroom.engine.count(state.change(query="harbour"))


def test_short_words_are_never_mistyped() -> None:
    assert [errors_allowed(word) for word in ("war", "wars", "grain", "grains")] == [0, 1, 1, 2]
    assert NearWords(["war", "wars"]).near("wra") == {}


def test_near_words_allow_changed_letters_at_the_start() -> None:
    words = NearWords(["harbour", "arbour", "grain"])
    assert words.near("ahrbour") == {"arbour": 1, "harbour": 1}
    assert list(words.near("grian")) == ["grain"]


def test_end_of_a_text_is_taken_apart() -> None:
    found = last_word("the grain deal Olena Hry", KINDS)
    assert found is not None and (found.before, found.word) == ("the grain deal Olena ", "Hry")
    assert found.names()[-1] == ("the grain deal Olena", ["hry"])
    assert found.names()[0] == ("the", ["grain", "deal", "olena", "hry"])
