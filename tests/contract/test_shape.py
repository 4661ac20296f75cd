"""No module is over 400 lines, no function over 40, unless a reason for it stands here."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("index", "search", "web", "evaluation", "benchmarks", "tools", "tests")
MODULE_LINES = 400
FUNCTION_LINES = 40
"""From its first line to its last, docstring and all; decorators apart."""

REASONS = {
    "index/migrations/versions/0001_articles.py upgrade": "a migration is a record and is never touched again",
    "web/facet_presenters.py facet_page_view": "one value for a template, a field a line",
    "web/presenters.py search_view": "one value for a template, a field a line",
}
"""What may be longer, and why."""
VIEW_LINES = 30
"""Of a function that answers an address: it asks, and leaves the showing to others."""


def modules() -> Iterator[tuple[str, str]]:
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), path.read_text("utf-8")


def too_long(module: str, source: str) -> Iterator[str]:
    """Name the module, and each of its functions, that has too many lines."""
    if len(source.splitlines()) > MODULE_LINES:
        yield module
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            if node.end_lineno - node.lineno >= FUNCTION_LINES:
                yield f"{module} {node.name}"


def test_modules_and_functions_are_short_or_say_why_not() -> None:
    found = [name for module, source in modules() for name in too_long(module, source)]
    assert len(list(modules())) > 300
    assert sorted(found) == sorted(REASONS)


def views(source: str) -> Iterator[tuple[str, int]]:
    """Name the functions that a blueprint calls for an address, with their lines."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and any(
            ast.unparse(decorator).startswith("blueprint.") for decorator in node.decorator_list
        ):
            assert node.end_lineno is not None
            yield node.name, node.end_lineno - node.lineno + 1


def test_views_are_short() -> None:
    found = [
        (name, lines)
        for path in (ROOT / "web").rglob("*.py")
        for name, lines in views(path.read_text("utf-8"))
    ]
    assert len(found) > 40
    assert [name for name, lines in found if lines > VIEW_LINES] == []


def test_one_line_too_many_is_named() -> None:
    whole = "def f():\n" + "    f()\n" * 39
    assert list(too_long("a.py", whole)) == []
    assert list(too_long("a.py", whole + "    f()\n")) == ["a.py f"]
    assert list(too_long("b.py", "\n" * 401)) == ["b.py"]
