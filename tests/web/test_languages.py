"""Pages in three languages: which one a reader gets, its numbers, plurals and days, and what stays English."""

import re
from datetime import date

import pytest
from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from index import status
from index.errors import SettingsError
from index.settings import Settings
from search.state import SearchState
from web import create_app, labels, languages, source_views
from web.languages import LANGUAGES, load, speak
from web.sentences import sentence

PAGES = (
    "/",
    "/search?q=ferry",
    "/search?q=nothing+here&from=2024",
    "/facets/person",
    "/map",
    "/compare?q=ferry",
    "/saved",
)


@pytest.fixture
def speaking():
    """Give what sets the language outside a page."""
    yield lambda code: speak(load(code))
    speak(None)


def soup(client: FlaskClient, path: str, accept: str = "", **headers: str) -> BeautifulSoup:
    answer = client.get(path, headers={"Accept-Language": accept, **headers} if accept else headers)
    return BeautifulSoup(answer.text, "lxml")


def text(page: BeautifulSoup, selector: str) -> str:
    element = page.select_one(selector)
    assert element is not None, selector
    return " ".join(element.get_text().split())


@pytest.mark.parametrize(
    ("accept", "code"),
    [("", "en"), ("uk", "uk"), ("es-AR,es;q=0.9", "es"), ("ru-RU,ru;q=0.9,uk;q=0.8,en;q=0.7", "uk"), ("de,fr", "en"),
     ("en-US,en;q=0.9,es;q=0.8", "en"), ("*", "en"), (";;q=x,\x7f", "en")],
)  # fmt: skip
def test_page_is_in_what_the_browser_asks_for(client: FlaskClient, accept: str, code: str) -> None:
    answer = client.get("/search", headers={"Accept-Language": accept} if accept else {})
    page = BeautifulSoup(answer.text, "lxml")
    assert (page.html["lang"], page.html["dir"]) == (code, "ltr")  # type: ignore[index]
    assert answer.headers["Content-Language"] == code
    assert {"Accept-Language", "Cookie"} <= set(answer.headers["Vary"].split(", "))


def test_setting_is_the_language_of_who_has_not_chosen(indexed: Settings) -> None:
    client = create_app(Settings(home=indexed.home, locale="es")).test_client()
    assert soup(client, "/search", "uk").html["lang"] == "es"  # type: ignore[index]
    client.post("/language", data={"language": "uk", "next": "/search"})
    assert soup(client, "/search", "en").html["lang"] == "uk"  # type: ignore[index]


def test_unknown_setting_is_named(indexed: Settings) -> None:
    with pytest.raises(SettingsError, match="locale = 'tlh'"):
        create_app(Settings(home=indexed.home, locale="tlh"))


def test_switch_keeps_the_choice_and_goes_back_to_the_same_search(client: FlaskClient) -> None:
    page = soup(client, "/search?q=ferry&person=p:ada_brook")
    fields = {item["name"]: item["value"] for item in page.select(".languages input")}
    assert [item["value"] for item in page.select(".languages button")] == list(LANGUAGES)
    answer = client.post("/language", data={**fields, "language": "uk"})
    assert (answer.status_code, answer.location) == (303, "/search?q=ferry&person=p:ada_brook")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Secure" not in cookie
    assert soup(client, answer.location, "es").html["lang"] == "uk"  # type: ignore[index]
    client.post("/language", data={"language": "tlh"})
    assert soup(client, "/search", "es").html["lang"] == "es"  # type: ignore[index]


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "", "/a\r\nX: y"]
)
def test_switch_leads_nowhere_else(client: FlaskClient, elsewhere: str) -> None:
    assert client.post("/language", data={"language": "es", "next": elsewhere}).location == "/"


def test_forged_cookie_is_no_language(client: FlaskClient) -> None:
    client.set_cookie(languages.COOKIE, "../../etc")
    assert soup(client, "/search", "es").html["lang"] == "es"  # type: ignore[index]


def test_switch_of_an_error_of_a_form_goes_to_the_start_page(client: FlaskClient) -> None:
    page = BeautifulSoup(client.post("/saved", data={"name": "x"}).text, "lxml")
    assert page.select_one(".languages input")["value"] == "/"  # type: ignore[index]


def test_pages_speak_spanish_and_ukrainian(client: FlaskClient) -> None:
    assert text(soup(client, "/search?q=ferry", "es"), "#total") == "4 artículos"
    assert text(soup(client, "/search?q=ferry", "uk"), "#total") == "4 статті"
    assert text(soup(client, "/search?q=ferry&sort=newest", "es"), ".sentence") == (
        "Artículos que contienen «ferry», primero lo más reciente."
    )
    assert text(soup(client, "/search?q=ferry&person=p:ada_brook", "uk"), ".sentence") == (
        "Статті: запит «ferry», особа: Ada Brook."
    )
    assert text(soup(client, "/search?q=opened", "uk"), ".hit time") == "4 березня 2024 р."
    assert text(soup(client, "/search?q=opened", "es"), ".hit time") == "4 de marzo de 2024"
    assert "Велика Британія" in soup(client, "/facets/country", "uk").get_text()
    assert "Reino Unido" in soup(client, "/facets/place?order=tree", "es").get_text()
    assert "inglés" in soup(client, "/facets/lang", "es").get_text()
    assert "без країни Велика Британія" in " ".join(
        soup(client, "/search?not_country=GB", "uk").select_one(".chips").get_text().split()  # type: ignore[union-attr]
    )


def test_countries_are_found_and_sorted_by_their_own_names(client: FlaskClient) -> None:
    def names(path: str, code: str) -> list[str]:
        return [item.get_text().strip() for item in soup(client, path, code).select(".values .value")]

    assert names("/facets/lang?order=name", "es") == ["alemán", "inglés"]
    assert names("/facets/lang?order=name", "en") == ["English", "German"]
    assert names("/facets/lang?find=INGLES", "es") == ["inglés"]
    assert names("/facets/country?find=брит", "uk") == ["Велика Британія"]
    page = soup(client, "/facets/country?find=Spain", "uk")
    assert (
        text(page, "h1") == "Без країн із «Spain»" and "Тут ніщо не має в назві «Spain»." in page.get_text()
    )


@pytest.mark.parametrize("path", PAGES)
def test_counts_and_links_are_the_same_in_every_language(client: FlaskClient, path: str) -> None:
    found = {}
    for code in LANGUAGES:
        page = soup(client, path, code)
        links = [item["href"] for item in page.select("main a[href]")]
        found[code] = ([item.get_text() for item in page.select(".count")], links)
    assert found["es"][1] == found["uk"][1] == found["en"][1]
    assert [len(counts) for counts, _ in found.values()] == [len(found["en"][0])] * 3


@pytest.mark.parametrize(
    "path",
    ["/api/v1/search?q=ferry", "/api/v1/search?wrong=1", "/search.csv?q=ferry&describe=1", "/search.atom?q=ferry",
     "/compare.csv?q=person%3Dp:ada_brook", "/api/v1/nowhere", "/api/v1/entities/p:nobody", "/api/v1/openapi.json"],
)  # fmt: skip
def test_programs_get_the_same_whatever_the_language(client: FlaskClient, path: str) -> None:
    def stable(answer: str) -> str:
        return re.sub(r'"took_ms":[0-9.e-]+|\d{4}-\d\d-\d\dT[0-9:.+Z-]+', "", answer)

    plain = client.get(path)
    for code in ("es", "uk"):
        answer = client.get(path, headers={"Accept-Language": code})
        assert stable(answer.text) == stable(plain.text)
        assert "Content-Language" not in answer.headers and "Cookie" not in answer.headers.get("Vary", "")


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "Жодної статті"), (1, "1 стаття"), (2, "2 статті"), (5, "5 статей"), (11, "11 статей"), (21, "21 стаття"),
     (22, "22 статті"), (112, "112 статей"), (1234, "1\xa0234 статті"), (1_234_567, "1\xa0234\xa0567 статей")],
)  # fmt: skip
def test_ukrainian_has_three_forms(speaking, number: int, words: str) -> None:
    speaking("uk")
    assert labels.count(number, "article") == words


def test_numbers_and_shares_are_written_as_the_language_writes_them(speaking) -> None:
    written = {}
    for code in LANGUAGES:
        speaking(code)
        written[code] = (
            labels.number(1234),
            labels.count(2310, "story"),
            labels.share(0.034),
            labels.share(0.5),
        )
    assert written == {
        "en": ("1,234", "2,310 stories", "3.4%", "50%"),
        "es": ("1.234", "2.310 historias", "3,4\xa0%", "50\xa0%"),
        "uk": ("1\xa0234", "2\xa0310 сюжетів", "3,4%", "50%"),
    }


@pytest.mark.parametrize("code", LANGUAGES)
def test_formats_are_those_of_babel(code: str) -> None:
    here, locale = load(code).formats, Locale.parse(languages.LOCALES.get(code, code))
    for number in (0, 7, 999, 1000, 12_345, 9_876_543):
        assert here.number(number) == format_decimal(number, locale=locale)
    for month in range(1, 13):
        value = date(2022, month, 28)
        assert here.day(value) == format_date(value, "long", locale)
        assert here.month(2022, month) == format_skeleton("yMMMM", value, locale=locale)
        assert here.short_day(value) == format_skeleton("yMMMd", value, locale=locale)
        assert here.short_month(2022, month) == format_skeleton("yMMM", value, locale=locale)


def test_alarms_are_those_of_the_command_line() -> None:
    assert source_views.ALARMS == status.ALARMS


STATES = (
    SearchState(),
    SearchState(query="ferry", copies="group", recency="on"),
    SearchState(sort="oldest", undated=True, without=("place", "tag"), time_zone="Europe/Kyiv"),
    SearchState(query="a b", mentions="every", names="typed").with_values("person", ("p:a", "p:b")),
    SearchState(day_from="2022", day_to="2022")
    .with_values("author", ("x", "y"), "all")
    .with_value("lang", "uk", "not"),
    SearchState(day_from="2020", about_from="2021", about_to="2023"),
    SearchState(day_to="2020", about_from="2021"),
)


@pytest.mark.parametrize("state", STATES)
def test_english_sentence_is_the_one_that_programs_get(state: SearchState) -> None:
    names = {"p:a": "Ada", "uk": "Ukrainian"}
    assert sentence(state, names) == state.describe(names)


def test_errors_are_in_the_language_of_the_page(client: FlaskClient) -> None:
    page = soup(client, "/article/nothing", "uk")
    assert text(page, "h1") == "Цього в архіві немає" and "Статті &#39;nothing&#39; немає." not in str(page)
    assert "Статті 'nothing' немає." in page.get_text() and not page.select("main [lang]")
    refused = client.put("/search", headers={"Accept-Language": "es"})
    page = BeautifulSoup(refused.text, "lxml")
    assert refused.status_code == 405 and "/search no responde a PUT." in page.get_text()
    assert not page.select("main [lang]")
