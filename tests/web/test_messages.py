"""What the search, the index and the corrections say, in the language of the page and in English for programs."""

from datetime import UTC, date, datetime

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from index import edits
from index.settings import Settings
from index.store import Store
from index.wording import English, told, told_of
from web import create_app
from web.languages import load, speak
from web.messages import pair, say

ADA, OTIS, SALT = "p:ada_brook", "p:otis_vale", "l:saltmere"
OWN = {"Origin": "http://localhost"}


@pytest.fixture
def app(indexed: Settings):
    made = create_app(Settings(home=indexed.home, time_zone="Europe/Kyiv"))
    with made.app_context():
        yield made
    speak(None)


def words(page: BeautifulSoup, selector: str) -> list[str]:
    return [" ".join(item.get_text().split()) for item in page.select(selector)]


def page_of(client: FlaskClient, path: str, code: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(path, headers={"Accept-Language": code}).text, "lxml")


def sent(client: FlaskClient, path: str, code: str, **form: str) -> BeautifulSoup:
    answer = client.post(path, data=form, headers={**OWN, "Accept-Language": code})
    assert answer.status_code == 400, answer.text
    page = BeautifulSoup(answer.text, "lxml")
    assert page.select("main [lang]") == []
    return page


def test_numbers_days_and_instants_are_written_as_the_language_writes_them(app: Flask) -> None:
    made = told(
        "Edit %(number)s (%(what)s) was undone on %(moment)s.",
        number=1234, what=told("hide %(key)s", key=ADA), moment=datetime(2022, 11, 11, 9, 5, tzinfo=UTC),
    )  # fmt: skip
    day = told("%(file)s: %(reason)s.", file=date(2022, 11, 11), reason=2.5)
    written = {}
    for code in ("en", "es", "uk"):
        speak(load(code))
        written[code] = (say(made), say(day))
    assert written["en"] == (
        "Edit 1,234 (hide p:ada_brook) was undone on 11 November 2022, 11:05.",
        "11 November 2022: 2.5.",
    )
    assert written["es"] == (
        "La corrección 1.234 (ocultar p:ada_brook) se deshizo el 11 de noviembre de 2022, 11:05.",
        "11 de noviembre de 2022: 2,5.",
    )
    assert written["uk"] == (
        "Правку 1\xa0234 (приховати p:ada_brook) скасовано 11 листопада 2022\u202fр., 11:05.",
        "11 листопада 2022\u202fр.: 2,5.",
    )


@pytest.mark.parametrize(
    ("number", "forms"),
    [(1, ("1 cambio", "1 зміну")), (3, ("3 cambios", "3 зміни")), (5, ("5 cambios", "5 змін")),
     (1001, ("1.001 cambios", "1\xa0001 зміну"))],
)  # fmt: skip
def test_counted_sentences_have_the_forms_of_the_language(
    app: Flask, number: int, forms: tuple[str, str]
) -> None:
    made = told_of(
        "The index and the store are %(number)s change apart.",
        "The index and the store are %(number)s changes apart.",
        number,
    )
    for code, form in zip(("es", "uk"), forms, strict=True):
        speak(load(code))
        assert form in say(made).split(" hay ")[-1].split(" на ")[-1]


def test_what_is_english_alone_is_marked_so(app: Flask) -> None:
    speak(load("es"))
    said = pair(English("Only for programs."), told("Try again later."))
    assert (said.message, said.suggestion, said.lang) == ("Only for programs.", "Inténtelo más tarde.", "en")
    assert pair(told("Try again later."), "").lang == ""


def test_what_was_not_understood_is_said_in_the_language_of_the_page(client: FlaskClient) -> None:
    path = "/search?q=titel:ferry+published:soon+repeat0:x+a*+ferry^0&tz=Nowhere&sort=best&per_page=0"
    notes = page_of(client, path, "es").select(".notes li > span")
    assert [item.get_text() for item in notes] == [
        "tz = 'Nowhere' no es un huso horario.",
        "sort = 'best' no se conoce.",
        "per_page = '0' no es un número de 1 a 100.",
        "No existe el campo 'titel'; las palabras se buscan como texto.",
        "'soon' no es una fecha; published: se omite.",
        "Escriba de repeat2: a repeat100: para decir cuántas veces; repeat0: se omite.",
        "Antes del primer * debe haber al menos 2 caracteres; esto no se busca.",
        "Un peso es un número mayor que 0 y de hasta 100, no '0'; se omite.",
    ]
    assert not any(item.get("lang") for item in notes)
    assert "Se admiten: relevance, newest, oldest." in page_of(client, path, "es").get_text()
    assert "Поля 'titel' немає; слова шукаються як текст." in page_of(client, path, "uk").get_text()
    guesses = [
        item.get_text()
        for item in page_of(client, "/search?q=titel:x&sorte=newest", "en").select(".notes em")
    ]
    assert guesses == ["Did you mean sort?", "Did you mean title?"]
    detail = client.get("/api/v1/search?sorte=newest").get_json()["detail"]
    assert detail == "There is no parameter 'sorte'. Did you mean sort?"
    programs = client.get("/api/v1/search?q=titel:ferry", headers={"Accept-Language": "es"}).get_json()
    assert [item["message"] for item in programs["diagnostics"]] == [
        "There is no field 'titel'; the words are searched as text."
    ]


def test_more_searches_than_can_be_compared_are_counted(client: FlaskClient) -> None:
    page = page_of(client, "/compare?q=a&q=b&q=c&q=d&q=e", "uk")
    assert (
        "bars = 'x' is unknown. Known: count, share."
        in page_of(client, "/compare?q=a&bars=x", "en").get_text()
    )
    assert words(page, ".notes li") == ["Задано 5 пошуків; порівняти можна не більше ніж 4. Приберіть щось."]


def test_refused_corrections_say_why_in_the_language_of_the_page(client: FlaskClient, store: Store) -> None:
    wrong = sent(client, f"/entities/{ADA}", "es", action="merge-into", other=SALT)
    assert words(wrong, ".message p")[1:2] == [
        "Ada Brook (p:ada_brook) es una persona y Saltmere (l:saltmere) es un lugar: no pueden ser lo mismo."
    ]
    unnamed = sent(client, f"/entities/{ADA}", "uk", action="rename", name="...")
    assert words(unnamed, ".message p")[1:3] == [
        "'...' не може бути назвою.",
        "Напишіть від 1 до 120 символів, серед них літеру або цифру.",
    ]
    edits.merge(store, [OTIS], ADA)
    edits.split(store, OTIS)
    early = sent(client, "/corrections/1/undo", "es")
    assert words(early, ".message p")[1:3] == [
        "La corrección 1 (unir p:otis_vale a p:ada_brook) no se puede deshacer sola: después vino la "
        "corrección 2 (separar p:otis_vale).",
        "Deshaga antes la 2.",
    ]
    assert "No existe la corrección 9." in sent(client, "/corrections/9/undo", "es").get_text()
    assert (
        "Edit 1 (merge p:otis_vale into p:ada_brook)" in sent(client, "/corrections/1/undo", "en").get_text()
    )


def test_refused_name_of_a_saved_search_is_said_with_its_length(client: FlaskClient) -> None:
    page = sent(client, "/saved", "es", q="ferry", name="x" * 1200)
    assert words(page, ".message p")[1] == "Un nombre tiene de 1 a 120 caracteres, no 1.200."
    page = sent(client, "/saved", "es", q="ferry", name="x", tz="Nowhere")
    assert words(page, ".message p")[1:3] == [
        "No se guardó: tz = 'Nowhere' no es un huso horario.", "Corrija antes la búsqueda.",
    ]  # fmt: skip


def test_missing_and_damaged_index_are_said_in_the_language_of_the_page(indexed: Settings) -> None:
    client = create_app(indexed).test_client()
    current = indexed.index_dir / "CURRENT"
    current.write_text("nonsense\n", encoding="ascii")
    page = page_of(client, "/search", "es")
    assert words(page, ".message p")[1:3] == [
        f"{current} dice 'nonsense', que no es el nombre de una generación.",
        "Ejecute dateline reindex para crearlo a partir del almacén de artículos.",
    ]
    assert words(page, ".next-step code") == ["dateline reindex"]
    assert page.select("main [lang]") == []
    current.unlink()
    start = page_of(create_app(indexed).test_client(), "/", "uk")
    assert f"У {indexed.index_dir} ще немає індексу." in words(start, ".message p")
    assert start.select("main [lang]") == []
    programs = client.get("/api/v1/search", headers={"Accept-Language": "es"})
    assert f"There is no index in {indexed.index_dir} yet." in programs.get_json()["detail"]
