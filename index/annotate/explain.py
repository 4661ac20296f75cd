"""Why each person, place and date of a text is there, told from what `annotate` found in it. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from index.annotate import salience
from index.annotate.annotator import annotate
from index.annotate.tables import PlaceRow, places
from index.article import FACET_POINTS, FoundDate, FoundEntity, Span, is_full_name
from index.entity_words import name_words

CONTEXT_CHARS = 40
RIVALS = 6
"""Places of the same name that are listed beside the chosen one."""

RULES = {
    "known": "a notable person's full name", "given-name": "opens with a given name",
    "rare-given-name": "opens with a rare given name", "initial": "an initial before the surname",
    "family-first": "family name first, as in East Asia", "title": "a title in front",
    "role": "a role in front", "beside": "a role, an age or a verb of speech beside it",
    "verb": "a verb of speech behind it", "unlisted": "capitalised words that are nothing else",
    "surname": "the surname of somebody whom the text names in full",
    "first-name": "the first name of somebody whom the text names in full",
    "lone": "a word that is a person elsewhere in the text",
    "family-name": "the family name of notable persons",
    "place-only": "the only place of that name in the gazetteer",
    "place-said": "its country or division is said right behind it",
    "place-settled": "said with its country or division elsewhere in the text",
    "place-weighed": "the likeliest of that name, by size and by the countries and divisions around it",
    "place-unlisted": "not in the gazetteer; a place by the words around it",
    "demonym": "stands for the people or the things of the country",
    "small-letters": "a great name that is no other word, in small letters",
    "spacy": "named by the spaCy pipeline of the settings",
}  # fmt: skip
"""Codes of rules in words; a code that is not here stands for itself."""


@dataclass(frozen=True, slots=True)
class ExplainedMention:
    """One mention: what is printed, with the text around it, and the points of where it stands.

    ``metonym`` tells a capital that stands for a government here.
    """

    field: str
    start: int
    end: int
    surface: str
    context: str
    points: int
    where: str
    metonym: bool = False


@dataclass(frozen=True, slots=True)
class Rival:
    """A place of the gazetteer that the name may mean, too; ``population`` is known of cities."""

    key: str
    name: str
    kind: str
    country: str
    population: int | None


@dataclass(frozen=True, slots=True)
class ExplainedEntity:
    """A person or place with the reasons for it.

    Attributes:
        why: Code of the rule that found its surest mention.
        reason: The same in words.
        points: Sum over the mentions, with ``extra`` for roles and titles beside them.
        is_facet_value: Whether the article counts for it, and ``facet_reason`` why or why not.
        also_called: Other words that mean it in the text.
        rivals: Other places of the name, weightiest first.
        company: Other places of the text that lie in the same country, which speak for a place.
    """

    kind: str
    key: str
    name: str
    why: str
    reason: str
    confidence: float
    points: int
    extra: int
    is_facet_value: bool
    facet_reason: str
    also_called: tuple[str, ...]
    rivals: tuple[Rival, ...]
    company: tuple[str, ...]
    mentions: tuple[ExplainedMention, ...]


@dataclass(frozen=True, slots=True)
class ExplainedDate:
    """Days that the text talks about, and from what they were told."""

    start: str
    end: str
    granularity: str
    reason: str
    mentions: tuple[ExplainedMention, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """All that a text names, with reasons; ``published`` is the day that dates are told from."""

    published: str | None
    persons: tuple[ExplainedEntity, ...]
    places: tuple[ExplainedEntity, ...]
    dates: tuple[ExplainedDate, ...]


def explain(title: str, text: str, published: date | None, *, spacy_model: str = "") -> Explained:
    """Annotate a text and give the reasons for each value, in the order of `annotate`."""
    found = annotate(title, text, published, spacy_model=spacy_model)
    telling = _Telling(title, text, published, found.places)
    return Explained(
        published=published.isoformat() if published else None,
        persons=tuple(telling.entity(item) for item in found.persons),
        places=tuple(telling.entity(item) for item in found.places),
        dates=tuple(telling.date(item) for item in found.dates),
    )


@dataclass(frozen=True, slots=True)
class _Telling:
    title: str
    text: str
    published: date | None
    places: tuple[FoundEntity, ...]

    def entity(self, item: FoundEntity) -> ExplainedEntity:
        entity = item.entity
        mentions = tuple(
            self._mention(span, entity.kind, metonym=span in item.metonyms) for span in item.mentions
        )
        surfaces = dict.fromkeys(mention.surface for mention in mentions)
        return ExplainedEntity(
            kind=entity.kind,
            key=entity.key,
            name=entity.name,
            why=item.why,
            reason=RULES.get(item.why, item.why),
            confidence=item.confidence,
            points=item.points,
            extra=item.points - sum(mention.points for mention in mentions),
            is_facet_value=item.is_facet_value,
            facet_reason=_facet_reason(item),
            also_called=tuple(name for name in surfaces if name_words(name) != name_words(entity.name)),
            rivals=tuple(_rivals(entity.key, surfaces)) if entity.kind == "place" else (),
            company=tuple(self._company(item)),
            mentions=mentions,
        )

    def _company(self, item: FoundEntity) -> Iterator[str]:
        country = item.entity.country
        for other in self.places:
            if country and other.entity.country == country and other.entity.key != item.entity.key:
                yield other.entity.name

    def _mention(self, span: Span, kind: str, *, metonym: bool = False) -> ExplainedMention:
        whole = self.title if span.field == "title" else self.text
        surface = " ".join(whole[span.start : span.end].split())
        around = whole[max(span.start - CONTEXT_CHARS, 0) : span.end + CONTEXT_CHARS]
        lead = salience.lead_end(self.text)
        points = salience.mention_points(span.field, span.start, lead)
        where = "title" if span.field == "title" else "lead" if span.start < lead else "text"
        if kind == "place" and span.field == "text":
            opening = self.text[: salience.DATELINE_WINDOW]
            if salience.is_dateline(opening, span.start, span.end):
                points, where = salience.DATELINE_POINTS, "dateline"
        return ExplainedMention(
            span.field, span.start, span.end, surface, " ".join(around.split()), points, where, metonym
        )

    def date(self, item: FoundDate) -> ExplainedDate:
        mentions = tuple(self._mention(span, "date") for span in item.mentions)
        return ExplainedDate(
            item.start.isoformat(), item.end.isoformat(), item.granularity, self._told_from(item, mentions),
            mentions,
        )  # fmt: skip

    def _told_from(self, item: FoundDate, mentions: Iterable[ExplainedMention]) -> str:
        if any(str(item.start.year) in mention.surface for mention in mentions):
            return "said with its year"
        if self.published:
            return f"counted from the day of publication, {self.published}, or a day said before"
        return "counted from the full dates of the text, as no day of publication is known"


def _facet_reason(item: FoundEntity) -> str:
    if item.points >= FACET_POINTS:
        return f"{item.points} points, {FACET_POINTS} suffice"
    if item.entity.kind == "person" and is_full_name(item.entity.key):
        return "named in full"
    return f"{item.points} of {FACET_POINTS} points"


def _rivals(chosen: str, surfaces: Iterable[str]) -> Iterator[Rival]:
    rows: dict[str, PlaceRow] = {}
    for surface in surfaces:
        rows |= {row.key: row for row in places(" ".join(name_words(surface))) if row.key != chosen}
    weightiest = sorted(rows.values(), key=lambda row: (-row.weight, row.key))
    for row in weightiest[:RIVALS]:
        population = row.weight if row.kind == "city" and row.geonames_id else None
        yield Rival(row.key, row.name, row.kind, row.country, population)


def explained_lines(found: Explained) -> Iterator[str]:
    """Give the explanation for a person to read."""
    yield f"published {found.published or 'on a day that is not known'}"
    for title, items in (("Persons", found.persons), ("Places", found.places)):
        yield ""
        yield title
        for item in items:
            yield from _entity_lines(item)
    yield ""
    yield "Dates"
    for day in found.dates:
        span = day.start if day.start == day.end else f"{day.start} to {day.end}"
        yield f"  {span} ({day.granularity}): {day.reason}"
        yield from (_mention_line(mention) for mention in day.mentions)


def _entity_lines(item: ExplainedEntity) -> Iterator[str]:
    star = "*" if item.is_facet_value else " "
    yield f"{star} {item.name}  {item.key}"
    if item.reason:
        sure = f" ({item.confidence:.0%} sure)" if item.kind == "person" or item.confidence < 1 else ""
        yield f"    found: {item.reason}{sure}"
    facet = "a facet value" if item.is_facet_value else "no facet value"
    extra = f", {item.extra} of them for a role or title" if item.extra else ""
    yield f"    counts: {facet}: {item.facet_reason}{extra}"
    if item.also_called:
        yield f"    also called: {', '.join(item.also_called)}"
    if item.rivals:
        yield f"    rather than: {'; '.join(map(_rival, item.rivals))}"
    if item.rivals and item.company:
        yield f"    in the same country: {', '.join(item.company)}"
    yield from (_mention_line(mention, points=True) for mention in item.mentions)


def _rival(item: Rival) -> str:
    people = f", {item.population:,}" if item.population is not None else ""
    return f"{item.name} ({item.kind}{', ' + item.country if item.country else ''}{people})"


def _mention_line(mention: ExplainedMention, *, points: bool = False) -> str:
    worth = f" +{mention.points}" if points else ""
    used = ", used for a government" if mention.metonym else ""
    return f"    {mention.where}{worth} at {mention.start}{used}: … {mention.context} …"


def explained_to_json(found: Explained) -> dict[str, Any]:
    """Give the explanation for a program."""
    return asdict(found)
