"""Files of all hits: as many as are counted, readable by what they are for."""

import csv
import io
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import etree

from index import page_writer, store_writer
from index.article import StoredArticle
from index.settings import Settings
from index.store import Store, open_store
from index.warc import WarcArchive
from index.warc_pages import iterate_pages
from search.array.engine import ArrayEngine
from search.exporting.archives import write_warc
from search.exporting.entries import entry, followed, opening
from search.exporting.listing import Addresses, Listing, encoded, listing, rfc3339, watched
from search.exports import BY_ENDING, FORMATS
from search.open import Archive
from search.results import Bucket, Export, Histogram, Hit, Snippet
from search.state import SearchState
from web.cli import cli

ATOM = {"a": "http://www.w3.org/2005/Atom"}
ADDRESSES = Addresses(
    lambda id_: f"https://archive.example/article/{id_}",
    "https://archive.example/search?q=x&sort=newest",
    "https://archive.example/search.file?q=x&sort=newest",
)
STATES = [
    SearchState(),
    SearchState(query="grain", per_page=1),
    SearchState(query="the", sort="oldest", copies="group"),
    SearchState(query="nowhere"),
    SearchState(about_from="2022-11").with_value("country", "UA", "not"),
]
Written = Callable[..., str]


@pytest.fixture
def written(engine: ArrayEngine, newsroom: Archive) -> Written:
    def write(state: SearchState, name: str, *, described: bool = False) -> str:
        found = listing(engine, state, newsroom.store.articles, ADDRESSES, described=described)
        return "".join(FORMATS[name].write(found))

    return write


def address(id_: str) -> str:
    return ADDRESSES.article(id_)


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.to_query_string() or "all")
def test_every_format_has_as_many_entries_as_the_search_counts(
    engine: ArrayEngine, written: Written, state: SearchState
) -> None:
    total = engine.count(state)
    ids = [hit.id for hit in engine.iterate(state)]
    assert len(ids) == total
    assert [row["id"] for row in csv.DictReader(io.StringIO(written(state, "csv")))] == ids
    assert [json.loads(line)["id"] for line in written(state, "jsonl").splitlines()] == ids
    ris = written(state, "ris")
    assert [line[6:] for line in ris.split("\r\n") if line.startswith("ID  - ")] == ids
    assert ris.count("TY  - NEWS\r\n") == ris.count("ER  - \r\n") == total
    bib = written(state, "bib")
    assert [line[14:-1] for line in bib.splitlines() if line.startswith("@misc{")] == ids
    assert bib.count("@") == total


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.to_query_string() or "all")
def test_every_feed_has_as_many_entries_as_the_search_counts(
    engine: ArrayEngine, written: Written, state: SearchState
) -> None:
    addresses = [address(hit.id) for hit in engine.iterate(state)]
    atom = etree.fromstring(written(state, "atom").encode())
    assert atom.xpath("a:entry/a:id/text()", namespaces=ATOM) == addresses
    rss = etree.fromstring(written(state, "rss").encode())
    assert rss.xpath("channel/item/guid[@isPermaLink='true']/text()") == addresses
    assert [item["id"] for item in json.loads(written(state, "jsonfeed"))["items"]] == addresses


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.to_query_string() or "all")
def test_time_series_sums_to_the_total(engine: ArrayEngine, written: Written, state: SearchState) -> None:
    rows = list(csv.DictReader(io.StringIO(written(state, "timeseries"))))
    page = engine.search(state)
    published = [row for row in rows if row["series"] == "published"]
    assert sum(int(row["articles"]) for row in published) == page.total
    assert published[-1]["bucket"] == "undated" and not published[-1]["start"]
    assert [(row["bucket"], row["start"], int(row["articles"])) for row in published[:-1]] == [
        (page.histogram.granularity, bucket.start, bucket.count) for bucket in page.histogram.buckets
    ]
    about = [row for row in rows if row["series"] == "about"]
    assert [int(row["articles"]) for row in about if row["start"]] == [
        bucket.count for bucket in page.about_histogram.buckets
    ]
    assert about[-1]["bucket"] == "undated"
    assert int(about[-1]["articles"]) == page.about_histogram.undated


def hit(title: str, url: str | None = "https://paper.example/a_b") -> Hit:
    return Hit(
        id="0123456789abcdef", url=url, title=Snippet(title), source="Paper & Co", published="2022-11-11T10:00:00+02:00",
        published_origin="meta", authors=("Jane Roe", "Max Ro"), section="World", language="en", score=1.5,
        snippet=Snippet(""),
    )  # fmt: skip


def made(*hits: Hit, total: int | None = None, sentence: str = "All articles.", **more: object) -> Listing:
    """A list whose articles the store does not know."""
    nothing = Histogram("month", (), 0)
    return Listing(
        export=Export(
            len(hits) if total is None else total, "2022-a", "2022-a.1", nothing, nothing, iter(hits)
        ),
        sentence=sentence,
        query="q=x%40y",
        counted="1 article",
        at=datetime(2022, 11, 24, 12, 0, 0, 999, UTC),
        addresses=ADDRESSES,
        articles=lambda ids: {},
        **more,  # type: ignore[arg-type]
    )


def one(name: str, item: Hit) -> str:
    return "".join(FORMATS[name].write(made(item)))


def test_table_describes_itself_only_when_asked(written: Written) -> None:
    state = SearchState(query='"grain deal", a@b', sort="newest")
    for name in ("csv", "timeseries"):
        plain, described = written(state, name), written(state, name, described=True)
        first, _, rest = described.partition("\r\n")
        assert rest == plain
        assert first.startswith("# Dateline: Articles matching “'grain deal', a(at)b”, newest first. | 20")
        assert first.endswith("| 0 articles | q=%22grain+deal%22%2C+a%40b&sort=newest")
        assert next(csv.reader(io.StringIO(described)))[0].startswith("# ")


def test_bibliography_says_first_what_it_is() -> None:
    text = "".join(FORMATS["bib"].write(made(hit("x"), sentence='Of "a@b".')))
    assert text.startswith(
        "% Dateline: Of 'a(at)b'. | 2022-11-24T12:00:00Z | generation 2022-a | 1 article | q=x%40y\n\n@misc{"
    )


@pytest.mark.parametrize("name", ["atom", "rss", "jsonfeed"])
def test_feed_names_query_time_generation_and_total(name: str) -> None:
    text = "".join(FORMATS[name].write(made(sentence="Of <it> & \x0b \ud800more.")))
    assert "1 article, generation 2022-a, at 2022-11-24T12:00:00Z, query q=x%40y" in text
    title = (
        json.loads(text)["title"] if name == "jsonfeed"
        else etree.fromstring(text.encode()).xpath("string(//*[local-name()='title'])")
    )  # fmt: skip
    assert title.startswith("Dateline: Of <it> & ") and title.endswith("more.")


HOSTILE = "<script>&\"' ]]> \x0b\ufffe\ud800 \u2028"


def test_feeds_hold_hostile_titles_and_addresses() -> None:
    for url in ('javascript:alert("1")', "http://[", 'https://paper.example/"<>&'):
        item = hit(HOSTILE, url)
        atom = etree.fromstring(b"".join(encoded(FORMATS["atom"].write(made(item)))))
        [title] = atom.xpath("a:entry/a:title/text()", namespaces=ATOM)
        assert title == "<script>&\"' ]]>  \u2028"
        assert atom.xpath("a:entry/a:link[@rel='related']/@href", namespaces=ATOM) == [
            found for found in [url] if found.startswith("https")
        ]
        rss = etree.fromstring(b"".join(encoded(FORMATS["rss"].write(made(item)))))
        assert rss.xpath("channel/item/title/text()") == [title]
        feed = json.loads(b"".join(encoded(FORMATS["jsonfeed"].write(made(item)))))
        assert feed["items"][0]["title"].startswith("<script>")
        assert feed["items"][0].get("external_url", url if not followed(url) else "") == url


def test_description_in_rss_is_text_to_a_reader_of_html(newsroom: Archive) -> None:
    [stored] = list(newsroom.store.iterate(limit=1))
    rss = etree.fromstring("".join(FORMATS["rss"].write(told(stored, "1 < 2 & <b>bold</b>"))).encode())
    assert rss.xpath("channel/item/description/text()") == ["1 &lt; 2 &amp; &lt;b&gt;bold&lt;/b&gt;"]


def told(stored: StoredArticle, description: str) -> Listing:
    """A list of one article with another description."""
    article = replace(stored.article, clean=replace(stored.article.clean, description=description))
    listed = replace(hit("x"), id=article.id)
    return replace(made(listed), articles=lambda ids: {article.id: replace(stored, article=article)})


def test_entry_says_when_it_changed_and_leaves_out_a_date_that_is_not_there(newsroom: Archive) -> None:
    stored = {item.article.id: item for item in newsroom.store.iterate(limit=1000)}
    undated = [item for item in stored.values() if item.article.clean.published is None]
    assert undated
    for item in stored.values():
        made_entry = entry(hit("x"), item, "https://archive.example/1")
        assert bool(made_entry.published) is (item.article.clean.published is not None)
        assert made_entry.updated.endswith("Z")
        assert made_entry.summary and made_entry.authors
    assert entry(hit("x"), undated[0], "").updated == rfc3339(undated[0].article.first_seen)


def test_opening_is_cut_between_words_where_there_are_some() -> None:
    assert opening("A  short\ntext.") == "A short text."
    assert opening("word " * 100) == "word " * 59 + "word…"
    assert opening("字" * 1000) == "字" * 300 + "…"


def test_instants_are_in_utc_to_the_second() -> None:
    there = datetime(987, 3, 1, 0, 30, 0, 5, timezone(timedelta(hours=1)))
    assert rfc3339(there) == "0987-02-28T23:30:00Z"
    assert rfc3339(datetime(2022, 1, 2)) == "2022-01-02T00:00:00Z"


def test_hits_that_are_missing_at_the_end_are_told() -> None:
    told: list[tuple[int, int]] = []
    found = watched(made(hit("a"), hit("b"), total=5), lambda *counts: told.append(counts))
    assert "".join(FORMATS["csv"].write(found)).count("0123456789abcdef") == 4
    assert told == [(3, 5)]
    list(FORMATS["csv"].write(watched(made(hit("a")), lambda *counts: told.append(counts))))
    assert told == [(3, 5)]


def test_beyond_has_a_row_only_where_something_is_beyond() -> None:
    series = Histogram("year", (Bucket("1987-01-01", 2),), 1, 4)
    found = replace(made(), export=replace(made().export, about_histogram=series))
    assert list(FORMATS["timeseries"].write(found))[2:] == [
        "about,year,1987-01-01,2\r\n", "about,beyond,,4\r\n", "about,undated,,1\r\n",
    ]  # fmt: skip


def test_formats_are_found_by_ending_and_by_name() -> None:
    assert BY_ENDING["feed.json"] is BY_ENDING["jsonfeed"] is FORMATS["jsonfeed"]
    assert BY_ENDING["timeseries.csv"] is FORMATS["timeseries"]
    assert len({item.ending for item in FORMATS.values()} | set(FORMATS)) == len(BY_ENDING)


def test_reference_is_what_managers_read() -> None:
    assert one("ris", hit("Grain\nmoves")).split("\r\n")[:12] == [
        "TY  - NEWS", "ID  - 0123456789abcdef", "TI  - Grain moves", "AU  - Jane Roe", "AU  - Max Ro",
        "T2  - Paper & Co", "PY  - 2022", "DA  - 2022/11/11", "SE  - World", "LA  - en",
        "UR  - https://paper.example/a_b", "L2  - https://archive.example/article/0123456789abcdef",
    ]  # fmt: skip


def test_entry_escapes_what_tex_reads() -> None:
    entry = one("bib", hit("100% of {grain} & \\ $5_x ~^#"))
    assert (
        r"title = {{100\% of \{grain\} \& \textbackslash{} \$5\_x \textasciitilde{}\textasciicircum{}\#}}"
        in entry
    )
    assert "author = {{Jane Roe} and {Max Ro}}" in entry
    assert "url = {https://paper.example/a_b}" in entry
    assert "url = {https://archive.example/article/0123456789abcdef}" in one("bib", hit("x", url=None))
    assert "url = {https://paper.example/%7Da%7B%5C}" in one(
        "bib", hit("x", url="https://paper.example/}a{\\")
    )


def test_cell_that_a_spreadsheet_would_run_is_text() -> None:
    [row] = csv.DictReader(io.StringIO(one("csv", hit('=HYPERLINK("x"),\n"y"'))))
    assert row["title"] == '\'=HYPERLINK("x"),\n"y"'


def run(home: Path, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli, ["--home", str(home), "export", *arguments])
    return done.exit_code, done.stdout


def test_command_writes_a_file_or_to_standard_output(newsroom_home: Path, tmp_path: Path) -> None:
    code, text = run(newsroom_home, "grain", "--format", "jsonl", "--base", "https://archive.example/news")
    assert code == 0
    rows = [json.loads(line) for line in text.splitlines()]
    assert rows
    assert rows[0]["address"] == f"https://archive.example/news/article/{rows[0]['id']}"
    file = tmp_path / "grain.csv"
    assert run(newsroom_home, "grain", "-o", str(file)) == (0, "")
    with file.open(newline="", encoding="utf-8") as lines:
        assert [row["id"] for row in csv.DictReader(lines)] == [row["id"] for row in rows]


def test_folder_that_is_not_there_is_said(newsroom_home: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(
        cli, ["--home", str(newsroom_home), "export", "-o", str(tmp_path / "no" / "file")]
    )
    assert done.exit_code
    assert "No such file or directory" in str(done.exception)


@pytest.mark.parametrize("name", FORMATS)
def test_command_writes_every_format_and_says_what_it_is_on_standard_error(
    newsroom_home: Path, name: str
) -> None:
    done = CliRunner().invoke(
        cli, ["--home", str(newsroom_home), "export", "grain", "--sort", "newest", "--format", name]
    )
    assert done.exit_code == 0
    assert ", query q=grain&sort=newest, at 20" in done.stderr
    assert "generation " in done.stderr and " articles, " in done.stderr
    assert done.stdout_bytes.decode("utf-8")


def test_command_describes_a_table_when_asked(newsroom_home: Path) -> None:
    code, text = run(newsroom_home, "grain", "--describe")
    assert code == 0
    assert text.startswith("# Dateline: Articles matching “grain”. | 20")
    assert text.splitlines()[1].startswith("id,url,title")


def test_articles_deleted_while_a_file_is_written_are_told(
    newsroom_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    shutil.copytree(newsroom_home, home)
    write, lost = FORMATS["csv"].write, []

    def losing(found: Listing) -> Iterator[str]:
        store = open_store(Settings(home=home).store_path)
        with store.write() as connection:
            lost.append(store.iterate(limit=1)[0].article.id)
            assert store_writer.delete_article(connection, lost[0])
        store.close()
        return write(found)

    monkeypatch.setattr("search.export_cli.FORMATS", {"csv": replace(FORMATS["csv"], write=losing)})
    done = CliRunner().invoke(cli, ["--home", str(home), "export"])
    rows = [row["id"] for row in csv.DictReader(io.StringIO(done.stdout))]
    total = int(done.stderr.split(" ", 1)[0])
    assert len(rows) == total - 1 and lost[0] not in rows
    assert f"1 article was deleted meanwhile: {total - 1} of {total} written." in done.stderr


def test_query_that_is_not_unicode_is_exported_all_the_same(newsroom_home: Path) -> None:
    done = CliRunner().invoke(cli, ["--home", str(newsroom_home), "export", "b\udcffd", "--format", "atom"])
    assert done.exit_code == 0, done.exception
    assert "0 articles" in done.stderr


def test_archived_pages_are_written_as_they_were_kept(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    at, url = datetime(2026, 3, 4, tzinfo=UTC), "https://paper.example/story"
    with WarcArchive(settings.warc_dir) as files:
        ref = files.write_response(url, 200, (("Content-Type", "text/html"),), b"<html>as it was", at)
    page = page_writer.NewPage(
        url=url, final_url=url, source="paper.example", fetched_at=at.isoformat(), status=200,
        content_type="text/html", warc_file=ref.file, warc_offset=ref.offset, digest=ref.digest,
    )  # fmt: skip
    listed = made(replace(hit("with"), id="1" * 16), replace(hit("without"), id="2" * 16))
    with store.write() as connection:
        page_writer.page_cleaned(connection, page_writer.put_page(connection, page), 1, "1" * 16, None)
    without: list[str] = []
    path = tmp_path / "out.warc.gz"
    path.write_bytes(b"".join(write_warc(listed, store, settings.warc_dir, without.append)))
    assert [(found.url, found.body, found.fetched_at) for found in iterate_pages(path)] == [
        (url, b"<html>as it was", at)
    ]
    assert without == ["2" * 16]
