from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.columns import FACETS
from search.parser import MAX_CLAUSES, MAX_DEPTH, parse
from search.query import (
    All,
    And,
    Boost,
    Dates,
    Fuzzy,
    Node,
    Not,
    Or,
    Pattern,
    Phrase,
    Repeat,
    Same,
    Saved,
    Story,
    Value,
    Without,
    Word,
    text_nodes,
    to_text,
)

TODAY = date(2022, 11, 24)
A, B, C = Word("a"), Word("b"), Word("c")

TREES: list[tuple[str, Node]] = [
    ("", All()),
    ("   ", All()),
    ("*", All()),
    ("a", A),
    ("a b", And((A, B))),
    ("a AND b", And((A, B))),
    ("a OR b", Or((A, B))),
    ("a or b", And((A, Word("or"), B))),
    ("a b OR c", Or((And((A, B)), C))),
    ("a (b OR c)", And((A, Or((B, C))))),
    ("a -b", And((A, Not(B)))),
    ("a NOT b", And((A, Not(B)))),
    ("a −b", And((A, Not(B)))),
    ("-(a b)", Not(And((A, B)))),
    ("NOT NOT a", A),
    ("F-16", Word("F-16")),
    ("a - b", And((A, B))),
    ('"a b"', Phrase("a b")),
    ("“a b”", Phrase("a b")),
    ("„a b“", Phrase("a b")),
    ("«a b»", Phrase("a b")),
    ('"a b"~5', Phrase("a b", 5)),
    ("econom*", Pattern("econom*")),
    ("col*r", Pattern("col*r")),
    ("zelenski~", Fuzzy("zelenski")),
    ("zelenski~2", Fuzzy("zelenski", 2)),
    ("title:a", Word("a", "title")),
    ("TITLE:a", Word("a", "title")),
    ('title:"a b"', Phrase("a b", field="title")),
    ("title:(a OR b)", Or((Word("a", "title"), Word("b", "title")))),
    ("-title:a", Not(Word("a", "title"))),
    ("person:zelensky", Value("person", "zelensky")),
    ('person:"Volodymyr Zelensky"', Value("person", "Volodymyr Zelensky")),
    ("person:p:volodymyr_zelensky", Value("person", "p:volodymyr_zelensky")),
    ("source:example.org", Value("source", "example.org")),
    ("source:al-monitor.example b", And((Value("source", "al-monitor.example"), B))),
    ("story:00ff", Story("00ff")),
    ("published:2022-11", Dates("published", date(2022, 11, 1), date(2022, 11, 30))),
    ("published:2022-11-01..", Dates("published", date(2022, 11, 1), None)),
    ("published:..2022", Dates("published", None, date(2022, 12, 31))),
    ('published:"last 7 days"', Dates("published", date(2022, 11, 18), TODAY)),
    ("published:P1W", Dates("published", date(2022, 11, 18), TODAY)),
    ("published:P1M", Dates("published", date(2022, 10, 25), TODAY)),
    ('published:"last year"', Dates("published", date(2021, 11, 25), TODAY)),
    ("published:yesterday", Dates("published", date(2022, 11, 23), date(2022, 11, 23))),
    ("about:2022-02-24", Dates("about", date(2022, 2, 24), date(2022, 2, 24))),
    ("about:2022-02-24/2022-03-01", Dates("about", date(2022, 2, 24), date(2022, 3, 1))),
    ("https://example.org/a", Word("https://example.org/a")),
    ("12:30", Word("12:30")),
    ("don’t", Word("don’t")),
    ("‘a b’", Phrase("a b")),
    ("‘don’t stop’", Phrase("don’t stop")),
    ("rock ’n’ roll", And((Word("rock"), Word("’n’"), Word("roll")))),
    ("‹a b› 「c」", And((Phrase("a b"), Phrase("c")))),
    ("＂a b＂", Phrase("a b")),
    ("a –b", And((A, Word("–b")))),
    ("a‐b", Word("a‐b")),
    ("U.S.", Word("U.S.")),
    ("a\u00a0b", And((A, B))),
    ("a, b; c.", And((Word("a,"), Word("b;"), Word("c.")))),
    ("THE same a", And((Word("THE"), Word("same"), A))),
    ("repeat3:a", Repeat(3, A)),
    ('Repeat2:"a b"', Repeat(2, Phrase("a b"))),
    ("repeat3:a^2", Boost(Repeat(3, A), 2)),
    ("a^2", Boost(A, 2)),
    ("a^1", A),
    ("a^0.5 b", And((Boost(A, 0.5), B))),
    ('"a b"^2.5', Boost(Phrase("a b"), 2.5)),
    ('"a b"~3^2', Boost(Phrase("a b", 3), 2)),
    ("(a OR b)^3 c", And((Boost(Or((A, B)), 3), C))),
    ("title:a^2", Boost(Word("a", "title"), 2)),
    ("title:(a b^2)", And((Word("a", "title"), Boost(Word("b", "title"), 2)))),
    ("econom*^2", Boost(Pattern("econom*"), 2)),
    ("a~^2", Boost(Fuzzy("a"), 2)),
    ("a^b", Word("a^b")),
    ("a SAME b", Same((A, B))),
    ("a SAME b SAME c", Same((A, B, C))),
    ("a b SAME c", And((A, Same((B, C))))),
    ("a OR b SAME c", Or((A, Same((B, C))))),
    ("-a SAME b", Not(Same((A, B)))),
    ("(a b) SAME c", Same((A, B, C))),
    ("a SAME (b OR c)", Same((A, Or((B, C))))),
    ("title:(a SAME b)", Same((Word("a", "title"), Word("b", "title")))),
    (
        'person:"a b" SAME about:2022',
        Same((Value("person", "a b"), Dates("about", date(2022, 1, 1), date(2022, 12, 31)))),
    ),
    ("saved:grain-deal a", And((Saved("grain-deal"), A))),
    ("none:Person", Without("person")),
    ("-none:place", Not(Without("place"))),
]


@pytest.mark.parametrize(("text", "tree"), TREES, ids=[text or "empty" for text, _ in TREES])
def test_text_parses_to_tree(text: str, tree: Node) -> None:
    found = parse(text, TODAY)
    assert found.tree == tree
    assert found.diagnostics == ()


@pytest.mark.parametrize("tree", [tree for _, tree in TREES])
def test_tree_survives_writing_and_parsing(tree: Node) -> None:
    assert parse(to_text(tree), TODAY).tree == tree


@pytest.mark.parametrize(
    ("text", "kind", "marked", "suggestion", "tree"),
    [
        ("a autor:b", "unknown-field", "autor", "author", And((A, Word("autor"), B))),
        ('a "b c', "unclosed-quote", '"b c', "", And((A, Phrase("b c")))),
        ("(a b", "unclosed-parenthesis", "(", "", And((A, B))),
        ("a) b", "unexpected-parenthesis", ")", "", And((A, B))),
        ("a OR", "missing-operand", "OR", "", A),
        ("AND a", "missing-operand", "AND", "", A),
        ("a NOT", "missing-operand", "NOT", "", A),
        (
            "a published:soon",
            "bad-date",
            "soon",
            "2022-11-11, 2022-11, 2022, 2022-11-01..2022-11-30, last 7 days or P1W",
            A,
        ),
        (
            "a published:2022-13",
            "bad-date",
            "2022-13",
            "2022-11-11, 2022-11, 2022, 2022-11-01..2022-11-30, last 7 days or P1W",
            A,
        ),
        (
            "about:2023..2022",
            "bad-date",
            "2023..2022",
            "2022-11-11, 2022-11, 2022, 2022-11-01..2022-11-30, last 7 days or P1W",
            All(),
        ),
        ("a b*", "too-broad", "b*", "", A),
        ('a ""', "empty-value", '""', "", A),
        ("a~3", "bad-value", "a~3", "a~2", Fuzzy("a", 2)),
        ("a~0", "bad-value", "a~0", "a~2", Fuzzy("a", 1)),
        ('"a b"~51', "bad-value", '"a b"~51', "", Phrase("a b", 50)),
        ("a^0", "bad-value", "0", "", A),
        ("a^101", "bad-value", "101", "", A),
        ("a^1.2.3", "bad-value", "1.2.3", "", A),
        ("(a b)^0", "bad-value", "0", "", And((A, B))),
        ("person:a^2", "bad-value", "^2", "", Value("person", "a")),
        ("repeat1:a", "bad-value", "repeat1:", "repeat2", A),
        ("repeat:a", "bad-value", "repeat:", "repeat2", A),
        ("repeat3:a*b", "too-broad", "a*b", "", All()),
        ("repeat3:ab*", "bad-value", "repeat3:ab*", "", Pattern("ab*")),
        ("a repeat3:(b)", "empty-value", "repeat3:", "", And((A, B))),
        ("a SAME", "missing-operand", "SAME", "", A),
        ("SAME a", "missing-operand", "SAME", "", A),
        ("a SAME -b", "missing-operand", "SAME", "", And((A, Not(B)))),
        ("a SAME source:b", "bad-operand", "a SAME source:b", "", And((A, Value("source", "b")))),
        ("none:colour a", "bad-value", "colour", "country", A),
        ("title: a", "empty-value", "title:", "", And((Word("title:"), A))),
        ("saved:", "empty-value", "saved:", "", Word("saved:")),
        ('person:""', "empty-value", 'person:""', "", All()),
    ],
)
def test_what_is_not_understood_is_said_with_its_place(
    text: str, kind: str, marked: str, suggestion: str, tree: Node
) -> None:
    found = parse(text, TODAY)
    assert [(item.kind, text[item.start : item.end], item.suggestion) for item in found.diagnostics] == [
        (kind, marked, suggestion)
    ]
    assert found.tree == tree


def test_limits_are_said_and_the_rest_is_searched() -> None:
    kinds = lambda text: {item.kind for item in parse(text).diagnostics}  # noqa: E731
    assert "too-long" in kinds("word " * 500)
    assert "too-many" in kinds("w " * (MAX_CLAUSES + 1))
    assert "too-deep" in kinds("(" * (MAX_DEPTH + 1) + "a" + ")" * (MAX_DEPTH + 1))
    assert "too-deep" in kinds("-" + "NOT " * (MAX_DEPTH + 1) + "a")


ANY_TEXT = st.text(max_size=300) | st.text(
    alphabet='ab"()-~*^: .0123ORANDTSME“‘’title:repeat2saved', max_size=60
)


@given(ANY_TEXT)
def test_any_text_parses_and_diagnostics_stay_inside(text: str) -> None:
    found = parse(text, TODAY)
    assert all(0 <= item.start <= item.end <= len(text) for item in found.diagnostics)


@given(ANY_TEXT)
def test_written_tree_parses_to_a_tree_that_writes_the_same(text: str) -> None:
    tree = parse(text, TODAY).tree
    written = to_text(tree)
    again = parse(written, TODAY)
    assert to_text(again.tree) == written


WORDS = st.text("abcdeé", min_size=2, max_size=5)
FIELDS = st.sampled_from([None, "title", "description", "body"])
PHRASES = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
DAYS = st.tuples(st.none() | st.dates(), st.none() | st.dates()).filter(
    lambda days: any(days) and (days[0] or date.min) <= (days[1] or date.max)
)
FACET = st.sampled_from(FACETS)
SENTENCE_LEAVES = st.one_of(
    st.builds(Word, WORDS, FIELDS),
    st.builds(Phrase, PHRASES, st.integers(0, 50), FIELDS),
    st.builds(Pattern, st.tuples(WORDS, WORDS | st.just("")).map("*".join), FIELDS),
    st.builds(Fuzzy, WORDS, st.integers(1, 2), FIELDS),
    st.builds(Value, st.sampled_from(["person", "place", "country"]), PHRASES),
    DAYS.map(lambda days: Dates("about", *days)),
)
LEAVES = st.one_of(
    SENTENCE_LEAVES,
    st.builds(Repeat, st.integers(2, 100), st.builds(Word, WORDS) | st.builds(Phrase, PHRASES)),
    st.builds(Value, FACET, PHRASES),
    st.builds(Without, FACET),
    st.builds(Saved, WORDS),
    st.builds(Story, st.text("0123456789abcdef", min_size=16, max_size=16)),
    DAYS.map(lambda days: Dates("published", *days)),
    st.just(All()),
)


FACTORS = st.sampled_from([0.1, 0.5, 2.0, 3.25, 100.0])


@st.composite
def children(draw: st.DrawFn, kind: type, of: st.SearchStrategy[Node]) -> tuple[Node, ...]:
    """Two or three of which none is of the same kind: a parser writes those flat."""
    return tuple(
        draw(of.filter(lambda node: not isinstance(node, kind))) for _ in range(draw(st.integers(2, 3)))
    )


@st.composite
def trees(draw: st.DrawFn, depth: int = 3) -> Node:
    kind = draw(st.sampled_from([None, None, And, Or, Same, Not, Boost])) if depth else None
    inner = trees(depth - 1)
    match kind:
        case None:
            return draw(LEAVES)
        case _ if kind is Same:
            return Same(draw(children(Same, SENTENCE_LEAVES)))
        case _ if kind is Not:
            return Not(draw(inner.filter(lambda node: not isinstance(node, Not))))
        case _ if kind is Boost:
            texts = SENTENCE_LEAVES.filter(lambda node: bool(text_nodes(node)))
            return Boost(draw(texts | st.builds(Or, children(Or, inner))), draw(FACTORS))
    return kind(draw(children(kind, inner)))


@given(trees())
def test_every_tree_is_written_as_a_query_that_parses_to_it(tree: Node) -> None:
    found = parse(to_text(tree), TODAY)
    assert found.tree == tree
    assert found.diagnostics == ()
