"""Random searches, each with what it means to the oracle: built side by side, never parsed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from hypothesis import strategies as st

from search.state import Mode, SearchState, Selection
from tests.random_archive import FIRST, LAST, VALUES, WORDS
from tests.search.oracle import FACETS, Made, Matches, Oracle, bounds, speaks_of, within


@dataclass(frozen=True)
class Clause:
    """A query as text, and what it means."""

    text: str
    means: Matches

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
