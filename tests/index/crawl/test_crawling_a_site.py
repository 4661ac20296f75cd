"""Whole crawls of a loopback newspaper, with the real fetching process."""

import gzip
import socket
import sqlite3
from contextlib import closing

import pytest
from fastwarc.warc import ArchiveIterator as FastWarc

from benchmarks.crawl import kills
from index.crawl.frontier import Frontier
from index.crawl.planning import CrawlOptions
from index.crawl.running import crawl
from index.errors import InputError, MachineError
from index.settings import Settings
from index.store import open_store
from index.warc import WarcArchive
from index.warc_pages import iterate_pages


@pytest.fixture
def settings(tmp_path):
    return Settings(home=tmp_path / "data", crawl_delay_s=0.0, contact="mailto:desk@reader.example")


@pytest.fixture
def store(settings):
    opened = open_store(settings.store_path, create=True)
    yield opened
    opened.close()


@pytest.fixture
def run(settings, store, site, hasty, home):
    def crawl_site(sink, *seeds, **options):
        options = {"hosts": site.hosts, "patience": hasty, "delay_s": 0.0} | options
        return crawl(settings, store, seeds or [home], sink=sink, options=CrawlOptions(**options))

    return crawl_site


def newspaper(site) -> list[str]:
    """Fill the site with a front page, a section of two pages, a feed and sitemaps; gives its articles."""
    site.put(
        "/robots.txt",
        f"User-agent: *\nDisallow: /private/\nSitemap: http://{next(iter(site.hosts))}/index.xml",
    )
    site.put("/", '<link rel="alternate" type="application/rss+xml" href="/feed"><a href="/world">World</a>'
                  '<a href="/story/front?utm_source=home">a</a><a href="/private/story/1">p</a>')  # fmt: skip
    site.put(
        "/world",
        '<a href="/story/w1">1</a><a href="javascript:alert(1)">j</a><a rel="next" href="/world?page=2">n</a>',
    )
    site.put("/world?page=2", '<a href="/story/w2">2</a>')
    site.put("/feed", "<rss><channel><item><link>/story/f1</link></item><item><link>javascript:x</link></item></channel></rss>",
             kind="application/rss+xml")  # fmt: skip
    base = f"http://{next(iter(site.hosts))}"
    site.put(
        "/index.xml",
        f"<sitemapindex><sitemap><loc>{base}/s.xml.gz</loc></sitemap></sitemapindex>",
        kind="text/xml",
    )
    site.put_sitemap("/s.xml.gz", "/story/s1", "/story/s2", "/story/front", zipped=True)
    articles = ["/story/f1", "/story/front", "/story/s1", "/story/s2", "/story/w1", "/story/w2"]
    for path in articles:
        site.put_article(path)
    return articles


def test_home_page_leads_to_every_article_once(run, site, sink):
    articles = newspaper(site)
    report = run(sink)
    assert sink.paths() == articles
    assert max(site.paths().values()) == 1
    assert not any(path.startswith("/private") for path in site.paths())
    (source,) = report.sources
    assert (source.name, source.found, source.fetched, source.dropped) == (
        "harbour.example",
        7,
        6,
        {"robots": 1},
    )
    assert sink.flushed == 6


def test_pages_keep_their_canonical_host_and_are_archived(run, site, sink, settings):
    newspaper(site)
    run(sink)
    page = next(page for page in sink.pages if page.final_url.endswith("/story/front"))
    assert page.url == "http://www.harbour.example/story/front"
    assert page.source == "harbour.example"
    kept = WarcArchive(settings.warc_dir).read(page.warc)
    assert (kept.url, kept.body, kept.content_type) == (page.final_url, page.body, page.content_type)
    assert {host for host, _ in site.asked} == {"www.harbour.example"}


def test_page_that_asks_for_no_copy_is_taken_in_without_one(run, site, sink, settings):
    site.put("/", '<a href="/story/kept">x</a><a href="/story/private">x</a>')
    site.put_article("/story/kept")
    site.put_article("/story/private", headers={"X-Robots-Tag": "noarchive"})
    run(sink)
    assert sink.paths() == ["/story/kept", "/story/private"]
    files = {page.final_url.rpartition("/")[2]: page.warc.file for page in sink.pages}
    assert files["private"] == ""
    (path,) = settings.warc_dir.iterdir()
    assert [page.url.rpartition("/")[2] for page in iterate_pages(path)] == ["kept"]


def test_second_run_reads_the_lists_and_only_new_articles(run, site, sink, home):
    newspaper(site)
    run(sink)
    site.forget()
    sink.pages.clear()
    site.put(
        "/world", '<a href="/story/w3">3</a><a href="/story/w1">1</a><a rel="next" href="/world?page=2">n</a>'
    )
    site.put_article("/story/w3")
    run(sink)
    assert sink.paths() == ["/story/w3"]
    assert site.paths() == dict.fromkeys(
        ["/", "/index.xml", "/s.xml.gz", "/feed", "/world", "/world?page=2", "/story/w3"], 1
    )


def test_refresh_fetches_everything_again_but_keeps_what_did_not_change(run, site, sink):
    articles = newspaper(site)
    run(sink)
    sink.pages.clear()
    site.forget()
    site.put_article("/story/w1", more="<!-- corrected -->")
    report = run(sink, refresh=True)
    assert sink.paths() == ["/story/w1"]
    assert report.sources[0].unchanged == 5
    assert set(articles) <= set(site.paths())


def test_page_limit_ends_a_run_and_the_next_goes_on(run, site, sink):
    articles = newspaper(site)
    assert run(sink, max_pages=2).full
    assert len(sink.pages) == 2
    assert not run(sink).full
    assert sink.paths() == articles
    assert max(site.paths()[path] for path in articles) == 1


def test_page_limit_counts_lists_that_turn_out_to_be_articles(run, site, sink):
    articles = newspaper(site)
    site.put("/world", '<meta property="og:type" content="article"><a href="/story/w1">1</a>')
    assert run(sink, max_pages=2).full
    assert len(sink.pages) == 2 and "/world" in sink.paths()
    assert not run(sink).full
    assert sorted(sink.paths()) == sorted({*articles, "/world"} - {"/story/w2"})  # and /world once


def test_single_article_is_fetched_without_its_site(run, site, sink, home):
    newspaper(site)
    run(sink, f"{home}story/w1")
    assert site.paths() == {"/robots.txt": 1, "/story/w1": 1}


def test_redirects_are_followed_once_and_remembered(run, site, sink, home):
    site.put(
        "/",
        "".join(
            f'<a href="/story/{name}">x</a>' for name in ("old", "older", "loop", "out", "inside", "file")
        ),
    )
    site.put("/story/old", status=301, headers={"Location": "/story/new"})
    site.put("/story/older", status=302, headers={"Location": "/story/old"})
    site.put("/story/loop", status=302, headers={"Location": "/story/loop?x=1"})
    site.put("/story/loop?x=1", status=302, headers={"Location": "/story/loop"})
    site.put("/story/out", status=302, headers={"Location": "http://elsewhere.example/"})
    site.put("/story/inside", status=302, headers={"Location": "http://127.0.0.1:1/secret"})
    site.put("/story/file", status=302, headers={"Location": "file:///etc/hostname"})
    site.put_article("/story/new")
    report = run(sink)
    (page,) = sink.pages
    assert page.final_url == f"{home}story/new"
    assert page.url == f"{home}story/old"
    assert report.sources[0].dropped == {
        "off-site": 1,
        "private-address": 1,
        "bad-scheme": 1,
        "redirect-loop": 1,
    }


def test_temporary_failures_are_retried_and_lasting_ones_named(run, site, sink, store, home):
    names = ("late", "busy", "gone", "broken", "blocked", "picture", "hidden", "header", "huge")
    site.put("/", "".join(f'<a href="/story/{name}">x</a>' for name in names))
    site.put_article("/story/late")
    good = site.pages["/story/late"]
    bad = type(good)(b"", 500)
    site.pages["/story/late"] = [bad, good]
    site.pages["/story/busy"] = [
        type(good)(b"", 429, headers={"Retry-After": "1"}),
        type(good)(b"<html>busy"),
    ]
    site.put("/story/broken", status=502)
    site.put("/story/blocked", status=403)
    site.put("/story/picture", b"\x89PNG\0\0", kind="image/png")
    site.put_article("/story/hidden", more='<meta name="robots" content="noindex">')
    site.put_article("/story/header", headers={"X-Robots-Tag": "noindex"})
    site.put("/story/huge", b"<html>" + b"x" * 11_000_000)
    (source,) = run(sink).sources
    assert sink.paths() == ["/story/busy", "/story/late"]
    assert source.dropped == {"http-404": 1, "http-502": 1, "not-html": 1, "noindex": 2, "too-large": 1}
    assert source.postponed == {"http-403": 1}
    assert store.drop_counts() == source.dropped
    times = [
        moment for (_, path), moment in zip(site.asked, site.times, strict=True) if path == "/story/busy"
    ]
    assert times[1] - times[0] >= 1.0


def test_decompression_bomb_is_dropped(run, site, sink):
    site.put("/", '<a href="/story/bomb">x</a><a href="/story/zipped">y</a>')
    encoded = {"Content-Encoding": "gzip"}
    site.put("/story/bomb", gzip.compress(bytes(200_000_000), 9), headers=encoded)
    site.put("/story/zipped", gzip.compress(b"<html><p>small"), headers=encoded)
    report = run(sink)
    assert report.sources[0].dropped == {"too-large": 1}
    assert [page.body for page in sink.pages] == [b"<html><p>small"]


def test_pause_that_robots_ask_for_is_kept(run, site, sink):
    site.put("/robots.txt", "User-agent: *\nCrawl-delay: 0.3")
    site.put("/", '<a href="/story/1">x</a><a href="/story/2">x</a>')
    site.put_article("/story/1")
    site.put_article("/story/2")
    run(sink)
    gaps = [after - before for before, after in zip(site.times, site.times[1:], strict=False)]
    assert len(sink.pages) == 2
    assert min(gaps) >= 0.3


def test_site_whose_robots_cannot_be_read_is_left_alone(run, site, sink):
    newspaper(site)
    site.put("/robots.txt", status=503)
    report = run(sink)
    assert sink.pages == []
    assert set(site.paths()) == {"/robots.txt"}
    assert "robots-unreachable" in report.sources[0].problems[0]
    newspaper(site)
    run(sink)
    assert len(sink.pages) == 6


def test_private_address_is_fetched_only_when_it_is_allowed(run, site, sink):
    newspaper(site)
    seed = f"http://{site.endpoint}/story/w1"
    report = run(sink, seed, hosts={})
    assert site.asked == []
    assert report.sources[0].dropped == {"private-address": 1}
    run(sink, seed, hosts={}, allow=[site.endpoint])
    assert sink.paths() == ["/story/w1"]


def test_two_sites_are_crawled_side_by_side(run, site, sink):
    newspaper(site)
    site.pause_s = 0.02
    hosts = site.hosts | {"two.example": site.endpoint}
    report = run(sink, "http://www.harbour.example/", "http://two.example/", hosts=hosts)
    assert [source.name for source in report.sources] == ["harbour.example", "two.example"]
    assert {page.source for page in sink.pages} == {"harbour.example", "two.example"}


@pytest.mark.parametrize("seed", ["not a url", "ftp://paper.example/", "http://"])
def test_seed_that_is_no_address_is_refused_by_name(run, sink, seed):
    with pytest.raises(InputError, match="is not a usable URL"):
        run(sink, seed)


def test_sink_that_fails_ends_the_run_and_finishes_no_page(run, site, sink):
    articles = newspaper(site)

    class FullDisk:
        def take(self, page):
            raise MachineError("disk full")

        def flush(self):
            return {}

    with pytest.raises(MachineError, match="disk full"):
        run(FullDisk())
    run(sink)
    assert sink.paths() == articles


def records(settings):
    """Give type, address and profile of each record that was archived, read by another library."""
    found = []
    for path in sorted(settings.warc_dir.iterdir()):
        with path.open("rb") as raw:
            for record in FastWarc(raw):
                headers = record.headers
                assert headers["WARC-Type"] != "response" or record.verify_payload_digest()
                profile = headers.get("WARC-Profile", "").rpartition("/")[2]
                found.append((headers["WARC-Type"], headers.get("WARC-Target-URI", ""), profile))
    return found


def test_everything_fetched_is_archived_and_an_unchanged_page_only_as_a_revisit(
    run, site, sink, settings, home
):
    site.put("/", '<a href="/story/old">o</a><a href="/story/same">s</a><a href="/story/tagged">t</a>')
    site.put("/story/old", status=301, headers={"Location": "/story/new"})
    site.put_article("/story/new")
    site.put_article("/story/same")
    site.put_article("/story/tagged", headers={"ETag": '"1"'})
    run(sink)
    assert sorted(url.rpartition("/")[2] for kind, url, _ in records(settings) if kind == "response") == [
        "", "new", "old", "same", "tagged",
    ]  # fmt: skip
    run(sink, refresh=True)
    assert {
        (url.removeprefix(home), profile) for kind, url, profile in records(settings) if kind == "revisit"
    } == {
        ("", "identical-payload-digest"),
        ("story/new", "identical-payload-digest"),
        ("story/same", "identical-payload-digest"),
        ("story/tagged", "server-not-modified"),
    }
    pages = [page.url for path in settings.warc_dir.iterdir() for page in iterate_pages(path)]
    assert sorted(pages) == [f"{home}story/{name}" for name in ("new", "same", "tagged")]


def test_what_a_killed_run_had_archived_is_stored_and_not_fetched_again(run, site, sink, settings):
    articles = newspaper(site)

    class KilledError(Exception):
        """Stands for the death of the storing process, after pages were archived."""

    class Dying(type(sink)):
        def flush(self):
            raise KilledError

    dead = f"{socket.gethostname()}/{2**22 - 1}/abcdef"
    with pytest.MonkeyPatch.context() as patch, pytest.raises(KilledError):
        patch.setattr("index.crawl.runs.new_owner", lambda: dead)
        # A process that is killed gives nothing back.
        patch.setattr("index.crawl.frontier.Frontier.release", lambda self, owner: None)
        run(Dying())
    torn = next(settings.warc_dir.glob("*-abcdef.warc.gz"))
    torn.write_bytes(torn.read_bytes() + b"\x1f\x8b\x08 torn")
    site.forget()
    report = run(sink)
    assert sink.paths() == articles
    assert not set(articles) & set(site.paths())
    assert report.fetched == len(articles)
    assert all(WarcArchive(settings.warc_dir).read(page.warc).body == page.body for page in sink.pages)


def test_crawls_killed_at_random_lose_no_page_and_fetch_few_twice(tmp_path):
    found = kills.run(kills=3, hosts=2, total=240, delay_s=0.005, folder=tmp_path, seed=7)
    assert (found.pages, found.lost) == (240, 0)
    # What was on its way when the process died; what was archived is not fetched again.
    assert found.needless == 0
    assert found.twice <= 3 * 2 * 2


def test_frontier_that_cannot_be_used_stops_the_crawl_and_says_so(run, site, sink, settings):
    newspaper(site)
    path = settings.frontier_path
    Frontier(path).close()
    with closing(sqlite3.connect(path)) as database:
        database.execute("DROP TABLE robots")
    with pytest.raises(MachineError, match=r"Fetching failed: .*frontier\.db: no such table: robots\. Check"):
        run(sink)
