"""The words of an index by their use: those that begin so, those a typing error away.

Share a lexicon between threads. A word here is an indexed term, a stem. What is laid out for one segment is
kept as long as the segment is searched, so that a commit costs no more than its own documents.
"""

from collections import Counter
from collections.abc import Iterable
from threading import Lock
from weakref import WeakKeyDictionary

import numpy as np

from index.codec.field import ArrayField
from index.codec.segment import SegmentArrays
from index.joined_postings import JoinedPostings
from search.near import NearWords

FIELDS = ("body", "title")
"""Where words are taken from; the numbers of the first decide among equals."""
COMMON_TERMS = 30_000
"""Most used terms of a segment among which mistyped words are looked for."""


class Lexicon:
    """Words of the indexes that are opened one after another."""

    def __init__(self) -> None:
        self._near: WeakKeyDictionary[SegmentArrays, NearWords] = WeakKeyDictionary()
        self._lock = Lock()

    def starting(self, texts: JoinedPostings, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Give the most used terms of letters that begin with a prefix, with their documents."""
        found: set[str] = set()
        head = prefix.encode("utf-8", "surrogatepass")
        for segment in texts.segments:
            for field in (segment.fields[name] for name in FIELDS if name in segment.fields):
                found |= set(_most_used(field, *field.terms.prefix_range(head), limit))
        return ranked(texts, found)[:limit]

    def starting_near(self, texts: JoinedPostings, typed: str, limit: int) -> list[tuple[str, int]]:
        """Give the terms whose beginning is an error or two away, fewer errors first, then by use.

        Among those with as few errors, whole words come before beginnings.
        """
        errors: dict[str, int] = {}
        whole: set[str] = set()
        for segment in texts.segments:
            words = self._near_words(segment)
            errors |= words.starting_near(typed)
            whole |= words.near(typed).keys()
        found = ranked(texts, set(errors))
        return sorted(found, key=lambda item: (errors[item[0]], item[0] not in whole, -item[1]))[:limit]

    def near(self, texts: JoinedPostings, spellings: Iterable[str], limit: int) -> list[tuple[str, int, int]]:
        """Give the terms an error or two from any of some spellings: term, errors, documents; best first."""
        errors: dict[str, int] = {}
        for segment in texts.segments:
            for typed in spellings:
                for word, count in self._near_words(segment).near(typed).items():
                    errors[word] = min(count, errors.get(word, count))
        found = [(word, errors[word], count) for word, count in ranked(texts, set(errors))]
        return sorted(found, key=lambda item: (item[1], -item[2], item[0]))[:limit]

    def _near_words(self, segment: SegmentArrays) -> NearWords:
        with self._lock:
            found = self._near.get(segment)
            if found is None:
                field = segment.fields.get(FIELDS[0])
                words = _most_used(field, 0, len(field.terms), COMMON_TERMS) if field is not None else []
                found = self._near[segment] = NearWords(words)
            return found


def ranked(texts: JoinedPostings, terms: set[str]) -> list[tuple[str, int]]:
    """Give terms with the number of documents that have them in their text, most first."""
    counts = Counter({term: max(texts.doc_frequency(field, term) for field in FIELDS) for term in terms})
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _most_used(field: ArrayField, start: int, stop: int, limit: int) -> list[str]:
    """Give the terms of letters among some adjoining ones that most documents have, those first."""
    if stop <= start:
        return []
    counts = field.doc_frequencies(start, stop)
    some = np.arange(len(counts))
    if len(counts) > 2 * limit:  # numbers are among them, and left out below
        some = np.argpartition(counts, -2 * limit)[-2 * limit :]
    order = some[np.argsort(-counts[some], kind="stable")]
    words = (field.terms[start + int(at)].decode("utf-8", "replace") for at in order)
    return [word for word in words if word.isalpha()][:limit]
