"""Whoosh over arrays answers as Whoosh over its own files: any schema, any sequence of writes."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from whoosh.analysis.analyzers import SimpleAnalyzer
from whoosh.codec.whoosh3 import W3Codec
from whoosh.fields import ID, KEYWORD, NUMERIC, STORED, TEXT, Schema
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.qparser.default import QueryParser
from whoosh.scoring import BM25F

from index.codec.codec import ArrayCodec
from index.errors import IndexDamagedError

SCHEMA = Schema(
    key=ID(unique=True, stored=True), body=TEXT(analyzer=SimpleAnalyzer(), stored=True, sortable=True),
    tags=KEYWORD(commas=True, scorable=True), year=NUMERIC(int, sortable=True), chars=TEXT(analyzer=SimpleAnalyzer(), chars=True),
    vectored=TEXT(analyzer=SimpleAnalyzer(), vector=True), kept=STORED(), boosted=TEXT(analyzer=SimpleAnalyzer(), field_boost=1.5),
)  # fmt: skip
WORDS = st.lists(st.sampled_from(["alfa", "bravo", "charlie", "delta", "echo", "été"]), max_size=6).map(
    " ".join
)
DOCUMENTS = st.fixed_dictionaries(
    {"key": st.sampled_from("abcdef")},
    optional={
        "body": WORDS, "tags": WORDS.map(lambda text: text.replace(" ", ",")), "year": st.integers(1990, 1995),
        "chars": WORDS, "vectored": WORDS, "kept": st.integers(), "boosted": WORDS,
    },
)  # fmt: skip
COMMITS = st.lists(
    st.tuples(
        st.lists(st.tuples(st.sampled_from(["add", "update", "delete"]), DOCUMENTS), max_size=5),
        st.sampled_from(["merge", "keep", "optimize"]),
    ),
    max_size=4,
)
QUERIES = [
    "alfa", "alfa bravo", "alfa OR charlie", '"alfa bravo"', '"alfa charlie"~3', "br*", "c?arlie", "alfa NOT echo", "[b TO d]",
    "tags:delta", "year:[1991 TO 1993]", "chars:été", "boosted:(alfa OR echo)", "*", "key:a OR body:delta^3", "echo~1",
]  # fmt: skip


def build(commits, codec):
    index = RamStorage().create_index(SCHEMA)
    for actions, ending in commits:
        writer = index.writer(codec=codec)
        for action, document in actions:
            if action == "add":
                writer.add_document(**document)
            elif action == "update":
                writer.update_document(**document)
            else:
                writer.delete_by_term("key", document["key"])
        writer.commit(optimize=ending == "optimize", merge=ending != "keep")
    return index


def answers(index):
    parser = QueryParser("body", SCHEMA)
    with index.searcher(weighting=BM25F()) as searcher:
        for text in QUERIES:
            hits = searcher.search(parser.parse(text), limit=None)
            yield text, [(hit.docnum, pytest.approx(hit.score, rel=1e-9), hit.fields()) for hit in hits]


def terms(index):
    with index.reader() as reader:
        for name, term in reader.all_terms():
            info = reader.term_info(name, term)
            postings = reader.postings(name, term)
            found = []
            while postings.is_active():
                found.append((postings.id(), postings.weight(), postings.value() or b""))
                postings.next()
            yield name, term, info.weight(), info.doc_frequency(), found


@settings(max_examples=60, deadline=None)
@given(COMMITS)
@example([([("add", {"key": "a"})], "merge"), ([("delete", {"key": "a"})], "optimize")])
def test_any_sequence_of_writes_gives_the_same_terms_and_answers(commits):
    ours, plain = build(commits, ArrayCodec()), build(commits, W3Codec())
    assert ours.doc_count() == plain.doc_count()
    assert list(terms(ours)) == list(terms(plain))
    for (text, found), (_, expected) in zip(answers(ours), answers(plain), strict=True):
        assert found == expected, text


@settings(max_examples=20, deadline=None)
@given(COMMITS)
def test_lengths_vectors_and_columns_are_the_same(commits):
    readers = [build(commits, codec).reader() for codec in (ArrayCodec(), W3Codec())]
    ours, plain = readers
    for doc in range(plain.doc_count_all()):
        for name in ("body", "boosted", "tags"):
            assert ours.doc_field_length(doc, name) == (plain.doc_field_length(doc, name) or 0)
        assert ours.has_vector(doc, "vectored") == plain.has_vector(doc, "vectored")
        if plain.has_vector(doc, "vectored"):
            assert list(ours.vector(doc, "vectored").all_ids()) == list(
                plain.vector(doc, "vectored").all_ids()
            )
    for name in ("body", "boosted"):
        assert ours.field_length(name) == plain.field_length(name)
    if plain.doc_count_all():
        years = [reader.column_reader("year") for reader in readers]
        assert list(years[0]) == list(years[1])
    for reader in readers:
        reader.close()


def test_index_on_disk_is_opened_by_its_list_of_segments():
    with tempfile.TemporaryDirectory() as folder:
        storage = FileStorage(folder)
        writer = storage.create_index(SCHEMA).writer(codec=ArrayCodec())
        writer.add_document(key="a", body="alfa bravo")
        writer.commit()
        with storage.open_index().searcher() as searcher:
            assert [hit["key"] for hit in searcher.search(QueryParser("body", SCHEMA).parse("bravo"))] == [
                "a"
            ]
        [name] = [name for name in storage.list() if name.endswith(".arr")]
        with storage.open_file(name) as file:
            content = file.read()
        Path(folder, name).write_bytes(content[:-3])
        with pytest.raises(IndexDamagedError, match=r"\.arr is corrupt"):
            list(storage.open_index().reader().all_terms())
