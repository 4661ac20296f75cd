"""How each language of an archive reads the words of a query.

A query has no language and an article has one, so that a word is looked for as the stem that each language
of the archive makes of it, among the articles of that language: what was typed meets every article in which
it was printed. An archive of one language has one reading, and pays nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from index.analysis import terms
from index.codec.field import Postings
from index.joined_postings import select
from search.array.view import Mask, View

H = TypeVar("H", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Reading:
    """The terms of a text in some languages.

    Attributes:
        terms: In order; every reading of a text has as many.
        docs: The documents in these languages; None stands for all.
    """

    terms: tuple[str, ...]
    docs: Mask | None

    def kept(self, docs: NDArray[np.integer]) -> NDArray[np.int64]:
        """Give which of some documents are in these languages, by their places."""
        return np.arange(len(docs)) if self.docs is None else np.flatnonzero(self.docs[docs])

    def postings(self, view: View, field: str, at: int = 0) -> Postings | None:
        """Give the postings of a term in these languages, or None without any."""
        found = view.snapshot.texts.postings(field, self.terms[at])
        if found is None or self.docs is None:
            return found
        rows = self.kept(found.docs)
        return select(found, rows) if len(rows) else None


def readings(text: str, view: View) -> tuple[Reading, ...]:
    """Give the readings of a text in the languages of a view; none when it has no terms."""
    return view.remembered(("readings", text), lambda: _read(text, view))


def _read(text: str, view: View) -> tuple[Reading, ...]:
    found = by_answer(view, lambda analysis: tuple(term.text for term in terms(text, analysis)))
    return tuple(Reading(words, docs) for words, docs in found if words)


def term_readings(words_of: Callable[[str], Iterable[str]], view: View) -> list[tuple[Reading, ...]]:
    """Give the readings of each single term that some languages make of something.

    Args:
        words_of: Gives the terms in an analysis.
        view: Where they are looked for.
    """
    analyses: defaultdict[str, list[str]] = defaultdict(list)
    for analysis in view.analyses:
        for word in words_of(analysis):
            analyses[word].append(analysis)
    return [(Reading((word,), view.in_analyses(tuple(analyses[word]))),) for word in sorted(analyses)]


def by_answer(view: View, ask: Callable[[str], H]) -> list[tuple[H, Mask | None]]:
    """Ask something of each analysis, and give each answer with the documents of those who gave it."""
    groups: dict[H, list[str]] = {}
    for analysis in view.analyses:
        groups.setdefault(ask(analysis), []).append(analysis)
    return [(answer, view.in_analyses(tuple(found))) for answer, found in groups.items()]
