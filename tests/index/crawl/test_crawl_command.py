"""`dateline crawl`: from the address to stored, searchable articles, and what it says of it."""

import json

import pytest
from click.testing import CliRunner

from index.crawl.cli import crawl
from index.crawl.running import CrawlReport
from index.errors import InputError, MachineError
from index.ingest import IngestReport
from index.store import open_store

SENTENCES = (
    "Dock workers walked out again, and talks went on without result.",
    "The harbour master said that three ships waited outside the mole.",
    "A ferry was sent back, and its passengers spent the night in a school.",
    "Nobody was hurt, but fish worth a small fortune was lost.",
)


def story(day: int, more: str = "") -> str:
    text = "".join(f"<p>{sentence} It was day {day}.</p>" for sentence in SENTENCES)
    return (
        f"<html lang=en><head><title>Strike day {day}</title>"
        f'<meta property="article:published_time" content="2026-03-0{day}T10:00:00Z"></head>'
        f"<body><article><h1>Strike day {day}</h1>{text}{more}</article></body></html>"
    )


@pytest.fixture
def paper(site):
    site.put("/", "".join(f'<a href="/story/{day}">x</a>' for day in range(1, 5)))
    for day in (1, 2, 3):
        site.put(f"/story/{day}", story(day))
    return site


@pytest.fixture
def command(tmp_path, monkeypatch, paper):
    monkeypatch.setenv("DATELINE_CRAWL_DELAY_S", "0")
    monkeypatch.setenv("DATELINE_CONTACT", "mailto:desk@reader.example")

    def invoke(*arguments: str, allow: bool = True):
        address = [f"http://{paper.endpoint}/", *(["--allow", paper.endpoint] if allow else [])]
        options = [*address, "--no-index", *arguments]
        return CliRunner().invoke(crawl, options, obj=tmp_path / "data", catch_exceptions=False)

    return invoke


def test_articles_are_stored_and_the_report_names_what_was_not(command, paper, tmp_path):
    result = command()
    assert result.exit_code == 0
    assert (
        result.stdout
        == f"{paper.endpoint}: 4 found, 3 fetched, 3 new, 0 changed, 0 unchanged, 1 dropped (http-404)\n"
    )
    assert "3 articles: 3 new" in result.stderr
    store = open_store(tmp_path / "data" / "articles.db")
    titles = {item.article.clean.title for item in store.iterate()}
    assert titles == {"Strike day 1", "Strike day 2", "Strike day 3"}
    assert store.drop_counts() == {"http-404": 1}
    store.close()


def test_second_run_takes_only_what_is_new_or_corrected(command, paper, tmp_path):
    command()
    paper.put("/story/1", story(1, more="<p>Correction: it was a lorry that was sent back, not a ferry.</p>"))
    paper.put("/story/4", story(4))
    report = json.loads(command("--json", "--refresh").stdout)
    (source,) = report["sources"]
    assert (source["fetched"], source["unchanged"], source["dropped"]) == (2, 2, {})
    assert report["articles"] == {"new": 1, "changed": 1, "unchanged": 0, "dropped": {}}
    store = open_store(tmp_path / "data" / "articles.db")
    assert store.count_articles() == 4
    assert store.drop_counts() == {}
    store.close()


def test_limit_is_kept_and_said(command):
    result = command("--max", "1")
    assert "1 fetched" in result.stdout
    assert "run it again to go on" in result.stderr


def test_private_address_needs_to_be_allowed(command, paper):
    with pytest.raises(InputError, match=r"private-address.* --allow HOST:PORT"):
        command(allow=False)
    assert paper.asked == []


def test_visitor_says_who_it_is(command, paper):
    command()
    assert {agent.partition("/")[0] for agent in paper.agents} == {"Dateline"}
    assert all(agent.endswith("(+mailto:desk@reader.example)") for agent in paper.agents)


def test_run_that_fails_later_is_told_and_the_next_one_follows(command, monkeypatch):
    answers = [MachineError("Process 7 is writing the index."), "report", "report"]
    runs, pauses = [], []

    def run(*_arguments, **_options):
        runs.append(answers.pop() if answers else KeyboardInterrupt())
        if isinstance(runs[-1], BaseException):
            raise runs[-1]
        return CrawlReport((), False, 0.0), IngestReport()

    monkeypatch.setattr("index.crawl.cli._run", run)
    monkeypatch.setattr("index.crawl.cli.time.sleep", pauses.append)
    result = command("--every", "15m")
    assert len(runs) == 4 and len(pauses) == 3 and all(890 < pause <= 900 for pause in pauses)
    assert "Error: Process 7 is writing the index. The next run begins within 15m." in result.stderr
    answers.append(MachineError("Process 7 is writing the index."))
    with pytest.raises(MachineError):
        command("--every", "15m")
