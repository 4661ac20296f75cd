"""Rows of the store's tables as the values of `index.article`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from index.article import (
    Annotations,
    Article,
    CleanArticle,
    Entity,
    Moment,
    StoredArticle,
    annotations_from_json,
)


@dataclass(frozen=True, slots=True)
class Texts:
    """What is printed of an article, and in which language."""

    title: str
    text: str
    language: str | None


@dataclass(frozen=True, slots=True)
class Shown:
    """What a list shows of an article, named as the columns are; ``published`` is ISO 8601 as printed.

    ``kept`` tells whether a copy of its page is kept as fetched.
    """

    id: str
    url: str | None
    title: str
    text: str
    source: str
    published: str | None
    published_origin: str | None
    section: str | None
    language: str | None
    authors: Sequence[str]
    kept: bool


def moment_of(printed: str | None, origin: str | None) -> Moment | None:
    """Read a moment back from its two columns."""
    return Moment.parse(printed, origin or "import") if printed else None


def stored_article(row: Row[Any]) -> StoredArticle:
    """Build an article from a row of the table."""
    clean = CleanArticle(
        title=row.title, text=row.text, url=row.url, description=row.description,
        authors=tuple(row.authors), published=moment_of(row.published, row.published_origin),
        modified=moment_of(row.modified, row.modified_origin), language=row.language,
        section=row.section, tags=tuple(row.tags), image=row.image, credits=tuple(row.credits),
        dateline=row.dateline, kind=row.kind, paywalled=row.paywalled, image_alt=row.image_alt,
        image_credit=row.image_credit,
    )  # fmt: skip
    article = Article(
        id=row.id, source=row.source, clean=clean, first_seen=datetime.fromisoformat(row.first_seen),
        revision=row.revision, story=row.story, page_id=row.page_id,
    )  # fmt: skip
    found = annotations_from_json(row.annotations) if row.annotations else Annotations()
    return StoredArticle(article=article, annotations=found)


def entity_of(row: Row[Any]) -> Entity:
    """Build an entity from a row of the table."""
    return Entity(
        key=row.key, kind=row.kind, name=row.name, place_kind=row.place_kind, country=row.country,
        admin1=row.admin1, admin1_key=row.admin1_key, geonames_id=row.geonames_id, lat=row.lat, lon=row.lon,
        population=row.population,
    )  # fmt: skip
