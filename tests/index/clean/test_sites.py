"""Rules of single sites: selectors in TOML, their tests, and the report that sees a site change."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from index.clean import clean_html
from index.clean.sites import load_rules, rules_for
from index.errors import SettingsError
from web.cli import cli

PAGE = """<!doctype html><html lang="en"><head><title>Harbour | Example</title></head><body>
<div id="top"><h2 class="real">The harbour stays open</h2><h1>Example</h1></div>
<span class="when" title="2022-11-11T09:05:00+02:00">yesterday</span><div class="who"><b>By Jane Roe and Otis Vale</b></div>
<div class="story"><p>The council of the harbour met &lt;twice&gt; &amp; agreed.</p>
<div class="promo"><p>The autumn fair opens in Lisbon next week with forty stands.</p></div><p>Ships may come.</p></div>
<div class="comments"><p>A reader says that all of this is wrong, at some length and with many words, every day.</p></div>
</body></html>"""

RULES = """
content = ".story"
remove = [".promo"]
title = "h2.real"
date = ".when"
authors = ".who b"

[[test]]
page = "harbour.html"
url = "https://www.example.org/harbour"
title = "The harbour stays open"
published = "2022-11-11"
authors = ["Jane Roe", "Otis Vale"]
starts = "The council of the harbour met <twice> & agreed."
ends = "Ships may come."
without = "autumn fair"
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "sites"
    folder.mkdir()
    (folder / "example.org.toml").write_text(RULES)
    (folder / "harbour.html").write_text(PAGE)
    return tmp_path


def run(home: Path, *arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, ["--home", str(home), *arguments])
    return result.exit_code, result.stdout, str(result.exception or "") + result.stderr


def test_rules_say_what_the_article_is(home: Path) -> None:
    rules = rules_for(load_rules(home / "sites"), "https://news.example.org/x")
    article = clean_html(PAGE.encode(), url="https://news.example.org/x", rules=rules).article
    assert article is not None
    assert article.text == "The council of the harbour met <twice> & agreed.\nShips may come."
    assert (article.title, article.authors) == ("The harbour stays open", ("Jane Roe", "Otis Vale"))
    assert article.published is not None
    assert (article.published.isoformat(), article.published.origin) == (
        "2022-11-11T09:05:00+02:00",
        "site-rule",
    )


def test_rules_are_for_their_domain_and_what_is_below(home: Path) -> None:
    (home / "sites" / "local.example.org.toml").write_text('title = "h1"')
    rules = load_rules(home / "sites")
    found = [
        rules_for(rules, url)
        for url in (
            "https://a.local.example.org/",
            "http://EXAMPLE.org/x",
            "https://example.com/",
            None,
            "about:",
        )
    ]
    assert [one.domain if one else None for one in found] == [
        "local.example.org",
        "example.org",
        None,
        None,
        None,
    ]


def test_rule_that_finds_nothing_changes_nothing(home: Path) -> None:
    (home / "sites" / "example.org.toml").write_text(
        'content = ".gone"\ntitle = "h6"\ndate = "h6"\nauthors = "h6"'
    )
    rules = rules_for(load_rules(home / "sites"), "https://example.org/x")
    ruled = clean_html(PAGE.encode(), url="https://example.org/x", rules=rules).article
    assert ruled == clean_html(PAGE.encode(), url="https://example.org/x").article


@pytest.mark.parametrize(
    ("rules", "named"),
    [
        ('titel = "h1"', "unknown key 'titel'"), ('title = "h1["', "no CSS selector"), ("title = 3", "is no text"),
        ('title = ["a", "b"]', "takes one text"), ("title = ", "cannot be read"), ('test = "x"', "no list of tables"),
        ('[[test]]\npage = "none.html"', "which is not there"), ('[[test]]\nfile = "x"', "unknown key 'file'"),
    ],
)  # fmt: skip
def test_wrong_rules_are_named_with_file_and_key(home: Path, rules: str, named: str) -> None:
    (home / "sites" / "example.org.toml").write_text(rules)
    with pytest.raises(SettingsError, match=r"example\.org\.toml") as caught:
        load_rules(home / "sites")
    assert named in str(caught.value)


def test_rules_are_tried_on_their_own_pages(home: Path) -> None:
    assert run(home, "clean", "--check-sites")[:2] == (0, "1 sites with rules, 1 tests, 0 failures\n")
    path = home / "sites" / "example.org.toml"
    path.write_text(RULES.replace('remove = [".promo"]', "").replace("Ships may come.", "Ships must go."))
    code, out, _ = run(home, "clean", "--check-sites")
    assert code == 1
    assert "without should be 'autumn fair'" in out and "ends should be 'Ships must go.'" in out


def test_command_and_import_use_the_rules(home: Path) -> None:
    page = home / "sites" / "harbour.html"
    code, out, _ = run(home, "clean", str(page), "--url", "https://www.example.org/a", "--json")
    assert (code, json.loads(out)["title"]) == (0, "The harbour stays open")
    manifest = home / "manifest.jsonl"
    rows = [
        {"id": str(at), "path": "sites/harbour.html", "url": f"https://{host}/a"}
        for at, host in enumerate(("example.org", "other.org"))
    ]
    manifest.write_text("".join(json.dumps(row) + "\n" for row in rows))
    code, out, _ = run(home, "clean", "--batch", str(manifest))
    found = {row["id"]: row["title"] for row in map(json.loads, out.splitlines())}
    assert found["0"] == "The harbour stays open" != found["1"]


def test_clean_wants_one_thing_to_do(home: Path) -> None:
    assert run(home, "clean")[0] == 2
    assert run(home, "clean", "--check-sites", "--site-report", "x")[0] == 2
