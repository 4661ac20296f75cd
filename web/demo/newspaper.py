"""The articles of the invented newspaper, from the data files beside this module."""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any

NAME = "The Harbour Courier"
HOST = "www.harbour-courier.example"
"""Canonical host: ids of articles do not change with the port. Its top level is reserved (RFC 2606)."""
SECTIONS = ("World", "Politics", "Business", "Science", "Culture", "Sport")
LAYOUTS = ("modern", "microdata", "plain")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsArticle:
    """An article as its newspaper has it; ``number`` is its place in the order of publication."""

    number: int
    slug: str
    section: str
    title: str
    text: str
    published: datetime
    authors: tuple[str, ...] = ()
    dateline: str = ""
    caption: str = ""
    agency: str = ""
    language: str = "en"
    paywalled: bool = False
    corrected_title: str = ""
    corrected_text: str = ""

    @property
    def paragraphs(self) -> list[str]:
        """The text as printed; the dateline opens the first paragraph."""
        lines = self.text.strip().split("\n")
        return [f"{self.dateline} - {lines[0]}", *lines[1:]] if self.dateline else lines

    @property
    def layout(self) -> str:
        """The page's form; an older part of the site has no structured data at all."""
        return LAYOUTS[self.number % len(LAYOUTS)]

    @property
    def path(self) -> str:
        """Path on the site; the plain layout has no date in it."""
        section = self.section.lower()
        if self.layout == "plain":
            return f"/{section}/{self.slug}.html"
        return f"/{section}/{self.published:%Y/%m/%d}/{self.slug}/"


@cache
def articles() -> tuple[NewsArticle, ...]:
    """Give all articles, oldest first."""
    rows: list[dict[str, Any]] = []
    for file in sorted(
        resources.files("web.demo").joinpath("articles").iterdir(), key=lambda item: item.name
    ):
        rows += tomllib.loads(file.read_text("utf-8"))["article"]
    rows.sort(key=lambda row: datetime.fromisoformat(row["published"]))
    return tuple(
        NewsArticle(
            number=number,
            **row | {"published": datetime.fromisoformat(row["published"]), "authors": tuple(row["authors"])},
        )
        for number, row in enumerate(rows)
    )
