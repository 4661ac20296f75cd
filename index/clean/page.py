"""The pipeline of one page: bytes to an article or a named reason."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lxml.etree import LxmlError, ParserError, strip_elements
from lxml.html import HtmlElement

from index.article import CleanArticle, Moment
from index.clean.decode import decode, is_binary
from index.clean.extraction import MAX_TEXT_CHARS, extract
from index.clean.heads import decks_of, folded, headlines_of, without_head
from index.clean.language import language_of
from index.clean.leads import DECK_LANGUAGES, find_leads, with_leads
from index.clean.link_runs import remove_link_runs
from index.clean.liveblog import intro_of, with_times
from index.clean.metadata import Metadata, read_metadata
from index.clean.parsing import TooComplexError, parse, too_large
from index.clean.prune import prune
from index.clean.sites import SiteRules, ruled_text, with_rules, without_removed
from index.clean.texts import clean_article_text, clean_plain, date_in_captions, dateline_of

CLEANER_VERSION = 6
"""Raised with every change of what the cleaner gives; older articles are then stale."""

MIN_TEXT_CHARS = 25
"""Less text than this is no article."""

_MAGIC = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b", b"RIFF", b"\x00\x00\x00")
_TAG = re.compile(
    r"<\s*(?:!doctype|html|head|body|title|meta|div|p|article|section|h[1-6]|table|span|a|br)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class CleanResult:
    """An article, or the named reason why there is none; CPU time spent on it in milliseconds.

    Attributes:
        origins: Which part of the page each value of the article came from.
    """

    article: CleanArticle | None
    dropped: str | None
    cpu_ms: float
    origins: Mapping[str, str] = field(default_factory=dict)


def clean_html(
    data: bytes,
    *,
    url: str | None = None,
    content_type: str | None = None,
    max_bytes: int = 10_000_000,
    rules: SiteRules | None = None,
) -> CleanResult:
    """Clean a page.

    Args:
        data: Its body, decompressed.
        url: Where it came from, if known.
        content_type: The header, if known.
        max_bytes: Larger pages are dropped as ``too-large``.
        rules: What a user knows of the page's site.

    Returns:
        The article; or a reason: ``empty``, ``not-html``, ``too-large``, ``too-complex``, ``no-text``,
        ``damaged``.
    """
    started = time.process_time()
    result = _clean(data, url, content_type, max_bytes, rules)
    return replace(result, cpu_ms=round((time.process_time() - started) * 1000, 2))


def clean_text(text: str, *, title: str, published: Moment | None = None) -> CleanResult:
    """Clean a plain text; the reason is ``empty`` or ``no-text`` when nothing is left."""
    started = time.process_time()
    article = clean_plain(text, title, published)
    dropped = None if article else "no-text" if text.strip() else "empty"
    return CleanResult(article, dropped, round((time.process_time() - started) * 1000, 2))


def _clean(
    data: bytes, url: str | None, content_type: str | None, max_bytes: int, rules: SiteRules | None
) -> CleanResult:
    if not data.strip():
        return _dropped("empty")
    if len(data) > max_bytes:
        return _dropped("too-large")
    if data.startswith(_MAGIC) and not data.startswith(b"\x00\x00\x00<"):
        return _dropped("not-html")
    if is_binary(data):
        return _dropped("not-html")
    text = decode(data, content_type)
    if not _TAG.search(text[:200_000]):
        return _dropped("not-html")
    try:
        return _clean_page(text, url, rules)
    except TooComplexError:
        return _dropped("too-complex")
    except (LxmlError, ParserError, RecursionError, ValueError, AssertionError):
        return _dropped("damaged")


def _dropped(reason: str) -> CleanResult:
    return CleanResult(None, reason, 0.0)


def _clean_page(text: str, url: str | None, rules: SiteRules | None) -> CleanResult:
    tree = parse(text)
    if tree is None:
        return _dropped("empty")
    if reason := too_large(tree):
        return _dropped(reason)
    strip_elements(tree, "style", with_tail=False)  # some stand within headlines
    found = read_metadata(tree, url)
    if rules:
        found = with_rules(found, tree, rules)
        without_removed(tree, rules)
    remove_link_runs(tree)
    leads = find_leads(tree, found.title, found.description)
    headlines, decks = headlines_of(tree, found.title), decks_of(tree)
    photo_credits, captions = prune(tree)
    intro = intro_of(tree, found.entries) if found.entries else []
    ruled = ruled_text(tree, rules) if rules else ""
    extracted = ruled or extract(tree, lambda: _again(text, rules), found.body, url)
    if len(extracted) > MAX_TEXT_CHARS:
        return _dropped("too-large")
    language = language_of(extracted, found.language)
    extracted, deck = (extracted, None) if ruled else with_leads(extracted, leads, language)
    if language in DECK_LANGUAGES:
        headlines |= decks
        deck = deck or next((lead.text for lead in leads if folded(lead.text) in decks), None)
    extracted = without_head(extracted, found.title, headlines, found.authors)
    body, line_credits, lines = clean_article_text(extracted, found.title)
    if found.entries and not ruled:
        body = with_times(body, found.entries, intro, found.title)
    if len(body) < MIN_TEXT_CHARS:
        return _dropped("no-text")
    article = replace(
        _described(found, body),
        description=deck or found.description,
        published=found.published or date_in_captions([*captions, *lines], body),
        language=language,
        credits=tuple(dict.fromkeys([*line_credits, *photo_credits])),
    )
    return CleanResult(article, None, 0.0, _origins(article, found))


def _described(found: Metadata, body: str) -> CleanArticle:
    """Give the article of a text, with what its page says of it."""
    return CleanArticle(
        title=found.title, text=body, url=found.url, description=found.description, authors=found.authors,
        published=found.published, modified=found.modified, language=found.language, section=found.section,
        tags=found.tags, image=found.image, dateline=dateline_of(body), kind=found.kind,
        paywalled=found.paywalled, image_alt=found.image_alt, image_credit=found.image_credit,
    )  # fmt: skip


def _origins(article: CleanArticle, found: Metadata) -> dict[str, str]:
    """Say which part of the page each value came from."""
    moments = {"published": article.published, "modified": article.modified}
    origins = {**found.origins} | {name: moment.origin for name, moment in moments.items() if moment}
    if article.language:
        declared = (found.language or "").lower().startswith(article.language)
        origins["language"] = "declared" if declared else "text"
    return origins


def _again(text: str, rules: SiteRules | None) -> HtmlElement | None:
    """Parse a page again, for what pruning took; few pages need it, and copying all trees cost more."""
    tree = parse(text)
    if tree is None:
        return None
    if rules:
        without_removed(tree, rules)
    remove_link_runs(tree)
    return tree
