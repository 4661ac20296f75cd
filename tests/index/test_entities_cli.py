import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import insert

from index import tables
from index.entity_words import fill
from index.store import open_store
from index.store_writer import set_automatic_aliases
from web.cli import cli, main


@pytest.fixture
def home(tmp_path: Path) -> Path:
    store = open_store(tmp_path / "articles.db", create=True)
    names = {"p:igor_petrenko": "Igor Petrenko", "p:i_petrenko": "I. Petrenko", "p:ada_kova": "Ada Kova"}
    with store.write() as connection:
        rows = [{"key": key, "kind": "person", "name": name, "articles": 1200} for key, name in names.items()]
        connection.execute(insert(tables.entities), rows)
        fill(connection)
        set_automatic_aliases(connection, {"p:i_petrenko": "p:igor_petrenko"})
    store.close()
    return tmp_path


def run(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--home", str(home), "entities", *arguments])


def test_entities_are_found_corrected_and_corrections_undone(home: Path, tmp_path: Path) -> None:
    found = run(home, "find", "petr").stdout
    assert found == "p:igor_petrenko\tIgor Petrenko\tI. Petrenko 1,200, Igor Petrenko 1,200\n"
    merged = run(home, "merge", "p:i_petrenko", "p:ada_kova")
    assert merged.stderr.startswith("1 merge p:igor_petrenko into p:ada_kova\n")
    shown = json.loads(run(home, "show", "p:i_petrenko", "--json").stdout)
    assert (shown["key"], len(shown["spellings"]), shown["edits"][0]["number"]) == ("p:ada_kova", 3, 1)
    assert "I. Petrenko  p:i_petrenko" in run(home, "show", "p:ada_kova").stdout
    assert run(home, "rename", "p:ada_kova", "A. Kova").exit_code == 0
    assert run(home, "split", "p:i_petrenko").exit_code == 0
    assert run(home, "hide", "p:i_petrenko").exit_code == 0
    assert "p:i_petrenko\tI. Petrenko (hidden)" in run(home, "list").stdout
    file = tmp_path / "edits.jsonl"
    assert run(home, "export", str(file)).stderr == f"4 edits written to {file}\n"
    assert run(home, "import", str(file)).stderr == "0 edits made, 4 held already\n"
    assert "undone: 4 hide p:i_petrenko" in run(home, "undo").stderr
    assert "undone: 2 rename" in run(home, "undo", "2").stderr
    log = run(home, "log").stdout.splitlines()
    assert ["(undone" in line for line in log] == [False, True, False, True]
    assert [row["undone"] is None for row in json.loads(run(home, "log", "--json").stdout)] == [
        True,
        False,
    ] * 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("find", "…"), "no letter or digit"),
        (("find", "zzz"), "Nobody and no place is called 'zzz'"),
        (("show", "p:zzz"), "no person or place 'p:zzz'"),
        (("import", "/nowhere/x.jsonl"), "cannot read /nowhere/x.jsonl"),
        (("export", "/nowhere/x.jsonl"), "cannot write /nowhere/x.jsonl"),
        (("undo", "7"), "no edit 7"),
    ],
)
def test_what_cannot_be_done_names_the_thing(home: Path, arguments: tuple[str, ...], message: str) -> None:
    result = run(home, *arguments)
    assert message in str(result.exception)


def test_empty_log_says_how_to_correct(home: Path) -> None:
    said = run(home, "log").stderr
    assert said == "No corrections yet. `dateline entities merge` (or split, hide, rename) makes one.\n"


def test_argument_that_is_no_text_is_named(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--home", str(home), "entities", "show", "p:na\udcffme"])
    assert ended.value.code == 1
    assert r"'p:na\udcffme' is no text in UTF-8" in capsys.readouterr().err
