"""The invented newspaper: what its site offers to a crawler."""

import re

import pytest
from werkzeug.test import Client

from web.demo.newspaper import HOST, SECTIONS, articles
from web.demo.site import BROKEN, DEAD, DRAFT, REDIRECTED, Newspaper, create_site


@pytest.fixture
def newspaper():
    return Newspaper()


@pytest.fixture
def site(newspaper):
    return Client(create_site(newspaper))


def test_articles_are_of_every_kind_that_a_real_archive_meets():
    found = articles()
    assert len(found) >= 60
    assert len({article.path for article in found}) == len(found)
    assert {article.section for article in found} == set(SECTIONS)
    assert len({f"{article.published:%Y-%m}" for article in found}) >= 3
    assert len({article.published.utcoffset() for article in found}) > 3
    assert sum(bool(article.corrected_text) for article in found) == 1
    for feature in ("authors", "dateline", "caption", "agency", "paywalled"):
        assert any(getattr(article, feature) for article in found), feature
    assert len({article.language for article in found}) > 1


def test_every_article_has_a_page_with_its_words(site):
    for article in articles():
        page = site.get(article.path)
        assert page.status_code == 200
        assert f"https://{HOST}{article.path}" in page.text
        last_words = article.paragraphs[-1].rsplit(maxsplit=1)[0][-20:]
        assert re.sub(r"\W+", "", last_words) in re.sub(r"&#\d+;|\W+", "", page.text)


def test_sitemaps_name_every_article_once(site):
    index = site.get("/sitemap.xml").text
    named = [
        address
        for month in re.findall(r"<loc>http://[^/]+(/[^<]+)</loc>", index)
        for address in re.findall(r"<loc>http://[^/]+(/[^<]+)</loc>", site.get(month).text)
    ]
    assert sorted(named) == sorted(article.path for article in articles())


def test_feed_names_the_newest(site):
    newest = max(articles(), key=lambda article: article.published)
    assert newest.path in site.get("/feed.xml").text


def test_sections_are_paged_to_the_last_article(site):
    found = set()
    for section in SECTIONS:
        page = 1
        while (answer := site.get(f"/{section.lower()}/?page={page}")).status_code == 200:
            found |= set(re.findall(r'<h2><a href="([^"]+)"', answer.text))
            page += 1
    assert found == {article.path for article in articles()}


def test_odd_addresses_answer_as_on_real_sites(site):
    assert site.get(BROKEN).data == b""
    assert site.get(DEAD).status_code == 404
    assert site.get(DRAFT).status_code == 200
    assert f"Disallow: {DRAFT.rpartition('/the-')[0]}/" in site.get("/robots.txt").text
    assert site.get(REDIRECTED).status_code == 301


def test_unchanged_page_is_not_sent_again_and_a_correction_is(site, newspaper):
    corrected = next(article for article in articles() if article.corrected_text)
    first = site.get(corrected.path)
    asked = {"If-None-Match": first.headers["ETag"]}
    assert site.get(corrected.path, headers=asked).status_code == 304
    newspaper.corrected = True
    second = site.get(corrected.path, headers=asked)
    assert second.status_code == 200
    assert second.text != first.text
