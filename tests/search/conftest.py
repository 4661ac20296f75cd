"""An invented archive of 30 articles, and how any archive is built for searching."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from index import store_writer
from index.article import Annotations, CleanArticle, Entity, FoundDate, FoundEntity, Moment, Span, article_id
from index.generations import rebuild
from index.progress import Progress
from index.settings import Settings
from index.store import open_store
from index.store_writer import NewArticle
from index.stories import bands, shingles
from search.array.engine import ArrayEngine
from search.open import Archive, open_archive
from search.state import SearchState

TODAY = date(2022, 11, 24)

PLACES = {
    "Odesa": ("g:698740", "city", "UA"),
    "Ukraine": ("g:690791", "country", "UA"),
    "Istanbul": ("g:745044", "city", "TR"),
    "Lisbon": ("g:2267057", "city", "PT"),
    "Porto": ("g:2735943", "city", "PT"),
    "Nairobi": ("g:184745", "city", "KE"),
    "Black Sea": ("g:630673", "water", None),
}


def place(name: str, points: int = 3) -> FoundEntity:
    key, kind, country = PLACES[name]
    return FoundEntity(
        entity=Entity(key=key, kind="place", name=name, place_kind=kind, country=country),
        points=points,
        mentions=(),
    )


def person(name: str, points: int = 3) -> FoundEntity:
    key = f"p:{name.lower().replace(' ', '_')}"
    return FoundEntity(entity=Entity(key=key, kind="person", name=name), points=points, mentions=())


def about(start: str, end: str | None = None, words: str = "") -> FoundDate:
    """An interval; `words` is how the text says it."""
    last = end or start
    granularity = "day" if start == last else "month" if start[:7] == last[:7] else "year"
    return FoundDate(
        start=date.fromisoformat(start),
        end=date.fromisoformat(last),
        granularity=granularity,  # type: ignore[arg-type]
        mentions=tuple(spans(words, "", GRAIN_TEXT)) if words else (),
    )


def spans(words: str, title: str, text: str) -> Iterator[Span]:
    """Where a name, or its last word alone, stands."""
    pattern = re.compile(rf"\b(?:{re.escape(words)}|{re.escape(words.rsplit(maxsplit=1)[-1])})\b")
    yield from (Span("title", *match.span()) for match in pattern.finditer(title))
    yield from (Span("text", *match.span()) for match in pattern.finditer(text))


def mentioned(found: Iterable[FoundEntity], title: str, text: str) -> tuple[FoundEntity, ...]:
    return tuple(replace(item, mentions=tuple(spans(item.entity.name, title, text))) for item in found)


def new_article(
    given: str,
    title: str,
    text: str,
    published: str | None = "2022-11-11",
    *,
    source: str = "gazette.example",
    persons: Iterable[FoundEntity] = (),
    places: Iterable[FoundEntity] = (),
    dates: Iterable[FoundDate] = (),
    **clean: object,
) -> NewArticle:
    return NewArticle(
        id=article_id(source, given),
        source=source,
        clean=CleanArticle(
            title=title,
            text=text,
            url=f"https://{source}/{given}",
            published=Moment.parse(published, "import") if published else None,
            **clean,  # type: ignore[arg-type]
        ),
        annotations=Annotations(
            persons=mentioned(persons, title, text), places=mentioned(places, title, text), dates=tuple(dates)
        ),
        bands=tuple(bands(shingles(text))),
        cleaner_version=1,
        annotator_version=1,
    )


GRAIN_TEXT = (
    "Olena Hrytsenko said on Friday that the grain deal would keep the harbour of Odesa open until spring. "
    "Twelve ships took 115,000 tonnes of wheat across the Black Sea.\nThe insurers agreed."
)
HRYTSENKO = person("Olena Hrytsenko", 5)
GRITSENKO = person("Olena Gritsenko", 4)
VILLANUEVA = person("Marco Villanueva", 4)
KARIMOVA = person("Aisha Karimova", 4)

NEWSROOM = (
    new_article(
        "grain-open", "Grain deal keeps harbour open", GRAIN_TEXT, "2022-11-11T09:05:00+02:00",
        persons=[HRYTSENKO], places=[place("Odesa", 6), place("Black Sea", 1)],
        dates=[about("2022-11-11", words="Friday")], authors=("Jane Roe",), section="World", tags=("grain", "shipping"),
        language="en",
    ),
    new_article(
        "grain-copy", "Harbour stays open under grain deal", GRAIN_TEXT, "2022-11-12", source="courier.example",
        persons=[HRYTSENKO], places=[place("Odesa", 6)], dates=[about("2022-11-11")], language="en",
        section="World",
    ),
    new_article(
        "grain-prices", "Prices fall as traders wait",
        "Grain became cheaper. The deal on grain, said Marco Villanueva, left more grain in Istanbul than anyone "
        "could ship.\nWheat lost three per cent.",
        "2022-11-14", persons=[VILLANUEVA], places=[place("Istanbul", 4)], language="en", section="Business",
        dates=[about("2022-11-01", "2022-11-30")], authors=("John Poe",), tags=("grain", "markets"),
    ),
    new_article(
        "gritsenko", "Minister doubts the harvest",
        "Olena Gritsenko told reporters that a wet summer had spoiled barley near Odesa.",
        "2022-10-03", source="wire.example", persons=[GRITSENKO], places=[place("Odesa", 3)], language="en",
        dates=[about("2022-06-01", "2022-08-31")],
    ),
    new_article(
        "passing", "Choir sings at the old theatre",
        "The choir, once praised by Hrytsenko, sang for two hours. Odesa had lent the costumes.",
        "2022-11-20", persons=[person("Hrytsenko", 1)], places=[place("Odesa", 1)], section="Culture", language="en",
    ),
    new_article(
        "ferry", "Ferry resumes on Saturday",
        "The ferry between Lisbon and the south bank resumes on Saturday. A strike of the crews had stopped it.",
        "2022-11-18T18:30:00+00:00", places=[place("Lisbon", 5)], dates=[about("2022-11-19")], language="en",
        section="Local", authors=("Jane Roe",),
    ),
    new_article(
        "strike", "Crews strike at the harbour",
        "Crews went on strike. Talks with the port of Porto about pay failed; the ferry to Lisbon was not affected.",
        "2022-11-02", source="courier.example", places=[place("Porto", 4), place("Lisbon", 2)], language="en",
        section="Local",
    ),
    new_article(
        "university", "University opens a marine school",
        "The university will teach navigation. Two other universities sent lecturers.",
        "2022-09-01", section="Education", language="en", tags=("school",),
    ),
    new_article(
        "universe", "Telescope shows the early universe",
        "Astronomers looked at galaxies. The universe was young then.", "2022-07-12", section="Science",
        language="en", dates=[about("2022-07-12")],
    ),
    new_article(
        "government", "Government presents budget",
        "The government plans to spend less. A governor called it the hardest budget of the decade.",
        "2021-11-30", section="Politics", language="en", dates=[about("2021-01-01", "2021-12-31")],
    ),
    new_article(
        "fighter", "F-16 lands in a field",
        "An F-16 made an emergency landing. The pilot walked away, the U.S. air force said.",
        "2022-03-08", section="World", language="en",
    ),
    new_article(
        "covid", "Clinics end COVID-19 tests",
        "Clinics will not test for COVID-19 any more. Don't queue, said Aisha Karimova.",
        "2022-11-22", source="courier.example", persons=[KARIMOVA], places=[place("Nairobi", 3)], section="Health",
        language="en",
    ),
    new_article(
        "nairobi", "Karimova opens clinic in Nairobi",
        "Aisha Karimova opened a clinic in Nairobi on Tuesday.\nMarco Villanueva was in Lisbon.",
        "2022-11-23", persons=[KARIMOVA, VILLANUEVA], places=[place("Nairobi", 5), place("Lisbon", 1)],
        section="Health", language="en", dates=[about("2022-11-22")],
    ),
    new_article(
        "abidjan", "Cocoa from Côte d’Ivoire",
        "Côte d’Ivoire sold half of its cocoa. The cooperative’s chairman was content.", "2020-05-05",
        source="wire.example", section="Business", language="en", tags=("cocoa",),
    ),
    new_article(
        "editorial", "Open the archives",
        "The archives should be open to all. Nobody should need a permit to read an old newspaper.",
        "2022-11-05", kind="opinion", section="Opinion", language="en", authors=("Mary Major",),
    ),
    new_article(
        "live", "Election night as it happened",
        "Polls close at eight. First results come at ten. A recount is possible.", "2022-11-08T20:00:00-05:00",
        kind="live", section="Politics", language="en", dates=[about("2022-11-08")],
    ),
    new_article(
        "election", "Mayor wins election by nine votes",
        "The mayor won the election by nine votes. The recount took two days.", "2022-11-10", section="Politics",
        language="en", places=[place("Lisbon", 1)], dates=[about("2022-11-08"), about("2022-11-10")],
    ),
    new_article(
        "recount", "Court allows second recount",
        "A court allowed a second recount of the votes in the mayoral election.", "2022-11-15",
        source="courier.example", section="Politics", language="en",
    ),
    new_article(
        "faro", "El faro vuelve a brillar",
        "El faro de la ciudad vuelve a brillar despues de la huelga.", "2022-11-16", source="el-faro.example",
        language="es", section="Local",
    ),
    new_article(
        "crucero", "Un crucero llega a Lisboa",
        "Un crucero llega a Lisboa con mil viajeros.", "2022-11-17", source="el-faro.example", language="es",
        places=[place("Lisbon", 4)],
    ),
    new_article(
        "undated", "How bread is baked",
        "Flour, water, salt and time. Wheat makes the best crumb.", None, section="Culture", language="en",
    ),
    new_article(
        "undated-two", "Letters to the editor", "A reader asks why the tram is late.", None, section="Opinion",
    ),
    new_article(
        "colour", "Painters choose colour",
        "A colour for every house: the painters chose ochre.", "2022-04-01", section="Culture", language="en",
    ),
    new_article(
        "color", "Color film found in attic",
        "A color film of the flood was found. The collector paid nothing.", "2022-04-02", source="wire.example",
        section="Culture", language="en", description="Nobody knew of the reel.",
    ),
    new_article(
        "flood", "Flood of the century",
        "Water stood in the streets. The museum keeps a film of the flood.", "1997-07-20", source="wire.example",
        language="en", dates=[about("1997-07-01", "1997-07-31")],
    ),
    new_article(
        "anniversary", "Town remembers the flood",
        "Twenty-five years ago the river rose. The town remembers.", "2022-07-20", language="en",
        dates=[about("1997-01-01", "1997-12-31")], section="Local", places=[place("Ukraine", 2)],
    ),
    new_article(
        "who", "The Who play one more night",
        "The Who play one more night at the arena.", "2022-11-21", section="Culture", language="en",
    ),
    new_article(
        "or", "To be or not to be",
        "Actors rehearse the play again; to be or not to be is on every poster.", "2022-06-06", section="Culture",
        language="en",
    ),
    new_article(
        "bird", "Heron returns to the marsh",
        "A heron stood in the reeds. Another heron came. By noon a third heron had joined them.", "2022-11-01",
        section="Science", language="en",
    ),
    new_article(
        "chess", "Villanueva wins at chess",
        "Marco Villanueva won in eleven moves. In Porto people cheered.", "2022-11-24",
        persons=[VILLANUEVA], places=[place("Porto", 3)], section="Sport", language="en",
    ),
)  # fmt: skip

SAVED = {
    "grain": SearchState(query="grain OR wheat", day_from="2022"),
    "villanueva": SearchState()
    .with_value("person", "p:marco_villanueva")
    .with_value("place", "g:745044", "not"),
    "undated": SearchState(undated=True),
    "passing-odesa": SearchState(mentions="every").with_value("place", "g:698740"),
    "placeless": SearchState(query="election").with_none_of("place"),
    "nested": SearchState(query="saved:grain deal"),
    "circle": SearchState(query="election saved:circle"),
    "november-flood": SearchState(query="flood", about_from="1997", about_to="1997"),
}
"""Saved queries that the invented archive's engine knows."""

NEWSROOM_ALIASES = {"p:olena_gritsenko": "p:olena_hrytsenko"}


def build(
    home: Path,
    articles: Iterable[NewArticle],
    aliases: Mapping[str, str] = {},
    then: Callable[[Settings], None] | None = None,
) -> Archive:
    """Make an archive of some articles and open it for searching; `then` may change it before."""
    settings = Settings(home=home)
    store = open_store(settings.store_path, create=True)
    with store.write() as connection:
        store_writer.put_articles(connection, articles)
        store_writer.set_automatic_aliases(connection, aliases)
    with Progress("indexing") as progress:
        rebuild(store, settings.index_dir, progress)
    store.close()
    if then is not None:
        then(settings)
    return open_archive(settings)


@pytest.fixture(scope="session")
def build_archive() -> Callable[..., Archive]:
    return build


@pytest.fixture(scope="session")
def newsroom_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the invented archive; nobody writes to it."""
    home = tmp_path_factory.mktemp("newsroom")
    build(home, NEWSROOM, NEWSROOM_ALIASES).close()
    return home


@pytest.fixture(scope="session")
def newsroom(newsroom_home: Path) -> Iterator[Archive]:
    archive = open_archive(Settings(home=newsroom_home))
    yield archive
    archive.close()


@pytest.fixture(scope="session")
def engine(newsroom: Archive) -> ArrayEngine:
    """The engine over the invented archive, on a day when all of it is printed."""
    return ArrayEngine(newsroom.reader.snapshot, newsroom.store, lambda: SAVED, today=lambda: TODAY)


@pytest.fixture(scope="session")
def find(engine: ArrayEngine) -> Callable[..., list[str]]:
    """Search the invented archive: the short names of all hits, in their order."""

    def find(query: str = "", **changes: object) -> list[str]:
        state = SearchState(query=query, per_page=100).change(**changes)
        return [str(hit.url).rpartition("/")[2] for hit in engine.search(state).hits]

    return find
