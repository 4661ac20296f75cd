"""Why an article is or is not among the hits; what is related to it; what became of an address."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from index.article import article_id
from search.explanation import Clause
from search.open import Archive
from search.ranking import FIELD_BOOSTS
from search.state import SearchState
from web.cli import cli

GRAIN_OPEN = article_id("gazette.example", "grain-open")
GRAIN_COPY = article_id("courier.example", "grain-copy")
GRAIN_PRICES = article_id("gazette.example", "grain-prices")
FERRY = article_id("gazette.example", "ferry")

QUERIES = (
    "grain", "grain deal", '"grain deal" harbour', "grain OR ferry", "(grain OR wheat)^2.5 -barley", "harb*",
    "grian~2", '"grain harbour"~9', "title:grain body:wheat", "repeat2:grain", "Gritsenko",
    "grain person:Hrytsenko", "grain SAME deal", "*",
)  # fmt: skip


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("recency", ["off", "on"])
def test_explained_score_is_the_score_of_the_list(newsroom: Archive, query: str, recency: str) -> None:
    state = SearchState(query=query, per_page=100, recency=recency)  # type: ignore[arg-type]
    hits = {hit.id: hit.score for hit in newsroom.engine.search(state).hits}
    everyone = [hit.id for hit in newsroom.engine.iterate(SearchState())]
    assert hits and len(everyone) > len(hits) - 1
    for id_ in everyone:
        found = newsroom.engine.explain(state, id_)
        assert found.matches == (id_ in hits)
        assert found.score == pytest.approx(hits.get(id_, 0.0))


def leaves(clause: Clause) -> list[Clause]:
    return [clause] if not clause.clauses else [leaf for child in clause.clauses for leaf in leaves(child)]


def test_score_of_a_word_is_the_sum_over_the_fields(newsroom: Archive) -> None:
    found = newsroom.engine.explain(SearchState(query="(grain OR wheat)^2 harbour"), GRAIN_OPEN)
    assert found.query is not None
    words = [leaf for leaf in leaves(found.query) if leaf.matches]
    assert {leaf.text for leaf in words} == {"grain", "wheat", "harbour"}
    for leaf in words:
        assert sum(part.score for part in leaf.terms) == pytest.approx(leaf.score)
    assert sum(leaf.score for leaf in words) == pytest.approx(found.score)
    grain = next(leaf for leaf in words if leaf.text == "grain")
    assert {(part.field, part.occurrences, part.boost) for part in grain.terms} == {
        ("title", 1, 2 * FIELD_BOOSTS["title"]),
        ("body", 1, 2.0),
    }


def test_the_filter_that_keeps_an_article_out_is_named(newsroom: Archive) -> None:
    state = SearchState(query="grain", day_from="2022-11-14").with_value("person", "p:olena_hrytsenko")
    found = newsroom.engine.explain(state, GRAIN_OPEN)
    assert not found.matches and found.score == 0
    assert {check.text: check.passes for check in found.filters} == {
        "Articles with person Olena Hrytsenko.": True,
        "Articles published from 2022-11-14.": False,
    }


def test_grouped_copy_is_listed_as_its_storys_first_article(newsroom: Archive) -> None:
    found = newsroom.engine.explain(SearchState(query="grain", copies="group"), GRAIN_COPY)
    assert found.matches and found.shown_as == GRAIN_OPEN


def test_article_that_is_not_indexed_is_said_to_be_so(newsroom: Archive) -> None:
    found = newsroom.engine.explain(SearchState(query="grain"), "0" * 16)
    assert (found.indexed, found.matches) == (False, False)


def test_related_articles_share_telling_words_and_no_story(newsroom: Archive) -> None:
    found = newsroom.engine.related(GRAIN_OPEN, limit=5)
    ids = [hit.id for hit in found]
    assert ids and GRAIN_OPEN not in ids and GRAIN_COPY not in ids
    assert GRAIN_PRICES in ids[:3]
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)
    assert newsroom.engine.related("0" * 16) == ()


def run(home: Path, *arguments: str) -> str:
    result = CliRunner().invoke(cli, ["--home", str(home), "explain", *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_command_says_what_matches_and_what_does_not(newsroom_home: Path) -> None:
    said = run(
        newsroom_home, "https://gazette.example/ferry?utm_source=x", "ferry grain", "--from", "2022-11"
    )
    assert f"+ article: The store holds it as article {FERRY}." in said
    assert "+ ferry" in said and "- grain" in said
    assert "+ Articles published from 2022-11." in said


def test_command_answers_as_json(newsroom_home: Path) -> None:
    answer = json.loads(run(newsroom_home, FERRY, "ferry", "--json"))
    assert answer["trace"]["article"] == FERRY
    assert answer["explanation"]["matches"] is True


def test_address_that_nobody_met_is_said_to_be_unknown(newsroom_home: Path) -> None:
    answer = json.loads(run(newsroom_home, "https://gazette.example/nothing", "--json"))
    assert answer["trace"]["lost"] == {"stage": "article", "reason": "unknown"}
    assert answer["explanation"] is None


def test_search_opens_in_the_browser(newsroom_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def launch(url: str) -> int:
        opened.append(url)
        return 0

    monkeypatch.setattr("click.launch", launch)
    runner: Callable[..., object] = CliRunner().invoke
    runner(cli, ["--home", str(newsroom_home), "search", "grain", "--sort", "newest", "--open"])
    assert opened == ["http://127.0.0.1:8470/search?q=grain&sort=newest&per_page=10"]
