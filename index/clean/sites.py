"""Rules of one site, as a user writes them: which elements are the article, its headline, date and authors.

A file ``sites/example.org.toml`` in the data folder holds CSS selectors and, with them, the tests that say
whether they still fit::

    content = ["div.story-body"]
    remove = [".promo", "aside"]
    title = "h1.headline"
    date = "time.published"
    authors = ".byline a"

    [[test]]
    page = "example.org/harbour.html"
    url = "https://example.org/harbour"
    title = "Harbour stays open"
    published = "2022-11-11"
    starts = "The council of the harbour"
    without = "Sign up"
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cssselect import SelectorError
from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from index.article import Moment
from index.clean.authors import split_authors
from index.clean.metadata import Metadata
from index.errors import SettingsError
from index.printed_dates import parse_printed

ORIGIN = "site-rule"
"""Where a date came from that a rule found."""
BLOCKS = ("p", "li", "h2", "h3", "h4", "h5", "blockquote", "pre", "td", "dt", "dd")
"""Elements whose words are a line of the text."""
_DATE_ATTRIBUTES = ("datetime", "content", "title")


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteTest:
    """What must come out of a page that is kept beside the rules; what is empty is not looked at."""

    page: str
    url: str = ""
    title: str = ""
    published: str = ""
    authors: tuple[str, ...] = ()
    starts: str = ""
    ends: str = ""
    without: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRules:
    """CSS selectors for the pages of a domain and its subdomains; what is empty is found as elsewhere."""

    domain: str
    content: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    title: str = ""
    date: str = ""
    authors: str = ""
    test: tuple[SiteTest, ...] = ()


Rules = Mapping[str, SiteRules]
"""Domain to its rules."""


def load_rules(folder: Path) -> Rules:
    """Read the rules of every ``*.toml`` in a folder, which need not exist.

    Raises:
        SettingsError: A file cannot be read, or holds an unknown key, a value of the wrong kind or a selector
            that is none; it names all three.
    """
    return {rules.domain: rules for path in sorted(folder.glob("*.toml")) if (rules := _load(path))}


def rules_for(rules: Rules, url: str | None) -> SiteRules | None:
    """Give the rules of an address: those of the longest domain that it is in."""
    host = (urlsplit(url).hostname or "") if url else ""
    while host:
        if host in rules:
            return rules[host]
        host = host.partition(".")[2]
    return None


def _load(path: Path) -> SiteRules:
    try:
        given = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}.", "Correct or remove the file.") from error
    tests = given.pop("test", [])
    if not isinstance(tests, list) or not all(isinstance(one, dict) for one in tests):
        raise SettingsError(f"{path}: test is no list of tables.", "Write each under a line [[test]].")
    values = _values(given, SiteRules, f"{path}", left_out=("domain", "test"))
    rules = SiteRules(**values, domain=path.stem.lower())
    for name in ("content", "remove", "title", "date", "authors"):
        for selector in _several(getattr(rules, name)):
            _check_selector(selector, f"{path}: {name}")
    made = tuple(SiteTest(**_values(one, SiteTest, f"{path}: test {at}")) for at, one in enumerate(tests, 1))
    if missing := [at for at, one in enumerate(made, 1) if not (path.parent / one.page).is_file()]:
        message = f"{path}: test {missing[0]} names {made[missing[0] - 1].page}, which is not there."
        raise SettingsError(message, "Keep the page beside the rules.")
    return replace(rules, test=made)


def _values(given: dict[str, Any], kind: type, where: str, left_out: tuple[str, ...] = ()) -> dict[str, Any]:
    """Check what a table holds against a class of texts and tuples of texts."""
    known = {item.name: item.default for item in fields(kind) if item.name not in left_out}
    values: dict[str, Any] = {}
    for name, value in given.items():
        if name not in known:
            raise SettingsError(f"{where}: unknown key {name!r}.", f"Known: {', '.join(sorted(known))}.")
        several = isinstance(known[name], tuple)
        texts = [value] if isinstance(value, str) else value
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise SettingsError(f"{where}: {name} = {value!r} is no text.", "Write it in quotation marks.")
        if not several and len(texts) != 1:
            raise SettingsError(f"{where}: {name} takes one text.", "Join selectors by commas.")
        values[name] = tuple(texts) if several else texts[0]
    return values


def _several(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,) if value else ()


def _check_selector(selector: str, where: str) -> None:
    try:
        _selector(selector)
    except (SelectorError, SyntaxError, ValueError) as error:
        raise SettingsError(f"{where} = {selector!r} is no CSS selector: {error}.", "Correct it.") from error


@lru_cache(maxsize=2_000)
def _selector(selector: str) -> CSSSelector:
    return CSSSelector(selector, translator="html")


def _found(tree: HtmlElement, selector: str) -> list[HtmlElement]:
    return list(_selector(selector)(tree)) if selector else []


def without_removed(tree: HtmlElement, rules: SiteRules) -> None:
    """Take out what a site's rules say is not the article; text behind it stays."""
    for selector in rules.remove:
        for element in _found(tree, selector):
            if element.getparent() is not None:
                element.drop_tree()


def with_rules(found: Metadata, tree: HtmlElement, rules: SiteRules) -> Metadata:
    """Put what the rules find in place of what was found; a rule that finds nothing changes nothing."""
    titles = [text for element in _found(tree, rules.title) if (text := _words(element))]
    moments = [moment for element in _found(tree, rules.date) if (moment := _moment(element))]
    names, _, _ = split_authors([_words(element) for element in _found(tree, rules.authors)])
    return replace(
        found,
        title=titles[0] if titles else found.title,
        published=moments[0] if moments else found.published,
        authors=tuple(names) or found.authors,
    )


def ruled_text(tree: HtmlElement, rules: SiteRules) -> str:
    """Give the text of what the rules say is the article, in the order of the page; empty when nothing is."""
    chosen = [element for selector in rules.content for element in _found(tree, selector)]
    known = set(chosen)
    outer = [one for one in chosen if known.isdisjoint(one.iterancestors())]
    return "\n".join(line for element in dict.fromkeys(outer) for line in _lines(element))


def _lines(element: HtmlElement) -> list[str]:
    """Give the paragraphs of an element; all its words in one where it has none."""
    blocks = [element] if element.tag in BLOCKS else list(element.iter(*BLOCKS))
    known = set(blocks)
    outer = [one for one in blocks if known.isdisjoint(one.iterancestors())]
    return [words for block in outer or [element] if (words := _words(block))]


def _words(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _moment(element: HtmlElement) -> Moment | None:
    printed = (element.get(name) for name in _DATE_ATTRIBUTES)
    for text in (*printed, _words(element)):
        if text and (moment := parse_printed(text, ORIGIN)):
            return moment
    return None
