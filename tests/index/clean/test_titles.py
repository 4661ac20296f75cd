"""Which of a page's headings and data is the printed headline."""

import pytest
from lxml.html import document_fromstring

from index.clean import clean_html
from index.clean.headings import headings_of

TEXT = (
    "The ferry from Varna reached the port of Odesa on Friday with ninety lorries, the harbour master said. "
    * 3
)
URL = "https://paper.example/world/ferry.html"


def title(headings: str, *, titled: str = "", shared: str = "", head: str = "", url: str = URL) -> str:
    """Give the title of a page with these headings, `title` element and og:title."""
    head += f"<title>{titled}</title>" if titled else ""
    head += f"<meta property='og:title' content='{shared}'>" if shared else ""
    page = f"<html lang='en'><head>{head}</head><body>{headings}<p>{TEXT}</p><p>{TEXT}</p></body></html>"
    article = clean_html(page.encode(), url=url).article
    assert article is not None
    return article.title


@pytest.mark.parametrize(
    "banner",
    [
        "<h1><a href='/'>Notes of a pilot</a></h1>",
        "<a href='https://paper.example/'><h1>Notes of a pilot</h1></a>",
        "<h1 class='site-title'>Notes of a pilot</h1>",
    ],
)
def test_name_of_the_site_is_no_headline(banner):
    titled = "Notes of a pilot | Ferry returns to Odesa"
    assert title(f"{banner}<h1>Ferry returns to Odesa</h1>", titled=titled) == "Ferry returns to Odesa"


def test_headline_that_links_to_its_own_page_stays_one():
    headings = "<h1><a href='/world/ferry.html'>Ferry returns to Odesa</a></h1><h2>Other news</h2>"
    assert title(headings, titled="Ferry returns to Odesa | The Paper") == "Ferry returns to Odesa"


CRUMBS = "<ol class='breadcrumb'><li><a href='/'>Home</a></li><li><h1>Odesa ferry: all about the ship</h1></li></ol>"


def test_printed_headline_goes_before_the_last_crumb():
    headings = f"{CRUMBS}<h2><span>Black Sea</span> She is back at the quay</h2>"
    found = title(headings, titled="Odesa ferry: all about the ship", shared="She is back at the quay")
    assert found == "She is back at the quay"


def test_last_crumb_is_the_headline_when_no_other_heading_is():
    found = title(CRUMBS, titled="Odesa ferry: all about the ship", shared="She is back at the quay")
    assert found == "Odesa ferry: all about the ship"


@pytest.mark.parametrize(
    ("titled", "expected"),
    [
        ("Ferry returns to Odesa | Notes of a pilot", "Ferry returns to Odesa"),
        ("Pilots » Blog archive » Ferry returns to Odesa", "Ferry returns to Odesa"),
        ("Ferry returns to Odesa and nobody is there", "Notes from the bridge of a pilot"),
        ("Ferry returns to Odesa – a long evening of waiting for ninety lorries at the quay of the harbour",
         "Notes from the bridge of a pilot"),
    ],
)  # fmt: skip
def test_second_heading_is_the_headline_when_it_is_a_part_of_the_title(titled, expected):
    headings = "<h1>Notes from the bridge of a pilot</h1><h2>Ferry returns to Odesa</h2><h3>Links</h3>"
    assert title(headings, titled=titled) == expected


SHARED = "All about the ferry: ten facts"


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        ("<h1>The ferry comes home</h1>", "The ferry comes home"),
        ("<h1>Ninety lorries stand at the quay</h1>", SHARED),
        ("<h1 class='entry-title'>Ninety lorries stand at the quay</h1>", "Ninety lorries stand at the quay"),
        (
            "<h1>News of the week</h1><h1 itemprop='headline'>Ninety lorries at the quay</h1>",
            "Ninety lorries at the quay",
        ),
        ("<h1>The ferry comes home</h1><h1>The ferry sails away</h1>", SHARED),
        ("<h1 class='visually-hidden'>The ferry comes home</h1>", SHARED),
        ("<h1>The fer\xadry comes home <small>11.11.2022</small></h1>", "The ferry comes home"),
    ],
)
def test_headline_is_as_printed_and_not_as_shared(headings, expected):
    assert title(headings, titled=f"{SHARED} | The Paper", shared=SHARED) == expected


KICKER = "<h1><span>Black Sea</span> <span>Ninety lorries stand at the quay</span></h1>"


@pytest.mark.parametrize(
    ("shared", "expected"),
    [
        ("Strike in Odesa: Ninety lorries stand at the quay", "Ninety lorries stand at the quay"),
        ("Ninety lorries stand at the quay", "Ninety lorries stand at the quay"),
        ("Black Sea: Ninety lorries stand at the quay", "Black Sea: Ninety lorries stand at the quay"),
    ],
)
def test_kicker_in_the_heading_is_of_the_title_when_the_data_have_it_too(shared, expected):
    assert title(KICKER, titled=f"{shared} | The Paper", shared=shared) == expected


def test_word_in_an_element_of_its_own_is_no_kicker():
    headings = "<h1><i>Odesa</i> has ninety lorries at the quay</h1>"
    assert title(headings, titled="Odesa has ninety lorries at the quay | The Paper").startswith("Odesa has")


KICKER_SAID = "Black Sea: Ninety lorries at the quay"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://paper.example/13.black-sea-ninety-lorries-at-the-quay", KICKER_SAID),
        ("https://paper.example/13.ninety-lorries-at-the-quay", "Ninety lorries at the quay"),
    ],
)
def test_kicker_above_the_heading_is_of_the_title_when_data_and_address_have_it(address, expected):
    data = f'<script type=\'application/ld+json\'>{{"@type":"Article","headline":"{KICKER_SAID}"}}</script>'
    lead = "<p class='lead'>The captain had been waiting for this day since the spring of the war.</p>"
    headings = f"<p>Black Sea</p><h1>Ninety lorries at the quay</h1>{lead}"
    offered = {"titled": f"{KICKER_SAID}, The Paper", "shared": KICKER_SAID, "head": data, "url": address}
    assert title(headings, **offered) == expected


def test_headline_without_its_kicker_is_not_said_again_in_the_text():
    data = f'<script type=\'application/ld+json\'>{{"@type":"Article","headline":"{KICKER_SAID}"}}</script>'
    head = f"<title>{KICKER_SAID}, The Paper</title><meta property='og:title' content='{KICKER_SAID}'>{data}"
    notes = "<ul><li>11.11.2022</li><li>→ Ports</li></ul>"
    page = (
        f"<html><head>{head}</head><body><main>{notes}<h1>Ninety lorries at the quay</h1><p>{TEXT}</p></main>"
    )
    url = "https://paper.example/13.black-sea-ninety-lorries-at-the-quay"
    article = clean_html(page.encode(), url=url).article
    assert article is not None
    assert (article.title, article.text) == (KICKER_SAID, TEXT.strip())


def test_what_data_and_title_say_alike_goes_before_what_the_page_is_shared_as():
    data = (
        '<script type=\'application/ld+json\'>{"@type":"Article","headline":"The war at sea: news"}</script>'
    )
    headings = "<h1 class='headline'>Ninety lorries stand at the quay +++ The captain speaks</h1>"
    offered = {"titled": "The war at sea: news", "head": data}
    assert title(headings, shared="The war at sea: all the latest news", **offered) == "The war at sea: news"


def test_site_that_both_data_and_title_have_behind_the_headline_is_no_part_of_it():
    said = "She is back at last：Odesa Daily"
    data = f'<script type=\'application/ld+json\'>{{"@type":"Article","headline":"{said}"}}</script>'
    assert title("", titled=said, shared="She is back at last", head=data) == "She is back at last"


def test_section_and_site_behind_the_headline_are_no_part_of_it():
    stated = "<meta name='headline' content='She is back - at last'>"
    assert title("", shared="She is back - at last-Ports|The Paper", head=stated) == "She is back - at last"
    whole = "She is back: the ferry that nobody awaited"
    stated = "<meta itemprop='headline' content='She is back'>"
    assert title("", shared=whole, head=stated) == whole


@pytest.mark.parametrize(
    ("heading", "first", "end"),
    [
        (
            "<h1>The ferry <span class='sub-title'>of Varna</span> returns</h1>",
            "The ferry of Varna returns",
            "",
        ),
        ("<h1><a href='/'>The Paper</a> on the ferry</h1>", "The Paper on the ferry", "on the ferry"),
        (
            "<h1><a href='/1'><i>Black Sea</i> <b>She returns</b></a></h1>",
            "Black Sea She returns",
            "She returns",
        ),
    ],
)
def test_heading_has_its_words_and_what_stands_behind_its_kicker(heading, first, end):
    found = headings_of(document_fromstring(f"<body>{heading}</body>"))
    assert (found.first, found.ends) == ((first,), (end,))


def test_heading_of_an_article_among_breadcrumbs_is_no_crumb():
    html = "<body><div class='breadcrumbs'><a href='/'>Home</a><article><h1>She returns</h1></article></div></body>"
    assert not headings_of(document_fromstring(html)).are_crumbs


@pytest.mark.parametrize("heading", ["Ninety lorries stand at the quay", "Ferry"])
def test_heading_that_shares_little_with_what_all_data_say_is_not_the_headline(heading):
    said = "Ferry returns to Odesa after seven months of waiting"
    data = f'<script type=\'application/ld+json\'>{{"@type":"Article","headline":"{said}"}}</script>'
    assert title(f"<h1>{heading}</h1>", titled=f"{said} | The Paper", shared=said, head=data) == said
