"""Did you mean: a query's rare words as the archive spells them."""

from dataclasses import replace

from index.analysis import fold, terms
from search.array.lexicon import FIELDS
from search.array.suggest import Suggester, count_word
from search.array.view import View
from search.near import MIN_CHARS
from search.query import And, Boost, Node, Not, Or, Phrase, Repeat, Same, Word, to_text

RARE = 2
"""A word in no more articles than this is hardly believed."""
FEW = 100
"""Where a query finds no more, words in up to so many articles are looked at: others misspell them, too."""
RARE_TIMES = 5
"""What is meant instead of such a word is in so many times as many articles, at least."""
TIMES = 100
"""The same for other words: every archive has some articles with a word's usual misspelling."""
NEAR = 8
MAX_WORDS = 12
"""Words of one query that are looked at."""


class Spelling:
    """Corrects one query.

    Args:
        view: What is searched.
        suggester: Knows the words of the archive.
        total: What the query finds as it is typed.
    """

    def __init__(self, view: View, suggester: Suggester, total: int) -> None:
        self._view, self._suggester = view, suggester
        self._most = FEW if total <= FEW else RARE
        self._left = MAX_WORDS

    def corrected(self, tree: Node) -> str | None:
        """Give the query with its rare words corrected, or None when there is nothing to correct."""
        found = self._node(tree)
        return None if found == tree else to_text(found)

    def _node(self, node: Node) -> Node:
        match node:
            case And(children) | Or(children) | Same(children):
                return type(node)(tuple(self._node(child) for child in children))
            case Boost(child, factor):
                return Boost(self._node(child), factor)
            case Repeat(times, child):
                inner = self._node(child)
                return Repeat(times, inner) if isinstance(inner, Word | Phrase) else node
            case Not():
                return node
            case Word(text) | Phrase(text):
                return replace(node, text=" ".join(self._word(word) for word in text.split()))
        return node

    def _word(self, word: str) -> str:
        found = [term.text for term in terms(word)]
        if self._left < 1 or len(found) != 1 or len(found[0]) < MIN_CHARS or not found[0].isalpha():
            return word
        texts = self._view.snapshot.texts
        # A word that is well known costs no more than this.
        if max(texts.doc_frequency(field, found[0]) for field in FIELDS) > self._most:
            return word
        self._left -= 1
        return self._view.remembered(("meant", word), lambda: self._correct(word, found[0]))

    def _correct(self, word: str, stem: str) -> str:
        count = count_word(self._view, word)
        near = self._suggester.lexicon.near(self._view.snapshot.texts, {stem, fold(word)}, NEAR)
        times, errors = (RARE_TIMES, 2) if count <= RARE else (TIMES, 1)
        stems = [
            near_stem
            for near_stem, wrong, articles in near
            if near_stem != stem and wrong <= errors and articles >= max(times * count, 1)
        ]
        forms = self._suggester.surfaces.of(self._view, stems[:1], like=word)
        return next(iter(forms.values()), word)
