"""Which searches are compared: each is words, or the query string of a whole search."""

from collections.abc import Iterable
from dataclasses import replace

from index.wording import told, told_of
from search.query import Diagnostic
from search.state import PARAMETERS, SearchState

MAX_COMPARED = 4
"""Searches on one chart; more lines cannot be told apart."""
PARAMETER = "q"


def compared_state(text: str) -> tuple[SearchState, tuple[Diagnostic, ...]]:
    """Read one search: ``q=ferry&person=p:x`` as an address has it, or plain words."""
    name, equals, _ = text.lstrip("?").partition("=")
    if equals and name in PARAMETERS:
        return SearchState.from_query_string(text)
    return SearchState.from_params([("q", text)])


def compared_states(
    texts: Iterable[str], *, blank: bool = False
) -> tuple[list[SearchState], tuple[Diagnostic, ...]]:
    """Read up to `MAX_COMPARED` different searches; what is wrong is said.

    Args:
        texts: One for each search.
        blank: Whether an empty text is the search for everything, or an empty field of a form.
    """
    states: list[SearchState] = []
    found: list[Diagnostic] = []
    for text in texts:
        if not blank and not text.strip():
            continue
        state, diagnostics = compared_state(text)
        found += [replace(item, parameter=f"{PARAMETER}: {item.parameter}") for item in diagnostics]
        if state.first_page not in states:
            states.append(state.first_page)
    if len(states) > MAX_COMPARED:
        found.append(too_many(len(states)))
    return states[:MAX_COMPARED], tuple(found)


def too_many(asked: int) -> Diagnostic:
    """Say that more searches are asked for than can be compared."""
    message = told_of(
        "%(number)s search is asked for; %(most)s can be compared.",
        "%(number)s searches are asked for; %(most)s can be compared.",
        asked,
        most=MAX_COMPARED,
    )
    return Diagnostic("too-many", 0, 0, message, told("Remove some."), PARAMETER)
