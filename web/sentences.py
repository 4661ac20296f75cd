"""What a search asks for, as a sentence in the reader's language.

In English it is what programs get (`search.state.SearchState.describe`), with days in words.
"""

from collections.abc import Callable, Iterator, Mapping

from index.columns import FACETS as ORDER
from search.state import Mode, SearchState
from web.facet_words import FACETS
from web.labels import both, either, names_of, span
from web.languages import gettext, msg

DAYS = {
    "published": (
        msg("published %(day)s"), msg("published from %(first)s to %(last)s"),
        msg("published from %(first)s"), msg("published to %(last)s"),
    ),
    "about": (
        msg("about %(day)s"), msg("about from %(first)s to %(last)s"),
        msg("about from %(first)s"), msg("about to %(last)s"),
    ),
}  # fmt: skip
"""For each of the two dates: one day, month or year; from and to; from; to."""


def sentence(state: SearchState, names: Mapping[str, str]) -> str:
    """Say what is asked for; ``names`` are those of the selected keys."""
    parts = [*_parts(state, names)]
    stories = state.copies == "group"
    if parts:
        listed = ", ".join(parts)
        text = msg("Stories %(parts)s") if stories else msg("Articles %(parts)s")
        found = gettext(text, parts=listed)
    else:
        found = gettext("All stories") if stories else gettext("All articles")
    return f"{', '.join([found, *_shown(state)])}."


def _parts(state: SearchState, names: Mapping[str, str]) -> Iterator[str]:
    if state.query:
        yield gettext("matching “%(query)s”", query=state.query)
    for facet in ORDER if state.selections else ():
        yield from _selected(state, facet, names)
    for facet in state.without:
        yield gettext(FACETS[facet].without_any)
    if state.undated:
        yield gettext("without a date of publication")
    yield from _days("published", state.day_from, state.day_to)
    yield from _days("about", state.about_from, state.about_to)
    if state.mentions == "every":
        yield gettext("counting every mention")
    if state.names == "typed":
        yield gettext("names as typed")


def _selected(state: SearchState, facet: str, names: Mapping[str, str]) -> Iterator[str]:
    words = FACETS[facet]
    ways: tuple[tuple[Mode, str, Callable[[list[str]], str]], ...] = (
        ("any", words.chosen, either),
        ("all", words.chosen, both),
        ("not", words.left_out, either),
    )
    for mode, text, join in ways:
        keys = state.keys(facet, mode)
        if keys:
            yield gettext(text, names=join(names_of(facet, keys, names)))


def _days(which: str, first: str, last: str) -> Iterator[str]:
    one, between, since, until = DAYS[which]
    if first and first == last:
        yield gettext(one, day=span(first))
    elif first and last:
        yield gettext(between, first=span(first), last=span(last))
    elif first:
        yield gettext(since, first=span(first))
    elif last:
        yield gettext(until, last=span(last))


def _shown(state: SearchState) -> Iterator[str]:
    """Say in which order, and in which zone."""
    if state.sort == "newest":
        yield gettext("newest first")
    elif state.sort == "oldest":
        yield gettext("oldest first")
    elif state.recency == "on":
        yield gettext("recent ones preferred")
    if state.time_zone:
        yield gettext("times in %(zone)s", zone=state.time_zone)
