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
    ],
)
def test_day_is_read_from_a_short_line_by_the_headline(line):
    assert day(below=line) == "2022-11-11"
    assert day(above=line) == "2022-11-11"


def test_printed_day_goes_before_the_day_on_which_the_page_was_made():
    made = "<meta name='date' content='2022-11-13'>"
    assert day(below="<p>Stand: 11.11.2022</p>", head=made) == "2022-11-11"


@pytest.mark.parametrize(
    "line", ["<p>Updated: 13 November 2022</p>", f"<p>On 13 November 2022 she came back. {TEXT}</p>"]
)
def test_day_of_a_change_or_within_a_sentence_is_not_that_of_publication(line):
    assert day(below=line) != "2022-11-13"


def test_numbers_in_a_time_element_are_read_as_the_words_beside_them():
    line = "<div><time datetime='01-11-2022 10:29'>1. November 2022 10:29</time></div>"
    assert day(below=line, lang="de") == "2022-11-01"
