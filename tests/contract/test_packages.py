"""The three import names are ours alone, and importing one brings no more than it needs."""

import subprocess
import sys
from importlib.metadata import packages_distributions

import pytest


@pytest.mark.parametrize("name", ["search", "web", "index"])
def test_no_other_distribution_owns_our_import_names(name: str) -> None:
    assert set(packages_distributions().get(name, ["dateline"])) == {"dateline"}


def modules_after(statement: str) -> set[str]:
    code = f"{statement}\nimport sys\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_search_loads_without_flask() -> None:
    assert "flask" not in modules_after("import search.cli, search.open")


def test_help_loads_no_heavy_library() -> None:
    loaded = modules_after("import web.cli")
    assert loaded.isdisjoint({"flask", "scrapy", "whoosh", "trafilatura", "sqlalchemy", "numpy"})
