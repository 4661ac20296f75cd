"""The kind of article that the product is for: every trap in it, beside one with other spellings."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from index.annotate.cli import annotate
from index.clean import clean_text

GIVEN = os.environ.get("DATELINE_EVAL_DATA")
SEED = (Path(GIVEN) if GIVEN else Path(__file__).resolve().parents[4] / "shared") / "seed" / "kherson.txt"
OTHER = (
    "President Volodymyr Zelensky spoke in Kyiv. Kremlin spokesman Dmitry Peskov and General Sergei Surovikin "
    "were in Moscow, and Igor Konashenkov briefed reporters."
)
pytestmark = pytest.mark.skipif(not SEED.is_file(), reason=f"no seed article at {SEED}")


@pytest.fixture(scope="module")
def cleaned() -> Any:
    return clean_text(SEED.read_text(encoding="utf-8"), title="Kherson").article


@pytest.fixture(scope="module")
def found(cleaned: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], dict[str, Any]]:
    file = tmp_path_factory.mktemp("seed") / "batch.jsonl"
    lines = [
        {"id": "seed", "title": "", "text": cleaned.text, "published": "2022-11-11"},
        {"id": "other", "title": "", "text": OTHER, "published": "2022-10-10"},
    ]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    result = CliRunner().invoke(annotate, ["--batch", str(file)], catch_exceptions=False)
    rows = {row["id"]: row for row in map(json.loads, result.stdout.splitlines())}
    return rows["seed"], rows["other"]


@pytest.fixture(scope="module")
def said(cleaned: Any) -> Callable[[dict[str, Any]], set[str]]:
    return lambda value: {cleaned.text[start:end] for _, start, end in value["mentions"]}


def test_three_spellings_of_a_spokesman_are_one_person(found, said):
    named = [person for person in found[0]["persons"] if "Kona" in person["name"]]
    assert [said(person) for person in named] == [{"Konashénkov", "Igor Konashénkov", "Konashenkov"}]


def test_persons_are_those_of_another_article_in_other_spellings(found):
    seed, other = ({person["key"] for person in row["persons"]} for row in found)
    assert len(other) == 4
    assert other <= seed


def test_places_are_found_by_their_other_names(found, said):
    places = {place["name"]: place for place in found[0]["places"]}
    kinds = {name: place["kind"] for name, place in places.items()}
    assert kinds["Kherson"] == "city"
    assert kinds["Kherson Oblast"] == "region"
    assert said(places["Kharkiv"]) == {"Kharkov"}
    assert said(places["Kyiv"]) == {"kyiv"}
    assert places["Kyiv"]["metonyms"] == places["Kyiv"]["mentions"]
    assert any("Dnieper" in text for place in places.values() for text in said(place))
    assert {"Ukraine", "Russia", "Antonivsky Bridge", "Freedom Square"} <= places.keys()


def test_days_are_resolved_though_the_year_stands_in_a_caption_alone(cleaned, found):
    assert str(cleaned.published.day) == "2022-11-11"
    starts = {(date["start"], date["granularity"]) for date in found[0]["dates"]}
    assert {("2022-11-11", "day"), ("2022-02-24", "day"), ("2022-09-01", "month")} <= starts


def test_a_video_time_is_no_date_and_credits_stand_apart(cleaned):
    assert "00:52" not in cleaned.text
    assert "With EFE and Reuters" not in cleaned.text
    assert "With EFE and Reuters" in cleaned.credits
    assert any("©" in credit for credit in cleaned.credits)
