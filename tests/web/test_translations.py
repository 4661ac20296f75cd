"""The catalogues hold every text of the source, and the translations fit it; no text of a page is left out."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from babel import Locale
from babel.messages import Catalog
from babel.support import NullTranslations
from bs4 import BeautifulSoup, Comment, Doctype
from flask.testing import FlaskClient

from index.article import Annotations, Entity, FoundDate, FoundEntity, Span
from index.progress import Progress
from index.settings import Settings
from index.store import Store
from index.store_writer import put_articles
from index.writer import update
from tools.messages import LANGUAGES, extracted, path_of, read, updated
from web import create_app, languages

PLACEHOLDER = re.compile(r"%\(\w+\)s")
TAG = re.compile(r"</?\w+>")


@pytest.fixture(scope="module")
def source() -> Catalog:
    return extracted()


def forms(value: str | tuple[str, ...] | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def test_every_language_of_the_pages_but_english_has_a_catalogue() -> None:
    assert {*LANGUAGES, languages.ENGLISH} == set(languages.LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_is_what_make_messages_would_write(language: str, source: Catalog) -> None:
    assert path_of(language).read_bytes() == updated(language, source), "run: make messages"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_in_all_its_forms(language: str, source: Catalog) -> None:
    catalog = read(language)
    assert not catalog.obsolete and not [message.id for message in catalog if message.fuzzy]
    assert {message.id for message in catalog} == {message.id for message in source}
    left = [message.id for message in catalog if message.id and not all(forms(message.string))]
    assert left == []
    counted = [message for message in catalog if message.pluralizable]
    assert counted and all(len(message.string) == catalog.num_plurals for message in counted)


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_the_values_and_the_markup(language: str) -> None:
    for message in read(language):
        if not message.id:
            continue
        original = forms(message.id)[-1]
        for text in forms(message.string):
            assert sorted(PLACEHOLDER.findall(text)) == sorted(PLACEHOLDER.findall(original)), text
            assert sorted(TAG.findall(text)) == sorted(TAG.findall(original)), text
            assert '"' not in text, f"ends an attribute: {text!r}"
            assert text.count("%") == len(PLACEHOLDER.findall(text)), f"a bare % in {text!r}"


class Pseudo(NullTranslations):
    """Puts brackets round each text."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"


ADA = Entity(key="p:αδα_μπρουκ", kind="person", name="Αδα Μπρουκ")
OTIS = Entity(key="p:οτις_βεηλ", kind="person", name="Οτις Βεηλ")
TOWN = Entity(key="l:πολη", kind="place", name="Πολη", place_kind="city", country="GB", lat=51.0, lon=0.5)
ISLE = Entity(key="l:νησι", kind="place", name="Νησι", place_kind="region", country="FR", lat=45.0, lon=2.5)
TEXT = "Αδα Μπρουκ στην Πολη στις 3.3.2024 και Οτις Βεηλ στο Νησι."
FILES = (
    "RIS",
    "BibTeX",
    "CSV",
    "SVG",
    "JSON",
    "Lines",
    "Feed",
    "Atom",
    "RSS",
    "WARC",
    "Dateline",
    "API",
    "UTC",
)
"""Names that are the same in all languages."""


def spans(name: str) -> tuple[Span, ...]:
    return (Span("text", TEXT.index(name), TEXT.index(name) + len(name)),)


@pytest.fixture
def pages(store: Store, settings: Settings, make_article, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """An archive without a Latin letter, shown in a language whose texts stand in brackets."""
    notes = Annotations(
        persons=tuple(FoundEntity(entity=one, points=4, mentions=spans(one.name)) for one in (ADA, OTIS)),
        places=tuple(
            FoundEntity(entity=one, points=4, mentions=spans(one.name), metonyms=spans(one.name))
            for one in (TOWN, ISLE)
        ),
        dates=(
            FoundDate(
                start=date(2024, 3, 3), end=date(2024, 3, 3), granularity="day", mentions=spans("3.3.2024")
            ),
        ),
    )
    some = [
        make_article(
            str(number), TEXT, title=f"Τιτλος {number}", source=f"εφημεριδα{number % 2}", annotations=notes,
            published=f"202{number % 4}-11-1{number}T09:05:00+01:00", language=("el", "uk")[number % 2],
            section="Κοσμος", authors=("Μαρα",), tags=("ετικετα",), kind=("news", "opinion")[number % 2],
            paywalled=True, dateline="ΠΟΛΗ",
        )
        for number in range(4)
    ] + [make_article("x", "Κειμενο.", title="", source="εφημεριδα0", published=None)]  # fmt: skip
    with store.write() as connection:
        put_articles(connection, some)
    update(store, settings.index_dir, Progress("indexing"))
    pseudo = languages.make_language("el", Locale.parse("el"), Pseudo())
    monkeypatch.setattr(languages, "load", lambda _code: pseudo)
    client = create_app(settings).test_client()
    client.post("/saved", data={"q": "Πολη", "name": "Δικο μου"}, headers={"Sec-Fetch-Site": "same-origin"})
    return client


def seen(page: BeautifulSoup) -> Iterator[str]:
    """Give what people read or hear: text, titles, labels, placeholders, descriptions."""
    for element in page.find_all(["code", "kbd", "script", "pre", "datalist"]) + page.select('[lang="en"]'):
        element.decompose()
    for element in page.select(".languages button"):
        element.decompose()
    nodes = page.find_all(string=lambda node: not isinstance(node, Comment | Doctype))
    yield "\n".join(str(node) for node in nodes)
    for attribute in ("title", "aria-label", "placeholder", "alt", "data-suggestions"):
        yield from (str(element[attribute]) for element in page.select(f"[{attribute}]"))
    described = page.select('meta[name=description], meta[property="og:description"]')
    yield from (str(element["content"]) for element in described)


def outside_brackets(text: str) -> str:
    """Leave out what a catalogue holds; a text with markup in it stands in several nodes."""
    kept, depth = [], 0
    for letter in text:
        depth += (letter == "⟦") - (letter == "⟧")
        kept.append(letter if depth == 0 else "")
    assert depth == 0
    return "".join(kept)


def bare(page: BeautifulSoup) -> list[str]:
    """Give the texts with Latin letters that no catalogue holds."""
    left = "\n".join(map(outside_brackets, seen(page)))
    left = re.sub(r"\S*\d{4}-\d\d\S*|\b[pl]:\S+|\b[a-z]+:Ωωω|/s/\S+|https?:\S+|[0-9a-f]{16}", "", left)
    left = re.sub(rf"\b(?:{'|'.join(FILES)})\b", "", left)
    return [line.strip() for line in left.split("\n") if re.search("[A-Za-z]{2}", line)]


ADDRESSES = (
    "/", "/search", "/search?q=Πολη&sort=newest&from=2021&to=2023-11&bars=share", "/search?q=Πολη&about_from=2024",
    "/search?all_person=p:αδα_μπρουκ&all_person=p:οτις_βεηλ&not_country=FR&none=tag&mentions=every&copies=group",
    "/search?q=Ωωω+Πολη&person=p:αδα_μπρουκ&undated=1&to=2020", "/search?q=Πολλη", "/search?layout=compact&per_page=10",
    "/search?names=typed&recency=on&q=Πολη&tz=UTC&type=opinion&lang=uk", "/facets/person", "/facets/place?order=tree",
    "/facets/country?find=Ωωω", "/facets/type", "/map", "/map?q=Ωωω", "/compare", "/compare?q=Πολη&q=Αδα&bars=share",
    "/entities/p:αδα_μπρουκ", "/entities/l:πολη", "/corrections", "/saved", "/sources", "/nowhere", "/facets/nothing", "/api",
    "/article/nothing", "/search?q=zzz:Ωωω+published:Ωωω+saved:Ωωω&tz=Nowhere&sort=best&per_page=0",
    "/chart.svg?which=none", "/compare?q=1&q=2&q=3&q=4&q=5",
)  # fmt: skip


def test_no_page_has_a_text_that_is_not_in_the_catalogues(pages: FlaskClient) -> None:
    hits = pages.get("/api/v1/search?per_page=100").get_json()["hits"]
    addresses = [
        *ADDRESSES,
        *(f"/article/{hit['id']}?q=Πολη" for hit in hits),
        f"/article/{hits[0]['id']}/stored",
    ]
    left = {}
    for address in addresses:
        answer = pages.get(address)
        page = BeautifulSoup(answer.text, "lxml")
        assert page.html and page.html["lang"] == "el", (address, answer.status_code)
        assert "⟦" in answer.text
        if found := bare(page):
            left[address] = found
    assert left == {}


def test_a_bare_text_would_be_found() -> None:
    assert bare(BeautifulSoup('<p>⟦All ⟦2⟧ articles⟧</p><a title="Bare">Πολη</a>', "lxml")) == ["Bare"]
