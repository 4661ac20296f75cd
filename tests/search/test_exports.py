"""Files of all hits: as many as are counted, readable by what they are for."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from search.array.engine import ArrayEngine
from search.exports import FORMATS
from search.results import Hit, Snippet
from search.state import SearchState
from web.cli import cli

STATES = [
    SearchState(),
    SearchState(query="grain", per_page=1),
    SearchState(query="the", sort="oldest", copies="group"),
    SearchState(query="nowhere"),
    SearchState(about_from="2022-11").with_value("country", "UA", "not"),
]


def written(engine: ArrayEngine, state: SearchState, name: str) -> str:
    return "".join(FORMATS[name].write(engine.iterate(state), lambda id_: f"https://archive.example/{id_}"))


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.to_query_string() or "all")
def test_every_format_has_as_many_entries_as_the_search_counts(
    engine: ArrayEngine, state: SearchState
) -> None:
    total = engine.count(state)
    ids = [hit.id for hit in engine.iterate(state)]
    assert len(ids) == total
    assert [row["id"] for row in csv.DictReader(io.StringIO(written(engine, state, "csv")))] == ids
    assert [json.loads(line)["id"] for line in written(engine, state, "jsonl").splitlines()] == ids
    ris = written(engine, state, "ris")
    assert [line[6:] for line in ris.split("\r\n") if line.startswith("ID  - ")] == ids
    assert ris.count("TY  - NEWS\r\n") == ris.count("ER  - \r\n") == total
    bib = written(engine, state, "bib")
    assert [line[14:-1] for line in bib.splitlines() if line.startswith("@misc{")] == ids


def hit(title: str, url: str | None = "https://paper.example/a_b") -> Hit:
    return Hit(
        id="0123456789abcdef", url=url, title=Snippet(title), source="Paper & Co", published="2022-11-11T10:00:00+02:00",
        published_origin="meta", authors=("Jane Roe", "Max Ro"), section="World", language="en", score=1.5,
        snippet=Snippet(""),
    )  # fmt: skip


def one(name: str, item: Hit) -> str:
    return "".join(FORMATS[name].write([item], lambda id_: f"https://archive.example/article/{id_}"))


def test_reference_is_what_managers_read() -> None:
    assert one("ris", hit("Grain\nmoves")).split("\r\n")[:12] == [
        "TY  - NEWS", "ID  - 0123456789abcdef", "TI  - Grain moves", "AU  - Jane Roe", "AU  - Max Ro",
        "T2  - Paper & Co", "PY  - 2022", "DA  - 2022/11/11", "SE  - World", "LA  - en",
        "UR  - https://paper.example/a_b", "L2  - https://archive.example/article/0123456789abcdef",
    ]  # fmt: skip


def test_entry_escapes_what_tex_reads() -> None:
    entry = one("bib", hit("100% of {grain} & \\ $5_x ~^#"))
    assert (
        r"title = {{100\% of \{grain\} \& \textbackslash{} \$5\_x \textasciitilde{}\textasciicircum{}\#}}"
        in entry
    )
    assert "author = {{Jane Roe} and {Max Ro}}" in entry
    assert "url = {https://paper.example/a_b}" in entry
    assert "url = {https://archive.example/article/0123456789abcdef}" in one("bib", hit("x", url=None))


def test_cell_that_a_spreadsheet_would_run_is_text() -> None:
    [row] = csv.DictReader(io.StringIO(one("csv", hit('=HYPERLINK("x"),\n"y"'))))
    assert row["title"] == '\'=HYPERLINK("x"),\n"y"'


def run(home: Path, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli, ["--home", str(home), "export", *arguments])
    return done.exit_code, done.stdout


def test_command_writes_a_file_or_to_standard_output(newsroom_home: Path, tmp_path: Path) -> None:
    code, text = run(newsroom_home, "grain", "--format", "jsonl", "--base", "https://archive.example/news")
    assert code == 0
    rows = [json.loads(line) for line in text.splitlines()]
    assert rows
    assert rows[0]["address"] == f"https://archive.example/news/article/{rows[0]['id']}"
    file = tmp_path / "grain.csv"
    assert run(newsroom_home, "grain", "-o", str(file)) == (0, "")
    with file.open(newline="", encoding="utf-8") as lines:
        assert [row["id"] for row in csv.DictReader(lines)] == [row["id"] for row in rows]


def test_folder_that_is_not_there_is_said(newsroom_home: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(
        cli, ["--home", str(newsroom_home), "export", "-o", str(tmp_path / "no" / "file")]
    )
    assert done.exit_code
    assert "No such file or directory" in str(done.exception)
