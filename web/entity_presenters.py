"""What the page of a person or place shows: names, time, company, sentences, and what was corrected."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from index.aliases import entity_of
from index.article import Entity, FoundEntity, StoredArticle
from index.edit_log import Edit
from index.entity_words import NamedKey
from index.parting import Parting
from index.sentences import sentence_at, sentence_ranges
from index.spellings import Spelling
from search.results import FacetResult, ResultPage
from search.state import SearchState
from web import labels
from web.article_presenters import place_detail
from web.charts import Chart, chart
from web.languages import gettext, msg, ngettext
from web.links import Narrower, article_href, entity_page_href, export_href, search_href
from web.marks import Run, runs

SENTENCE_CHARS = 400
"""A longer sentence is cut: the text ran on."""
EVIDENCE = {
    "particle": msg("the same words except for a particle"), "order": msg("the same words in another order"),
    "spelling": msg("spelt alike"), "middle-name": msg("an extra middle name"),
    "given-form": msg("a form of the given name"),
    "double-surname": msg("the end of the full name"), "initial": msg("an initial for the given name"),
    "slip": msg("a misspelling"), "surname": msg("the surname alone"),
    "first-name": msg("the first name alone"),
    "common-surname": msg("a common surname alone"),
}  # fmt: skip
"""What speaks for an automatic merge; an unknown code stands for itself."""
TITLES = {
    "person": msg("Persons in these articles"),
    "place": msg("Places in these articles"),
    "source": msg("Sources"),
}
"""Facets of its articles, with their headings."""
GEONAMES = "https://www.geonames.org/"
MAP = "https://www.openstreetmap.org/"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something known of a place; ``href`` leads outside or to a search, or is empty."""

    label: str
    text: str
    href: str = ""
    outside: bool = False


@dataclass(frozen=True, slots=True)
class SpellingRow:
    """A spelling; ``why`` says what put it there, and only one with ``splits`` can be taken out."""

    spelling: Spelling
    why: str
    splits: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """A value that occurs with the entity; ``count`` is the total of the search at ``href``."""

    name: str
    count: int
    href: str
    about_href: str


@dataclass(frozen=True, slots=True)
class Group:
    """The values of one facet beside the entity."""

    facet: str
    title: str
    rows: tuple[Beside, ...]
    distinct: int


@dataclass(frozen=True, slots=True)
class Latest:
    """An article with a sentence that names the entity."""

    title: str
    href: str
    source: str
    day: str
    language: str | None
    sentence: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class EditRow:
    """An edit in words with names; ``href`` leads to what it was about."""

    edit: Edit
    text: str
    at: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityView:
    """All that the template of a person or place needs."""

    entity: Entity
    what: str
    facts: tuple[Fact, ...]
    total: int
    results_href: str
    feed_href: str
    chart: Chart
    spellings: tuple[SpellingRow, ...]
    groups: tuple[Group, ...]
    latest: tuple[Latest, ...]


def entity_view(
    entity: Entity,
    page: ResultPage,
    spelt: list[Spelling],
    stored: Mapping[str, StoredArticle],
    aliases: Mapping[str, str],
) -> EntityView:
    """Make the view.

    Args:
        entity: Under the name to show.
        page: The newest articles, facets among all of them.
        spelt: Its spellings.
        stored: The articles of the page.
        aliases: The alias table.
    """
    state = SearchState().with_value(entity.kind, entity.key)
    groups = (_group(entity, page.facets[name]) for name in TITLES)
    return EntityView(
        entity=entity,
        what=place_detail(entity) if entity.kind == "place" else gettext("person"),
        facts=tuple(_facts(entity)),
        total=page.total,
        results_href=search_href(state),
        feed_href=export_href(state.change(sort="newest"), "atom"),
        chart=chart(page.histogram, state, "published"),
        spellings=tuple(_spelling(item, entity) for item in spelt),
        groups=tuple(group for group in groups if group.rows),
        latest=tuple(_latest(stored[hit.id], entity, aliases) for hit in page.hits if hit.id in stored),
    )


def _facts(entity: Entity) -> Iterator[Fact]:
    if entity.country and entity.place_kind != "country":
        country = SearchState().with_value("country", entity.country)
        yield Fact(gettext("Country"), labels.country_name(entity.country), search_href(country))
    if entity.admin1:
        yield Fact(gettext("Region"), entity.admin1)
    if entity.population:
        yield Fact(gettext("Population"), labels.number(entity.population))
    if entity.lat is not None and entity.lon is not None:
        at = f"{entity.lat:.4f}, {entity.lon:.4f}"
        yield Fact(gettext("Coordinates"), at, f"{MAP}?mlat={entity.lat}&mlon={entity.lon}", outside=True)
    if entity.geonames_id:
        yield Fact("GeoNames", str(entity.geonames_id), f"{GEONAMES}{entity.geonames_id}", outside=True)
    yield Fact(gettext("Key"), entity.key)


def _spelling(item: Spelling, entity: Entity) -> SpellingRow:
    if item.key == entity.key:
        return SpellingRow(item, gettext("main spelling"), splits=False)
    if item.edit:
        return SpellingRow(item, gettext("merged by edit %(number)s", number=item.edit), splits=True)
    return SpellingRow(item, _evidence(item), splits=True)


def _evidence(item: Spelling) -> str:
    """Say what merged a spelling by itself, and how sure that is."""
    why = gettext(EVIDENCE[item.evidence]) if item.evidence in EVIDENCE else item.evidence
    if not why:
        return gettext("merged automatically")
    if item.confidence is None:
        return gettext("merged automatically: %(why)s", why=why)
    sure = labels.share(item.confidence)
    return gettext("merged automatically: %(why)s, %(share)s sure", why=why, share=sure)


def _group(entity: Entity, facet: FacetResult) -> Group:
    # "All of": then a person's own facet counts who else is in these articles, and the link finds both.
    state = SearchState().with_value(entity.kind, entity.key, "all")
    href = Narrower(state).adding(facet.name, "all")
    rows = tuple(
        Beside(
            labels.value_name(facet.name, value),
            value.count,
            href(value.key),
            entity_page_href(value.key) if facet.name != "source" else "",
        )
        for value in facet.values
        if (facet.name, value.key) != (entity.kind, entity.key)
    )
    return Group(facet.name, gettext(TITLES[facet.name]), rows, facet.distinct)


def _latest(stored: StoredArticle, entity: Entity, aliases: Mapping[str, str]) -> Latest:
    article, clean = stored.article, stored.article.clean
    found = stored.annotations.persons if entity.kind == "person" else stored.annotations.places
    own = [item for item in found if entity_of(item.entity.key, aliases) == entity.key]
    return Latest(
        clean.title,
        article_href(article.id),
        article.source,
        labels.day(clean.published.day) if clean.published else gettext("undated"),
        clean.language,
        _sentence(clean.text, own),
    )


def _sentence(text: str, found: list[FoundEntity]) -> tuple[Run, ...]:
    """Give the first sentence of a text that names an entity, with the names marked; empty without."""
    spans = sorted((span.start, span.end) for item in found for span in item.mentions if span.field == "text")
    if not spans:
        return ()
    sentences = sentence_ranges(text)
    start, end = sentences[sentence_at(sentences, spans[0][0])]
    start = max(start, spans[0][0] - SENTENCE_CHARS // 2)
    end = max(min(end, start + SENTENCE_CHARS), spans[0][1])
    ranges: list[tuple[int, int]] = []
    for span in spans:
        if not ranges or span[0] >= ranges[-1][1]:
            ranges.append(span)
    return runs(text, ranges, start, end)


def edit_row(edit: Edit, names: Mapping[str, str], zone: ZoneInfo) -> EditRow:
    """Say an edit with names in place of keys."""
    called = [names.get(key, key) for key in edit.keys]
    match edit.action:
        case "merge":
            text = gettext(
                "%(names)s merged into %(name)s",
                names=labels.both(called),
                name=names.get(edit.value, edit.value),
            )
        case "split":
            text = gettext(
                "%(name)s (%(key)s) split off as a name of its own", name=called[0], key=edit.keys[0]
            )
        case "hide":
            text = gettext("%(name)s hidden", name=called[0])
        case "rename":
            text = gettext("%(key)s renamed to %(name)s", key=edit.keys[0], name=edit.value)
        case "part":
            text = ngettext(
                "%(name)s in %(number)s article told apart as %(other)s",
                "%(name)s in %(number)s articles told apart as %(other)s",
                len(Parting.of(edit).articles),
                name=called[0],
                other=called[1],
            )
    return EditRow(edit, text, labels.stored_instant(edit.at, zone), entity_page_href(edit.keys[0]))


@dataclass(frozen=True, slots=True)
class Candidate:
    """Another entity of the same kind that may be the same."""

    key: str
    name: str
    articles: int
    href: str


def candidate_rows(found: list[NamedKey], key: str) -> list[Candidate]:
    """Give the entities that one may be merged with."""
    return [
        Candidate(item.key, item.name, item.articles, entity_page_href(item.key))
        for item in found
        if item.key != key
    ]
