"""Random states over random archives, against a plain reading of how things are counted.

The oracle knows articles and states, nothing of the engine: loops over articles, sets of keys. Words of the
archives are invented ones that no stemmer touches.
"""

import random
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import store_writer
from index.article import (
    Annotations,
    CleanArticle,
    Entity,
    FoundDate,
    FoundEntity,
    Moment,
    article_id,
    is_full_name,
)
from index.progress import Progress
from index.settings import Settings
from index.store import open_store
from index.store_writer import NewArticle
from index.stories import bands, shingles
from index.writer import update
from search.array.engine import ArrayEngine
from search.engine import Engine
from search.open import Archive
from search.results import Histogram
from search.state import Mode, SearchState, Selection

WORDS = ("kova", "telu", "mirp", "zont", "bafo", "wupo")
PERSONS = ("p:ada_kova", "p:a_kova", "p:kova", "p:bo_telu", "p:telu", "p:mirp")
PLACES = {"g:1": "PT", "g:2": "PT", "g:3": "KE", "l:sea": None}
VALUES = {
    "person": PERSONS,
    "place": tuple(PLACES),
    "country": ("PT", "KE", "TR"),
    "source": ("one.example", "two.example"),
    "author": ("Jane Roe", "John Poe"),
    "lang": ("en", "fr"),
    "section": ("World", "Sport"),
    "tag": ("grain", "ships"),
    "type": ("news", "opinion"),
}
FACETS = tuple(VALUES)
ALIASES = (
    {},
    {"p:a_kova": "p:ada_kova", "p:kova": "p:ada_kova"},
    {"p:kova": "p:telu", "p:telu": "p:bo_telu", "g:2": "g:3"},
    {"p:mirp": "", "g:1": ""},
)
"""No merges; merges; a chain of merges and one across a border; hidden values."""
ARCHIVES = 8
FIRST, LAST = date(2022, 10, 1), date(2023, 1, 31)


@dataclass(frozen=True)
class Made:
    """An article of a random archive as the oracle knows it."""

    article: NewArticle
    text: str

    @property
    def id(self) -> str:
        return self.article.id

    @property
    def day(self) -> date | None:
        published = self.article.clean.published
        return published.day if published else None


def make_article(rnd: random.Random, number: int) -> Made:
    source = rnd.choice(VALUES["source"])
    # A text begins with its own number, so that equal numbers are copies and others are not.
    copy_of = rnd.randrange(number + 1) if number and rnd.random() < 0.4 else number
    words = random.Random(copy_of).choices(WORDS, k=copy_of % 9)
    text = f"q{'abcdefghij'[copy_of // 10]}{'abcdefghij'[copy_of % 10]} {' '.join(words)} end."
    day = FIRST + timedelta(days=rnd.randrange((LAST - FIRST).days))
    printed = rnd.choice(
        [None, day.isoformat(), f"{day}T23:30:00-08:00", f"{day}T00:30:00+09:00", f"{day}T12:00:00+00:00"]
    )
    article = NewArticle(
        id=article_id(source, str(number)),
        source=source,
        clean=CleanArticle(
            title=" ".join(rnd.choices(WORDS, k=rnd.randrange(4))),
            text=text,
            description=" ".join(rnd.choices(WORDS, k=rnd.randrange(2))),
            published=Moment.parse(printed, "import") if printed else None,
            authors=tuple(rnd.sample(VALUES["author"], rnd.randrange(3))),
            language=rnd.choice([None, *VALUES["lang"]]),
            section=rnd.choice([None, *VALUES["section"]]),
            tags=tuple(rnd.sample(VALUES["tag"], rnd.randrange(3))),
            kind=rnd.choice(VALUES["type"]),
        ),
        annotations=make_annotations(rnd),
        bands=tuple(bands(shingles(text))),
        cleaner_version=1,
        annotator_version=1,
    )
    return Made(article, text)


def name_of(key: str) -> str:
    """A name that shares no word with any key or other name: a query by key must not find by name."""
    return "N" + "".join(char for char in key if char.isalnum())


def make_annotations(rnd: random.Random) -> Annotations:
    persons = rnd.sample(PERSONS, rnd.randrange(4))
    places = rnd.sample(sorted(PLACES), rnd.randrange(4))
    return Annotations(
        persons=tuple(
            FoundEntity(
                entity=Entity(key=key, kind="person", name=name_of(key)),
                points=rnd.randint(1, 4),
                mentions=(),
            )
            for key in persons
        ),
        places=tuple(
            FoundEntity(
                entity=Entity(key=key, kind="place", name=name_of(key), country=PLACES[key]),
                points=rnd.randint(1, 4),
                mentions=(),
            )
            for key in places
        ),
        dates=tuple(make_date(rnd) for _ in range(rnd.randrange(4))),
    )


def make_date(rnd: random.Random) -> FoundDate:
    day = FIRST + timedelta(days=rnd.randrange((LAST - FIRST).days))
    month_end = day.replace(day=monthrange(day.year, day.month)[1])
    start, end, granularity = rnd.choice(
        [
            (day, day, "day"),
            (day.replace(day=1), month_end, "month"),
            (date(day.year, 1, 1), date(day.year, 12, 31), "year"),
            (day, day + timedelta(days=rnd.randrange(60)), "range"),
        ]
    )
    return FoundDate(start=start, end=end, granularity=granularity, mentions=())  # type: ignore[arg-type]


class Oracle:
    """Answers a state by going through the articles."""

    def __init__(self, articles: list[Made], aliases: dict[str, str]) -> None:
        self.articles = articles
        self.aliases = aliases

    def entity(self, key: str) -> str:
        while key in self.aliases:
            key = self.aliases[key]
        return key

    def meant(self, facet: str, key: str) -> str:
        """What a key that was merged became; a hidden one is nobody."""
        return self.entity(key) if facet in ("person", "place") else key

    def points(self, made: Made, facet: str) -> dict[str, tuple[int, bool]]:
        """Points of each entity, and whether a person was named in full."""
        found = made.article.annotations.persons if facet == "person" else made.article.annotations.places
        points: dict[str, tuple[int, bool]] = {}
        for item in found:
            key = self.entity(item.entity.key)
            before, full = points.get(key, (0, False))
            points[key] = (before + item.points, full or is_full_name(item.entity.key))
        points.pop("", None)
        return points

    def values(self, made: Made, facet: str, every: bool) -> set[str]:
        clean = made.article.clean
        match facet:
            case "person" | "place":
                points = self.points(made, facet)
                return {key for key, (total, full) in points.items() if every or total >= 3 or full}
            case "country":
                return {PLACES[key] or "" for key in self.values(made, "place", every)} - {""}
            case "source":
                return {made.article.source}
            case "author":
                return set(clean.authors)
            case "lang":
                return {clean.language or ""} - {""}
            case "section":
                return {clean.section or ""} - {""}
            case "tag":
                return set(clean.tags)
        return {clean.kind}

    def obeys(self, made: Made, state: SearchState, matches: "Clause", lifted: str = "") -> bool:
        """Whether an article is in the list; the OR selection of the facet ``lifted`` is ignored."""
        return (
            matches(self, made)
            and all(
                self.obeys_facet(made, state, facet, lifted) for facet in FACETS
            )
            and (not state.undated or made.day is None)
            and within(made.day, state.day_from, state.day_to)
            and (not (state.about_from or state.about_to) or speaks_of(made, state.about_from, state.about_to))
        )  # fmt: skip

    def obeys_facet(self, made: Made, state: SearchState, facet: str, lifted: str) -> bool:
        values = self.values(made, facet, state.mentions == "every")
        any_of, all_of, none_of = (
            {self.meant(facet, key) for key in state.keys(facet, mode)} for mode in ("any", "all", "not")
        )
        return (
            (not any_of or facet == lifted or bool(values & any_of))
            and all_of <= values
            and not values & none_of
            and (facet not in state.without or not values)
        )

    def found(self, state: SearchState, matches: "Clause", lifted: str = "") -> list[Made]:
        return [made for made in self.articles if self.obeys(made, state, matches, lifted)]


def units(found: list[Made], state: SearchState) -> int:
    """Articles, or stories when copies are grouped."""
    return len({made.text if state.copies == "group" else made.id for made in found})


def bounds(first: str, last: str) -> tuple[date, date]:
    def day(text: str, at_end: bool) -> date:
        year, month, number = (*(int(part) for part in text.split("-")), 0, 0)[:3]
        last_month = month or (12 if at_end else 1)
        return date(year, last_month, number or (monthrange(year, last_month)[1] if at_end else 1))

    return day(first, False) if first else date.min, day(last, True) if last else date.max


def within(day: date | None, first: str, last: str) -> bool:
    if not first and not last:
        return True
    low, high = bounds(first, last)
    return day is not None and low <= day <= high


def speaks_of(made: Made, first: str, last: str) -> bool:
    low, high = bounds(first, last)
    return any(low <= item.start and item.end <= high for item in made.article.annotations.dates)


def speaks_at_large(made: Made, first: str, last: str) -> bool:
    low, high = bounds(first, last)
    overlapping = any(item.start <= high and item.end >= low for item in made.article.annotations.dates)
    return overlapping and not speaks_of(made, first, last)


@dataclass(frozen=True)
class Clause:
    """A query as text, and what it means: built side by side, never parsed."""

    text: str
    means: Callable[[Oracle, Made], bool]

    def __call__(self, oracle: Oracle, made: Made) -> bool:
        return self.means(oracle, made)


def fields_of(made: Made, name: str) -> Iterator[list[str]]:
    clean = made.article.clean
    texts = {"title": clean.title, "description": clean.description, "body": clean.text}
    for field, text in texts.items():
        if name in ("", field):
            yield text.rstrip(".").split()


def has_phrase(words: list[str], wanted: list[str], slop: int) -> bool:
    """Whether the words follow one another with up to ``slop`` others between two neighbours."""

    def after(at: int, rest: list[str]) -> bool:
        return not rest or any(
            words[to] == rest[0] and after(to, rest[1:])
            for to in range(at + 1, min(at + slop + 2, len(words)))
        )

    return any(word == wanted[0] and after(at, wanted[1:]) for at, word in enumerate(words))


def phrase_clause(field: str, words: list[str], slop: int) -> Clause:
    prefix = f"{field}:" if field else ""
    quoted = f'"{" ".join(words)}"{f"~{slop}" if slop else ""}'
    text = prefix + (words[0] if len(words) == 1 else quoted)
    return Clause(
        text, lambda _, made: any(has_phrase(found, words, slop) for found in fields_of(made, field))
    )


def repeat_clause(times: int, word: str) -> Clause:
    return Clause(
        f"repeat{times}:{word}",
        lambda _, made: sum(found.count(word) for found in fields_of(made, "")) >= times,
    )


def same_clause(words: list[str], weight: str) -> Clause:
    """Every text of the archives is one sentence."""
    return Clause(
        f"({' SAME '.join(words)}){weight}",
        lambda _, made: any(set(words) <= set(found) for found in fields_of(made, "")),
    )


def days_clause(name: str, first: str, last: str) -> Clause:
    if name == "published":
        return Clause(f"published:{first}..{last}", lambda _, made: within(made.day, first, last))
    return Clause(f"about:{first}..{last}", lambda _, made: speaks_of(made, first, last))


def value_clause(facet: str, key: str, every: bool) -> Clause:
    return Clause(
        f'{facet}:"{key}"', lambda oracle, made: oracle.meant(facet, key) in oracle.values(made, facet, every)
    )


def joined(parts: list[Clause], word: str) -> Clause:
    combine = all if word == "AND" else any
    return Clause(
        f"({f' {word} '.join(part.text for part in parts)})",
        lambda oracle, made: combine(part(oracle, made) for part in parts),
    )


def negated(part: Clause) -> Clause:
    return Clause(f"NOT {part.text}", lambda oracle, made: not part(oracle, made))


EVERYTHING = Clause("", lambda _, __: True)


def days() -> st.SearchStrategy[tuple[str, str]]:
    """A first and a last day that can be written, in order; either may be open."""
    day = st.dates(FIRST - timedelta(days=3), LAST + timedelta(days=3))
    written = day.flatmap(lambda found: st.sampled_from([str(found), str(found)[:7], str(found)[:4]]))
    bound = st.just("") | written
    return st.tuples(bound, bound).filter(lambda pair: bounds(*pair)[0] <= bounds(*pair)[1])


def clauses(every: bool) -> st.SearchStrategy[Clause]:
    leaf = st.one_of(
        st.builds(
            phrase_clause,
            st.sampled_from(["", "", "title", "body", "description"]),
            st.lists(st.sampled_from(WORDS), min_size=1, max_size=3),
            st.sampled_from([0, 1, 4]),
        ),
        st.builds(repeat_clause, st.integers(2, 4), st.sampled_from(WORDS)),
        st.builds(
            same_clause,
            st.lists(st.sampled_from(WORDS), min_size=2, max_size=3, unique=True),
            st.sampled_from(["", "^2"]),
        ),
        st.sampled_from([(facet, key) for facet, keys in VALUES.items() for key in keys]).map(
            lambda pair: value_clause(*pair, every)
        ),
        st.tuples(st.sampled_from(["published", "about"]), days().filter(any)).map(
            lambda found: days_clause(found[0], *found[1])
        ),
    )
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.builds(joined, st.lists(inner, min_size=2, max_size=3), st.sampled_from(["AND", "OR"])),
            inner.map(negated),
        ),
        max_leaves=4,
    )


@st.composite
def searches(draw: st.DrawFn) -> tuple[SearchState, Clause]:
    pairs = [(facet, key) for facet, keys in VALUES.items() for key in keys]
    mode: st.SearchStrategy[Mode] = st.sampled_from(["any", "any", "all", "not"])
    chosen = draw(
        st.lists(st.tuples(st.sampled_from(pairs), mode), max_size=3, unique_by=lambda item: item[0])
    )
    selections = tuple(sorted(Selection(facet, mode, key) for (facet, key), mode in chosen))
    every = draw(st.booleans())
    clause = draw(st.just(EVERYTHING) | clauses(every))
    day_from, day_to = draw(st.just(("", "")) | days())
    about_from, about_to = draw(st.just(("", "")) | days())
    state = SearchState(
        query=clause.text,
        selections=selections,
        without=tuple(draw(st.just([]) | st.lists(st.sampled_from(FACETS), max_size=1))),
        undated=draw(st.sampled_from([False, False, False, True])),
        day_from=day_from,
        day_to=day_to,
        about_from=about_from,
        about_to=about_to,
        sort=draw(st.sampled_from(["relevance", "newest", "oldest"])),
        copies=draw(st.sampled_from(["show", "group"])),
        mentions="every" if every else "salient",
        per_page=draw(st.sampled_from([1, 3, 7, 100])),
    )
    return state, clause


@pytest.fixture(scope="module")
def archives(
    build_archive: Callable[..., Archive], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[tuple[Engine, Oracle]]]:
    """Archives of 0 to 40 articles, some of them deleted and others added after the first commit."""
    opened, made = [], []
    for seed in range(ARCHIVES):
        rnd = random.Random(seed)
        articles = [make_article(rnd, number) for number in range(seed * 40 // (ARCHIVES - 1))]
        aliases = ALIASES[seed % len(ALIASES)]
        gone = {item.id for item in articles if rnd.random() < 0.1}
        late = {item.id for item in articles if rnd.random() < 0.3}

        def change(settings: Settings, articles: list[Made] = articles, gone: set[str] = gone) -> None:
            store = open_store(settings.store_path)
            with store.write() as connection:
                store_writer.put_articles(connection, [item.article for item in articles])
                for id_ in gone:
                    store_writer.delete_article(connection, id_)
            with Progress("indexing") as progress:
                update(store, settings.index_dir, progress)
            store.close()

        archive = build_archive(
            tmp_path_factory.mktemp("random"),
            [item.article for item in articles if item.id not in late],
            aliases,
            change,
        )
        opened.append(archive)
        living = [item for item in articles if item.id not in gone]
        made.append((archive.engine, Oracle(living, dict(aliases))))
    yield made
    for archive in opened:
        archive.close()


def all_hits(engine: Engine, state: SearchState) -> list[tuple[str, float]]:
    """The list through all its pages, by cursor."""
    hits: list[tuple[str, float]] = []
    while True:
        page = engine.search(state, facets=())
        hits += [(hit.id, hit.score) for hit in page.hits]
        assert len(page.hits) == state.per_page or page.next_cursor is None
        if page.next_cursor is None:
            return hits
        state = state.at(page.next_cursor)


def check_order(listed: list[tuple[str, float]], oracle: Oracle, state: SearchState) -> None:
    """By score or instant, undated ones last, ties by id."""
    by_id = {made.id: made.article.clean.published for made in oracle.articles}

    def key(id_: str, score: float) -> tuple[float, bool, float, str]:
        published = by_id[id_]
        at = published.instant.timestamp() if published else 0.0
        ascending = at if state.sort == "oldest" else -at
        return -score, published is None, ascending, id_

    assert state.sort == "relevance" or all(score == 0 for _, score in listed)
    assert listed == sorted(listed, key=lambda hit: key(*hit))


def check_list(engine: Engine, oracle: Oracle, state: SearchState, found: list[Made]) -> list[Made]:
    """Compare the list and the total; gives the articles that are listed."""
    listed = all_hits(engine, state)
    ids = [id_ for id_, _ in listed]
    by_id = {made.id: made for made in found}
    assert len(set(ids)) == len(ids) and set(ids) <= by_id.keys()
    assert len(ids) == units(found, state) == engine.count(state) == engine.search(state).total
    if state.copies == "group":
        assert {by_id[id_].text for id_ in ids} == {made.text for made in found}
    else:
        assert set(ids) == by_id.keys()
    check_order(listed, oracle, state)
    assert [(hit.id, hit.score) for hit in engine.iterate(state)] == listed
    return [by_id[id_] for id_ in ids]


def check_facets(engine: Engine, oracle: Oracle, state: SearchState, clause: Clause) -> None:
    every = state.mentions == "every"
    page = engine.search(state)
    for facet in FACETS:
        base = oracle.found(state, clause, lifted=facet)
        having: dict[str, list[Made]] = {}
        for made in base:
            for value in oracle.values(made, facet, every):
                having.setdefault(value, []).append(made)
        wanted = {key: units(some, state) for key, some in having.items()}
        answer = engine.facet_values(state, facet, limit=1000)
        assert {value.key: value.count for value in answer.values} == wanted
        assert answer.distinct == page.facets[facet].distinct == len(wanted)
        none = [made for made in base if not oracle.values(made, facet, every)]
        assert answer.without == page.facets[facet].without == units(none, state)
        shown = {value.key: value.count for value in page.facets[facet].values}
        assert shown == {key: wanted.get(key, 0) for key in shown}
        assert {
            oracle.meant(facet, item.key) or item.key
            for item in state.selections
            if item.facet == facet and item.mode != "not"
        } <= shown.keys()


def period(start: str, granularity: str) -> tuple[date, date]:
    return bounds(*[start[: {"day": 10, "month": 7, "year": 4}[granularity]]] * 2)


def check_published_histogram(histogram: Histogram, listed: list[Made]) -> None:
    assert sum(bucket.count for bucket in histogram.buckets) + histogram.undated == len(listed)
    assert histogram.undated == sum(made.day is None for made in listed)
    for bucket in histogram.buckets:
        low, high = period(bucket.start, histogram.granularity)
        inside = [made for made in listed if made.day and low <= made.day <= high]
        assert bucket.count == len(inside)


def check_about_histogram(histogram: Histogram, found: list[Made], state: SearchState) -> None:
    dated = [made for made in found if made.article.annotations.dates]
    assert histogram.undated == units(found, state) - units(dated, state)
    assert histogram.beyond == 0
    for bucket in histogram.buckets:
        first, last = (str(day) for day in period(bucket.start, histogram.granularity))
        speaking = [made for made in found if speaks_of(made, first, last)]
        assert bucket.count == units(speaking, state)


@settings(max_examples=400, deadline=None)
@given(number=st.integers(0, ARCHIVES - 1), search=searches())
def test_engine_counts_and_lists_as_a_plain_loop_does(
    archives: list[tuple[Engine, Oracle]], number: int, search: tuple[SearchState, Clause]
) -> None:
    engine, oracle = archives[number]
    state, clause = search
    found = oracle.found(state, clause)
    page = engine.search(state)
    assert page.diagnostics == ()
    listed = check_list(engine, oracle, state, found)
    check_facets(engine, oracle, state, clause)
    check_published_histogram(page.histogram, listed)
    check_about_histogram(page.about_histogram, found, state)
    # What is offered beside the list: everything but the about days is obeyed.
    open_days = replace(state, about_from="", about_to="")
    coarser = [
        made
        for made in oracle.found(open_days, clause)
        if (state.about_from or state.about_to) and speaks_at_large(made, state.about_from, state.about_to)
    ]
    assert page.coarser == units(coarser, state)


@settings(max_examples=60, deadline=None)
@given(number=st.integers(0, ARCHIVES - 1), search=searches(), data=st.data())
def test_count_of_a_value_is_the_total_after_selecting_it(
    archives: list[tuple[Engine, Oracle]],
    number: int,
    search: tuple[SearchState, Clause],
    data: st.DataObject,
) -> None:
    engine, _ = archives[number]
    state = search[0]
    facet = data.draw(st.sampled_from(FACETS))
    for value in engine.facet_values(state, facet, limit=5).values:
        lifted = state
        for key in state.keys(facet):
            lifted = lifted.without_value(facet, key)
        if value.key in state.keys(facet, "all"):
            continue
        assert engine.count(lifted.with_value(facet, value.key)) == value.count


@settings(max_examples=60, deadline=None)
@given(number=st.integers(0, ARCHIVES - 1), search=searches(), facet=st.sampled_from(FACETS))
def test_counts_of_groups_of_values_are_the_totals_with_any_of_each(
    archives: list[tuple[Engine, Oracle]], number: int, search: tuple[SearchState, Clause], facet: str
) -> None:
    engine, _ = archives[number]
    keys = [value.key for value in engine.facet_values(SearchState(), facet).values]
    groups = [keys[:1], keys[1::2], keys[2::2]][: len(keys)]
    lifted = search[0].change(
        selections=tuple(item for item in search[0].selections if item.facet != facet), without=()
    )
    for state in (search[0], lifted):
        totals = [engine.count(state.with_values(facet, some)) for some in groups]
        assert engine.count_any(state, facet, groups) == totals


@settings(max_examples=60, deadline=None)
@given(number=st.integers(0, ARCHIVES - 1), search=searches())
def test_bar_of_the_published_chart_lists_as_many_articles_as_it_shows(
    archives: list[tuple[Engine, Oracle]], number: int, search: tuple[SearchState, Clause]
) -> None:
    engine, _ = archives[number]
    state = search[0].change(copies="show", day_from="", day_to="", undated=False)
    histogram = engine.search(state).histogram
    for bucket in histogram.buckets[:10]:
        first, last = period(bucket.start, histogram.granularity)
        assert engine.count(state.change(day_from=str(first), day_to=str(last))) == bucket.count
    assert engine.count(state.change(undated=True)) == histogram.undated


def test_archives_of_the_property_tests_hold_what_they_are_meant_to(
    archives: list[tuple[Engine, Oracle]],
) -> None:
    """Copies, undated articles, several segments and merged entities occur, else the properties say little."""
    _, oracle = archives[-2]
    assert units(oracle.articles, SearchState(copies="group")) < len(oracle.articles)
    assert any(made.day is None for made in oracle.articles)
    assert all(isinstance(engine, ArrayEngine) for engine, _ in archives)
    merged = {key for made in archives[1][1].articles for key in archives[1][1].points(made, "person")}
    assert "p:ada_kova" in merged and "p:kova" not in merged
