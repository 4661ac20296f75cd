"""What a page says of its article: its kind, lead image, address and paywall, and where each value came from."""

import json

import pytest

from index.clean import CleanResult, clean_html

URL = "https://paper.example/world/2022/11/11/ferry.html"
TEXT = (
    "The ferry from Varna reached the port of Odesa on Friday with ninety lorries, the harbour master said. "
)


def result(head: str = "", body: str = "", url: str | None = URL, lang: str = "en") -> CleanResult:
    page = (
        f"<html lang='{lang}'><head><title>The ferry returns | The Paper</title>{head}</head><body><article>"
    )
    page += f"<h1>The ferry returns</h1>{body}<p>{TEXT * 2}</p><p>{TEXT}It will be back in March.</p></article></body></html>"
    return clean_html(page.encode(), url=url)


def article(*arguments, **options):
    found = result(*arguments, **options).article
    assert found is not None
    return found


def json_ld(**data: object) -> str:
    whole = {"@context": "https://schema.org", "@type": "NewsArticle", **data}
    return f"<script type='application/ld+json'>{json.dumps(whole)}</script>"


@pytest.mark.parametrize(
    ("head", "url", "kind"),
    [
        ("", URL, "news"),
        (json_ld(**{"@type": "OpinionNewsArticle"}), URL, "opinion"),
        (json_ld(**{"@type": ["Article", "ReviewNewsArticle"]}), URL, "opinion"),
        (json_ld(**{"@type": "LiveBlogPosting"}), URL, "live"),
        ("<meta property='og:type' content='video.other'>", URL, "video"),
        ("<meta property='article:opinion' content='true'>", URL, "opinion"),
        (json_ld(articleSection="Kommentar"), URL, "opinion"),
        ("", "https://paper.example/opinion/2022/ferry.html", "opinion"),
        ("", "https://paper.example/politik/meinung/ferry.html", "opinion"),
        ("", "https://paper.example/video/ferry.html", "video"),
        ("", "https://paper.example/fotostrecken/ferry.html", "gallery"),
        ("", "https://paper.example/opinion", "news"),
        ("", "https://paper.example/world/video-games-of-the-year.html", "news"),
    ],
)
def test_kind_is_told_by_data_section_and_address(head, url, kind):
    assert article(head, url=url).kind == kind


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        (json_ld(isAccessibleForFree=False), "", True),
        (json_ld(isAccessibleForFree="False"), "", True),
        (json_ld(isAccessibleForFree=True), "<div class='paywall'>Subscribe</div>", False),
        (json_ld(hasPart={"isAccessibleForFree": False, "cssSelector": ".rest"}), "", True),
        ("<meta property='article:content_tier' content='locked'>", "", True),
        ("<meta property='article:content_tier' content='free'>", "", False),
        ("", "<div class='article-paywall paywall'><p>Read on with a subscription</p></div>", True),
        ("", "<div class='wallpaper'><p>Blue</p></div>", False),
    ],
)
def test_paywall_is_told_by_data_and_markup(head, body, expected):
    assert article(head, body).paywalled is expected


FIGURE = (
    "<figure><img src='/img/quay-800.jpg' alt='A ship at a quay'><figcaption>The ship on Friday."
    " <span class='credit'>Ann Roe / Northern Pictures</span></figcaption></figure>"
)


def test_lead_image_has_alternative_text_and_credit_of_its_figure():
    found = article("<meta property='og:image' content='/img/quay-800.jpg?w=1200'>", FIGURE)
    assert found.image == "https://paper.example/img/quay-800.jpg?w=1200"
    assert (found.image_alt, found.image_credit) == ("A ship at a quay", "Ann Roe / Northern Pictures")


def test_lead_image_of_the_data_has_their_credit():
    image = {"@type": "ImageObject", "url": "https://img.example/a.jpg", "creditText": "Max Low"}
    found = article(json_ld(image=[image]) + "<meta property='og:image:alt' content='A quay'>")
    assert (found.image, found.image_alt, found.image_credit) == (
        "https://img.example/a.jpg",
        "A quay",
        "Max Low",
    )


def test_credit_is_read_from_the_words_of_a_caption():
    caption = "<figure><img src='/quay-800.jpg'><figcaption>The ship on Friday. Photo: Ann Roe</figcaption></figure>"
    assert article("<meta property='og:image' content='/quay-800.jpg'>", caption).image_credit == "Ann Roe"


@pytest.mark.parametrize("link", ["data:image/png;base64,AAAA", "http://[::1", "javascript:0", " "])
def test_image_that_is_no_address_is_none(link):
    assert article(f"<meta property='og:image' content='{link}'>").image is None


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("<link rel='canonical' href='/world/ferry.html'>", "https://paper.example/world/ferry.html"),
        ("<link rel='canonical' href='https://paper.example/'>", URL),
        (
            "<link rel='canonical' href=''><meta property='og:url' content='/b.html'>",
            "https://paper.example/b.html",
        ),
        ("<link rel='canonical' href='http://[::1'>", URL),
        ("<link rel='canonical' href='ftp://paper.example/a'>", URL),
    ],
)
def test_canonical_address_is_an_address_of_an_article(head, expected):
    assert article(head).url == expected


def test_every_value_has_its_origin():
    head = json_ld(
        headline="The ferry returns", datePublished="2022-11-11T09:05:00+02:00", keywords=["ports"],
        author={"name": "Jane Roe"}, articleSection="World",
    )  # fmt: skip
    head += "<meta name='description' content='A ship is back.'><meta property='og:image' content='/a.jpg'>"
    head += "<meta property='article:modified_time' content='2022-11-12'><link rel='canonical' href='/world/f.html'>"
    assert result(head).origins == {
        "title": "json-ld", "url": "link", "description": "meta", "authors": "json-ld", "section": "json-ld",
        "tags": "json-ld", "image": "meta", "published": "json-ld", "modified": "meta", "language": "declared",
    }  # fmt: skip


def test_what_the_page_shows_alone_is_of_the_text():
    body = "<p class='byline'>By Jane Roe</p><time datetime='2022-11-10'>10 November</time>"
    origins = result(body=body, url=None, lang="de").origins
    assert origins == {"title": "heading", "authors": "text", "published": "text", "language": "text"}


def test_language_that_is_declared_wrongly_is_read_from_the_text():
    assert article(lang="de").language == "en"
    assert article(lang="en-GB").language == "en"
