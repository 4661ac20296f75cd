"""What searches of the demo must find, by plain reading of the newspaper's own data.

Nothing here uses the cleaner, the index or the engine: words are looked for with regular expressions in the
articles as their newspaper has them, after its correction.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from web.demo.newspaper import NewsArticle, articles

WIRE_COPIES = {
    "danube-ports-reform-wire", "lviv-tram-museum-fire-copy", "lviv-museum-third-report",
    "storm-black-sea-copy", "nairobi-drought-wire",
}  # fmt: skip
"""Near copies of another article: five articles that are no stories of their own."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """A search, in parameters of the API, and how many articles it must find."""

    what: str
    params: tuple[tuple[str, str], ...]
    total: int


@dataclass(frozen=True, slots=True)
class FacetExpectation:
    """A value that a facet must show for a search, and its count."""

    what: str
    params: tuple[tuple[str, str], ...]
    facet: str
    name: str
    count: int


def words_of(article: NewsArticle) -> str:
    """Give all words of an article, as corrected."""
    title = article.corrected_title or article.title
    text = article.corrected_text or "\n".join(article.paragraphs)
    return f"{title}\n{text}"


def count(condition: Callable[[NewsArticle], object]) -> int:
    """Count the articles that a condition holds for."""
    return sum(1 for article in articles() if condition(article))


def containing(pattern: str) -> int:
    """Count the articles in whose words a pattern occurs."""
    return count(lambda article: re.search(pattern, words_of(article)))


def expectations() -> list[Expectation]:
    """Give the searches and their totals."""
    everything = len(articles())
    return [
        Expectation("all articles", (), everything),
        Expectation("all stories, copies once", (("copies", "group"),), everything - len(WIRE_COPIES)),
        Expectation("a word", (("q", "lighthouse"),), containing(r"(?i)\blighthouse")),
        Expectation("a phrase", (("q", '"grand piano"'),), containing(r"(?i)\bgrand piano\b")),
        Expectation("a word of the correction", (("q", '"241 votes"'),), containing(r"\b241 votes\b")),
        Expectation("the word it replaced", (("q", '"214 votes to 96"'),), 0),
        Expectation("nothing of the draft", (("q", '"not for publication"'),), 0),
        Expectation(
            "a month",
            (("from", "2025-11"), ("to", "2025-11")),
            count(lambda item: f"{item.published:%Y-%m}" == "2025-11"),
        ),
        Expectation(
            "a place, every mention",
            (("q", "place:Vienna"), ("mentions", "every")),
            containing(r"\bVienna\b"),
        ),
        Expectation("a section", (("section", "Science"),), count(lambda item: item.section == "Science")),
        Expectation("a language", (("lang", "fr"),), count(lambda item: item.language == "fr")),
        Expectation(
            "a day that articles talk about",
            (("about_from", "2025-09-04"), ("about_to", "2025-09-04")),
            count(
                lambda item: (
                    "September 4" in item.text
                    or (f"{item.published:%Y-%m-%d}" == "2025-09-04" and "Thursday" in item.text)
                )
            ),
        ),
    ]


def facet_expectations() -> list[FacetExpectation]:
    """Give the facet values and their counts; spellings of one person are one value."""
    return [
        FacetExpectation(
            "a person in two spellings", (), "person", "Olena Kovalchuk",
            containing(r"Olena Koval(?:chuk|tchuk)"),
        ),
        FacetExpectation(
            "a person with and without accents", (), "person", "José Ibáñez",
            containing(r"Jos[eé] Ib[aá][nñ]ez"),
        ),
        FacetExpectation(
            "a minister in two spellings, once by surname alone", (), "person", "Andriy Melnychenko",
            containing(r"Meln[yi]chenko"),
        ),
    ]  # fmt: skip
