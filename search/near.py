"""Words a typing error or two away from a word, through RapidFuzz. Pure.

An error is a letter too many, one missing, one for another, or two changed over (optimal string alignment,
the restricted Damerau-Levenshtein distance).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

MIN_CHARS = 4
"""Shorter words are too alike by chance."""
TWO_ERRORS_CHARS = 6
"""From so many letters on, two may be wrong. As OpenSearch's fuzziness AUTO, which has it so from 6 on."""


def errors_allowed(word: str) -> int:
    """Give how many errors a word of its length may hold."""
    return 0 if len(word) < MIN_CHARS else 1 if len(word) < TWO_ERRORS_CHARS else 2


class NearWords:
    """Words to be found in spite of errors.

    Args:
        words: The words, those most in use first.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._by_letter: defaultdict[str, list[str]] = defaultdict(list)
        for word in words:
            self._by_letter[word[:1]].append(word)

    def _candidates(self, typed: str) -> list[str]:
        """Give the words with the same first letter, or with the first two changed over."""
        swapped = [word for word in self._by_letter.get(typed[1:2], ()) if word[1:2] == typed[:1]]
        return [*self._by_letter.get(typed[:1], ()), *swapped]

    def near(self, typed: str) -> dict[str, int]:
        """Give the words that may be meant, with their number of errors; those with most errors last."""
        found = _within(typed, self._candidates(typed))
        return {word: errors for word, errors, _ in sorted(found, key=lambda item: item[1:])}

    def starting_near(self, typed: str) -> dict[str, int]:
        """Give the words whose beginning may be meant, with its errors; those with most errors last."""
        candidates = self._candidates(typed)
        best: dict[int, int] = {}
        for length in range(len(typed) - 1, len(typed) + errors_allowed(typed) + 1):
            for _, errors, at in _within(typed, [word[:length] for word in candidates]):
                best[at] = min(best.get(at, errors), errors)
        return {candidates[at]: best[at] for at in sorted(best, key=lambda at: (best[at], at))}


def _within(typed: str, words: Sequence[str]) -> list[tuple[str, int, int]]:
    """Give the words within the errors that are allowed: word, errors, place."""
    allowed = errors_allowed(typed)
    if not allowed:
        return []
    found = process.extract(typed, words, scorer=OSA.distance, score_cutoff=allowed, limit=None)
    return [(word, int(errors), at) for word, errors, at in found]
