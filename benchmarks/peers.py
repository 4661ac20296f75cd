"""Peers of the embedded engine, given the same documents and asked the same questions.

Each peer builds its index in a folder and answers a `Question`: ten best hits, the exact total, and for a
results page the counts of persons and places (ten each) and the histogram by month.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from benchmarks.corpus import Document
from benchmarks.foreign_peers import Lucene, Xapian
from benchmarks.questions import TOP, Question, Reply

SEEN = date(2025, 1, 1)
"""Day on which every document was met."""


class Peer(Protocol):
    """A search engine under measurement."""

    name: str

    def build(self, folder: Path, documents: Iterable[Document]) -> None:
        """Index the documents in a folder."""

    def open(self, folder: Path) -> None:
        """Open what `build` made."""

    def ask(self, question: Question) -> Reply:
        """Answer a question."""

    def note(self) -> str:
        """Say what is worth knowing of the index, such as its segments."""


class SqliteFts5:
    """SQLite FTS5 with the porter stemmer; facets from side tables, as FTS5 has none."""

    name = "SQLite FTS5"

    def build(self, folder: Path, documents: Iterable[Document]) -> None:
        """Index the documents."""
        connection = sqlite3.connect(folder / "fts.db")
        connection.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
            "CREATE VIRTUAL TABLE text USING fts5(title, body, content='', tokenize='porter unicode61');"
            "CREATE TABLE doc (id INTEGER PRIMARY KEY, day TEXT);"
            "CREATE TABLE person (id INTEGER, key TEXT); CREATE TABLE place (id INTEGER, key TEXT);"
        )
        for item in documents:
            connection.execute(
                "INSERT INTO text (rowid, title, body) VALUES (?, ?, ?)", (item.number, item.title, item.body)
            )
            connection.execute("INSERT INTO doc VALUES (?, ?)", (item.number, item.day.isoformat()))
            connection.executemany(
                "INSERT INTO person VALUES (?, ?)", [(item.number, key) for key in item.persons]
            )
            connection.executemany(
                "INSERT INTO place VALUES (?, ?)", [(item.number, key) for key in item.places]
            )
        connection.executescript(
            "CREATE INDEX person_id ON person (id, key); CREATE INDEX place_id ON place (id, key);"
            "CREATE INDEX doc_day ON doc (day, id);"
            "INSERT INTO text (text) VALUES ('optimize'); ANALYZE;"
        )
        connection.commit()
        connection.close()

    def open(self, folder: Path) -> None:
        """Open for reading."""
        self.connection = sqlite3.connect(f"file:{folder / 'fts.db'}?mode=ro", uri=True)

    def ask(self, question: Question) -> Reply:
        """Answer by one statement for the hits, one for the total and one for each count."""
        match = "body : " + self._expression(question)
        source, values = "text WHERE text MATCH ?", [match]
        if question.days:
            source = "text JOIN doc ON doc.id = text.rowid WHERE text MATCH ? AND day BETWEEN ? AND ?"
            values += question.days
        run = self.connection.execute
        run(f"SELECT text.rowid FROM {source} ORDER BY bm25(text) LIMIT {TOP}", values).fetchall()
        total = run(f"SELECT count(*) FROM {source}", values).fetchone()[0]
        if not question.page:
            return Reply(total, {}, {})
        hits = f"(SELECT text.rowid FROM {source})"
        counts = [
            run(
                f"SELECT key, count(*) AS n FROM {table} WHERE id IN {hits} GROUP BY key "
                f"ORDER BY n DESC, key LIMIT {TOP}",
                values,
            ).fetchall()
            for table in ("person", "place")
        ]
        months = run(f"SELECT substr(day, 1, 7), count(*) FROM doc WHERE id IN {hits} GROUP BY 1", values)
        return Reply(total, dict(counts[0]), dict(months.fetchall()))

    def note(self) -> str:
        """Nothing is worth saying."""
        return "optimised"

    @staticmethod
    def _expression(question: Question) -> str:
        words = [f'"{word}"' for word in question.words]
        if question.form == "phrase":
            return '"' + " ".join(question.words) + '"'
        if question.form == "prefix":
            return f"{words[0]} *"
        return "(" + (" OR " if question.form == "or" else " AND ").join(words) + ")"


class Tantivy:
    """tantivy through its Python binding: one thread, text facets by terms aggregation on fast fields."""

    name = "tantivy"

    def build(self, folder: Path, documents: Iterable[Document]) -> None:
        """Index the documents and merge to the segments that one writer thread leaves."""
        import tantivy

        schema = tantivy.SchemaBuilder()
        for field in ("title", "body"):
            schema.add_text_field(field, tokenizer_name="en_stem")
        for field in ("person", "place", "month"):
            schema.add_text_field(field, tokenizer_name="raw", fast=True, index_option="basic")
        schema.add_integer_field("day", indexed=True, fast=True)
        index = tantivy.Index(schema.build(), path=str(folder))
        writer = index.writer(heap_size=256_000_000, num_threads=1)
        for item in documents:
            writer.add_document(
                tantivy.Document(
                    title=item.title, body=item.body, person=list(item.persons), place=list(item.places),
                    month=item.day.isoformat()[:7], day=int(item.day.strftime("%Y%m%d")),
                )
            )  # fmt: skip
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> None:
        """Open for reading."""
        import tantivy

        self.module = tantivy
        self.index = tantivy.Index.open(str(folder))
        self.searcher = self.index.searcher()

    def ask(self, question: Question) -> Reply:
        """Search for the hits and the total, aggregate for the counts."""
        query = self._query(question)
        total = self.searcher.search(query, limit=TOP, count=True).count
        if not question.page:
            return Reply(total, {}, {})
        wanted = {
            name: {"terms": {"field": name, "size": size}}
            for name, size in (("person", 10), ("place", 10), ("month", 400))
        }
        found = self.searcher.aggregate(query, wanted)
        found = json.loads(found) if isinstance(found, str) else found
        counts = {name: {row["key"]: row["doc_count"] for row in found[name]["buckets"]} for name in wanted}
        return Reply(total, counts["person"], counts["month"])

    def note(self) -> str:
        """Give the number of segments."""
        return f"{self.searcher.num_segments} segments, one thread"

    def _query(self, question: Question) -> Any:
        query, schema, occur = self.module.Query, self.index.schema, self.module.Occur
        terms = [query.term_query(schema, "body", self._stem(word)) for word in question.words]
        if question.form == "phrase":
            found = query.phrase_query(schema, "body", [self._stem(word) for word in question.words])
        elif question.form == "prefix":
            found = query.regex_query(schema, "body", question.words[0] + ".*")
        else:
            kind = occur.Should if question.form == "or" else occur.Must
            found = query.boolean_query([(kind, term) for term in terms])
        if question.days:
            low, high = (int(day.replace("-", "")) for day in question.days)
            days = query.range_query(schema, "day", self.module.FieldType.Integer, low, high)
            found = query.boolean_query(
                [(occur.Must, found), (occur.Must, query.const_score_query(days, 0.0))]
            )
        return found

    def _stem(self, word: str) -> str:
        if not hasattr(self, "_analyser"):
            tokenizer, filters = self.module.Tokenizer.simple(), self.module.Filter
            self._analyser = (
                self.module.TextAnalyzerBuilder(tokenizer)
                .filter(filters.lowercase())
                .filter(filters.stemmer("english"))
                .build()
            )
        return str(self._analyser.analyze(word)[0])


class Arrays:
    """Dateline's own engine: Whoosh's segments as arrays, as the product makes and asks them."""

    name = "Dateline"

    def build(self, folder: Path, documents: Iterable[Document]) -> None:
        """Index the documents, then merge to one segment as a rebuild does."""
        from index.segment_writer import CommitWriter, create

        folder.mkdir(parents=True, exist_ok=True)
        create(folder / "generation")
        with CommitWriter(folder / "generation") as writer:
            for item in documents:
                fields = {"title": item.title, "description": "", "body": item.body}
                writer.add_document(fields, row_of(item))
            writer.commit(merge=False)
        with CommitWriter(folder / "generation") as writer:
            writer.commit_merged()

    def open(self, folder: Path) -> None:
        """Open for reading."""
        from index.segment_storage import latest_commit
        from index.snapshot import GenerationSnapshot, open_commit
        from search.array.engine import ArrayEngine

        generation = folder / "generation"
        self.snapshot = GenerationSnapshot(open_commit(generation, latest_commit(generation)), 0, {})
        self.engine = ArrayEngine(lambda: self.snapshot, _NoStore(), cached_pages=0)

    def ask(self, question: Question) -> Reply:
        """Ask for a page: parsed, evaluated, listed, counted; hits are not read from a store."""
        from search.state import SearchState

        words = question.words
        query = {
            "term": " ", "and": " ", "or": " OR ", "phrase": " ", "prefix": "",
        }[question.form].join(f"body:{word}" for word in words)  # fmt: skip
        if question.form == "phrase":
            query = f'body:"{" ".join(words)}"'
        first, last = question.days or ("", "")
        state = SearchState(
            query=query + "*" * (question.form == "prefix"), day_from=first, day_to=last, per_page=TOP
        )
        if not question.page:
            return Reply(self.engine.listed(state)[1], {}, {})
        page = self.engine.search(state, facets=("person", "place"))
        persons = {item.key: item.count for item in page.facets["person"].values[:TOP]}
        months = {bucket.start[:7]: bucket.count for bucket in page.histogram.buckets if bucket.count}
        return Reply(page.total, persons, months)

    def note(self) -> str:
        """Give the number of segments."""
        return f"{len(self.snapshot.commit.segments)} segments"


class _NoStore:
    """A store without articles: what is timed is the engine."""

    def articles(self, _ids: Iterable[str]) -> dict[str, Any]:
        return {}

    def shown(self, _ids: Iterable[str]) -> dict[str, Any]:
        return {}

    def entities(self, _keys: Iterable[str]) -> dict[str, Any]:
        return {}

    def printed(self, _keys: Iterable[str]) -> dict[str, Any]:
        return {}

    def entity_aliases(self) -> tuple[int, dict[str, str]]:
        return 0, {}

    def keys_with_words(self, _words: Sequence[str]) -> list[str]:
        return []

    def texts(self, _ids: Iterable[str]) -> dict[str, Any]:
        return {}

    def most_used(self, _limit: int) -> list[Any]:
        return []

    def keys_starting(self, _words: Sequence[str], _prefix: str, _limit: int) -> list[Any]:
        return []


def row_of(item: Document) -> Any:
    """Give a document's row of columns as the product's index takes it."""
    from index.documents import STORED_FACETS, DocumentColumns, day_number

    day = day_number(item.day)
    facets: dict[str, tuple[tuple[str, int], ...]] = dict.fromkeys(STORED_FACETS, ())
    facets["person"] = tuple((key, 3) for key in item.persons)
    facets["place"] = tuple((key, 3) for key in item.places)
    return DocumentColumns(
        id=item.number + 1, story=item.number + 1, published_day=day, published_at=day * 86_400,
        first_seen=day_number(SEEN) * 86_400, analysis=0, facets=facets, countries={}, about=(),
        sentences={"person": ((),) * len(item.persons), "place": ((),) * len(item.places), "about": ()},
    )  # fmt: skip


class PlainWhoosh:
    """Whoosh with its own codec, writer and collectors; too slow beyond 100,000 documents."""

    name = "plain Whoosh"

    def build(self, folder: Path, documents: Iterable[Document]) -> None:
        """Index the documents as Whoosh's manual says, with the memory of its own choice."""
        from whoosh import fields
        from whoosh.analysis import StemmingAnalyzer
        from whoosh.filedb.filestore import FileStorage

        schema = fields.Schema(
            title=fields.TEXT(analyzer=StemmingAnalyzer()), body=fields.TEXT(analyzer=StemmingAnalyzer()),
            person=fields.KEYWORD(commas=True, stored=True), place=fields.KEYWORD(commas=True, stored=True),
            month=fields.ID(stored=True), day=fields.NUMERIC(int, sortable=True),
        )  # fmt: skip
        writer = FileStorage(str(folder)).create_index(schema).writer(limitmb=512)
        for item in documents:
            writer.add_document(
                title=item.title, body=item.body, person=",".join(item.persons), place=",".join(item.places),
                month=item.day.isoformat()[:7], day=int(item.day.strftime("%Y%m%d")),
            )  # fmt: skip
        writer.commit()

    def open(self, folder: Path) -> None:
        """Open for reading."""
        from whoosh.filedb.filestore import FileStorage

        self.index = FileStorage(str(folder)).open_index()
        self.searcher = self.index.searcher()

    def ask(self, question: Question) -> Reply:
        """Search with Whoosh's collectors; a page counts the stored values of all hits."""
        from collections import Counter

        from whoosh.query import And, NumericRange, Or, Phrase, Prefix, Term

        stem = [next(iter(self.index.schema["body"].analyzer(word))).text for word in question.words]
        query: Any = And([Term("body", word) for word in stem])
        if question.form == "or":
            query = Or([Term("body", word) for word in stem])
        elif question.form == "phrase":
            query = Phrase("body", stem)
        elif question.form == "prefix":
            query = Prefix("body", question.words[0])
        within = None
        if question.days:
            within = NumericRange("day", *(int(day.replace("-", "")) for day in question.days))
        if not question.page:
            found = self.searcher.search(query, limit=TOP, filter=within)
            return Reply(len(found), {}, {})
        persons: Counter[str] = Counter()
        months: Counter[str] = Counter()
        total = 0
        for hit in self.searcher.search(query, limit=None, filter=within):
            stored = hit.fields()
            total += 1
            persons.update(stored["person"].split(",") if stored["person"] else ())
            months[stored["month"]] += 1
        return Reply(total, dict(persons.most_common(TOP)), dict(months))

    def note(self) -> str:
        """Say that this is Whoosh as it comes."""
        return "its own codec"


PEERS: dict[str, type[Peer]] = {
    "arrays": Arrays, "tantivy": Tantivy, "fts5": SqliteFts5, "whoosh": PlainWhoosh, "xapian": Xapian,
    "lucene": Lucene,
}  # fmt: skip
