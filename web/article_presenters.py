"""What the article templates show: marked text, dates with their provenance, revisions, a citation."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from index.aliases import entity_of
from index.article import (
    Annotations,
    CleanArticle,
    Entity,
    FoundDate,
    FoundEntity,
    Moment,
    Span,
    StoredArticle,
)
from index.languages import analysis_of
from index.store import RevisionText
from search.exporting.entries import followed
from search.highlight import Highlighter
from search.parser import parse
from search.results import Hit, Snippet
from web import labels
from web.languages import gettext
from web.links import article_href, days_href, entity_href, entity_page_href
from web.marks import Mark, Paragraph, Run, paragraphs, runs


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the article's metadata; ``iso`` is for machines, ``note`` says where it came from."""

    label: str
    text: str
    note: str = ""
    iso: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A person or place with its page, or a span of days with the search for it."""

    name: str
    href: str
    mentions: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class CopyRow:
    """Another article of the same story."""

    title: str
    source: str
    day: str
    href: str


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """An earlier text; ``number`` counts from 1."""

    number: int
    title: str
    seen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleView:
    """All that the article template needs.

    ``standfirst`` is the description, empty where it only says what the text begins with.
    """

    stored: StoredArticle
    standfirst: str
    original_href: str
    title: tuple[Run, ...]
    paragraphs: list[Paragraph]
    facts: tuple[Fact, ...]
    persons: tuple[Named, ...]
    places: tuple[Named, ...]
    dates: tuple[Named, ...]
    revisions: tuple[RevisionRow, ...]
    citation: str

    def names_of(self, kind: str) -> tuple[Named, ...]:
        """Give the persons, places or dates of the text."""
        return {"person": self.persons, "place": self.places, "date": self.dates}[kind]


def keys_of(stored: StoredArticle, aliases: Mapping[str, str]) -> set[str]:
    """Give the keys of the article's persons and places after merges."""
    found = stored.annotations
    return {entity_of(item.entity.key, aliases) for item in (*found.persons, *found.places)} - {""}


def canonical(
    stored: StoredArticle, aliases: Mapping[str, str], entities: Mapping[str, Entity]
) -> StoredArticle:
    """Apply merges: variants of one person become one, with all their mentions and points; hidden ones go."""
    found = stored.annotations
    merged = replace(
        found,
        persons=_merge(found.persons, aliases, entities),
        places=_merge(found.places, aliases, entities),
    )
    return replace(stored, annotations=merged)


def _merge(
    found: tuple[FoundEntity, ...], aliases: Mapping[str, str], entities: Mapping[str, Entity]
) -> tuple[FoundEntity, ...]:
    merged: dict[str, FoundEntity] = {}
    for item in found:
        key = entity_of(item.entity.key, aliases)
        if not key:
            continue
        former = merged.get(key)
        merged[key] = FoundEntity(
            entity=entities.get(key, item.entity),
            points=item.points + (former.points if former else 0),
            mentions=item.mentions + (former.mentions if former else ()),
            confidence=item.confidence,
            metonyms=item.metonyms + (former.metonyms if former else ()),
        )
    return tuple(merged.values())


def copy_rows(copies: Iterable[StoredArticle], article_id: str) -> list[CopyRow]:
    """Give the other articles of one story, oldest first, undated ones last."""
    others = (item.article for item in copies if item.article.id != article_id)
    ordered = sorted(
        others, key=lambda item: (item.dated is None, item.dated and item.dated.instant, item.id)
    )
    return [
        CopyRow(
            item.clean.title,
            item.source,
            labels.day(item.dated.day) if item.dated else gettext("undated"),
            article_href(item.id),
        )
        for item in ordered
    ]


def related_row(hit: Hit) -> CopyRow:
    """Give a related article's row."""
    return CopyRow(
        hit.title.text or gettext("Untitled"), hit.source, labels.printed(hit.published), article_href(hit.id)
    )


def reference(stored: StoredArticle) -> Hit:
    """Give what a reference says of an article, as a list would."""
    article, clean = stored.article, stored.article.clean
    return Hit(
        id=article.id, url=clean.url, title=Snippet(clean.title), source=article.source,
        published=clean.published.isoformat() if clean.published else None,
        published_origin=clean.published.origin if clean.published else None, authors=clean.authors,
        section=clean.section, language=clean.language, score=0.0, snippet=Snippet(""),
    )  # fmt: skip


def article_view(
    stored: StoredArticle,
    *,
    query: str,
    marked: frozenset[str],
    revisions: list[RevisionText],
    address: str,
    zone: ZoneInfo,
) -> ArticleView:
    """Make the view of one article.

    Args:
        stored: The article with what was recognised in it, from `canonical`.
        query: Its words are highlighted; what it excludes is not.
        marked: Which of ``person``, ``place`` and ``date`` are marked in the text.
        revisions: Its earlier texts, oldest first.
        address: The stable address of this page, for the citation.
        zone: Zone in which instants are shown.
    """
    clean, found = stored.article.clean, stored.annotations
    highlighter, analysis = Highlighter(parse(query).tree), analysis_of(clean.language)
    return ArticleView(
        stored=stored,
        standfirst=standfirst(clean),
        original_href=followed(clean.url),
        title=runs(clean.title, highlighter.ranges(clean.title, "title", analysis)),
        paragraphs=paragraphs(
            clean.text, highlighter.ranges(clean.text, "body", analysis), _marks(found, marked)
        ),
        facts=tuple(_facts(stored, zone)),
        persons=tuple(_named(item) for item in _by_points(found.persons)),
        places=tuple(_named(item) for item in _by_points(found.places)),
        dates=tuple(_dated(item) for item in sorted(found.dates, key=lambda item: (item.start, item.end))),
        revisions=tuple(revision_rows(revisions, zone)),
        citation=cite(stored, address),
    )


def standfirst(clean: CleanArticle) -> str:
    """Give the description of an article, unless it is its title or a cut of its text, as it often is."""
    bare = " ".join(clean.description.split()).rstrip(".… ")
    known = (" ".join(clean.title.split()), " ".join(clean.text.split()))
    return "" if any(bare in text for text in known) else clean.description


def _by_points(found: tuple[FoundEntity, ...]) -> list[FoundEntity]:
    return sorted(found, key=lambda item: -item.points)


def _named(item: FoundEntity) -> Named:
    entity = item.entity
    detail = place_detail(entity) if entity.kind == "place" else ""
    return Named(entity.name, entity_page_href(entity.key), len(item.mentions), detail)


def place_detail(entity: Entity) -> str:
    """Say what kind of place it is and in which country: ``city, Ukraine``."""
    if entity.place_kind == "country":
        return gettext(labels.PLACE_KINDS["country"])
    kind = entity.place_kind or ""
    known = gettext(labels.PLACE_KINDS[kind]) if kind in labels.PLACE_KINDS else kind
    country = labels.country_name(entity.country) if entity.country else ""
    return ", ".join(part for part in (known, country) if part)


def _dated(item: FoundDate) -> Named:
    first, last = _bounds(item)
    return Named(days_in_words(item), days_href(first, last), len(item.mentions))


def _bounds(item: FoundDate) -> tuple[str, str]:
    """Give the bounds as parameters, as coarse as the text was."""
    chars = {"year": 4, "month": 7}.get(item.granularity, 10)
    return item.start.isoformat()[:chars], item.end.isoformat()[:chars]


def days_in_words(item: FoundDate) -> str:
    """Give a date of the text in words, never more precise than it was said."""
    first, last = _bounds(item)
    return labels.spans(first, last)


def _marks(found: Annotations, kinds: frozenset[str]) -> Iterator[Mark]:
    for item in (*found.persons, *found.places):
        entity = item.entity
        if entity.kind not in kinds:
            continue
        href, governments = entity_href(entity.kind, entity.key), frozenset(item.metonyms)
        plain = tuple(span for span in item.mentions if span not in governments)
        yield from _spans(plain, entity.kind, href, entity.name)
        if item.metonyms:
            label = gettext("%(name)s, used for a government", name=entity.name)
            yield from _spans(item.metonyms, entity.kind, href, label)
    for date in found.dates if "date" in kinds else ():
        yield from _spans(date.mentions, "date", days_href(*_bounds(date)), days_in_words(date))


def _spans(mentions: tuple[Span, ...], kind: str, href: str, label: str) -> Iterator[Mark]:
    return (Mark(span.start, span.end, kind, href, label) for span in mentions if span.field == "text")


def _facts(stored: StoredArticle, zone: ZoneInfo) -> Iterator[Fact]:
    article, clean = stored.article, stored.article.clean
    if clean.published:
        yield _dated_fact(gettext("Published"), clean.published, zone)
    else:
        yield Fact(gettext("Published"), gettext("not known"), gettext("no date was found on the page"))
    if clean.modified:
        yield _dated_fact(gettext("Changed"), clean.modified, zone)
    seen = article.first_seen
    came = gettext("when it came into this archive, %(zone)s", zone=zone.key)
    yield Fact(gettext("First seen"), labels.instant(seen, zone), came, seen.isoformat())
    if clean.tags:
        yield Fact(gettext("Tags"), ", ".join(clean.tags))
    for label, value in (
        (gettext("Section"), clean.section),
        (gettext("Dateline"), clean.dateline),
        (gettext("Language"), clean.language and labels.language_name(clean.language)),
    ):
        if value:
            yield Fact(label, value)
    if clean.kind != "news":
        yield Fact(gettext("Type"), labels.key_name("type", clean.kind, clean.kind))
    if clean.paywalled:
        yield Fact(gettext("Paywall"), gettext("only the opening was readable"))


def _dated_fact(label: str, moment: Moment, zone: ZoneInfo) -> Fact:
    return Fact(label, labels.moment(moment), labels.provenance(moment, zone), moment.isoformat())


def revision_rows(revisions: list[RevisionText], zone: ZoneInfo) -> Iterator[RevisionRow]:
    """Give the earlier texts, newest first."""
    for item in reversed(revisions):
        yield RevisionRow(item.number, item.title, labels.stored_instant(item.seen_at, zone))


_INNER_QUOTES = str.maketrans("“”", "‘’")
"""A quotation within the title becomes one within a quotation."""


def cite(stored: StoredArticle, address: str) -> str:
    """Give a plain citation: who, what, where, when, and both addresses."""
    article, clean = stored.article, stored.article.clean
    who = ", ".join(clean.authors)
    when = labels.day(clean.published.day) if clean.published else gettext("undated")
    seen: datetime = article.first_seen
    title = clean.title.translate(_INNER_QUOTES)
    archived = gettext(
        "(archived %(day)s, revision %(revision)s: %(address)s)",
        day=labels.day(seen.date()),
        revision=article.revision,
        address=address,
    )
    parts = [f"{who}." if who else "", f"“{title}”." if title else "", f"{article.source},", f"{when}.",
             f"{clean.url}" if clean.url else "", archived]  # fmt: skip
    return " ".join(part for part in parts if part)
