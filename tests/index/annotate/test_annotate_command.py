"""`dateline annotate`: the batch contract, the table, bad input."""

import gc
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from web.cli import cli

LINES = [
    {"id": "a", "title": "", "text": "Igor Konashenkov said so in Kherson.", "published": "2022-11-11"},
    {
        "id": "b",
        "title": "",
        "text": "Ihor Konashenkov spoke on Friday, said Konashenkov.",
        "published": "2022-11-11",
    },
    {"id": 3, "text": "Nothing."},
]


def batch(tmp_path: Path, lines: list[dict[str, object]]) -> list[dict[str, object]]:
    path = tmp_path / "in.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    result = CliRunner().invoke(cli, ["annotate", "--batch", str(path)], catch_exceptions=False)
    assert result.exit_code == 0
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_batch_prints_a_row_for_each_line_with_its_id(tmp_path: Path) -> None:
    rows = batch(tmp_path, LINES)
    assert [row["id"] for row in rows] == ["a", "b", 3]
    assert all({"persons", "places", "dates"} <= row.keys() for row in rows)


def test_variants_merge_across_the_lines_of_a_batch(tmp_path: Path) -> None:
    rows = batch(tmp_path, LINES)
    people = {(person["key"], person["name"]) for row in rows for person in row["persons"]}  # type: ignore[attr-defined]
    assert len(people) == 1


def test_order_of_the_lines_does_not_matter(tmp_path: Path) -> None:
    def by_id(rows: list[dict[str, object]]) -> dict[object, object]:
        return {row["id"]: row for row in rows}

    assert by_id(batch(tmp_path, LINES)) == by_id(batch(tmp_path, LINES[::-1]))


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ("{not json", "line 2: not JSON"),
        ('{"title": "x"}', 'line 2: no "id"'),
        ('{"id": "x", "text": 3}', 'line 2: "text" is not a string'),
        ('{"id": "x", "published": "soon"}', 'line 2: "published" is not an ISO date'),
        ("[]", 'line 2: no "id"'),
    ],
)
def test_malformed_line_is_named_and_nothing_printed(tmp_path: Path, second: str, said: str) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text('{"id": "ok", "text": "x"}\n' + second + "\n", encoding="utf-8")
    result = CliRunner().invoke(cli, ["annotate", "--batch", str(path)])
    assert result.exit_code != 0
    assert said in str(result.exception)
    assert result.stdout == ""


def test_text_file_is_shown_as_a_table(tmp_path: Path) -> None:
    path = tmp_path / "article.txt"
    path.write_text("Igor Konashenkov spoke in Kyiv on Friday.", encoding="utf-8")
    result = CliRunner().invoke(cli, ["annotate", str(path), "--published", "2022-11-11"])
    assert "Igor Konashenkov" in result.stdout
    assert "Kyiv (city, UA)" in result.stdout
    assert "2022-11-11" in result.stdout


def test_missing_file_is_named(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["annotate", str(tmp_path / "none.txt")])
    assert result.exit_code != 0
    assert "none.txt" in str(result.exception)


def test_merged_spellings_of_one_text_are_as_sure_as_the_surest(tmp_path: Path) -> None:
    text = "The spokesman, Konashenkow, left. The ministry sent Igor Konashenkov."
    (row,) = batch(tmp_path, [{"id": 1, "text": text}])
    (person,) = row["persons"]  # type: ignore[misc]
    assert len(person["mentions"]) == 2
    assert (person["why"], person["confidence"]) == ("known", 0.98)


def test_batch_leaves_the_collector_as_it_was(tmp_path: Path) -> None:
    usual = gc.get_threshold()
    batch(tmp_path, LINES)
    assert gc.get_threshold() == usual
