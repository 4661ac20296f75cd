"""Configured sources: read from config.toml, edited in place, refused by name when they cannot be used."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from click.testing import CliRunner

from index.crawl.cli import read_addresses
from index.crawl.patterns import matches
from index.crawl.planning import CrawlOptions, make_plan
from index.crawl.sources import (
    Source,
    add_source,
    pause_source,
    print_duration,
    read_duration,
    read_sources,
    remove_source,
)
from index.crawl.sources_cli import sources
from index.errors import InputError, SettingsError
from index.settings import Settings, load_settings

FILE = """# Our desk's archive.
contact = "desk@reader.example"  # who we are

[[source]]
url = "https://www.harbour.example/"
also = ["https://www.harbour.example/feed"]
include = ["/world/*", "/politics/"]
every = "30m"
max_pages = 50
"""


@pytest.fixture
def home(tmp_path):
    (tmp_path / "config.toml").write_text(FILE)
    return tmp_path


@pytest.fixture
def command(home):
    return lambda *arguments: CliRunner().invoke(sources, arguments, obj=home, catch_exceptions=False)


def test_source_is_read_beside_the_settings(home):
    assert load_settings(home, {}).contact == "desk@reader.example"
    (source,) = read_sources(home)
    assert source == Source(
        url="https://www.harbour.example/", also=("https://www.harbour.example/feed",),
        include=("/world/*", "/politics/"), every_s=1800.0, max_pages=50,
    )  # fmt: skip
    assert source.root == "harbour.example"


def test_commands_edit_the_file_and_keep_its_remarks(command, home):
    assert command("add", "www.valley.example", "--exclude", "/sport/", "--delay", "2").exit_code == 0
    command("pause", "harbour.example")
    text = (home / "config.toml").read_text()
    assert "# Our desk's archive." in text and "# who we are" in text
    harbour, valley = read_sources(home)
    assert harbour.paused and harbour.max_pages == 50
    assert (valley.url, valley.exclude, valley.delay_s) == ("https://www.valley.example/", ("/sport/",), 2.0)
    command("pause", "harbour.example", "--resume")
    command("remove", "https://www.valley.example/")
    assert (home / "config.toml").read_text() == FILE


def test_sources_are_listed_and_shown(command):
    assert command("list").stdout == "harbour.example: https://www.harbour.example/, every 30m\n"
    assert json.loads(command("show", "harbour.example").stdout)["include"] == ["/world/*", "/politics/"]
    assert [item["name"] for item in json.loads(command("list", "--json").stdout)] == ["harbour.example"]


def test_first_source_makes_the_file(tmp_path):
    add_source(tmp_path / "data", Source(url="https://paper.example/", paused=True))
    assert read_sources(tmp_path / "data") == (Source(url="https://paper.example/", paused=True),)


def test_source_that_is_there_or_not_there_is_named(command):
    with pytest.raises(InputError, match=r"harbour\.example is a source already"):
        command("add", "https://harbour.example/world")
    with pytest.raises(InputError, match=r"valley\.example is no source.*There are: harbour\.example"):
        command("remove", "valley.example")
    with pytest.raises(InputError, match=r"valley is no source"):
        command("pause", "valley")


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ('url = "https://a.example/"\nevry = "1h"', "unknown key 'evry'"),
        ('url = "https://a.example/"\nevery = "often"', "'often' is no duration"),
        ('url = "https://a.example/"\nevery = "1s"', "'1s' is no duration of a minute"),
        ('url = "https://a.example/"\nmax_pages = 0', "max_pages = 0 is not usable"),
        ('url = "https://a.example/"\ninclude = "x"\npaused = 1', "paused = 1 is not usable"),
        ('url = "ftp://a.example/"', "is not a usable URL"),
        ('url = "https://a.example/"\nallow = ["here"]', "'here' is not HOST:PORT"),
        ('url = "https://a.example/"\ndelay_s = -1', "pause of -1 seconds is not usable"),
        ('url = "https://a.example/"\ndelay_s = inf', "pause of inf seconds is not usable"),
        ('url = "https://a.example/"\nalso = ["https://b.example/"]', r"b\.example/ is of another site"),
        ('url = "https://a.example/"\n[[source]]\nurl = "https://www.a.example/x"', "two .* tables"),
        ('also = []', "has no url"),
    ],
)  # fmt: skip
def test_unusable_table_is_refused_by_name(tmp_path, table, message):
    (tmp_path / "config.toml").write_text(f"[[source]]\n{table}\n")
    with pytest.raises(SettingsError, match=message):
        read_sources(tmp_path)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--allow", "here"], "'here' is not HOST:PORT"),
        (["--also", "https://b.example/"], r"b\.example/ is of another site\. Make it a source of its own"),
        (["--delay", "inf"], r"pause of inf seconds is not usable\. Give one from 0 to 3600"),
        (["--delay", "nan"], "pause of nan seconds"),
        (["--also", "https://a.example/", "--allow", "a.example"], "'a.example' is not HOST:PORT"),
    ],
)
def test_source_that_no_run_could_use_is_not_written(command, home, options, message):
    with pytest.raises(InputError, match=message):
        command("add", "https://a.example/", *options)
    assert (home / "config.toml").read_text() == FILE


@pytest.mark.parametrize(
    ("url", "endpoint"),
    [
        ("http://127.0.0.1:8000/", "127.0.0.1:8000"),
        ("http://[::1]/", r"\[::1\]:80"),
        ("https://10.1/", "10.1:443"),
    ],
)
def test_private_source_is_written_only_when_it_is_allowed(command, home, url, endpoint):
    with pytest.raises(InputError, match=f"is a private address.* add --allow {endpoint}"):
        command("add", url)
    assert (home / "config.toml").read_text() == FILE
    assert command("add", url, "--allow", endpoint.replace("\\", "")).exit_code == 0


def test_single_pattern_need_not_be_a_list(tmp_path):
    (tmp_path / "config.toml").write_text('[[source]]\nurl = "https://a.example/"\nexclude = "/sport/"\n')
    assert read_sources(tmp_path)[0].exclude == ("/sport/",)


@pytest.mark.parametrize(("text", "seconds"), [("90s", 90), ("15m", 900), ("6h", 21_600), ("1.5d", 129_600)])
def test_durations_are_read_and_printed(text, seconds):
    assert read_duration(text) == seconds
    assert read_duration(print_duration(seconds)) == seconds


@pytest.mark.parametrize(
    ("url", "pattern", "expected"),
    [
        ("https://a.example/sport/x", "/sport/", True),
        ("https://a.example/Sport/x", "/sport/", True),
        ("https://a.example/transport/x", "/sport/", False),
        ("https://a.example/2024/world/x", "/20*/world", True),
        ("https://a.example/x", "https://a.example/", True),
        ("https://b.example/?u=https://a.example/", "https://a.example/", False),
        ("https://a.example/a+b", "a+b", True),
    ],
)
def test_patterns_match_anywhere_with_stars(url, pattern, expected):
    assert matches(url, [pattern]) is expected


def test_plan_takes_sources_that_are_not_paused_and_their_rules():
    known = (
        Source(url="https://a.example/", every_s=600.0, delay_s=3.0, max_depth=2),
        Source(url="https://b.example/", paused=True, max_pages=7),
    )
    scheduled = make_plan(Settings(), (), CrawlOptions(sources=known))
    assert [(site.root, site.pause_s, site.delay_s, site.max_depth) for site in scheduled.sites] == [
        ("a.example", 600.0, 3.0, 2)
    ]
    given = make_plan(
        Settings(), ["https://b.example/world", "https://c.example/"], CrawlOptions(sources=known)
    )
    assert [(site.root, site.pause_s, site.max_pages, site.whole) for site in given.sites] == [
        ("b.example", 0.0, 7, False), ("c.example", 0.0, None, True),
    ]  # fmt: skip


def test_addresses_are_read_from_a_file(tmp_path):
    path = tmp_path / "list.txt"
    path.write_text("# papers\nhttps://a.example/1\n\n  b.example/2\n")
    assert read_addresses(path) == ("https://a.example/1", "https://b.example/2")
    path.write_text("https://a.example/\nnonsense\n")
    with pytest.raises(InputError, match=r"list\.txt line 2: 'nonsense' is not a usable URL"):
        read_addresses(path)
    path.write_text("# nothing\n")
    with pytest.raises(InputError, match="holds no address"):
        read_addresses(path)


def test_sources_in_one_line_become_tables_when_one_is_added(tmp_path):
    file = tmp_path / "config.toml"
    file.write_text('source = [{url = "https://a.example/", exclude = ["/sport/"]}]\nthreads = 3\n')
    add_source(tmp_path, Source(url="https://b.example/"))
    assert [source.root for source in read_sources(tmp_path)] == ["a.example", "b.example"]
    assert read_sources(tmp_path)[0].exclude == ("/sport/",)
    pause_source(tmp_path, "a.example", paused=True)
    remove_source(tmp_path, "b.example")
    assert [(source.root, source.paused) for source in read_sources(tmp_path)] == [("a.example", True)]
    remove_source(tmp_path, "a.example")
    assert read_sources(tmp_path) == () and load_settings(tmp_path).threads == 3


def test_sources_added_at_once_are_all_there(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda at: add_source(tmp_path, Source(url=f"https://a{at}.example/")), range(24)))
    assert {source.root for source in read_sources(tmp_path)} == {f"a{at}.example" for at in range(24)}
