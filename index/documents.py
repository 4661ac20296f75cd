"""A stored article as the index takes it: texts for Whoosh, values for the columns. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date

from index.article import FACET_POINTS, FoundDate, FoundEntity, Moment, Span, StoredArticle
from index.columns import GRANULARITIES, UNDATED
from index.languages import ANALYSES, analysis_of
from index.sentences import SentenceNumbers

UNDATED_AT = -(2**62)
"""Value of ``published_at`` without a date: below every instant, and its negative still fits."""

STORED_FACETS = ("person", "place", "source", "author", "lang", "section", "tag", "type")
"""The facets kept in columns, keys as fine as extraction made them; countries follow from the places."""

SENTENCE_COLUMNS = ("person", "place", "about")
"""Columns that say in which sentences each value stands: for SAME."""

MAX_POINTS = 65_535
"""Points are kept in 16 bits."""

_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentColumns:
    """One article's row in the columns.

    Attributes:
        id: The article's id as a number.
        story: The story's id as a number.
        published_day: Printed day in days since 1970-01-01, or `UNDATED`.
        published_at: Instant in seconds since 1970-01-01 UTC, or `UNDATED_AT`.
        first_seen: In seconds since 1970-01-01 UTC.
        analysis: How the texts are analysed: its place in `index.languages.ANALYSES`.
        facets: (key, points) pairs of each of `STORED_FACETS`, each key once.
        countries: Country of each place's key (ISO 3166 alpha-2), where it has one.
        about: First day, last day (days since 1970-01-01), code in `GRANULARITIES`; each once, sorted.
        sentences: Of each of `SENTENCE_COLUMNS`, and of each value in it, the numbers of the sentences that
            name it (`index.sentences.sentence_number`), sorted.
    """

    id: int
    story: int
    published_day: int
    published_at: int
    first_seen: int
    analysis: int
    facets: Mapping[str, tuple[tuple[str, int], ...]]
    countries: Mapping[str, str]
    about: tuple[tuple[int, int, int], ...]
    sentences: Mapping[str, tuple[tuple[int, ...], ...]]


def texts(stored: StoredArticle) -> dict[str, str]:
    """Give the values of the Whoosh fields."""
    article = stored.article
    return {
        "title": article.clean.title,
        "description": article.clean.description,
        "body": article.clean.text,
    }


def columns_of(stored: StoredArticle) -> DocumentColumns:
    """Give the article's row in the columns."""
    article, found = stored.article, stored.annotations
    clean = article.clean
    numbers = SentenceNumbers({"title": clean.title, "description": clean.description, "body": clean.text})
    intervals = _intervals(found.dates)
    persons, places = _mentioned(found.persons), _mentioned(found.places)
    return DocumentColumns(
        id=id_number(article.id),
        story=id_number(article.story),
        published_day=day_number(clean.published.day) if clean.published else UNDATED,
        published_at=_seconds(clean.published) if clean.published else UNDATED_AT,
        first_seen=int(article.first_seen.timestamp()),
        analysis=ANALYSES.index(analysis_of(clean.language)),
        facets={
            "person": _points(persons),
            "place": _points(places),
            "source": _values(article.source),
            "author": _values(*clean.authors),
            "lang": _values(clean.language),
            "section": _values(clean.section),
            "tag": _values(*clean.tags),
            "type": _values(clean.kind),
        },
        countries={item.entity.key: item.entity.country for item in found.places if item.entity.country},
        about=tuple(intervals),
        sentences={
            "person": tuple(numbers.of(item.spans) for item in persons.values()),
            "place": tuple(numbers.of(item.spans) for item in places.values()),
            "about": tuple(map(numbers.of, intervals.values())),
        },
    )


def id_number(article_id: str) -> int:
    """Give the 64 bits that an article's id spells."""
    return int(article_id, 16)


def id_text(number: int) -> str:
    """Spell an article's id: 16 hexadecimal digits."""
    return f"{number:016x}"


def day_number(day: date) -> int:
    """Give a day in days since 1970-01-01."""
    return day.toordinal() - _EPOCH


def _seconds(moment: Moment) -> int:
    return int(moment.instant.astimezone(UTC).timestamp())


@dataclass(slots=True)
class _Mentioned:
    """Points and mentions of one key."""

    points: int
    spans: list[Span]


def _mentioned(found: tuple[FoundEntity, ...]) -> dict[str, _Mentioned]:
    keys: dict[str, _Mentioned] = {}
    for item in found:
        known = keys.setdefault(item.entity.key, _Mentioned(0, []))
        known.points = min(known.points + item.points, MAX_POINTS)
        known.spans += item.mentions
    return keys


def _points(found: Mapping[str, _Mentioned]) -> tuple[tuple[str, int], ...]:
    return tuple((key, item.points) for key, item in found.items())


def _intervals(dates: tuple[FoundDate, ...]) -> dict[tuple[int, int, int], list[Span]]:
    """Give the mentions of each interval, in order of the intervals."""
    found: dict[tuple[int, int, int], list[Span]] = {}
    for item in dates:
        code = GRANULARITIES.index(item.granularity)
        found.setdefault((day_number(item.start), day_number(item.end), code), []).extend(item.mentions)
    return dict(sorted(found.items()))


def _values(*given: str | None) -> tuple[tuple[str, int], ...]:
    return tuple((value, FACET_POINTS) for value in dict.fromkeys(given) if value)
