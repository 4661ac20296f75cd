"""Every sentence that a page may show can be found by ``make messages``, and so is translated."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.errors import ShownError
from web.errors import STATUS
from web.languages import TranslatedError

ROOT = Path(__file__).parents[2]
MODULES = [path for package in ("index", "search", "web") for path in sorted((ROOT / package).rglob("*.py"))]
ENGLISH_ONLY = {
    "index/crawl/running.py", "index/doctor.py", "index/edits.py", "index/entities_cli.py", "index/filling.py",
    "index/generations.py", "search/cli.py", "search/export_cli.py", "web/api_records.py", "web/operations.py",
    "web/serve.py",
}  # fmt: skip
"""Modules with sentences that no page shows: of the command line, of the API, of files of edits."""
LINES_ONLY = {"import_edits", "_parsed"}
"""Functions of ``index/edits.py`` with such sentences: they read files, which pages do not take."""
NEVER_A_PAGE = {"BadRequestError", "DatelineError", "InputError", "SettingsError"}
"""Errors without a translation: the first shows its diagnostics instead, no view raises the others."""


def calls(name: str) -> Iterator[tuple[str, ast.Call]]:
    """Give each call of a function, with the file that it stands in."""
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        if f"{name}(" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
                yield path.relative_to(ROOT).as_posix(), node


@pytest.mark.parametrize(("name", "texts"), [("told", 1), ("told_of", 2)])
def test_every_template_can_be_extracted(name: str, texts: int) -> None:
    found = [(file, node) for file, node in calls(name) if file != "index/wording.py"]
    bare = [
        (file, node.lineno)
        for file, node in found
        if not all(
            isinstance(item, ast.Constant) and isinstance(item.value, str) for item in node.args[:texts]
        )
    ]
    assert found and bare == []


def test_what_is_english_alone_is_never_on_a_page() -> None:
    found = list(calls("English"))
    assert {file for file, _ in found} == ENGLISH_ONLY
    tree = ast.parse((ROOT / "index/edits.py").read_text(encoding="utf-8"))
    lines = {
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name in LINES_ONLY
        for line in range(node.lineno, (node.end_lineno or 0) + 1)
    }
    assert {node.lineno for file, node in found if file == "index/edits.py"} <= lines


def test_every_error_that_a_page_may_show_can_be_translated() -> None:
    bare = {kind.__name__ for kind in STATUS if not issubclass(kind, ShownError | TranslatedError)}
    assert bare == NEVER_A_PAGE
    raised = {file for name in ("InputError", "SettingsError") for file, _ in calls(name)}
    assert not {file for file in raised if file.startswith("web/") and file.endswith("views.py")}
