"""One worked example of each contract, run through the real command and checked against its schema."""

import json
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from web.cli import cli

PAGE = """<!doctype html><html lang="en"><head><title>Ferry returns to Odesa - The Paper</title>
<link rel="canonical" href="https://paper.example/world/ferry">
<meta property="article:published_time" content="2022-11-11T09:05:00+02:00">
<meta name="author" content="Jane Roe"></head><body><nav><a href="/">Home</a></nav><article>
<h1>Ferry returns to Odesa</h1>
<p>The ferry from Varna reached Odesa on Friday morning for the first time since the spring, and a small
crowd had gathered on the quay to see it come in through the mist.</p>
<p>Harbour master Olha Demchenko said that 140 passengers had been on board, most of them families who
had waited for months, and that a second crossing would follow in December.</p>
<p>The line was closed in March. Its owners said they would run it twice a week until the summer, weather
and the state of the harbour permitting.</p></article></body></html>"""


def validator(package: str, name: str) -> Draft202012Validator:
    text = (resources.files(package) / "schemas" / f"{name}.schema.json").read_text("utf-8")
    return Draft202012Validator(json.loads(text))


def run(*arguments: str) -> str:
    result = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def write_lines(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


@pytest.fixture
def imported(tmp_path: Path) -> Path:
    record = {
        "id": 7,
        "title": "Ferry returns to Odesa",
        "body": "Harbour master Olha Demchenko greeted the ferry in Odesa on Friday.",
        "date": "11-NOV-2022 09:05:00",
    }
    validator("index", "import-record").validate(record)
    home = tmp_path / "data"
    run("--home", str(home), "import", str(write_lines(tmp_path / "paper.jsonl", record)))
    return home


def test_clean_batch_answers_as_agreed(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE)
    (tmp_path / "empty.html").write_text("")
    rows = [
        {"id": "a", "path": "a.html", "url": "https://paper.example/world/ferry"},
        {"id": "e", "path": "empty.html"},
    ]
    for row in rows:
        validator("index", "clean-manifest").validate(row)
    printed = run("clean", "--batch", str(write_lines(tmp_path / "manifest.jsonl", *rows)))
    answers = {row["id"]: row for row in map(json.loads, printed.splitlines())}
    for answer in answers.values():
        validator("index", "clean").validate(answer)
    found = answers["a"]
    assert (found["title"], found["authors"], found["published"], found["dropped"]) == (
        "Ferry returns to Odesa", ["Jane Roe"], "2022-11-11T09:05:00+02:00", None,
    )  # fmt: skip
    assert [line.split()[0] for line in found["text"].split("\n")] == ["The", "Harbour", "The"]
    assert answers["e"]["dropped"] == "empty"


def test_annotate_batch_answers_as_agreed(tmp_path: Path) -> None:
    text = "Harbour master Olha Demchenko greeted the ferry in Odesa on Friday."
    row = {"id": "a", "title": "Ferry returns", "text": text, "published": "2022-11-11"}
    validator("index", "annotate-input").validate(row)
    answer = json.loads(run("annotate", "--batch", str(write_lines(tmp_path / "in.jsonl", row))))
    validator("index", "annotate").validate(answer)
    surfaces = {
        kind: [text[start:end] for item in answer[kind] for _, start, end in item["mentions"]]
        for kind in ("persons", "places", "dates")
    }
    assert surfaces == {"persons": ["Olha Demchenko"], "places": ["Odesa"], "dates": ["Friday"]}
    assert answer["places"][0]["country"] == "UA"
    assert (answer["dates"][0]["start"], answer["dates"][0]["granularity"]) == ("2022-11-11", "day")


def test_import_and_status_answer_as_agreed(imported: Path) -> None:
    answer = json.loads(run("--home", str(imported), "status", "--json"))
    validator("index", "status").validate(answer)
    assert (answer["articles"], answer["indexed"], answer["pages"]) == (1, 1, 0)
    assert [(item["name"], item["articles"]) for item in answer["sources"]] == [("paper", 1)]


def test_search_answers_as_agreed(imported: Path) -> None:
    answer = json.loads(run("--home", str(imported), "search", "ferry", "--json"))
    validator("search", "search").validate(answer)
    assert (answer["total"], answer["hits"][0]["published"]) == (1, "2022-11-11T09:05:00")
    assert [value["name"] for value in answer["facets"]["person"]] == ["Olha Demchenko"]
    start, end = answer["hits"][0]["snippet"]["ranges"][0]
    assert answer["hits"][0]["snippet"]["text"][start:end] == "ferry"
