"""Two persons of one name told apart by what their articles say. Pure, but for reading the store.

Only strong evidence counts: the articles of a name fall into parts that share no country, no other person
and no field of work, and both parts say what the person does. That is offered to people and never applied by
itself: docs/decisions.md has what it got wrong.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b

from sqlalchemy import String, cast, select

from index import tables
from index.article import FACET_POINTS, FoundEntity, StoredArticle, is_full_name
from index.parting import SIGN
from index.rows import stored_article
from index.store import Store

LEAST_ARTICLES = 2
"""Articles of a name from which two may share it; of each of the two, one is enough."""
HELD = 200_000
"""Articles of names that are held in memory together, some 200 MB."""
BATCH = 500
"""Articles read between two transactions."""
_BEFORE, _WORDS = 48, 5
"""How far before a name what the person does is looked for, in characters and words."""
_PARTED = re.compile(r"[.!?;:,\n]|\b(?:and|with|by|to|that|when|as) ")
_APPOSITION = re.compile(r"(?:,| is| was),?\s((?:[\w’'-]+\s?){1,8})")
_WORD = re.compile(r"[a-z][a-z-]+")
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Appearance:
    """What one article says of a name: fields of work, countries, and who else is named in full."""

    article: str
    fields: frozenset[str]
    countries: frozenset[str]
    company: frozenset[str]


@dataclass(frozen=True, slots=True)
class Bearer:
    """One of two persons of a name, by the articles that are about them.

    Attributes:
        articles: Ids, in the order of the store.
        fields: Fields of work, the commonest first; so are countries and company.
    """

    articles: tuple[str, ...]
    fields: tuple[str, ...]
    countries: tuple[str, ...]
    company: tuple[str, ...]

    def describe(self) -> str:
        """Say it in words: "sport; GB; with p:jane_roe"."""
        parts = (", ".join(self.fields), ", ".join(self.countries), ", ".join(self.company))
        return "; ".join(part for part in parts if part)

    @property
    def label(self) -> str:
        """What the person's name can be told by: the field, or the country."""
        return (*self.fields, *self.countries, "")[0]


@dataclass(frozen=True, slots=True)
class Homonym:
    """A name that two persons seem to bear, the one in more articles first."""

    key: str
    name: str
    bearers: tuple[Bearer, Bearer]

    @property
    def why(self) -> str:
        """What tells them apart, in words."""
        first, second = self.bearers
        return f"{second.describe()}, not {first.describe()}"

    @property
    def mark(self) -> str:
        """Tell whether a parting is the same as another, in 16 hex digits."""
        sides = "\n\n".join("\n".join(side.articles) for side in self.bearers)
        return blake2b(sides.encode(), digest_size=8).hexdigest()


def homonyms(store: Store, advance: Callable[[], None]) -> Iterator[Homonym]:
    """Give the names that two persons seem to bear, in order of key, in bounded memory.

    Args:
        store: The article store, which is read once for every `HELD` articles of names.
        advance: Called after each article of each round.
    """
    for names in _rounds(store):
        found: dict[str, list[Appearance]] = {key: [] for key in names}
        for stored in _articles(store):
            for person in stored.annotations.persons:
                if person.entity.key in found:
                    found[person.entity.key].append(appearance(stored, person))
            advance()
        for key, name in names.items():
            bearers = two_bearers(found[key])
            if bearers:
                yield Homonym(key, name, bearers)


def count_rounds(store: Store) -> int:
    """Count how often `homonyms` reads the store."""
    return sum(1 for _ in _rounds(store))


def homonym(store: Store, key: str, among: Collection[str] | None = None) -> Homonym | None:
    """Give one name that two persons seem to bear, or None; reads only the articles that name it.

    Args:
        store: The article store.
        key: The key of a full name.
        among: Ids of the articles that name it, where they are known; without, the store is searched, which
            takes a second of CPU for 100,000 articles.
    """
    found, name = [], key
    known = None if among is None else store.articles(among)
    named = _articles(store, f'"{key}"') if known is None else (known[id_] for id_ in sorted(known))
    for stored in named:
        for person in stored.annotations.persons:
            if person.entity.key == key:
                found.append(appearance(stored, person))
                name = person.entity.name
    bearers = two_bearers(found)
    return Homonym(key, name, bearers) if bearers else None


def _rounds(store: Store) -> Iterator[dict[str, str]]:
    """Give the names to look at, with their spellings, so many at a time as fit into memory."""
    names: dict[str, str] = {}
    held = 0
    for key, name, articles in store.person_forms():
        if is_full_name(key) and SIGN not in key and articles >= LEAST_ARTICLES:
            names[key], held = name, held + articles
        if held >= HELD:
            yield names
            names, held = {}, 0
    if names:
        yield names


def _articles(store: Store, holding: str = "") -> Iterator[StoredArticle]:
    """Give the articles in order of id, those whose annotations hold a text."""
    table = tables.articles
    query = select(table).order_by(table.c.id).limit(BATCH)
    if holding:
        query = query.where(cast(table.c.annotations, String).contains(holding, autoescape=True))
    last: str | None = ""
    while last is not None:
        with store.read() as connection:
            rows = connection.execute(query.where(table.c.id > last)).all()
        yield from map(stored_article, rows)
        last = rows[-1].id if rows else None


def two_bearers(found: Iterable[Appearance]) -> tuple[Bearer, Bearer] | None:
    """Part the articles of a name among two persons, or give None where that would be a guess.

    Articles belong together that share a country, a person or a field. Parts that do not say what the person
    does, or in which country, stay with the first.
    """
    parts = _parts(list(found))
    telling = [part for part in parts if _says(part, "fields") and _says(part, "countries")]
    if len(telling) < 2:
        return None
    telling.sort(key=lambda part: (-len(part), part[0].article))
    second = telling[1]
    rest = [one for part in parts if part is not second for one in part]
    return _bearer(rest), _bearer(second)


def _parts(found: list[Appearance]) -> list[list[Appearance]]:
    """Group articles that share something, through others too."""
    groups: list[tuple[set[str], list[Appearance]]] = []
    for one in found:
        marks = {*(f"in {code}" for code in one.countries), *one.company, *(f"as {at}" for at in one.fields)}
        members = [one]
        apart = []
        for known, others in groups:
            if known.isdisjoint(marks):
                apart.append((known, others))
            else:
                marks |= known
                members = [*others, *members]
        groups = [*apart, (marks, members)]
    return [members for _, members in groups]


def _says(part: list[Appearance], what: str) -> bool:
    return any(getattr(one, what) for one in part)


def _bearer(part: list[Appearance]) -> Bearer:
    def common(what: str) -> tuple[str, ...]:
        counts = Counter(item for one in part for item in getattr(one, what))
        return tuple(sorted(counts, key=lambda item: (-counts[item], item))[:_SHOWN])

    return Bearer(
        tuple(sorted(one.article for one in part)), common("fields"), common("countries"), common("company")
    )


def appearance(stored: StoredArticle, person: FoundEntity) -> Appearance:
    """Read what an article says of one of its persons."""
    # The rules that read names take half a second to load; who only shows what was found needs none.
    from index.annotate.tables import fields_of_work

    work = fields_of_work()
    found, texts = (
        stored.annotations,
        {"title": stored.article.clean.title, "text": stored.article.clean.text},
    )
    fields = {
        field
        for span in person.mentions
        for word in _WORD.findall(_beside(texts[span.field], span.start, span.end))
        if (field := work.get(word) or work.get(word.removesuffix("s")))
    }
    return Appearance(
        stored.article.id,
        frozenset(fields),
        frozenset(
            place.entity.country
            for place in found.places
            if place.entity.country and place.points >= FACET_POINTS
        ),
        frozenset(
            other.entity.key
            for other in found.persons
            if other.entity.key != person.entity.key and is_full_name(other.entity.key)
        ),
    )


def _beside(text: str, start: int, end: int) -> str:
    """Give the words that can say what the person does: those before the name, an apposition, "is a"."""
    before = _PARTED.split(text[max(0, start - _BEFORE) : start])[-1].split()[-_WORDS:]
    apposition = _APPOSITION.match(text, end)
    return " ".join([*before, apposition[1] if apposition else ""]).lower()
