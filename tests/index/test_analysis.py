import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import MAX_TERM_CHARS, analyser, terms


def words(text: str) -> list[str]:
    return [term.text for term in terms(text)]


@pytest.mark.parametrize(
    ("printed", "typed"),
    [
        ("F-16", "F16"),
        ("F-16", "f 16"),
        ("F‑16", "F-16"),
        ("U.S.", "US"),
        ("U.S.", "u.s"),
        ("the U.S.’s", "the US"),
        ("COVID-19", "covid 19"),
        ("COVID-19", "Covid19"),
        ("115,000", "115000"),
        ("115\u202f000", "115,000"),
        ("1,234.56", "1234.56"),
        ("Al-Assad", "al assad"),
        ("Konashénkov", "Konashenkov"),
        ("Konashe\u0301nkov", "KONASHÉNKOV"),
        ("Łódź", "lodz"),
        ("Straße", "strasse"),
        ("Ukraine’s", "Ukraine"),
        ("O’Brien", "o'brien"),
        ("don’t", "dont"),
        ("Qur’an", "Quran"),
        ("co\u00adoperation", "cooperation"),
        ("J.K. Rowling", "JK Rowling"),
        ("Ёлка", "елка"),
        ("ＡＢＣ", "abc"),
        ("exports", "export"),
        ("“quoted”", "'quoted'"),
        ("war—peace", "war peace"),
        ("İstanbul", "Istanbul"),
    ],
)
def test_what_is_typed_meets_what_was_printed(printed: str, typed: str) -> None:
    assert words(printed) == words(typed)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Al-Assad's", ["al", "assad"]),
        ("Côte d’Ivoire", ["cote", "d", "ivoir"]),
        ("11.11.2022", ["11", "11", "2022"]),
        ("3.5 per cent", ["3.5", "per", "cent"]),
        ("November 11,2022", ["novemb", "11", "2022"]),
        ("1.234.5", ["1", "234", "5"]),
        ("The Who", ["the", "who"]),
        ("東京都に", ["東京", "京都", "都に"]),
        ("日", ["日"]),
        ("हिन्दी", ["हिन्दी"]),
        ("\u0301 — ʼʼ _", []),
        ("", []),
    ],
)
def test_text_gives_these_terms(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_ranges_point_at_the_words_as_printed() -> None:
    text = "In Konashe\u0301nkov’s U.S. “F‑16” of 115,000 d’Ivoire"
    assert [text[term.start : term.end] for term in terms(text)] == [
        "In", "Konashe\u0301nkov", "U.S", "F", "16", "of", "115,000", "d", "Ivoire",
    ]  # fmt: skip


@given(st.text(max_size=80))
def test_ranges_are_ordered_and_inside_any_text(text: str) -> None:
    found = list(terms(text))
    assert all(0 <= term.start < term.end <= len(text) and term.text for term in found)
    assert all(len(term.text) <= MAX_TERM_CHARS for term in found)
    assert [term.start for term in found] == sorted({term.start for term in found})


@given(st.text(max_size=80))
def test_a_printed_range_analysed_alone_begins_with_its_term(text: str) -> None:
    for term in terms(text):
        if term.text.isascii():
            assert words(text[term.start : term.end])[0] == term.text


def test_very_long_token_is_cut_alike_in_text_and_query() -> None:
    assert words("x" * 70_000) == words("x" * 90_000)


def test_whoosh_gets_positions_and_ranges() -> None:
    tokens = [
        (token.text, token.pos, token.startchar, token.endchar, token.original)
        for token in analyser()("F-16 jets", positions=True, chars=True, keeporiginal=True, start_pos=5)
    ]
    assert tokens == [("f", 5, 0, 1, "F"), ("16", 6, 2, 4, "16"), ("jet", 7, 5, 9, "jets")]


def test_analyser_survives_pickling_as_whoosh_does_it() -> None:
    assert pickle.loads(pickle.dumps(analyser(), 2)) == analyser()
