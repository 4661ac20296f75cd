"""Who ranks: Dateline's engine and its peers, each over title and body, any of the words."""

import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.corpus import Document
from benchmarks.peers import Arrays
from evaluation.relevance_sets import DEPTH, Judged

Ranker = Callable[[Sequence[str]], list[int]]
"""Words of a question to the numbers of articles, the best first, up to `DEPTH`."""

DAY = date(2000, 1, 1)


class Dateline:
    """The product's engine over its own index.

    Args:
        judged: What to index.
    """

    def __init__(self, judged: Judged) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._arrays = Arrays()
        pairs = zip(judged.titles, judged.bodies, strict=True)
        documents = (Document(at, title, body, DAY, (), ()) for at, (title, body) in enumerate(pairs))
        self._arrays.build(Path(self._folder.name), documents)
        self._arrays.open(Path(self._folder.name))

    def __call__(self, words: Sequence[str]) -> list[int]:
        """Rank by any of the words."""
        from search.state import SearchState

        state = SearchState(query=" OR ".join(words), per_page=DEPTH, names="typed")
        listed = self._arrays.engine.listed(state)[0]
        return [int(self._arrays.snapshot.ids[doc], 16) - 1 for doc in listed.docs.tolist()]

    def with_title_boost(self, boost: float) -> Ranker:
        """Give the same with another weight of titles."""

        def rank(words: Sequence[str]) -> list[int]:
            from search.ranking import FIELD_BOOSTS

            with patch.dict(FIELD_BOOSTS, {"title": boost}):
                return self(words)

        return rank


def plain_whoosh(judged: Judged) -> Ranker:
    """Whoosh as its manual says: StemmingAnalyzer, BM25F, any of the words in both fields."""
    from whoosh import fields
    from whoosh.analysis import StemmingAnalyzer
    from whoosh.filedb.filestore import RamStorage
    from whoosh.query.compound import Or
    from whoosh.query.terms import Term

    analyser = StemmingAnalyzer()
    schema = fields.Schema(number=fields.STORED, title=fields.TEXT(analyser), body=fields.TEXT(analyser))
    index = RamStorage().create_index(schema)
    writer = index.writer(limitmb=512)
    for at, (title, body) in enumerate(zip(judged.titles, judged.bodies, strict=True)):
        writer.add_document(number=at, title=title, body=body)
    writer.commit()
    searcher = index.searcher()

    def rank(words: Sequence[str]) -> list[int]:
        terms = {token.text for word in words for token in analyser(word)}
        asked = Or([Term(name, term) for name in ("title", "body") for term in sorted(terms)])
        return [hit["number"] for hit in searcher.search(asked, limit=DEPTH)]

    return rank


def tantivy(judged: Judged) -> Ranker | None:
    """The same for tantivy with its English stemmer; None where it is not installed."""
    try:
        import tantivy as module
    except ImportError:
        return None
    builder = module.SchemaBuilder().add_integer_field("number", stored=True)
    for name in ("title", "body"):
        builder = builder.add_text_field(name, tokenizer_name="en_stem")
    index = module.Index(builder.build())
    writer = index.writer(num_threads=1)
    for at, (title, body) in enumerate(zip(judged.titles, judged.bodies, strict=True)):
        writer.add_document(module.Document(number=at, title=title, body=body))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def rank(words: Sequence[str]) -> list[int]:
        query: Any = index.parse_query(" ".join(f'"{word}"' for word in words), ["title", "body"])
        hits = searcher.search(query, limit=DEPTH).hits
        return [searcher.doc(address)["number"][0] for _, address in hits]

    return rank


def fts5(judged: Judged) -> Ranker:
    """The same for SQLite FTS5 with its porter stemmer."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE text USING fts5(title, body, tokenize='porter unicode61')")
    rows = ((at, *pair) for at, pair in enumerate(zip(judged.titles, judged.bodies, strict=True)))
    connection.executemany("INSERT INTO text (rowid, title, body) VALUES (?, ?, ?)", rows)

    def rank(words: Sequence[str]) -> list[int]:
        asked = " OR ".join('"' + word.replace('"', "") + '"' for word in words)
        query = "SELECT rowid FROM text WHERE text MATCH ? ORDER BY bm25(text), rowid LIMIT ?"
        return [row[0] for row in connection.execute(query, (asked, DEPTH))]

    return rank
