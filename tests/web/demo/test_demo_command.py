"""`dateline demo`: the whole way, and what it refuses."""

import pytest
from click.testing import CliRunner

from index.errors import DatelineError
from web.cli import cli
from web.demo import cli as demo_cli
from web.demo.cli import FOLDER
from web.demo.expected import expectations, facet_expectations


@pytest.mark.slow
def test_check_compares_every_count_through_engine_and_web():
    result = CliRunner().invoke(cli, ["demo", "--check"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert len(lines) == 2 * (len(expectations()) + len(facet_expectations()))
    assert all(line.startswith("ok ") for line in lines)
    assert "all counts are right" in result.stderr


def test_wrong_count_is_counted(monkeypatch, capsys):
    answers = {"total": -1, "facets": {"person": []}}
    wrong = demo_cli._compare("engine", lambda _params: answers)
    assert wrong == len(expectations()) + len(facet_expectations())
    assert capsys.readouterr().out.count("WRONG") == wrong


def test_folder_of_another_archive_is_left_alone(tmp_path):
    kept = tmp_path / "articles.db"
    kept.write_text("mine")
    with pytest.raises(DatelineError, match="is not a demo's folder"):
        demo_cli._empty(tmp_path)
    assert kept.read_text() == "mine"


def test_folder_of_an_earlier_demo_is_emptied(tmp_path):
    demo_cli._empty(tmp_path / FOLDER)
    (tmp_path / FOLDER / "articles.db").write_text("old")
    demo_cli._empty(tmp_path / FOLDER)
    assert [item.name for item in (tmp_path / FOLDER).iterdir()] == ["demo"]
