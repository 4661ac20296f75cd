"""`dateline crawl` of two newspapers with feeds and sitemaps, then again: only what changed is fetched."""

import json
from collections import Counter
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner
from fastwarc.warc import ArchiveIterator as FastWarc

from index.store import open_store
from web.cli import cli

SENTENCES = (
    "The harbour master closed the eastern basin after a crane fell on the quay.",
    "Nobody was hurt, but two ferries had to turn back to the other shore.",
    "The council meets on Thursday to hear what the repair will cost.",
    "Fishermen said that they had warned of the crane for years.",
)
STORIES = range(1, 7)


class Paper:
    """A newspaper on a port of its own; its stories are found by home page, feed, sitemap and news sitemap."""

    def __init__(self, site, name: str) -> None:
        self.site, self.name = site, name
        self.root = f"http://{site.endpoint}"
        for number in STORIES:
            self.put_story(number)
        site.put("/robots.txt", f"User-agent: *\nSitemap: {self.root}/index.xml", kind="text/plain")
        site.put("/", f'<link rel="alternate" type="application/rss+xml" href="/feed">{self.link(1)}')
        items = "".join(f"<item><link>{self.url(number)}</link></item>" for number in (2, 3))
        site.put("/feed", f"<rss><channel>{items}</channel></rss>", kind="application/rss+xml",
                 headers={"ETag": '"feed"'})  # fmt: skip
        maps = "".join(f"<sitemap><loc>{self.root}/{part}.xml</loc></sitemap>" for part in ("news", "old"))
        site.put("/index.xml", f"<sitemapindex>{maps}</sitemapindex>", kind="application/xml")
        site.put("/old.xml", f"<urlset><url><loc>{self.url(4)}</loc></url></urlset>", kind="application/xml")
        self.put_news({5: datetime.now(UTC) - timedelta(hours=3), 6: datetime.now(UTC) - timedelta(hours=2)})

    def url(self, number: int) -> str:
        return f"{self.root}/story/the-crane-{number}"

    def link(self, number: int) -> str:
        return f'<a href="/story/the-crane-{number}">{number}</a>'

    def put_story(self, number: int, more: str = "") -> None:
        text = "".join(f"<p>{sentence} {self.name}, part {number}.</p>" for sentence in SENTENCES)
        # Every other story has an ETag; of the rest the bytes say that nothing changed.
        headers = {"ETag": f'"{number}{more}"'} if number % 2 else {}
        self.site.put(
            f"/story/the-crane-{number}",
            f"<html lang=en><head><title>{self.name}: the crane, {number}</title></head><body><article>"
            f"<h1>{self.name}: the crane, {number}</h1>{text}{more}</article></body></html>",
            headers=headers,
        )

    def put_news(self, changed: dict[int, datetime]) -> None:
        entries = "".join(
            f"<url><loc>{self.url(number)}</loc><lastmod>{at.isoformat()}</lastmod>"
            f"<n:news><n:title>Crane</n:title></n:news></url>"
            for number, at in changed.items()
        )
        spaces = 'xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'
        self.site.put("/news.xml", f"<urlset {spaces}>{entries}</urlset>", kind="application/xml")


class CleaningHere:
    """Cleans and annotates in this process: guarded workers, which take seconds to start, have their own tests."""

    def __init__(self, _workers: int, work, _refused) -> None:
        self._work = work

    def submit(self, items) -> Future:
        done: Future = Future()
        done.set_result([self._work(item) for item in items])
        return done

    def close(self, *, at_once: bool = False) -> None:
        return


@pytest.fixture
def papers(site, other_site):
    return Paper(site, "Harbour Post"), Paper(other_site, "Valley Courier")


@pytest.fixture
def dateline(tmp_path, monkeypatch, papers):
    monkeypatch.setattr("index.ingest.GuardedPool", CleaningHere)
    monkeypatch.setenv("DATELINE_CRAWL_DELAY_S", "0")
    monkeypatch.setenv("DATELINE_CONTACT", "mailto:desk@reader.example")

    def invoke(*arguments: str) -> dict[str, object]:
        options = ["--home", str(tmp_path / "data"), *arguments, "--json"]
        result = CliRunner().invoke(cli, options, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    return invoke


def crawl(dateline, papers, *options: str) -> dict[str, object]:
    allowed = [part for paper in papers for part in ("--allow", paper.site.endpoint)]
    for paper in papers:
        paper.site.forget()
    return dateline("crawl", *(f"{paper.root}/" for paper in papers), *allowed, *options)


def kinds(folder) -> Counter[tuple[str, str]]:
    """Count the records of all WARC files, read by another reader, by kind and path."""
    found: Counter[tuple[str, str]] = Counter()
    for path in folder.iterdir():
        with path.open("rb") as file:
            for record in FastWarc(file):
                url = record.headers.get("WARC-Target-URI")
                if url:
                    found[record.headers["WARC-Type"], urlsplit(url).path] += 1
    return found


def test_second_run_fetches_only_what_changed_and_a_refresh_changes_nothing(dateline, papers, tmp_path):
    post, courier = papers
    report = crawl(dateline, papers)
    assert report["articles"]["new"] == 12
    assert [(source["fetched"], source["dropped"]) for source in report["sources"]] == [(6, {}), (6, {})]
    before = dateline("status")
    assert (before["articles"], before["indexed"]) == (12, 12)
    assert [row["crawl"]["new"] for row in before["sources"]] == [6, 6]
    first = kinds(tmp_path / "data" / "warc")
    assert {kind for kind, _ in first} == {"response"}

    post.put_story(6, "<p>Correction: the crane stood on the western quay, not on the eastern one.</p>")
    post.put_news({5: datetime.now(UTC) - timedelta(hours=3), 6: datetime.now(UTC)})
    report = crawl(dateline, papers)
    assert report["articles"] == {"new": 0, "changed": 1, "unchanged": 0, "dropped": {}}
    lists = {"/", "/feed", "/index.xml", "/news.xml", "/old.xml"}
    assert set(post.site.paths()) == lists | {"/story/the-crane-6"}
    assert set(courier.site.paths()) == lists
    second = kinds(tmp_path / "data" / "warc") - first
    fetched = [path for kind, path in second.elements() if kind == "response"]
    assert sorted(fetched) == ["/news.xml", "/story/the-crane-6"]
    after = dateline("status")
    assert (after["articles"], after["pages"]) == (12, before["pages"] + 1)
    assert sorted(row["crawl"]["changed"] for row in after["sources"]) == [0, 1]

    report = crawl(dateline, papers, "--refresh")
    assert report["articles"] == {"new": 0, "changed": 0, "unchanged": 0, "dropped": {}}
    assert [(source["fetched"], source["unchanged"]) for source in report["sources"]] == [(0, 6), (0, 6)]
    third = kinds(tmp_path / "data" / "warc") - first - second
    assert {kind for kind, _ in third} == {"revisit"}
    store = open_store(tmp_path / "data" / "articles.db")
    revisions = Counter(item.article.revision for item in store.iterate())
    store.close()
    assert revisions == {1: 11, 2: 1}
