"""Two persons of one name: told apart by their articles, parted by a person, counted apart, and undone."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from index.homonyms import Appearance, two_bearers
from index.settings import load_settings
from web import create_app
from web.cli import cli

CRICKET = (
    "SYDNEY, Australia - The batsman John Smithson said on Monday that Australia would win. "
    "Ricky Poeman, the captain of Australia, agreed with him."
)
COURT = (
    "LAGOS, Nigeria - The judge John Smithson said on Monday that Nigeria must wait for a verdict. "
    "Ada Kovason, a lawyer in Nigeria, disagreed."
)


def run(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--home", str(home), *arguments])


def imported(tmp_path: Path) -> Path:
    rows = [
        {"id": "a1", "title": "Australia hopes", "text": CRICKET, "published": "2022-11-11"},
        {"id": "a2", "title": "Runs again", "text": CRICKET + " It rained.", "published": "2022-11-12"},
        {"id": "b1", "title": "Nigeria waits", "text": COURT, "published": "2022-11-11"},
        {
            "id": "b2",
            "title": "Nobody knows",
            "text": "Ada Kovason slept in Lagos.",
            "published": "2022-11-12",
        },
    ]
    file = tmp_path / "news.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert run(tmp_path, "import", str(file)).exit_code == 0
    return tmp_path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return imported(tmp_path)


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return imported(tmp_path_factory.mktemp("homonyms"))


def counts(home: Path, name: str) -> dict[str, int]:
    """Give the person values of a search for a word, by key."""
    answer = json.loads(run(home, "search", name, "--json").stdout)
    return {row["key"]: row["count"] for row in answer["facets"]["person"]}


def test_a_name_of_a_batsman_and_a_judge_is_parted_counted_apart_and_undone(home: Path) -> None:
    found = [json.loads(line) for line in run(home, "entities", "homonyms", "--json").stdout.splitlines()]
    assert [one["key"] for one in found] == ["p:john_smithson"]
    assert [len(side["articles"]) for side in found[0]["bearers"]] == [2, 1]
    assert "1 article: law; NG" in run(home, "entities", "homonyms").stdout
    assert counts(home, "smithson")["p:john_smithson"] == 3

    parted = run(home, "entities", "split", "p:john_smithson", "--by-context")
    assert "part p:john_smithson in 1 article as p:john_smithson~2: law; NG" in parted.stderr
    assert {key: number for key, number in counts(home, "smithson").items() if "smithson" in key} == {
        "p:john_smithson": 2,
        "p:john_smithson~2": 1,
    }
    shown = run(home, "entities", "show", "p:john_smithson~2").stdout
    assert shown.startswith("John Smithson (law) (person)") and "law; NG" in shown
    client = create_app(load_settings(home)).test_client()
    assert "told apart as John Smithson (law)" in client.get("/corrections").text
    assert "John Smithson (law)" in client.get("/entities/p:john_smithson~2").text
    only = json.loads(run(home, "search", "smithson", "--person", "p:john_smithson~2", "--json").stdout)
    assert only["total"] == 1 and only["hits"][0]["title"] == "Nigeria waits"

    assert "undone: 1 part" in run(home, "entities", "undo").stderr
    assert counts(home, "smithson")["p:john_smithson"] == 3
    assert "p:john_smithson~2" not in counts(home, "smithson")


def test_a_parting_holds_through_import_anew_and_in_another_archive(home: Path, tmp_path: Path) -> None:
    run(home, "entities", "split", "p:john_smithson", "--by-context")
    file = tmp_path / "edits.jsonl"
    run(home, "entities", "export", str(file))
    rows = (home / "news.jsonl").read_text().replace("must wait", "has to wait")
    (home / "news.jsonl").write_text(rows)
    assert "1 changed" in run(home, "import", str(home / "news.jsonl")).stderr
    assert run(home, "reindex").exit_code == 0
    assert counts(home, "smithson")["p:john_smithson~2"] == 1

    other = tmp_path / "other"
    other.mkdir()
    assert run(other, "import", str(home / "news.jsonl")).exit_code == 0
    assert run(other, "entities", "import", str(file)).stderr.endswith("1 edit made, 0 held already\n")
    assert counts(other, "smithson")["p:john_smithson~2"] == 1


def test_a_person_says_which_articles_mean_the_second(home: Path) -> None:
    hits = json.loads(run(home, "search", "rained", "--json").stdout)["hits"]
    said = run(home, "entities", "split", "p:john_smithson", "--article", hits[0]["id"])
    assert said.exit_code == 0
    assert counts(home, "smithson")["p:john_smithson~2"] == 1
    merged = run(home, "entities", "merge", "p:john_smithson~2", "p:john_smithson")
    assert merged.exit_code == 0
    assert counts(home, "smithson")["p:john_smithson"] == 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("p:ada_kovason", "--by-context"), "do not tell two persons apart"),
        (("p:ada_kovason",), "`--article ID` to separate two persons of one name"),
        (("p:jane_nobody", "--by-context"), "There is no person or place 'p:jane_nobody'."),
        (("p:john_smithson", "--article", "0123"), "Article '0123' does not name p:john_smithson."),
        (("p:smithson", "--article", "0123"), "p:smithson is no key of a person's full name."),
        (("p:jane_nobody", "--article", "0123"), "There is no person or place 'p:jane_nobody'."),
        (("p:john_smithson", "--article", "0123", "--by-context"), "exclude each other"),
    ],
)
def test_what_cannot_be_parted_is_said(untouched: Path, arguments: tuple[str, ...], message: str) -> None:
    refused = run(untouched, "entities", "split", *arguments)
    assert refused.exit_code == 1 and message in str(refused.exception)


def seen(article: str, fields: str = "", countries: str = "", company: str = "") -> Appearance:
    return Appearance(
        article, frozenset(fields.split()), frozenset(countries.split()), frozenset(company.split())
    )


@pytest.mark.parametrize(
    "found",
    [
        [seen("1", "sport", "AU"), seen("2", "law", "AU")],
        [seen("1", "sport", "AU", "p:x_y"), seen("2", "law", "NG", "p:x_y")],
        [seen("1", "sport", "AU"), seen("2", "sport", "NG")],
        [seen("1", "sport", "AU"), seen("2", "", "NG")],
        [seen("1", "sport", "AU"), seen("2", "law", "")],
        [seen("1", "sport", "AU"), seen("2", "law", "NG"), seen("3", "", "AU NG")],
    ],
    ids=["a country", "company", "a field", "no field said", "no country said", "a link through a third"],
)
def test_articles_that_share_something_or_tell_too_little_are_not_parted(found: list[Appearance]) -> None:
    assert two_bearers(found) is None


def test_undone_second_person_gives_the_key_and_name_to_nobody_else(home: Path) -> None:
    run(home, "entities", "split", "p:john_smithson", "--by-context")
    run(home, "entities", "undo")
    hits = json.loads(run(home, "search", "rained", "--json").stdout)["hits"]
    assert run(home, "entities", "split", "p:john_smithson", "--article", hits[0]["id"]).exit_code == 0
    assert counts(home, "smithson")["p:john_smithson~3"] == 1
    assert run(home, "entities", "show", "p:john_smithson~3").stdout.startswith("John Smithson (3) (person)")


def test_second_person_into_whom_others_were_merged_stays_until_that_is_undone(home: Path) -> None:
    run(home, "entities", "split", "p:john_smithson", "--by-context")
    assert run(home, "entities", "merge", "p:ada_kovason", "p:john_smithson~2").exit_code == 0
    refused = run(home, "entities", "undo", "1")
    assert refused.exit_code == 1 and "Undo 2 first." in str(refused.exception)
    assert run(home, "entities", "undo", "2").exit_code == 0
    assert run(home, "entities", "undo", "1").exit_code == 0
    assert counts(home, "smithson")["p:john_smithson"] == 3
