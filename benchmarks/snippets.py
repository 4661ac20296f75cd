"""Ten snippets of ten long articles, as a results page needs them.

``python -m benchmarks snippets --chars 4000``: articles of so many characters, from the corpus of
`benchmarks.corpus`; queries that all ten contain. Dateline takes the texts as the store gives them, each time
with a highlighter made for the query; "first" forgets what chunks were analysed before. tantivy stores the
texts and makes snippets of 260 characters, FTS5 of 40 words.
"""

import argparse
import itertools
import os
import sqlite3
import statistics
import time
from collections.abc import Callable

from benchmarks.corpus import document

QUERIES = ("government", "oil price market", '"said that"')
TEN = 10
ROUNDS = 60


def texts(chars: int) -> list[str]:
    """Give ten texts of exactly so many characters, each with all words of the queries."""
    found: list[str] = []
    numbers = itertools.count()
    while len(found) < TEN:
        text = ""
        while len(text) < chars:
            text += document(next(numbers)).body + "\n"
        text = text[:chars]
        if all(word in text for word in ("government", "oil", "price", "market", "said that")):
            found.append(text)
    return found


def dateline(articles: list[str], query: str) -> int:
    """Make the snippets as the engine does; gives how many characters are highlighted."""
    from search.highlight import Highlighter
    from search.parser import parse
    from search.snippets import best_snippet

    highlighter = Highlighter(parse(query).tree)
    made = [best_snippet(text, highlighter) for text in articles]
    return sum(end - start for snippet in made for start, end in snippet.ranges)


def forgetful(articles: list[str], query: str) -> int:
    """The same in a process that has analysed nothing before."""
    from index import chunk_terms
    from search import highlight

    chunk_terms._memos.clear()
    highlight._reading.cache_clear()
    return dateline(articles, query)


def tantivy_snippets(articles: list[str]) -> Callable[[str], int]:
    """Index the articles in memory and give the function that makes snippets."""
    import tantivy

    schema = tantivy.SchemaBuilder().add_text_field("body", tokenizer_name="en_stem", stored=True).build()
    index = tantivy.Index(schema)
    writer = index.writer(num_threads=1)
    for text in articles:
        writer.add_document(tantivy.Document(body=text))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def make(query: str) -> int:
        parsed = index.parse_query(query, ["body"])
        generator = tantivy.SnippetGenerator.create(searcher, parsed, schema, "body")
        generator.set_max_num_chars(260)
        hits = searcher.search(parsed, limit=TEN).hits
        made = [generator.snippet_from_doc(searcher.doc(address)) for _, address in hits]
        return sum(part.end - part.start for snippet in made for part in snippet.highlighted())

    return make


def fts5_snippets(articles: list[str]) -> Callable[[str], int]:
    """The same for SQLite FTS5."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE text USING fts5(body, tokenize='porter unicode61')")
    connection.executemany("INSERT INTO text (body) VALUES (?)", [(text,) for text in articles])

    def make(query: str) -> int:
        rows = connection.execute(
            "SELECT snippet(text, 0, '<', '>', '...', 40) FROM text WHERE text MATCH ? LIMIT 10", [query]
        )
        return sum(row[0].count("<") for row in rows)

    return make


def main(arguments: list[str]) -> int:
    """Time and print milliseconds for ten snippets, in turns."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks snippets", description=__doc__)
    parser.add_argument("--chars", type=int, default=4000)
    options = parser.parse_args(arguments)
    articles = texts(options.chars)
    makers: dict[str, Callable[[str], int]] = {
        "Dateline": lambda query: dateline(articles, query),
        "Dateline, first": lambda query: forgetful(articles, query),
        "tantivy": tantivy_snippets(articles),
        "SQLite FTS5": fts5_snippets(articles),
    }
    print(f"ten snippets of {options.chars:,} characters; load {os.getloadavg()[0]:.1f}")
    print(f"{'p50 ms':<22}" + "".join(f"{name:>18}" for name in makers))
    for query in QUERIES:
        spent: dict[str, list[float]] = {name: [] for name in makers}
        for _ in range(ROUNDS):
            for name, make in makers.items():
                started = time.perf_counter()
                if not make(query):
                    raise SystemExit(f"{name} highlights nothing for {query}")
                spent[name].append((time.perf_counter() - started) * 1000)
        print(f"{query:<22}" + "".join(f"{statistics.median(times):>18.2f}" for times in spent.values()))
    return 0
