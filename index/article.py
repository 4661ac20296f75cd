"""The values that travel between the stages: moments, articles, mentions. Frozen, no I/O."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, Literal, NamedTuple, Self

FieldName = Literal["title", "text"]
Granularity = Literal["day", "month", "year", "range"]
EntityKind = Literal["person", "place"]

FACET_POINTS = 3
"""Points at which an entity becomes a facet value of an article (evaluation/README.md)."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time as it was printed, never more precise than its source.

    Attributes:
        day: The printed local day; charts and filters use it.
        clock: The printed local date and time without zone, or None when only the day is known.
        offset_min: The printed offset from UTC in minutes, or None when none was printed.
        origin: Where it came from: ``json-ld``, ``meta``, ``microdata``, ``url``, ``dateline``,
            ``text``, ``feed``, ``sitemap``, ``import`` or ``fetch``.
    """

    day: date
    clock: datetime | None = None
    offset_min: int | None = None
    origin: str = "import"

    @classmethod
    def parse(cls, printed: str, origin: str) -> Self:
        """Read an ISO 8601 date or date and time.

        Raises:
            ValueError: The text is neither.
        """
        text = printed.strip()
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return cls(day=date.fromisoformat(text), origin=origin)
        moment = datetime.fromisoformat(text)
        if len(text) < len("2022-11-11T09") or not re.search(r"\d[T ]\d", text):
            return cls(day=moment.date(), origin=origin)
        offset = moment.utcoffset()
        offset_min = None if offset is None else round(offset.total_seconds() / 60)
        clock = moment.replace(tzinfo=None)
        return cls(day=clock.date(), clock=clock, offset_min=offset_min, origin=origin)

    @property
    def instant(self) -> datetime:
        """The instant in UTC; the day's midnight or an unknown zone counts as UTC. For sorting."""
        clock = self.clock or datetime(self.day.year, self.day.month, self.day.day)
        if self.offset_min and datetime.min + timedelta(days=2) < clock < datetime.max - timedelta(days=2):
            clock -= timedelta(minutes=self.offset_min)
        return clock.replace(tzinfo=UTC)

    def isoformat(self) -> str:
        """Give what was printed: a day, a local time, or an instant with its offset."""
        if self.clock is None:
            return self.day.isoformat()
        if self.offset_min is None:
            return self.clock.isoformat()
        return self.clock.replace(tzinfo=timezone(timedelta(minutes=self.offset_min))).isoformat()


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanArticle:
    """What the cleaner makes of one page or text: everything that was printed, nothing of where.

    ``text`` is paragraphs joined by one newline. ``dateline`` ("KYIV, Nov 11 (Reuters)") is also
    left where it stands in ``text``. ``kind`` is news, opinion, live, gallery or video.
    """

    title: str
    text: str
    url: str | None = None
    description: str = ""
    authors: tuple[str, ...] = ()
    published: Moment | None = None
    modified: Moment | None = None
    language: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    image: str | None = None
    credits: tuple[str, ...] = ()
    dateline: str | None = None
    kind: str = "news"
    paywalled: bool = False
    image_alt: str | None = None
    image_credit: str | None = None

    @property
    def content_hash(self) -> str:
        """Digest of what a reader would notice when it changes."""
        printed = "\x1f".join(
            (
                self.title, self.description, self.text, "\x1e".join(self.authors),
                self.published.isoformat() if self.published else "",
            )
        )  # fmt: skip
        return hashlib.blake2b(printed.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article in the store: the cleaned text, its identity and its history."""

    id: str
    source: str
    clean: CleanArticle
    first_seen: datetime
    revision: int = 1
    story: str
    page_id: int | None = None

    @property
    def dated(self) -> Moment | None:
        """When it was published, or None: `first_seen` is never passed off as a date."""
        return self.clean.published


class Span(NamedTuple):
    """Half-open range of code points in the article's title or text. A tuple, as very many are made."""

    field: FieldName
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A person or place as the gazetteer or the text knows it.

    Person keys are ``p:`` and the folded words of the name joined by ``_`` (``p:igor_konashenkov``),
    so that a key with ``_`` was named in full. Place keys are ``g:`` and the GeoNames id, or ``l:``
    and a folded name for places of our own tables. ``place_kind`` is country, region, city, water,
    area or landmark; ``country`` is ISO 3166-1 alpha-2. ``admin1`` names the first-level division that
    the place lies in, or is, and ``admin1_key`` is the place key of that division: both are None for
    countries, waters and areas, so that ``country``, ``admin1_key``, ``key`` is the way down to a town.
    """

    key: str
    kind: EntityKind
    name: str
    place_kind: str | None = None
    country: str | None = None
    admin1: str | None = None
    admin1_key: str | None = None
    geonames_id: int | None = None
    lat: float | None = None
    lon: float | None = None
    population: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundEntity:
    """An entity with its mentions in one article; ``points`` as docs/entities.md counts them.

    ``confidence`` is that of its surest mention, and ``why`` the code of the rule that found this one.
    ``metonyms`` are those of the mentions where a capital stands for a government.
    """

    entity: Entity
    points: int
    mentions: tuple[Span, ...]
    confidence: float = 1.0
    why: str = ""
    metonyms: tuple[Span, ...] = ()

    @property
    def is_facet_value(self) -> bool:
        """Salient, or a person named in full at least once."""
        return self.points >= FACET_POINTS or is_full_name(self.entity.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDate:
    """A day, month, year or range that the article talks about; ``end`` is the last day, inclusive."""

    start: date
    end: date
    granularity: Granularity
    mentions: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Merge:
    """The entity that a person's key belongs to, the code of what speaks for it, how sure it is (0 to 1)."""

    to_key: str
    evidence: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotations:
    """Who, where and when of one article, in order of first mention."""

    persons: tuple[FoundEntity, ...] = ()
    places: tuple[FoundEntity, ...] = ()
    dates: tuple[FoundDate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle:
    """An article together with what was recognised in it: all that the index is made from."""

    article: Article
    annotations: Annotations = field(default_factory=Annotations)


def is_full_name(key: str) -> bool:
    """Whether a person's key has two words or more; False for places."""
    return key.startswith("p:") and "_" in key


def article_id(source: str, given: str) -> str:
    """Hash ``source`` with a canonical URL (or an id given by an import) to 16 hex digits."""
    return hashlib.blake2b(f"{source}\n{given}".encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def annotations_to_json(found: Annotations) -> dict[str, Any]:
    """Give the ``persons``, ``places`` and ``dates`` of the ``annotate --batch`` contract."""
    return {
        "persons": [_entity_to_json(item) for item in found.persons],
        "places": [_entity_to_json(item) for item in found.places],
        "dates": [
            {
                "start": item.start.isoformat(),
                "end": item.end.isoformat(),
                "granularity": item.granularity,
                "mentions": list(map(list, item.mentions)),
            }
            for item in found.dates
        ],
    }


def _entity_to_json(item: FoundEntity) -> dict[str, Any]:
    entity = item.entity
    row: dict[str, Any] = {"key": entity.key, "name": entity.name}
    if entity.kind == "place":
        row |= {
            "kind": entity.place_kind, "country": entity.country, "admin1": entity.admin1,
            "admin1_key": entity.admin1_key, "geonames_id": entity.geonames_id,
            "lat": entity.lat, "lon": entity.lon, "population": entity.population,
        }  # fmt: skip
    row |= {
        "salience": item.points,
        "confidence": round(item.confidence, 3),
        "why": item.why,
        "mentions": list(map(list, item.mentions)),
    }
    if item.metonyms:
        row["metonyms"] = list(map(list, item.metonyms))
    return row


def annotations_from_json(data: Mapping[str, Any]) -> Annotations:
    """Read back what `annotations_to_json` gave."""
    return Annotations(
        persons=tuple(_entity_from_json(row, "person") for row in data.get("persons", ())),
        places=tuple(_entity_from_json(row, "place") for row in data.get("places", ())),
        dates=tuple(
            FoundDate(
                start=date.fromisoformat(row["start"]),
                end=date.fromisoformat(row["end"]),
                granularity=row["granularity"],
                mentions=_spans(row),
            )
            for row in data.get("dates", ())
        ),
    )


def _spans(row: Mapping[str, Any], name: str = "mentions") -> tuple[Span, ...]:
    return tuple(Span(field_name, start, end) for field_name, start, end in row[name])


def _entity_from_json(row: Mapping[str, Any], kind: EntityKind) -> FoundEntity:
    entity = Entity(
        key=row["key"], kind=kind, name=row["name"], place_kind=row.get("kind"),
        country=row.get("country"), admin1=row.get("admin1"), admin1_key=row.get("admin1_key"),
        geonames_id=row.get("geonames_id"), lat=row.get("lat"), lon=row.get("lon"),
        population=row.get("population"),
    )  # fmt: skip
    return FoundEntity(
        entity=entity,
        points=row["salience"],
        mentions=_spans(row),
        confidence=row.get("confidence", 1.0),
        why=row.get("why", ""),
        metonyms=_spans(row, "metonyms") if "metonyms" in row else (),
    )
