"""How articles print the words that an index knows as stems. Share it between threads."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from threading import Lock

from rapidfuzz.distance import OSA

from index.analysis import fold, terms
from index.chunk_terms import chunks_with
from index.languages import analysis_of
from index.rows import Texts
from search.array.view import View

READ = 2
"""Articles that are read for a stem, the last of the index."""
REMEMBERED = 20_000
SENTENCE_STARTS = 4
"""A word that is printed small once in so many times is no name: it began the other sentences."""
LONGEST_ACRONYM = 5
"""Longer words in capitals are shouted by headlines and datelines."""

ReadTexts = Callable[[Iterable[str]], Mapping[str, Texts]]


class Surfaces:
    """The printed forms of stems, read once.

    Args:
        texts: Gives the texts of articles by their ids.
    """

    def __init__(self, texts: ReadTexts) -> None:
        self._texts = texts
        self._known: dict[str, Counter[str]] = {}
        self._lock = Lock()

    def of(self, view: View, stems: Sequence[str], *, prefix: str = "", like: str = "") -> dict[str, str]:
        """Give the form of each stem that is printed most; those that nothing prints any more are left out.

        Args:
            view: Where the stems are looked up.
            stems: Indexed terms.
            prefix: What the form begins with, if one does.
            like: What the form resembles most, if given.
        """
        missing = [stem for stem in stems if stem not in self._known]
        if missing:
            self._read(view, missing)
        found = {stem: _choose(self._known.get(stem, Counter()), fold(prefix), fold(like)) for stem in stems}
        return {stem: form for stem, form in found.items() if form}

    def _read(self, view: View, stems: Sequence[str]) -> None:
        ids: dict[str, list[str]] = {}
        for stem in stems:
            postings = view.snapshot.texts.postings("body", stem) or view.snapshot.texts.postings(
                "title", stem
            )
            docs = [] if postings is None else postings.docs[-READ:].tolist()
            ids[stem] = [view.snapshot.ids[doc] for doc in docs]
        articles = self._texts({id_ for some in ids.values() for id_ in some})
        with self._lock:
            if len(self._known) > REMEMBERED:
                self._known.clear()
            for stem, some in ids.items():
                self._known[stem] = Counter(
                    form for id_ in some if id_ in articles for form in _printed(stem, articles[id_])
                )


def _printed(stem: str, texts: Texts) -> Iterable[str]:
    analysis = analysis_of(texts.language)
    for text in (texts.text, texts.title):
        parts, wanted = chunks_with(frozenset((stem,)), text, analysis)
        for at in wanted:
            for term in terms(parts[at], analysis):
                if term.text == stem:
                    yield parts[at][term.start : term.end]
        if wanted:
            return


def _choose(forms: Counter[str], prefix: str, like: str) -> str:
    """Give the word that is printed most; ties by the shorter, then by A-Z."""

    def rank(word: str) -> tuple[bool, int, int, int, str]:
        folded = fold(word)
        errors = OSA.distance(folded, like) if like else 0
        return not folded.startswith(prefix), errors, -words[word], len(word), word

    words: Counter[str] = Counter()
    for form, count in forms.items():
        words[form.lower()] += count
    if not words:
        return ""
    word = min(words, key=rank)
    if forms[word] * SENTENCE_STARTS >= words[word]:
        return word
    cases = [form for form in forms if form.lower() == word]
    shouted = {form: form.isupper() and len(form) > LONGEST_ACRONYM for form in cases}
    return max(cases, key=lambda form: (not shouted[form], forms[form], form))
