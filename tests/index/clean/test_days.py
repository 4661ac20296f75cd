"""The day of publication that a page prints beside its headline and says nowhere else for certain."""

import pytest

from index.clean import clean_html

TEXT = (
    "The ferry from Varna reached the port of Odesa on Friday with ninety lorries, the harbour master said. "
    * 3
)
HEADER = "<header><h1><a href='/'>The Paper</a></h1><p>Monday, 14 November 2022</p></header>"


def day(above: str = "", below: str = "", head: str = "", lang: str = "en") -> str | None:
    """Give the day of a page with these elements above and below its headline."""
    page = (
        f"<html lang='{lang}'><head><title>The ferry returns | The Paper</title>{head}</head><body>{HEADER}"
    )
    page += f"<div>{above}<h1>The ferry returns</h1>{below}<p>{TEXT}</p></div>"
    page += f"<div class='answer'>12 November 2022</div><p>{TEXT}</p></body></html>"
    article = clean_html(page.encode(), url="https://paper.example/ferry.html").article
    assert article is not None
    return str(article.published.day) if article.published else None


@pytest.mark.parametrize(
    "line",
    [
        "<p class='info'>By Jane Roe, Odesa, 11 November 2022</p>",
        "<div><b>Datum: </b>11.11.2022</div>",
        "<p>Stand: 11.11.2022 18:00 Uhr</p>",
        "<time>11.11.2022, 12:01 Uhr</time>",
        "<p>Par Jeanne Roe | 11 novembre 2022</p>",
        "<div><time datetime='11-11-2022 10:29'>11. November 2022 10:29</time></div>",
        "<p>2022年11月11日 10時29分</p>",
        "<p>입력 2022년 11월 11일</p>",
    ],
)
def test_day_is_read_from_a_short_line_by_the_headline(line):
    assert day(below=line) == "2022-11-11"
    assert day(above=line) == "2022-11-11"


def test_printed_day_goes_before_the_day_on_which_the_page_was_made():
    made = "<meta name='date' content='2022-11-13'>"
    assert day(below="<p>Stand: 11.11.2022</p>", head=made) == "2022-11-11"


@pytest.mark.parametrize(
    "line",
    [
        "<p>Updated: 13 November 2022</p>",
        "<div>Updated: <time datetime='2022-11-13'>Sunday</time></div>",
        f"<p>On 13 November 2022 she came back. {TEXT}</p>",
    ],
)
def test_day_of_a_change_or_within_a_sentence_is_not_that_of_publication(line):
    assert day(below=line) != "2022-11-13"


def test_numbers_in_a_time_element_are_read_as_the_words_beside_them():
    line = "<div><time datetime='01-11-2022 10:29'>1. November 2022 10:29</time></div>"
    assert day(below=line, lang="de") == "2022-11-01"


UTC = '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2022-11-10T23:15:00Z"}</script>'


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("<p itemprop='datePublished'>11 Novembre 2022</p>", "2022-11-11"),
        ("<p itemprop='datePublished'>12 Novembre 2022</p>", "2022-11-10"),
        ("<p>11 Novembre 2022</p>", "2022-11-10"),
    ],
)
def test_day_that_the_page_prints_as_that_of_publication_goes_before_the_one_in_greenwich(line, expected):
    assert day(below=line, head=UTC, lang="it") == expected


def test_clock_of_a_time_element_in_the_line_is_kept():
    line = "<div>11 November 2022 <time datetime='2022-11-11T10:29:00+02:00'>10:29</time></div>"
    page = f"<html><head><title>The ferry returns</title></head><body><h1>The ferry returns</h1>{line}<p>{TEXT}</p>"
    article = clean_html(page.encode(), url="https://paper.example/ferry.html").article
    assert article is not None and article.published is not None
    assert article.published.isoformat() == "2022-11-11T10:29:00+02:00"


def test_day_in_the_month_that_the_address_names_goes_before_others():
    months = ("06", "08", "10")
    body = "".join(
        f"<p>{TEXT} <a href='https://paper.example/2010/{one}/ferry/'>So war es</a></p>" for one in months
    )
    body += "<p><small>Dieser Beitrag wurde vor am Freitag, 11. November 2022 um %H:%M Uhr veröffentlicht</small></p>"
    body += "<div id='footer'><p>&copy; 2010 by Jane Roe</p></div>"
    page = f"<html lang='de'><head><title>Die Fähre</title></head><body><h2>Die Fähre</h2>{body}"
    days = []
    for address in ("2022/11/ferry/", "ferry/"):
        article = clean_html(page.encode(), url=f"https://paper.example/news/{address}").article
        assert article is not None
        days.append(article.published and article.published.isoformat())
    assert days == ["2022-11-11", "2010-06-01"]


def test_day_in_the_header_above_or_far_below_the_headline_is_not_that_of_publication():
    sure, made = "<p>11 November 2022</p>", "<meta name='date' content='2022-11-12'>"
    assert day(above="<header>13 November 2022</header>", below=sure) == "2022-11-11"
    assert day(below="<p>Ports</p>" * 40 + "<p>13 November 2022</p>", head=made) == "2022-11-12"
