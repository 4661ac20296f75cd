import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from search.open import Archive
from search.state import SearchState
from web.cli import main

SCHEMA = Path(__file__).parents[2] / "search" / "schemas" / "search.schema.json"


@pytest.fixture
def run(newsroom_home: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run `dateline` on the invented archive (or another home): exit code, output, talk."""

    def run(*arguments: str, home: Path = newsroom_home) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["--home", str(home), *arguments])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return int(ended.value.code or 0), captured.out, captured.err

    return run


Run = Callable[..., tuple[int, str, str]]


def test_search_prints_total_hits_and_facets(run: Run) -> None:
    code, out, err = run("search", "grain deal", "--sort", "oldest")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "3 articles"
    assert [line for line in lines if line.startswith("  1.")] == ["  1. Grain deal keeps harbour open"]
    assert any(
        line.startswith("     2022-11-11T09:05:00+02:00 · gazette.example · Jane Roe") for line in lines
    )
    assert "person: Olena Hrytsenko 2, Marco Villanueva 1" in lines
    assert "\x1b[" not in out


def test_json_obeys_the_schema_and_counts_what_it_lists(run: Run) -> None:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    for query in ("grain", "zebra", "autor:x (", ""):
        code, out, _ = run("search", query, "--json", "--limit", "100")
        assert code == 0
        page = json.loads(out)
        Draft202012Validator(schema).validate(page)
        assert page["total"] == len(page["hits"])
        assert (
            sum(item["count"] for item in page["histogram"]["buckets"]) + page["histogram"]["undated"]
            == page["total"]
        )


def test_pages_by_cursor_list_everything_once(run: Run) -> None:
    ids: list[str] = []
    cursor = ""
    while True:
        _, out, _ = run("search", "--json", "--limit", "7", "--sort", "newest", "--cursor", cursor)
        page = json.loads(out)
        ids += [hit["id"] for hit in page["hits"]]
        if page["next"] is None:
            break
        cursor = page["next"].rpartition("cursor=")[2]
    assert len(ids) == len(set(ids)) == page["total"] == 30


def test_further_hits_are_announced_on_standard_error(run: Run) -> None:
    _, out, err = run("search", "--limit", "2")
    assert out.startswith("30 articles\n") and err.startswith("more: --cursor ")


@pytest.mark.parametrize(
    ("arguments", "total"),
    [
        (["--person", "Olena Hrytsenko"], 3),
        (["--person", "hrytsenko", "--person", "Karimova"], 5),
        (["--person", "p:aisha_karimova"], 2),
        (["grain", "--place", "Odesa"], 2),
        (["grain OR clinic", "--place", "Odesa"], 2),
        (["--country", "Portugal"], 4),
        (["--lang", "es"], 2),
        (["--source", "el-faro.example"], 2),
        (["--author", "Jane Roe"], 2),
        (["--type", "opinion"], 1),
        (["--from", "2022-11-24"], 1),
        (["--to", "2020"], 2),
        (["--about-from", "1997", "--about-to", "1997"], 2),
        (["--undated"], 2),
        (["--place", 'Ode"sa'], 0),
        (["--person", "nobody"], 0),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_options_narrow_the_search(run: Run, arguments: list[str], total: int) -> None:
    code, out, _ = run("search", *arguments, "--no-facets")
    assert code == 0
    assert out.splitlines()[0] == ("1 article" if total == 1 else f"{total} articles")


def test_copies_are_counted_once_when_grouped(run: Run) -> None:
    assert run("search", "harbour deal")[1].startswith("2 articles\n")
    assert run("search", "harbour deal", "--group-copies")[1].startswith("1 story\n")


def test_recent_articles_score_more_when_asked_for(run: Run) -> None:
    def scores(*options: str) -> dict[str, float]:
        return {
            hit["id"]: hit["score"]
            for hit in json.loads(run("search", "--json", "ferry", *options)[1])["hits"]
        }

    plain, preferred = scores(), scores("--prefer-recent")
    assert plain.keys() == preferred.keys() and plain
    assert all(1 < preferred[id_] / plain[id_] <= 1.2 for id_ in plain)


def test_passing_mentions_count_when_asked_for(run: Run) -> None:
    assert run("search", "--place", "Odesa")[1].startswith("3 articles\n")
    assert run("search", "--place", "Odesa", "--every-mention")[1].startswith("4 articles\n")


def test_what_is_not_understood_is_shown_with_its_place_and_the_rest_searched(run: Run) -> None:
    code, out, err = run("search", "grain autor:deal", "--no-facets")
    assert code == 0
    assert err.splitlines()[:3] == [
        "There is no field 'autor'; the words are searched as text. Did you mean author?",
        "  grain autor:deal",
        "        ^^^^^",
    ]
    assert out.startswith("0 articles\n")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--from", "soon"], 1, "from = 'soon' is no day"),
        (["--about-to", "2022-13"], 1, "about_to = '2022-13' is no day"),
        (["--cursor", "rubbish"], 1, "This page's address is damaged. Start at the first page."),
        (["--limit", "0"], 2, "0 is not in the range 1<=x<=100"),
        (["--sort", "best"], 2, "'best' is not one of"),
        (["--colour", "red"], 2, "No such option"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_bad_option_is_one_clear_line(run: Run, arguments: list[str], code: int, message: str) -> None:
    found, out, err = run("search", "grain", *arguments)
    assert (found, out) == (code, "")
    assert message in err


def test_missing_archive_names_the_next_step(run: Run, tmp_path: Path) -> None:
    code, out, err = run("search", "grain", home=tmp_path / "nothing")
    assert (code, out) == (1, "")
    assert "There is no article store" in err and "Import or crawl something first" in err
    assert not (tmp_path / "nothing").exists()


def test_missing_index_names_the_next_step(
    run: Run, tmp_path: Path, build_archive: Callable[..., Archive]
) -> None:
    build_archive(tmp_path, []).close()
    shutil.rmtree(tmp_path / "index")
    code, out, err = run("search", "grain", home=tmp_path)
    assert (code, out) == (1, "")
    assert "dateline reindex" in err


def test_empty_archive_answers_with_nothing(
    run: Run, tmp_path: Path, build_archive: Callable[..., Archive]
) -> None:
    build_archive(tmp_path, []).close()
    code, out, _ = run("search", "grain", home=tmp_path)
    assert code == 0
    assert out.splitlines()[0] == "0 articles" and "person: none" in out


def test_saved_queries_are_added_shown_run_and_deleted(
    run: Run, tmp_path: Path, build_archive: Callable[..., Archive]
) -> None:
    build_archive(tmp_path, []).close()
    assert "No saved queries yet" in run("saved", "list", home=tmp_path)[2]
    assert run("saved", "add", "Grain deal", "grain", "--from", "2022", home=tmp_path)[1] == "grain-deal\n"
    assert run("saved", "add", "By link", "--params", "?q=x&sort=newest", home=tmp_path)[1] == "by-link\n"
    rows = json.loads(run("saved", "list", "--json", home=tmp_path)[1])
    assert rows == [
        {"slug": "by-link", "name": "By link", "params": "q=x&sort=newest"},
        {"slug": "grain-deal", "name": "Grain deal", "params": "q=grain&from=2022"},
    ]
    assert run("saved", "show", "grain-deal", home=tmp_path)[1].splitlines() == [
        "Grain deal",
        "Articles matching “grain”, published from 2022.",
        "/s/grain-deal",
        "/search?q=grain&from=2022",
    ]
    assert json.loads(run("saved", "run", "grain-deal", "--json", home=tmp_path)[1])["total"] == 0
    assert run("saved", "run", "grain-deal", home=tmp_path)[1].startswith("0 articles\n")
    assert run("saved", "delete", "grain-deal", home=tmp_path)[0] == 0
    code, _, err = run("saved", "show", "grain-deal", home=tmp_path)
    assert code == 1 and "no saved query 'grain-deal'" in err


def test_saved_link_with_unknown_parameters_is_refused(run: Run, newsroom_home: Path) -> None:
    code, _, err = run("saved", "add", "x", "--params", "autor=x")
    assert code == 1 and "no parameter 'autor'" in err


def test_times_are_shown_in_the_zone_that_is_asked_for(run: Run) -> None:
    _, out, _ = run("search", "grain deal", "--sort", "oldest", "--time-zone", "America/New_York")
    assert "     2022-11-11T02:05:00-05:00 · gazette.example" in out
    code, _, err = run("search", "grain", "--time-zone", "Mars/Olympus")
    assert code == 1 and "tz = 'Mars/Olympus' is no time zone" in err


def test_mistyped_word_is_said_on_standard_error(run: Run) -> None:
    code, out, err = run("search", "habrour", "--no-facets")
    assert (code, out.splitlines()[0]) == (0, "0 articles")
    assert err.startswith("Did you mean harbour? ")


@pytest.mark.parametrize(
    ("options", "param"),
    [
        (["--all-person", "p:olena_hrytsenko", "--all-place", "g:698740"], "all_person=p:olena_hrytsenko&all_place=g:698740"),
        (["--not-source", "gazette.example"], "not_source=gazette.example"),
        (["--none", "person", "--none", "tag"], "none=person&none=tag"),
        (["--not-person", "Hrytsenko", "--section", "World"], "not_person=p:olena_hrytsenko&section=World"),
    ],
)  # fmt: skip
def test_facets_can_be_asked_for_in_every_mode(
    run: Run, newsroom: Archive, options: list[str], param: str
) -> None:
    wanted = newsroom.engine.count(SearchState.from_query_string(param)[0])
    everything = newsroom.engine.count(SearchState())
    assert 0 < wanted < everything
    assert json.loads(run("search", *options, "--json")[1])["total"] == wanted
