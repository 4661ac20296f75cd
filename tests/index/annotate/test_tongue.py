"""The language of short invented texts, told by their commonest words."""

from datetime import date

import pytest

from index.annotate import annotate
from index.annotate.tongue import tongue_of

SENTENCES = {
    "en": "The ferry left the port on Monday, and it was late, said the captain.",
    "es": "El barco salió del puerto el lunes, pero según el capitán no llegó a la ciudad.",
    "fr": "Le bateau a quitté le port lundi, mais il est arrivé en retard selon le capitaine.",
    "de": "Das Schiff hat am Montag den Hafen verlassen, aber es ist nicht in der Stadt angekommen.",
    "it": "La nave ha lasciato il porto lunedì, ma non è arrivata nella città.",
    "pt": "O navio saiu do porto na segunda-feira, mas não chegou à cidade, disse o capitão.",
    "nl": "Het schip is maandag uit de haven vertrokken, maar het is niet in de stad.",
    "pl": "Statek wypłynął z portu w poniedziałek, ale nie dotarł do miasta, jak mówi kapitan.",
    "uk": "Корабель вийшов з порту в понеділок, але до міста він не прийшов, і це вже не новина.",
    "ru": "Корабль вышел из порта в понедельник, но в город он не пришёл, и это уже не новость.",
}


@pytest.mark.parametrize("code", SENTENCES)
def test_one_sentence_tells_its_language(code: str) -> None:
    assert tongue_of("", SENTENCES[code]) == code


def test_a_title_counts_when_there_is_little_text() -> None:
    assert tongue_of(SENTENCES["fr"], "") == "fr"


@pytest.mark.parametrize("text", ["", "Paris 12 Rome 14 Oslo 3", "東京で地震があった。", "00:52 " * 50])
def test_doubt_gives_what_was_declared(text: str) -> None:
    assert tongue_of("", text) is None
    assert tongue_of("", text, "ja-JP") == "ja"


def test_text_that_clearly_speaks_another_language_outweighs_the_declared_one() -> None:
    text = "La ministra dijo que no hay más trenes entre las dos ciudades desde el lunes por la nieve."
    assert tongue_of("", text, "en") == "es"
    assert tongue_of("", "El barco del puerto", "en") == "en"


def test_numeric_dates_follow_the_order_of_the_language() -> None:
    days = [
        annotate("", text, date(2022, 11, 11)).dates[0].start
        for text in (
            "The ship will be on the river by 5/6/2022.",
            "El barco salió el 5/6/2022, pero no llegó al puerto.",
        )
    ]
    assert days == [date(2022, 5, 6), date(2022, 6, 5)]
