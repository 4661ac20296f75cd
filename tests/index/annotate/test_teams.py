"""Clubs that are called like towns: in the report of a match, and beside what only a team has."""

import pytest

from index.annotate import annotate


def places(text: str) -> set[str]:
    return {item.entity.name for item in annotate("", text).places}


MATCH = """The striker scored two goals as Liverpool beat Leeds 3-1 in the league on Saturday.
The match in Liverpool was the first defeat of the season for the team from Leeds, said the coach of England."""


def test_teams_of_a_match_are_no_towns_but_where_it_was_played_is() -> None:
    found = annotate("", MATCH)
    assert {(item.entity.name, len(item.mentions)) for item in found.places} == {
        ("Liverpool", 1),
        ("England", 1),
    }


@pytest.mark.parametrize(
    ("text", "towns"),
    [
        ("Leeds beat Liverpool 2-0. Sunderland lost to Stoke 1-3. It rained in Stoke.", {"Stoke-on-Trent"}),
        ("The Liverpool striker Jim Poe opened a school in Leeds.", {"Leeds"}),
        ("She watched Southampton v Portsmouth in London.", {"London"}),
        ("The case of Texas v Johnson was heard.", {"Texas"}),
        ("Paris beat Madrid in the race to host them.", {"Paris", "Madrid"}),
    ],
)
def test_what_has_a_striker_or_a_score_is_a_team_in_any_text(text: str, towns: set[str]) -> None:
    assert places(text) == towns


def test_in_a_report_a_list_is_of_one_kind_and_counties_and_datelines_are_places() -> None:
    report = "LEEDS (Reuters) - The striker scored two goals in the league game and the team won the match. "
    lists = "Kent, Surrey and Essex lost. It rained in Oslo, Zurich and Rome. Douglas County rejoiced."
    found = places(report + lists)
    assert found == {"Leeds", "Oslo", "Zurich", "Rome", "Douglas County"}


def test_report_with_few_but_sure_words_of_sport_names_teams() -> None:
    filler = "Nobody knew what he would say of it after so many hard weeks, and nobody dared to ask him. "
    report = (
        f"The Leeds boss said that the midfielder was fit. {filler}{filler}The league game at Hull was won."
    )
    assert places(report) == {"Hull"}
    assert places(report.replace("midfielder", "mayor")) == {"Hull", "Leeds"}
    said = f"The Leeds team won a league game. {filler * 6}"
    assert places(said) == {"Leeds"}
    assert places(said.replace("team", "squad")) == set()


def test_talk_of_players_and_games_alone_is_no_report_of_a_match() -> None:
    text = "Leeds players won games. Video game players of Hull beat the game, and Leeds won the race."
    assert "Leeds" in places(text)


def test_same_names_are_towns_where_no_match_is_told() -> None:
    assert places("The road from Liverpool to Leeds is shut.") == {"Liverpool", "Leeds"}
