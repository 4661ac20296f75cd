"""Put the stages together: title and text to `Annotations`."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, lru_cache
from itertools import pairwise

from index.annotate import salience
from index.annotate.candidates import Candidate
from index.annotate.chunks import Chunk, chunks
from index.annotate.classify import classify
from index.annotate.dates import find_dates
from index.annotate.evidence import confidence
from index.annotate.firms import without_firms
from index.annotate.foreign import TONGUES, foreign_candidates
from index.annotate.institutions import countries_of
from index.annotate.intervals import Interval
from index.annotate.known_places import known_place
from index.annotate.metonyms import is_metonym, may_stand_for_a_government
from index.annotate.people import PersonMention, read_persons
from index.annotate.plain import Plain, plain
from index.annotate.recase import recase, unwrap
from index.annotate.small_words import small_words
from index.annotate.tables import PlaceRow, country_row, demonym, demonym_forms, places, words
from index.annotate.teams import without_teams
from index.annotate.tongue import tongue_of
from index.annotate.waters import seas
from index.annotate.whereabouts import PlaceMention, read_places
from index.article import Annotations, Entity, FieldName, FoundDate, FoundEntity, Span

ANNOTATOR_VERSION = 6
"""Raise it whenever the same text would be annotated otherwise; stored annotations carry it."""

_LOWER_WORD = re.compile(r"(?<![\w@#./-])[a-z]{4,12}(?![\w@/-]|\.\w)")
_GAP = "\n\n"
_DAY_FIRST_COUNTRIES_EXCEPT = frozenset({"US", "CA", "PH"})


def annotate(
    title: str,
    text: str,
    published: date | None = None,
    *,
    language: str | None = None,
    source_country: str | None = None,
    spacy_model: str = "",
) -> Annotations:
    """Recognise the persons, places and dates of one article.

    Args:
        title: The headline, may be empty; mentions in it count most.
        text: The cleaned text, paragraphs joined by one newline.
        published: The printed day of publication; without it relative dates stay unread.
        language: ISO 639-1 as declared or read before, or None; text that clearly speaks another
            outweighs it. English is what the rules know best.
        source_country: ISO 3166-1 alpha-2 of the outlet, which settles doubtful places.
        spacy_model: Pipeline that reads what the rules leave unread; empty for none.

    Returns:
        Entities and dates in order of first mention, title before text. Spans are code points of
        ``title`` and ``text`` as given. Never raises on any text.

    Raises:
        SettingsError: The pipeline cannot be loaded.
    """
    head, body = plain(title), plain(text)
    found = _annotate(head.text, body.text, published, language, source_country, spacy_model)
    return found if head.starts is body.starts is None else _as_given(found, {"title": head, "text": body})


def _as_given(found: Annotations, read: Mapping[str, Plain]) -> Annotations:
    """Lead the spans of what was read back to the strings as given."""

    def given(spans: Iterable[Span]) -> tuple[Span, ...]:
        return tuple(Span(one.field, *read[one.field].given(one.start, one.end)) for one in spans)

    return Annotations(
        persons=tuple(replace(one, mentions=given(one.mentions)) for one in found.persons),
        places=tuple(
            replace(one, mentions=given(one.mentions), metonyms=given(one.metonyms)) for one in found.places
        ),
        dates=tuple(replace(one, mentions=given(one.mentions)) for one in found.dates),
    )


def _annotate(
    title: str,
    text: str,
    published: date | None,
    language: str | None,
    source_country: str | None,
    spacy_model: str,
) -> Annotations:
    """Annotate strings that hold no odd characters."""
    tongue = tongue_of(title, text, language)
    whole = recase(title + _GAP + unwrap(text))
    offset = len(title) + len(_GAP)
    found = chunks(whole)
    named = read_persons(whole, without_firms(whole, _candidates(whole, found, tongue)))
    demonyms = list(_demonyms(found, named.places))
    settled = without_teams(whole, named.places)
    countries = Counter(code for _, _, code in demonyms) + countries_of(found)
    located = read_places(whole, [one.chunk for one in settled], countries, source_country)
    located += [PlaceMention(start, end, row, "small-letters") for start, end, row in _lower_places(whole)]
    located = _with_seas(whole, located, tongue)
    located += [PlaceMention(start, end, country_row(code), "demonym") for start, end, code in demonyms]
    days = find_dates(whole, published, day_first=_day_first(tongue, source_country), language=tongue)
    persons = named.persons
    if spacy_model:
        from index.annotate.spacy_source import further

        spans = [(start, end) for start, end, _ in days]
        more = further(spacy_model, whole, found, persons, located, dates=spans, home=source_country)
        persons = tuple(sorted((*persons, *more.persons)))
        located += more.places
    tally = _Tally(offset, salience.lead_end(text), text[: salience.DATELINE_WINDOW])
    tally.add(whole, persons, located)
    return Annotations(
        persons=tally.entities("person"),
        places=tally.entities("place"),
        dates=_found_dates(days, offset),
    )


def _stands_for_government(text: str, place: PlaceMention) -> bool:
    return may_stand_for_a_government(place.row) and is_metonym(text, place.start, place.end)


def _candidates(text: str, found: list[Chunk], tongue: str | None) -> list[Candidate]:
    """Give what the chunks may name, by the rules of the language."""
    if tongue in TONGUES:
        return foreign_candidates(text, found, tongue)
    return [one for chunk in found for one in classify(text, chunk)]


def _day_first(tongue: str | None, source_country: str | None) -> bool:
    """Whether "11/12/2022" is read as the 11th of December."""
    if source_country is None:
        return tongue not in (None, "en")
    return source_country not in _DAY_FIRST_COUNTRIES_EXCEPT


@lru_cache(maxsize=50_000)
def _person_entity(key: str, name: str) -> Entity:
    return Entity(key=key, kind="person", name=name)


@lru_cache(maxsize=20_000)
def _place_entity(row: PlaceRow) -> Entity:
    return Entity(
        key=row.key, kind="place", name=row.name, place_kind=row.kind, country=row.country or None,
        admin1=row.admin1_name, admin1_key=row.admin1_key,
        geonames_id=row.geonames_id, lat=row.lat, lon=row.lon,
        population=row.weight if row.kind == "city" and row.geonames_id else None,
    )  # fmt: skip


def _demonyms(found: Iterable[Chunk], taken: tuple[Candidate, ...]) -> Iterable[tuple[int, int, str]]:
    """Give the spans of demonyms with their countries; "Russian-Ukrainian" has two."""
    speaking = [chunk for chunk in found if _holds_demonym(chunk.key)]
    if not speaking:
        return
    named = {
        one.chunk.base + word.start for one in taken if known_place(one.chunk.key) for word in one.chunk.words
    }
    openers = _pair_openers()
    for chunk in speaking:
        pair, base = 0, chunk.base
        for word, after in pairwise((*chunk.words, None)):
            if word is None or word.start < pair or base + word.start in named:
                continue
            code = demonym(f"{word.key} {after.key}") if after and word.key in openers else None
            if code and after:
                pair = after.end
                yield base + word.start, base + after.end, code
            elif "-" in word.text:
                yield from _joined_demonyms(word.text, base + word.start)
            elif demonym(word.key) and (len(word.text) > _ACRONYM or not word.text.isupper()):
                yield base + word.start, base + word.end, str(demonym(word.key))


_ACRONYM = 3
"""Letters in capitals up to which a word is no demonym."""


@cache
def _pair_openers() -> frozenset[str]:
    """Give the first words of demonyms of two words ("North Korean")."""
    return frozenset(form.split()[0] for form in demonym_forms() if " " in form)


@lru_cache(maxsize=50_000)
def _holds_demonym(key: str) -> bool:
    return not _demonym_words().isdisjoint(key.split())


@cache
def _demonym_words() -> frozenset[str]:
    """Give every word of a demonym."""
    return frozenset(word for form in demonym_forms() for word in form.split())


def _joined_demonyms(word: str, start: int) -> Iterable[tuple[int, int, str]]:
    for piece in word.split("-"):
        code = demonym(piece.lower())
        if code and piece[:1].isupper():
            yield start, start + len(piece), code
        start += len(piece) + 1


@cache
def _lower_names() -> frozenset[bytes]:
    return frozenset(name.encode() for name in words("lowercase_places"))


def _lower_places(text: str) -> Iterable[tuple[int, int, PlaceRow]]:
    """Find the few great names that are no other word and are sometimes printed in lower case."""
    for name in sorted(word.decode() for word in _lower_names().intersection(small_words(text))):
        at = text.find(name)
        while at >= 0:
            match = _LOWER_WORD.match(text, at)
            if match is not None and match.group() == name:
                yield at, match.end(), places(name)[0]
            at = text.find(name, at + 1)


def _with_seas(text: str, located: list[PlaceMention], tongue: str | None) -> list[PlaceMention]:
    """Add the seas named with a small letter, and leave out what is a part of their names ("mar de Azov")."""
    found = [PlaceMention(start, end, row, "small-letters") for start, end, row in seas(text, tongue or "")]
    inside = {at for one in found for at in range(one.start, one.end)}
    return [*(one for one in located if one.start not in inside), *found]


def _found_dates(read: list[tuple[int, int, Interval]], offset: int) -> tuple[FoundDate, ...]:
    spans: dict[Interval, list[Span]] = {}
    for start, end, interval in read:
        spans.setdefault(interval, []).append(_span(start, end, offset))
    return tuple(
        FoundDate(start=one.start, end=one.end, granularity=one.granularity, mentions=tuple(mentions))
        for one, mentions in spans.items()
    )


def _span(start: int, end: int, offset: int) -> Span:
    name: FieldName = "title" if start < offset - len(_GAP) else "text"
    return Span(name, start, end) if name == "title" else Span(name, start - offset, end - offset)


@dataclass(slots=True)
class _Counted:
    """What was counted of one entity."""

    entity: Entity
    why: str
    points: int = 0
    mentions: list[Span] = field(default_factory=list)
    metonyms: list[Span] = field(default_factory=list)


@dataclass(slots=True)
class _Tally:
    """Mentions and points of each entity as they come in.

    Attributes:
        offset: Where the text begins in the joined string.
        lead: Where the lead ends, in the text.
        opening: The opening of the text, in which a dateline may stand.
    """

    offset: int
    lead: int
    opening: str
    counted: dict[str, _Counted] = field(default_factory=dict)

    def add(self, whole: str, persons: Iterable[PersonMention], located: Iterable[PlaceMention]) -> None:
        """Count all mentions in the joined string, places in the order of the text."""
        for person in persons:
            self.add_person(person)
        for place in sorted(located, key=lambda one: (one.start, one.end)):
            self.add_place(place, stands_for_government=_stands_for_government(whole, place))

    def add_person(self, person: PersonMention) -> None:
        """Count a mention; the first name seen of a key stays, and the surest reason."""
        known = self.counted.get(person.key)
        if known is None:
            entity = _person_entity(person.key, person.name)
            known = self.counted[person.key] = _Counted(entity, person.why)
        elif person.why != known.why and confidence(person.why) > confidence(known.why):
            known.why = person.why
        where = _span(person.start, person.end, self.offset)
        points = salience.mention_points(where.field, where.start, self.lead)
        known.points += points + person.titled * salience.TITLED_POINTS
        known.mentions.append(where)

    def add_place(self, place: PlaceMention, *, stands_for_government: bool) -> None:
        """Count a mention; the place of the dateline has its own points."""
        key = place.row.key
        known = self.counted.get(key)
        if known is None:
            known = self.counted[key] = _Counted(_place_entity(place.row), place.why)
        elif place.why != known.why and confidence(place.why) > confidence(known.why):
            known.why = place.why
        where = _span(place.start, place.end, self.offset)
        dateline = where.field == "text" and salience.is_dateline(self.opening, where.start, where.end)
        points = salience.mention_points(where.field, where.start, self.lead)
        known.points += salience.DATELINE_POINTS if dateline else points
        known.mentions.append(where)
        if stands_for_government and not dateline:
            known.metonyms.append(where)

    def entities(self, kind: str) -> tuple[FoundEntity, ...]:
        """Give the entities of a kind in order of first mention."""
        return tuple(
            FoundEntity(
                entity=one.entity,
                points=one.points,
                mentions=tuple(one.mentions),
                confidence=confidence(one.why),
                why=one.why,
                metonyms=tuple(one.metonyms),
            )
            for one in self.counted.values()
            if one.entity.kind == kind
        )
