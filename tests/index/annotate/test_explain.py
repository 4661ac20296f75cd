import json
from datetime import date
from pathlib import Path

from click.testing import CliRunner

from index.annotate import evidence
from index.annotate.explain import RULES, Explained, explain, explained_lines
from web.cli import cli
from web.entity_presenters import EVIDENCE

TEXT = (
    "SALTMERE, Nov 11 (Reuters) - Ukrainian spokesman Igor Petrenko said on Friday that the ferry from Paris, "
    "Texas would sail to London.\nPetrenko spoke of September 2022, and the kyiv government agreed in March."
)


def told() -> Explained:
    return explain("", TEXT, date(2022, 11, 11))


def test_persons_come_with_the_rule_their_points_and_what_else_they_are_called() -> None:
    person = next(item for item in told().persons if item.key == "p:igor_petrenko")
    assert person.reason
    assert person.also_called == ("Petrenko",)
    assert person.points == sum(mention.points for mention in person.mentions) + person.extra
    assert person.extra == 1 and person.is_facet_value
    assert [TEXT[mention.start : mention.end] for mention in person.mentions] == ["Igor Petrenko", "Petrenko"]


def test_places_come_with_what_decided_and_the_others_of_their_name() -> None:
    found = {item.name: item for item in told().places}
    assert found["Paris"].why == "place-said"
    assert ("Paris", "FR") in {(rival.name, rival.country) for rival in found["Paris"].rivals}
    assert found["Paris"].company == ("Texas",)
    assert found["London"].why == "place-weighed"
    assert found["London"].key not in {rival.key for rival in found["London"].rivals}
    assert found["Ukraine"].why == "demonym" and found["Kyiv"].why == "small-letters"
    assert found["London"].facet_reason == "2 of 3 points"


def test_capital_used_for_a_government_is_told_so() -> None:
    lines = list(explained_lines(explain("", "Kyiv said on Friday that it rained in Kyiv.", None)))
    said = [line for line in lines if " at " in line and "Kyiv" in line]
    assert ["used for a government" in line for line in said] == [True, False]


def test_dates_say_what_they_are_counted_from() -> None:
    reasons = {(item.start, item.granularity): item.reason for item in told().dates}
    assert reasons["2022-09-01", "month"] == "said with its year"
    assert "the day of publication, 2022-11-11" in reasons["2022-11-11", "day"]


def test_every_rule_and_every_evidence_of_a_merge_has_words() -> None:
    assert set(evidence._PERSONS) <= set(RULES)
    assert set(evidence._MERGES) <= set(EVIDENCE)


def test_command_prints_lines_or_json(tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_text(TEXT, encoding="utf-8")
    arguments = ["annotate", str(file), "--published", "2022-11-11", "--explain"]
    lines = CliRunner().invoke(cli, arguments).stdout.splitlines()
    assert "* Igor Petrenko  p:igor_petrenko" in lines
    assert any(line.startswith("    rather than: Paris (city, FR, 2,") for line in lines)
    row = json.loads(CliRunner().invoke(cli, [*arguments, "--json"]).stdout)
    assert row["persons"][0]["mentions"][0]["surface"] == "Igor Petrenko"
    batch = CliRunner().invoke(cli, ["annotate", "--batch", str(file), "--explain"])
    assert batch.exit_code == 2 and "--explain goes with a text FILE" in batch.stderr
