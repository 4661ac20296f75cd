from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.parser import MAX_CLAUSES, MAX_DEPTH, parse
from search.query import All, And, Dates, Fuzzy, Node, Not, Or, Pattern, Phrase, Story, Value, Word, to_text

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


@given(st.text(max_size=300) | st.text(alphabet='ab"()-~*: ORANDNT“title:published', max_size=60))
def test_any_text_parses_and_diagnostics_stay_inside(text: str) -> None:
    found = parse(text, TODAY)
    assert all(0 <= item.start <= item.end <= len(text) for item in found.diagnostics)


@given(st.text(alphabet='ab"()-~*: ORANDNT', max_size=40))
def test_written_tree_parses_to_a_tree_that_writes_the_same(text: str) -> None:
    tree = parse(text, TODAY).tree
    written = to_text(tree)
    assert to_text(parse(written, TODAY).tree) == written
