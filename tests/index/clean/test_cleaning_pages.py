"""Pages to articles: the whole cleaner on invented pages."""

import json
from datetime import date, timedelta

import pytest
from lxml.html import document_fromstring

from index.clean import clean_html
from index.clean.heads import without_head
from index.clean.leads import Lead, find_leads, with_leads
from index.clean.prune import prune

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


def test_deck_of_an_english_page_is_its_description():
    deck = "After seven months without a ship the port has its line back, and the lorries with it"
    top = f"<div><h1>The ferry returns</h1><div class='article-dek'>{deck}</div></div><article>"
    cleaned = clean_html(
        page().replace(b"<article><h1>The ferry returns</h1>", top.encode()), url=URL
    ).article
    assert cleaned is not None
    assert cleaned.description == deck
    assert cleaned.text == TEXT


def test_standfirst_in_the_header_of_an_article_opens_its_text():
    lead = "After seven months without a ship the port has its line back."
    html = page(before="", body=[*PARAGRAPHS]).replace(
        b"<h1>The ferry returns</h1>", f"<header><h1>The ferry returns</h1><p>{lead}</p></header>".encode()
    )
    cleaned = clean_html(html, url=URL).article
    assert cleaned is not None
    assert cleaned.text == f"{lead}\n{TEXT}"


def test_standfirst_of_a_german_page_opens_its_text():
    body = [
        "Die Fähre aus Warna hat am Freitag mit neunzig Lastwagen den Hafen von Odessa erreicht, sagte die Behörde.",
        "„Niemand hat geglaubt, dass wir sie wiedersehen“, sagte die Hafenmeisterin, die an den Kai gekommen war.",
        "Die Linie war im Frühjahr eingestellt worden. Nun soll das Schiff zweimal in der Woche verkehren.",
    ]
    lead = "Nach sieben Monaten ohne Schiff hat der Hafen seine Linie zurück."
    cleaned = article("", f"<p class='vorspann'>{lead}</p>", body=body, html="lang='de'")
    assert cleaned.text == "\n".join([lead, *body])


@pytest.mark.parametrize(
    ("leads", "opens"),
    [
        (["Das Schiff der Lastwagen kehrt in den Hafen zurück", "Der Hafen hat seine Linie zurück."], 1),
        (["Der Hafen hat seit Freitag wieder ein Schiff.", "Der Hafen hat seine Linie zurück."], 0),
        (["Das Schiff der Lastwagen kehrt in den Hafen zurück", "Die Linie war eingestellt."], 0),
    ],
)
def test_standfirst_in_sentences_opens_the_text_and_not_the_line_above_it(leads, opens):
    body = "Die Fähre kam am Freitag. Die Linie war eingestellt."
    found = with_leads(body, [Lead(text, in_header=False) for text in leads], "de")
    assert found == (f"{leads[opens]}\n{body}", None)


def test_standfirst_below_a_headline_without_its_kicker_is_found():
    lead = "Nach sieben Monaten ohne Schiff hat der Hafen seine Linie zurück."
    tree = document_fromstring(f"<h1>Die Fähre ist zurück</h1><p class='vorspann'>{lead}</p>")
    assert [one.text for one in find_leads(tree, "Odessa: Die Fähre ist zurück", "")] == [lead]


def test_lines_of_boilerplate_do_not_hide_the_headline_behind_them():
    headlines = frozenset({"theferryreturns"})
    text = "-\n→ Ports\n→ Ships\nThe ferry returns\nNinety lorries came with her."
    assert "The ferry" not in without_head(text, "Odesa: The ferry returns", headlines, ())


HEADS = {
    "headline with a kicker": "<h2>Black Sea : The ferry returns</h2>",
    "headline in other words": "<h2>The ferry returns to port</h2>",
    "byline": "<p>By Jane Roe and Max Low</p>",
    "date": "<p>Friday, 11 November 2022, 09:05</p>",
    "reading time": "<p>Reading time: 4 minutes</p>",
}


@pytest.mark.parametrize("name", HEADS)
def test_text_begins_behind_headline_byline_and_date(name):
    html = f"<div class='story'>{HEADS[name]}<p>{PARAGRAPHS[0]}</p></div>"
    assert article("", html, body=PARAGRAPHS[1:]).text == TEXT


def test_name_of_the_author_below_the_text_is_not_text():
    head = json_ld(headline="The ferry returns", author={"@type": "Person", "name": "Jane Roe"})
    assert article(head, "", "<p>Jane Roe</p>").text == TEXT


def test_word_that_links_to_its_topic_stays_in_its_sentence():
    linked = "The <a class='topic-tag' href='/t/ferry'>ferry</a> had been gone since the <span class='tag'>spring</span> of the war."
    assert "The ferry had been gone since the spring of the war." in article(body=[*PARAGRAPHS, linked]).text


def test_paragraph_with_a_note_for_other_eyes_is_not_said_twice():
    noted = PARAGRAPHS[2].replace(
        "passengers", "passengers<span class='sr-only'>, link opens in a new tab</span>"
    )
    text = article(body=[*PARAGRAPHS[:2], noted, *[p.replace("ferry", "ship") for p in PARAGRAPHS]]).text
    assert text.count("It will now run twice a week") == 2


def test_list_of_topics_that_lead_elsewhere_is_not_text():
    links = "".join(
        f"<li>{topic}: <a href='/{topic}'>What the harbour has to do with it</a></li>"
        for topic in ("War", "Grain")
    )
    assert article("", "", f"<ul>{links}</ul>").text == TEXT


def test_teasers_nested_in_a_short_article_are_not_text():
    teaser = "<article><h2><a href='/other'>Another story</a></h2><p>A long other story is told here, with many words.</p></article>"
    assert article("", "", teaser * 4).text == TEXT


def test_articles_in_a_frame_of_their_own_are_not_text():
    other = (
        "The grain was loaded at night, and the barge left for the Danube before the sun rose over the quay."
    )
    frame = f"<article class='more'><article><h2>Grain</h2><p>{other} {other}</p></article></article>"
    tree = document_fromstring(page(body=PARAGRAPHS * 2).replace(b"</main>", frame.encode() + b"</main>"))
    prune(tree)
    assert "The grain" not in tree.text_content() and PARAGRAPHS[2] in tree.text_content()


def test_list_that_leads_to_the_page_is_not_text():
    crumbs = "<ul><li><a href='/'>The Paper</a></li><li><a href='/world/'>World</a></li><li>The ferry is back</li></ul>"
    for above, is_kept in (
        (page().replace(b"<h1>", crumbs.encode() + b"<h1>"), False),
        (page(after=crumbs), True),
    ):
        tree = document_fromstring(above)
        prune(tree)
        assert ("The ferry is back" in tree.text_content()) == is_kept


def test_subheading_that_is_no_heading_element_is_kept():
    body = [f"{PARAGRAPHS[at % 3]} This is part {at} of the story." for at in range(6)]
    html = "".join(f"<p>{paragraph}</p>" for paragraph in body[:3])
    html += "<div class='story_subheadline'>What the captain saw</div>"
    cleaned = article("", html, body=body[3:])
    assert cleaned.text.split("\n") == [*body[:3], "What the captain saw", *body[3:]]


def test_second_headline_is_the_description_and_not_text():
    deck = "The harbour master had not believed it, and came to the quay at dawn"
    cleaned = article("", f"<h2 class='article-subline'>{deck}</h2>")
    assert (cleaned.text, cleaned.description) == (TEXT, deck)


def test_short_paragraph_between_long_ones_of_another_part_is_kept():
    long = [f"{PARAGRAPHS[at % 3]} This is part {at} of the story." for at in range(9)]
    parts = [long[:4], [*long[4:6], "But there is a problem.", *long[6:]]]
    html = "".join(f"<div class='chunk'>{''.join(f'<p>{line}</p>' for line in part)}</div>" for part in parts)
    assert article("", html, body=[]).text.split("\n") == [*parts[0], *parts[1]]


def test_subtitle_within_the_headline_is_not_the_title():
    heading = b"<h1>The ferry returns<span class='sub-title'>Ninety lorries came with her</span></h1>"
    cleaned = clean_html(page().replace(b"<h1>The ferry returns</h1>", heading), url=URL).article
    assert cleaned is not None
    assert cleaned.title == "The ferry returns"


def test_labels_beside_a_name_are_no_authors():
    byline = "<div class='byline'><b>capital</b> <span>von</span> <a>Jane Roe</a> <span>Stand:</span> <span>Edit topics</span></div>"
    assert article("", byline).authors == ("Jane Roe",)


def test_hyphens_at_which_words_may_break_are_taken_out():
    assert article(body=[PARAGRAPHS[0].replace("reached", "rea&shy;ched"), *PARAGRAPHS[1:]]).text == TEXT
