"""Articles of several languages: what was printed is found by typing it, and counts equal a plain loop."""

import random
import unicodedata
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import fold, terms, terms_of_chunk
from index.article import Annotations, CleanArticle, article_id
from index.languages import ANALYSES, DEFAULT, analysis_of
from index.store_writer import NewArticle
from index.stories import bands, shingles
from search.array.engine import ArrayEngine
from search.open import Archive
from search.state import SearchState

TEXTS = {
    "en": "Cruises leave the harbours while nationalities mingle happily near F-16 hangars.",
    "de": "Die Regierungen der Städte erhöhten gestern die Gebühren für Häfen und Gasthäuser.",
    "fr": "Les économies régionales s'effondrent\u00a0: l'Ivoirienne a déclaré «\u00a0mangeons ensemble\u00a0» hier.",
    "es": "Las ciudades españolas anunciaron elecciones rápidas y navegaciones turísticas.",
    "ru": "Новый корабль пришёл в большие гавани, сообщили корреспонденты Reuters вчера.",
    "uk": "Нові кораблі прийшли до великих гаваней, повідомили кореспонденти.",
    "tr": "Şehirlerin limanlarında gemiler bekliyor, dedi gazeteciler.",
    "zh": "东京都的港口今天开放，记者报道。",
    "ar": "قالت الحكومة إن السفن وصلت إلى الموانئ الكبيرة.",
    "el": "Τα πλοία έφτασαν στα λιμάνια της μεγάλης πόλης χθες.",
    "pl": "Statki przypłynęły wczoraj do wielkich portów miasta.",
    "hr": "Brodovi su jučer stigli u velike luke grada.",
    None: "Unlabelled cruises arrive in harbours.",
}


def article(number: int, language: str | None, text: str) -> NewArticle:
    return NewArticle(
        id=article_id("many.example", str(number)),
        source="many.example",
        clean=CleanArticle(title=f"q{number}", text=text, language=language),
        annotations=Annotations(persons=(), places=(), dates=()),
        bands=tuple(bands(shingles(text))),
        cleaner_version=1,
        annotator_version=1,
    )


@pytest.fixture(scope="module")
def many(
    build_archive: Callable[..., Archive], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ArrayEngine]:
    """One article in each language, and articles of words of all languages."""
    rnd = random.Random(7)
    words = [word for text in TEXTS.values() for word in text.split()]
    mixed = [
        (rnd.choice([*TEXTS, "de-AT", "xx"]), " ".join(rnd.choices(words, k=rnd.randint(1, 12))))
        for _ in range(60)
    ]
    made = [*TEXTS.items(), *mixed]
    archive = build_archive(
        tmp_path_factory.mktemp("many"), [article(number, *item) for number, item in enumerate(made)]
    )
    yield ArrayEngine(archive.reader.snapshot, archive.store)
    archive.close()


def found(engine: ArrayEngine, query: str) -> dict[str, str]:
    """Text of each hit's article with its snippet's marked words."""
    page = engine.search(SearchState(query=query, per_page=100))
    assert page.total == len(page.hits)
    return {
        hit.id: " ".join(hit.snippet.text[start:end] for start, end in hit.snippet.ranges)
        for hit in page.hits
    }


def words_of(text: str) -> list[str]:
    return [word.strip("«»:,.。，\u00a0") for word in text.split() if len(word.strip("«»:,.\u00a0")) > 1]


@pytest.mark.parametrize("language", TEXTS)
def test_printed_word_is_found_and_marked_however_it_is_typed(many, language):
    number = list(TEXTS).index(language)
    wanted = article(number, language, "").id
    for word in words_of(TEXTS[language]):
        bare = fold(word) if language != "ru" else word
        for typed in {word, word.upper(), bare, unicodedata.normalize("NFD", word)}:
            hits = found(many, f'"{typed}"')
            assert wanted in hits, (typed, language)
            assert hits[wanted], f"{typed} is not marked"


@pytest.mark.parametrize(
    ("query", "language", "stem"),
    [
        ("regierung", "de", True),
        ("regierung", "en", False),
        ("économie", "fr", True),
        ("economie", "fr", True),
        ("hafen", "de", True),
        ("гавань", "ru", True),
        ("корабль", "ru", True),
        ("elección", "es", True),
        ("cruise", "en", True),
        ("cruise", None, True),
        ("港口", "zh", True),
    ],
)
def test_other_forms_of_a_word_meet_in_its_language(many, query, language, stem):
    wanted = article(list(TEXTS).index(language), language, "").id
    assert (wanted in found(many, query)) == stem


def meets(query: list[str], text: str, language: str | None) -> bool:
    """Whether a phrase is in a text, by a plain loop over the terms of the text's language."""
    analysis = analysis_of(language)
    have = [term.text for term in terms(text, analysis)]
    want = [term.text for word in query for term in terms(word, analysis)]
    return any(have[at : at + len(want)] == want for at in range(len(have)))


def test_words_and_phrases_find_what_a_plain_loop_finds(many):
    stored = {item.article.id: item.article.clean for item in many._articles.iterate(limit=1000)}
    vocabulary = sorted({word for clean in stored.values() for word in words_of(clean.text)})
    rnd = random.Random(11)
    compared = 0
    for _ in range(300):
        clean = rnd.choice(list(stored.values()))
        printed = words_of(clean.text)
        start = rnd.randrange(max(len(printed), 1))
        query = printed[start : start + rnd.choice([1, 1, 2, 3])] or [rnd.choice(vocabulary)]
        expected = {id_ for id_, clean in stored.items() if meets(query, clean.text, clean.language)}
        assert set(found(many, f'body:"{" ".join(query)}"')) == expected
        compared += len(expected) > 0
    assert compared > 250


def test_sloppy_phrases_and_repeats_are_read_by_language(many):
    wanted = article(list(TEXTS).index("de"), "de", "").id
    assert wanted in found(many, '"Regierung Stadt"~3')
    assert wanted not in found(many, '"Regierung Hafen"~3')
    assert wanted in found(many, "repeat2:die")


def test_scores_of_a_word_count_its_articles_in_all_languages(many):
    page = many.search(SearchState(query="Reuters", per_page=100))
    assert len({hit.language for hit in page.hits}) > 1
    assert all(hit.score > 0 for hit in page.hits)


@given(st.text(max_size=30), st.sampled_from(ANALYSES))
def test_every_analysis_gives_as_many_terms_at_the_same_places(text, analysis):
    plain, own = list(terms(text)), list(terms(text, analysis))
    assert [(term.start, term.end) for term in plain] == [(term.start, term.end) for term in own]
    for chunk in text.split():
        assert terms_of_chunk(chunk, analysis) == tuple(term.text for term in terms(chunk, analysis))


@given(st.text(max_size=30), st.sampled_from(ANALYSES))
def test_text_and_its_folded_form_have_the_same_terms(text, analysis):
    typed = unicodedata.normalize("NFD", text)
    assert [term.text for term in terms(typed.upper().lower(), analysis)] == [
        term.text for term in terms(typed.lower().upper().lower(), analysis)
    ]


def test_language_codes_name_an_analysis():
    assert [analysis_of(code) for code in (None, "", "en-GB", "pt_BR", "nb", "hr", "zh", "xx")] == [
        DEFAULT, DEFAULT, "en", "pt", "no", "sr", "und", "und",
    ]  # fmt: skip
