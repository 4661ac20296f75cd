"""The report of a site over months, on an archive of pages as a crawl leaves it."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from index.warc import WarcArchive
from web.cli import cli

WORDS = (
    "The council of the harbour met on Monday and talked about the ferry, the quay and the price of grain. "
)
LONG, SHORT = 8, 3
"""Paragraphs of a page before and after the site cut its texts."""
PAGES = 6


def page(month: int, day: int, paragraphs: int, *, dated: bool = True) -> bytes:
    date = f"2022-{month:02}-{day:02}T09:05:00+02:00"
    meta = f'<meta property="article:published_time" content="{date}">' if dated else ""
    text = "".join(f"<p>Part {part} of {month}-{day}. {WORDS * 2}</p>" for part in range(paragraphs))
    return f"""<!doctype html><html lang="en"><head><title>Session</title>{meta}</head><body><article>
<h1>Session {month}-{day} of the council</h1><span class="byline">By Jane Roe</span>{text}</article></body></html>""".encode()


def invoke(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--home", str(home), *arguments])


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an archive: two usual months, one of short texts, one without dates, one without any text."""
    folder = tmp_path_factory.mktemp("site")
    archive = WarcArchive(folder / "warc")
    for month, paragraphs, dated in ((6, LONG, True), (7, LONG, True), (8, SHORT, True), (9, SHORT, False),
                                     (10, 0, True)):  # fmt: skip
        for day in range(1, PAGES + 1):
            body = page(month, day, paragraphs, dated=dated)
            at = datetime(2022, month, day, 10, tzinfo=UTC)
            url = f"https://paper.example/session/{month}-{day}"
            archive.write_response(url, 200, [("Content-Type", "text/html")], body, at)
    archive.close()
    done = invoke(folder / "data", "import", str(folder / "warc"), "--no-index")
    assert done.exit_code == 0, done.output
    return folder / "data"


def test_months_in_which_a_site_fell_by_half_say_what_fell(home: Path) -> None:
    months = json.loads(invoke(home, "clean", "--site-report", "paper.example", "--json").stdout)["months"]
    assert [(one["month"], one["articles"], one["dropped"], one["drift"]) for one in months] == [
        ("2022-06", PAGES, 0, []),
        ("2022-07", PAGES, 0, []),
        ("2022-08", PAGES, 0, ["text"]),
        ("2022-09", PAGES, 0, ["text", "dates"]),
        ("2022-10", 0, PAGES, ["articles"]),
    ]
    assert months[2]["chars"] < 0.5 * months[1]["chars"]
    assert (months[1]["dated"], months[3]["dated"], months[1]["authors"]) == (1.0, 0.0, 1.0)


def test_report_ends_with_a_warning_that_says_since_when_and_what_to_do(home: Path) -> None:
    done = invoke(home, "clean", "--site-report", "paper.example")
    assert done.exit_code == 0
    assert "2022-09          6           0" in done.stdout and "fell by half: text, dates" in done.stdout
    assert "dropped (no-text): 6" in done.stdout
    assert "paper.example drifts: articles fell by half since 2022-10" in done.stderr
    assert "`dateline reclean --source paper.example`" in done.stderr


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("nobody.test", "nothing of 'nobody.test'. It has paper.example."),
        ("https://www.papr.example/world", "Did you mean paper.example?"),
    ],
)
def test_site_that_is_not_there_is_named_with_those_that_are(home: Path, asked: str, told: str) -> None:
    done = invoke(home, "clean", "--site-report", asked)
    assert done.exit_code == 1 and told in str(done.exception) + str(getattr(done.exception, "next_step", ""))


SAVED = f"<html><body><h1>Ferry</h1><p>{WORDS * 4}</p></body></html>"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["short.html"], "no-text): no paragraphs of an article were found in it. If a browser shows one"),
        (["empty.html"], "Save the page again, whole."),
        (["image.html"], "Name the saved web page"),
        (["page.html", "--url", "notaurl"], "'notaurl' is not a usable URL. Give one such as"),
        (["page.html", "--url", "ftp://x/y"], "'ftp://x/y' is not a usable URL."),
        (["--batch", "m.jsonl", "--url", "https://x.example/"], "--url is the address of FILE"),
        (["--check-sites", "--url", "https://x.example/"], "--url is the address of FILE"),
        (["."], "is a folder. Name a page in it"),
        (["nofile.html"], "There is no file"),
        (["--batch", "page.html"], "is not a JSON object with id and path: <html>"),
        (["--batch", "m.jsonl"], "m.jsonl line 1: the url 5 is no text. Give an address, or leave it out."),
        (["--site-report", "x.example"], "There is no article store"),
    ],
)
def test_wrong_input_to_clean_is_named_with_the_next_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "page.html").write_text(SAVED)
    (tmp_path / "short.html").write_text("<html><body><h1>Menu</h1><p>Too short.</p></body></html>")
    (tmp_path / "empty.html").write_text("")
    (tmp_path / "image.html").write_bytes(b"\x89PNG\r\n\x1a\n....")
    (tmp_path / "m.jsonl").write_text('{"id": "x", "path": "page.html", "url": 5}\n')
    done = invoke(tmp_path / "data", "clean", *arguments)
    assert done.exit_code != 0
    assert told in f"{done.stderr} {done.exception}"


def test_nothing_to_clean_is_said(tmp_path: Path) -> None:
    (tmp_path / "none.jsonl").write_text("\n")
    done = invoke(tmp_path / "data", "clean", "--batch", str(tmp_path / "none.jsonl"))
    assert (done.exit_code, done.stdout) == (0, "") and "names no pages" in done.stderr
    done = invoke(tmp_path / "data", "clean", "--check-sites")
    assert done.exit_code == 0 and "Nothing tried" in done.stderr
