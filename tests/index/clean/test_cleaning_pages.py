"""Pages to articles: the whole cleaner on invented pages."""

import json
from datetime import date, timedelta

import pytest

from index.clean import clean_html

PARAGRAPHS = [
    "ODESA, Nov 11 (Northern Wire) - The ferry from Varna reached the port of Odesa on Friday with ninety lorries.",
    "“Nobody believed that we would see her again,” said harbour master Olha Demchenko, who had come to the quay.",
    "The line was closed in spring. It will now run twice a week, and every day in summer if there are enough passengers.",
]
TEXT = "\n".join(PARAGRAPHS)
URL = "https://www.paper.example/world/2022/11/11/ferry-returns.html"


def page(
    head: str = "", before: str = "", after: str = "", body: list[str] = PARAGRAPHS, html: str = "lang='en'"
) -> bytes:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in body)
    return (
        f"<!doctype html><html {html}><head><title>The ferry returns | The Paper</title>{head}</head><body>"
        "<nav><a href='/'>The Paper</a> <a href='/world/'>World news</a> <a href='/sport/'>Sport</a></nav>"
        f"<main><article><h1>The ferry returns</h1>{before}{text}{after}</article></main>"
        "<footer><p>© 2022 The Paper. All rights reserved.</p></footer></body></html>"
    ).encode()


def json_ld(**data: object) -> str:
    whole = {"@context": "https://schema.org", "@type": "NewsArticle", **data}
    return f"<script type='application/ld+json'>{json.dumps(whole)}</script>"


def article(*arguments, url: str | None = URL, **options):
    result = clean_html(page(*arguments, **options), url=url)
    assert result.dropped is None
    return result.article


BOILERPLATE = {
    "caption": "<figure><img src='a.jpg'><figcaption>A man waits. Photo: Ann Roe / Agency</figcaption></figure>",
    "related": "<aside class='related'><h2>Related</h2><ul><li><a href='/a'>The bridge that never was</a></li></ul></aside>",
    "newsletter": "<div class='newsletter-signup'><p>Sign up for our newsletter and get it every morning.</p></div>",
    "share": "<ul class='share-tools'><li>Facebook</li><li>WhatsApp</li></ul>",
    "cookie note": "<div class='consent'><p>Please accept cookies to load this content.</p></div>",
    "video time": "<p>00:52</p>",
    "updated at": "<p>Updated: 11 November 2022, 09:05</p>",
    "author bio": "<div class='author-bio'><p>Jane Roe writes about ports and has done so for years.</p></div>",
    "advertisement": "<p>Story continues below advertisement</p>",
    "read more": "<p><a href='/b'>Read more: The long way to Varna</a></p>",
    "agencies": "<p>With EFE and Reuters</p>",
    "script": "<script>var a = 'not text at all';</script><noscript><p>Enable JavaScript.</p></noscript>",
}


@pytest.mark.parametrize("name", BOILERPLATE)
@pytest.mark.parametrize("place", ["before", "after"])
def test_text_is_exact_whatever_boilerplate_stands_beside_it(name, place):
    assert article(**{place: BOILERPLATE[name]}).text == TEXT


def test_text_is_exact_with_all_boilerplate_at_once():
    everything = "".join(BOILERPLATE.values())
    found = article(before=everything, after=everything)
    assert found.text == TEXT
    assert "With EFE and Reuters" in found.credits
    assert any("Ann Roe" in credit for credit in found.credits)


def test_title_is_the_headline_without_the_site():
    assert article().title == "The ferry returns"
    assert (
        article("<meta property='og:title' content='The ferry returns - The Paper'>").title
        == "The ferry returns"
    )


@pytest.mark.parametrize(
    ("head", "expected", "origin"),
    [
        (json_ld(datePublished="2022-11-11T09:05:00+02:00"), "2022-11-11T09:05:00+02:00", "json-ld"),
        (
            "<meta property='article:published_time' content='2022-11-10T23:30:00-05:00'>",
            "2022-11-10T23:30:00-05:00", "meta",
        ),
        # The instant alone, in UTC; the address prints the day that it was where the paper is.
        ("<meta property='article:published_time' content='2022-11-10T23:30:00Z'>", "2022-11-11", "url"),
        (json_ld(datePublished="1970-01-01"), "2022-11-11", "url"),
        (json_ld(datePublished="soon"), "2022-11-11", "url"),
        ("", "2022-11-11", "url"),
    ],
)  # fmt: skip
def test_day_of_publication_has_its_origin(head, expected, origin):
    published = article(head).published
    assert (published.isoformat(), published.origin) == (expected, origin)


def test_day_in_the_future_is_not_believed():
    later = (date.today() + timedelta(days=40)).isoformat()
    found = article(json_ld(datePublished=later), url=None)
    assert found.published is None or found.published.day.isoformat() != later


def test_only_year_of_a_page_may_stand_in_a_caption():
    caption = (
        "<figure><figcaption>A man rides in Odesa on May 2, 2022. © Ann Roe, Agency</figcaption></figure>"
    )
    found = article(before=caption, url=None)
    assert found.published is not None
    assert found.published.day.year == 2022


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ({"@type": "Person", "name": "Jane Roe"}, ("Jane Roe",)),
        ([{"name": "Jane Roe"}, {"name": "Max Low"}], ("Jane Roe", "Max Low")),
        ("By Jane Roe", ("Jane Roe",)),
        ("Jane Roe and Max Low", ("Jane Roe", "Max Low")),
        (["https://paper.example/jane"], ()),
    ],
)
def test_authors_are_names_only(author, expected):
    assert article(json_ld(author=author)).authors == expected


def test_section_is_what_the_menu_calls_the_first_folder():
    assert article().section == "World news"
    assert article(json_ld(articleSection="Ports")).section == "Ports"
    assert article(url="https://paper.example/ferry.html").section is None


def test_broken_json_ld_leaves_the_other_sources():
    broken = '<script type=\'application/ld+json\'>{"datePublished": "2022-11</script>'
    found = article(broken + "<meta property='article:published_time' content='2022-11-10'>")
    assert found.published.isoformat() == "2022-11-10"


def test_dateline_is_kept_apart_and_in_the_text():
    found = article()
    assert found.dateline == "ODESA, Nov 11 (Northern Wire)"
    assert found.text.startswith("ODESA, Nov 11")


def test_headings_lists_and_quotes_stay_readable():
    extra = "<h2>What comes next</h2><ul><li>A second ship in March</li><li>A new quay in summer</li></ul><blockquote><p>She is a good ship.</p></blockquote>"
    lines = article(after=extra + f"<p>{PARAGRAPHS[2]} And so on.</p>").text.split("\n")
    for wanted in ("What comes next", "A second ship in March", "She is a good ship."):
        assert any(wanted in line for line in lines), wanted


def test_paywall_is_noted():
    assert article(json_ld(isAccessibleForFree=False)).paywalled
    assert not article().paywalled
