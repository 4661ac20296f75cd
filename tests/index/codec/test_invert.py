"""Texts inverted in bulk are the postings that a plain loop over the analyser gives."""

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from index.analysis import chunks, terms
from index.codec import invert
from index.codec.field import ArrayField
from index.codec.invert import Inverter
from index.codec.pack import MemoryArrays
from index.sentences import sentence_ranges

PIECES = st.sampled_from([
    "F-16", "U.S.", "U.S.'s", "115,000", "1,234,5678", "1.2.3", "3.5", "don't", "d'Ivoire", "Konashénkov", "Al-Assad",
    "東京都", "港", "ศาล", "a.m.", "x", "ferry", "ferries", ".", ",", " ", "-", "’s", "12", "\u00ad", "é", "ʼ", "\u00a0", "\u2009", "_", "2022-11-11",
    ". ", "\n", "! A", ".) (B", "… 4", "? é", "Mr. ",
])  # fmt: skip
TEXTS = st.lists(PIECES | st.characters(exclude_categories=["Cs"]), max_size=12).map("".join)


@given(TEXTS)
@example("1.2.3")
@example("1,234,5678")
@example("1\u00a0000 ships")
def test_terms_depend_on_their_chunk_alone(text):
    apart = [term.text for chunk in chunks(text) for term in terms(chunk)]
    assert apart == [term.text for term in terms(text)]


def plain(documents, field):
    """(term, document) to positions, by a plain loop."""
    found = {}
    for doc, texts in enumerate(documents):
        for position, term in enumerate(terms(texts[field])):
            found.setdefault((term.text.encode("utf-8", "surrogatepass"), doc), []).append(position)
    return found


@given(st.lists(st.fixed_dictionaries({"title": TEXTS, "body": TEXTS}), max_size=6), st.booleans())
def test_postings_are_those_of_a_plain_loop(documents, tiny_memo):
    size, invert.MEMO_CHUNKS = invert.MEMO_CHUNKS, 1 if tiny_memo else invert.MEMO_CHUNKS
    try:
        inverter = Inverter(("title", "body"))
        for doc, texts in enumerate(documents):
            inverter.add(doc, texts)
        made = inverter.finish().arrays(len(documents))
    finally:
        invert.MEMO_CHUNKS = size
    for name in ("title", "body"):
        expected = plain(documents, name)
        if name not in made:
            assert not expected
            continue
        field = ArrayField(MemoryArrays({f"{name}/{key}": value for key, value in made[name].items()}), name)
        assert list(field.terms) == sorted({term for term, _ in expected})
        found = {}
        for number, term in enumerate(field.terms):
            postings, positions = field.postings(number, number + 1), field.positions(number)
            assert postings.docs.tolist() == sorted(set(postings.docs.tolist()))
            for at, doc in enumerate(postings.docs.tolist()):
                found[term, doc] = positions.positions[slice(*positions.offsets[at : at + 2])].tolist()
        assert found == expected


@given(st.lists(TEXTS, max_size=6))
@example(['He said "Stop." Then rain.\n\nA 2nd line\u00a0! Oui', "", "...", "\n x"])
def test_sentences_begin_where_reading_the_text_says(texts):
    inverter = Inverter(("body",))
    for doc, text in enumerate(texts):
        inverter.add(doc, {"body": text})
    found = inverter.finish().sentences.get("body")
    made = {}
    if found is not None:
        starts = iter(found.starts.tolist())
        made = {
            doc: [next(starts) for _ in range(count)]
            for doc, count in zip(found.docs.tolist(), found.counts.tolist(), strict=True)
        }
    for doc, text in enumerate(texts):
        expected = [len(list(terms(text[:start]))) for start, _ in sentence_ranges(text)]
        assert made.get(doc, []) == expected


def test_documents_are_analysed_by_their_own_language():
    inverter = Inverter(("body",))
    for doc, language in enumerate(("en", "de", "und")):
        inverter.add(doc, {"body": "Regierungen"}, language)
    made = inverter.finish().arrays(3)["body"]
    field = ArrayField(MemoryArrays({f"body/{key}": value for key, value in made.items()}), "body")
    docs = {term: field.postings(at, at + 1).docs.tolist() for at, term in enumerate(field.terms)}
    assert docs == {b"regier": [1], b"regierungen": [0, 2]}


def test_long_documents_are_sorted_by_all_three_keys():
    ranks = np.array([2, 0, 2, 0], dtype=np.int64)
    docs = np.array([2**31, 5, 7, 5], dtype=np.uint32)
    positions = np.array([2**33, 3, 1, 2**33], dtype=np.int64)
    wide = invert._sorted(ranks, docs, positions)
    assert [part.tolist() for part in wide] == [[0, 0, 2, 2], [5, 5, 7, 2**31], [3, 2**33, 1, 2**33]]
    narrow = invert._sorted(ranks, docs % 8, positions % 8)
    assert [part.tolist() for part in narrow] == [[0, 0, 2, 2], [5, 5, 0, 7], [0, 3, 0, 1]]
