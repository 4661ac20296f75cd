"""A small invented archive, stored and indexed for real, behind the Flask client."""

from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient

from index.article import Annotations, Entity, FoundDate, FoundEntity, Span
from index.progress import Progress
from index.settings import Settings
from index.store import Store
from index.store_writer import NewArticle, put_articles
from index.writer import update
from web import create_app

HOSTILE = "<script>alert(\"1\")</script> & 'quoted' <b>bold</b>"
ADA = Entity(key="p:ada_brook", kind="person", name="Ada Brook")
OTIS = Entity(key="p:otis_vale", kind="person", name="Otis Vale")
HOSTILE_PERSON = Entity(key='p:eve_"<i>', kind="person", name="Eve <img src=x onerror=alert(1)>")
SALT = Entity(key="l:saltmere", kind="place", name="Saltmere", place_kind="city", country="GB")

Make = Callable[..., NewArticle]


def found(entity: Entity, text: str, *surfaces: str) -> FoundEntity:
    """Annotate the first occurrence of each surface in a text."""
    spans = (Span("text", text.index(name), text.index(name) + len(name)) for name in surfaces)
    return FoundEntity(entity=entity, points=4, mentions=tuple(spans))


FERRY = "Ada Brook opened the ferry line in Saltmere on 3 March 2024.\nOtis Vale was there too."
STRIKE = "The ferry strike in Saltmere went on. Ada Brook spoke of 2023."
HARBOUR = "The harbour is quiet, said Otis Vale. No ferry came."
EVIL = 'A ferry of words: <img src="x" onerror="alert(2)"> and ]]> and \x0b control.'


FERRY_NOTES = Annotations(
    persons=(found(ADA, FERRY, "Ada Brook"), found(OTIS, FERRY, "Otis Vale")),
    places=(found(SALT, FERRY, "Saltmere"),),
    dates=(
        FoundDate(
            start=date(2024, 3, 3), end=date(2024, 3, 3), granularity="day",
            mentions=(Span("text", FERRY.index("3 March"), FERRY.index("3 March") + 12),),
        ),
    ),
)  # fmt: skip
STRIKE_NOTES = Annotations(
    persons=(found(ADA, STRIKE, "Ada Brook"),),
    places=(found(SALT, STRIKE, "Saltmere"),),
    dates=(
        FoundDate(
            start=date(2023, 1, 1), end=date(2023, 12, 31), granularity="year",
            mentions=(Span("text", STRIKE.index("2023"), STRIKE.index("2023") + 4),),
        ),
    ),
)  # fmt: skip


@pytest.fixture
def articles(make_article: Make) -> dict[str, NewArticle]:
    return {
        "ferry": make_article(
            "ferry", FERRY, title="A new ferry", published="2024-03-04T09:05:00+01:00",
            annotations=FERRY_NOTES, authors=("Mara Quill",), section="Local", language="en",
            url="https://paper.example/ferry", credits=("Photo: N. Fenn",),
        ),
        "strike": make_article(
            "strike", STRIKE, title="Ferry strike", published="2024-05-10", annotations=STRIKE_NOTES,
            section="World", language="en",
        ),
        "harbour": make_article(
            "harbour", HARBOUR, title="Quiet harbour", published="2022-01-02", source="gazette",
            annotations=Annotations(persons=(found(OTIS, HARBOUR, "Otis Vale"),)), language="de",
        ),
        "evil": make_article(
            "evil", EVIL, title=HOSTILE, published=None, source='<b>"evil"</b>', authors=(HOSTILE,),
            section=HOSTILE, description=HOSTILE, url='javascript:alert("3")', tags=(HOSTILE,),
            annotations=Annotations(persons=(found(HOSTILE_PERSON, EVIL, "ferry"),)),
        ),
    }  # fmt: skip


@pytest.fixture
def indexed(store: Store, settings: Settings, articles: dict[str, NewArticle]) -> Settings:
    with store.write() as connection:
        put_articles(connection, articles.values())
    update(store, settings.index_dir, Progress("indexing"))
    return settings


@pytest.fixture
def client(indexed: Settings) -> FlaskClient:
    return create_app(indexed).test_client()
