"""Articles about the same thing as one article: those that share its telling words."""

from collections import Counter

import numpy as np

from index.analysis import terms
from index.languages import analysis_of
from index.rows import Texts
from search.array.hits import NOTHING, Hits, union
from search.array.leaves import TermLeaf
from search.array.order import Listed
from search.array.readings import Reading
from search.array.view import View
from search.ranking import FIELD_BOOSTS

TERMS = 20
"""Telling words that are looked for."""
TITLE_WORDS = 3
"""A word of the headline tells as much as so many in the text."""
COMMON = 20
"""A word in more than one of so many articles tells nothing."""
FEW = 50
"""In a small archive a word in so many articles still tells something, if the others are more."""
SMALL = 4
MIN_DOCUMENTS = 2
MIN_CHARS = 3
MAX_CHARS_READ = 20_000


def telling_terms(view: View, texts: Texts) -> list[tuple[str, float]]:
    """Give the terms of an article that say what it is about, with tf times idf, highest first.

    The weight is that of Lucene's MoreLikeThis: occurrences times inverse document frequency.
    """
    analysis = analysis_of(texts.language)
    counts: Counter[str] = Counter(term.text for term in terms(texts.text[:MAX_CHARS_READ], analysis))
    for term in terms(texts.title, analysis):
        counts[term.text] += TITLE_WORDS
    most = max(view.doc_count // COMMON, min(view.doc_count // SMALL, FEW))
    postings = view.snapshot.texts
    weights = {}
    for word, count in counts.items():
        if len(word) < MIN_CHARS or word.isdigit():
            continue
        documents = postings.doc_frequency("body", word)
        if MIN_DOCUMENTS <= documents <= most:
            weights[word] = count * postings.idf(documents)
    return sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:TERMS]


def related_docs(view: View, texts: Texts, doc: int, limit: int) -> Listed:
    """Give the documents that share most, the best of each story, best first; none of the article's own.

    Args:
        view: What is searched.
        texts: The article's texts.
        doc: Its document.
        limit: How many to give.
    """
    telling = telling_terms(view, texts)
    own = view.in_analyses((analysis_of(texts.language),))
    found = []
    for term, weight in telling:
        hits = TermLeaf(view, (Reading((term,), own),), FIELD_BOOSTS).hits()
        found.append(Hits(hits.docs, hits.scores * (weight / telling[0][1])))
    if not found:
        return Listed(NOTHING.docs, NOTHING.scores, 0)
    everything = union(found, view.doc_count)
    stories = view.snapshot.story
    kept = view.snapshot.live[everything.docs] & (stories[everything.docs] != stories[doc])
    docs, scores = everything.docs[kept], everything.scores[kept]
    order = np.lexsort((view.snapshot.id_numbers[docs], -scores))
    _, first = np.unique(stories[docs[order]], return_index=True)
    best = order[np.sort(first)][:limit]
    return Listed(docs[best], scores[best], 0)
