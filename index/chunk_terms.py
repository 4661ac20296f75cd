"""Which terms the chunks of texts hold, remembered: where the words of a query stand is looked up."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain, compress, filterfalse
from operator import itemgetter

from index.analysis import chunks, terms_of_chunk
from index.languages import DEFAULT

MEMO_CHUNKS = 200_000
"""Chunks that are remembered, 35 MB; when there are more, all memos begin anew."""
LONGEST_MEMO = 40
"""Longer chunks (addresses, texts without spaces) hardly come twice."""
QUERIES = 100
"""Sets of terms of which the chunks are remembered: a query looks into every text of a page."""


class ChunkTerms(dict[str, tuple[str, ...]]):
    """Terms of the chunks met in one analysis. Threads may share it; nothing in it is ever forgotten.

    Attributes:
        holders: The remembered chunks that hold each term.
    """

    def __init__(self, analysis: str) -> None:
        super().__init__()
        self._analysis = analysis
        self._met: set[int] = set()
        self.holders: defaultdict[str, list[str]] = defaultdict(list)
        self._holding: dict[frozenset[str], tuple[int, frozenset[str]]] = {}

    def __missing__(self, chunk: str) -> tuple[str, ...]:
        found = terms_of_chunk(chunk, self._analysis)
        if len(chunk) <= LONGEST_MEMO:
            if sum(map(len, _memos.values())) >= MEMO_CHUNKS:
                _memos.clear()  # who uses this one goes on with it
            for term in found:
                self.holders[term].append(chunk)
            self[chunk] = found
        return found

    def meet(self, text: str, parts: Iterable[str]) -> bool:
        """Remember the chunks of a text; tell whether all of them are remembered."""
        digest = hash(text)  # 64 bits, with a secret of the process
        if digest in self._met:
            return True
        unmet = list(filterfalse(self.__contains__, set(parts)))
        for chunk in unmet:
            self[chunk]
        whole = all(len(chunk) <= LONGEST_MEMO for chunk in unmet)
        if whole:
            self._met.add(digest)
        return whole

    def holding(self, words: frozenset[str]) -> frozenset[str]:
        """Give the remembered chunks that hold any of some terms."""
        lists = [self.holders.get(word, ()) for word in words]
        count = sum(map(len, lists))  # they only grow
        known = self._holding.get(words)
        if known is None or known[0] != count:
            if len(self._holding) >= QUERIES:
                self._holding.clear()
            known = self._holding[words] = count, frozenset(chain.from_iterable(lists))
        return known[1]


_memos: dict[str, ChunkTerms] = {}


def _memo(analysis: str) -> ChunkTerms:
    known = _memos.get(analysis)
    return _memos.setdefault(analysis, ChunkTerms(analysis)) if known is None else known


def terms_of_chunks(parts: Sequence[str], analysis: str = DEFAULT) -> Sequence[tuple[str, ...]]:
    """Give the terms of each of some chunks; what was met before is looked up, in one call of C for all."""
    known = _memo(analysis)
    if len(parts) > 1:
        found: Sequence[tuple[str, ...]] = itemgetter(*parts)(known)
        return found
    return [known[part] for part in parts]


def chunks_with(words: frozenset[str], text: str, analysis: str = DEFAULT) -> tuple[list[str], list[int]]:
    """Find the chunks of a text that hold any of some terms; one look at each in a text met before.

    Returns:
        All chunks of the text, and the places among them of those that were found, ascending.
    """
    known, parts = _memo(analysis), chunks(text)
    if known.meet(text, parts):
        # One call of C for all: a loop takes twice as long.
        return parts, list(compress(range(len(parts)), map(known.holding(words).__contains__, parts)))
    return parts, [at for at, part in enumerate(parts) if not words.isdisjoint(known[part])]
