"""The headline of a page, chosen among what the page offers; the site's name taken off.

On 98 % of pages one of heading, JSON-LD headline, og:title and title is the printed headline. They are
compared with each other: what two of them say, or one says with a kicker or the site's name around it, wins.
"""

import re
from dataclasses import dataclass, replace
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from index.clean.boilerplate import normalised
from index.clean.headings import Headings, headings_of
from index.clean.structured import Structured, plain
from index.clean.word_lists import WORDS

MAX_TITLE_CHARS = 500
MAX_ADDRESS_CHARS = 2_000
SEPARATOR = re.compile(r"\s+(?:[|\-–—•·»«›‹:/ǀ│~]|::)+\s+|\s*[|ㅣ│]\s*")
"""What stands between a headline and the name of a site. Source: titles of the pages that were read."""
_TAIL = re.compile(r"\s*[|\-–—ㅣ│]")
"""What stands between a headline and the names of section and site, perhaps without spaces."""
DOMAIN = re.compile(
    r"^(?:www\.)?[\w-]+(?:\.[\w-]+)?\.(?:[a-z]{2}|com|net|org|info|news|online)$", re.IGNORECASE
)
GENERIC = frozenset(WORDS["title-generic"])
KICKER_SHARE = 0.4
"""A headline is at least this share of a heading that has a kicker in front of it."""
MIN_PRINTED_WORDS = 3
"""A heading of more words is a headline and not the name of a section."""
NEAR_SHARE = 0.3
"""A headline in another wording shares more than this of its words of four letters and more."""
PART_SHARE = 0.3
"""A heading that is a part of a title is at least this share of it; less names a section or a series."""
MIN_PART_CHARS = 8
"""A heading that is a part of the title is a headline from this length on; shorter ones name sections."""
TAIL_SHARE = 0.4
"""The part behind the last separator is a site's name when shorter than this share of a title."""


@dataclass(frozen=True, slots=True)
class Offers:
    """What a page offers for a title; empty where it says nothing."""

    headings: Headings
    headline: str
    alternative: str
    shared: str
    """og:title"""
    titled: str
    address: str = ""
    """The words of the page's address."""


def title_of(tree: HtmlElement, found: Structured, url: str | None) -> str:
    """Choose the headline of a page; empty when it offers none."""
    names = site_names(found, url)
    element = tree.find(".//head/title")
    element = element if element is not None else tree.find(".//title")
    titled = plain("".join(element.itertext())[:4000]) if element is not None else ""
    headings = headings_of(tree)
    shared = found.first_meta(*WORDS["meta-title"]) or ""
    if (said := found.first_meta("headline")) and shared.startswith(said) and _TAIL.match(shared, len(said)):
        shared = said
    kept = [
        (text, end)
        for text, end in zip(headings.first, headings.ends, strict=True)
        if len(text) > 3 and not is_site(text, names)
    ]
    offers = Offers(
        headings=replace(headings, first=tuple(text for text, _ in kept), ends=tuple(end for _, end in kept)),
        headline=without_site(found.text("headline") or "", names),
        alternative=found.text("alternativeHeadline") or "",
        shared=without_site(shared, names),
        titled=without_site(titled, names),
        address=normalised(unquote(url or "")[:MAX_ADDRESS_CHARS]),
    )
    return choose(offers).replace("\xad", "")[:MAX_TITLE_CHARS]


def choose(offers: Offers) -> str:
    """Choose among offers: the rules in the order in which they were found to be right on gold pages."""
    headline, shared, titled = offers.headline, offers.shared, offers.titled
    if headline and normalised(offers.alternative) == normalised(headline):
        return headline
    if _has_kicker_everywhere(offers):
        return headline
    agreed = (_behind_crumbs(offers) if offers.headings.are_crumbs else "") or _agreed(offers)
    if agreed:
        return agreed
    first = offers.headings.first[0] if offers.headings.first else ""
    if shared:
        return _printed(offers, first) or (headline if _is_titled(offers) else shared)
    if headline:
        return headline
    second = max((text for text in offers.headings.second if _is_part(text, titled)), key=len, default="")
    if second:
        return second
    if len(first.split()) > 2:
        return first
    return without_tail(titled) or first


def _is_titled(offers: Offers) -> bool:
    """Whether JSON-LD and `title` say one thing, and it is not what the page is shared as and the site."""
    said = normalised(offers.headline)
    return bool(said) and said == normalised(offers.titled) and not said.startswith(normalised(offers.shared))


def _has_kicker_everywhere(offers: Offers) -> bool:
    """Whether data, `title` and address all have the kicker that stands before a heading, with a colon.

    The name of a rubric stands there as well, but not in the address beside the headline.
    """
    said = normalised(offers.headline)
    behind = normalised(offers.headline.partition(":")[2])
    is_everywhere = said == normalised(offers.shared) and f" {said} " in f" {offers.address} "
    is_titled = f"{normalised(offers.titled)} ".startswith(f"{said} ")
    return bool(behind) and is_everywhere and is_titled and behind in map(normalised, offers.headings.first)


def _printed(offers: Offers, first: str) -> str:
    """Give the heading that is printed as the headline where the data say it in other words; else nothing.

    The data's wording is for search engines and social networks. A heading that shares no words with it may
    be of a section, unless the page calls it the headline.
    """
    headline, shared, printed = offers.headline, offers.shared, offers.headings.printed
    if len(printed.split()) <= MIN_PRINTED_WORDS or printed not in offers.headings.first:
        printed = ""
    if headline:
        if normalised(headline) != normalised(shared):
            return ""
        if printed and offers.headings.is_marked:
            return printed
        return first if len(first.split()) > MIN_PRINTED_WORDS and _shares_most(first, shared) else ""
    said, other = _long_words(printed), _long_words(f"{shared} {offers.titled}")
    is_near = len(said & other) > NEAR_SHARE * min(len(said), len(other))
    return printed if offers.headings.is_marked or is_near else ""


def _long_words(text: str) -> frozenset[str]:
    return frozenset(word for word in normalised(text).split() if len(word) > 3)


def _behind_crumbs(offers: Offers) -> str:
    """Give what the page is shared as when a heading behind the breadcrumbs says it, kickers apart."""
    said = normalised(offers.shared)
    for heading in offers.headings.second if said else ():
        words = normalised(heading)
        if said == words or (words.endswith(f" {said}") and _is_most(offers.shared, words)):
            return offers.shared
    return ""


def _agreed(offers: Offers) -> str:
    """Give the headline that a heading and another offer say alike, kickers and site names apart."""
    others = [text for text in (offers.headline, offers.shared, offers.titled) if text]
    for heading in offers.headings.first:
        words = normalised(heading)
        if words.endswith(" " + normalised(offers.headline)) and _is_most(offers.headline, words):
            return offers.headline
    for heading, end in zip(offers.headings.first, offers.headings.ends, strict=True):
        if normalised(heading) == normalised(offers.shared):
            return offers.shared if end else heading  # a kicker of its own has no colon behind it
    if end := _behind_kickers(offers, others):
        return end
    for heading in offers.headings.first:
        words = normalised(heading)
        for other in others:
            if words.endswith(" " + normalised(other)) and _is_most(other, words):
                return other
    for heading in offers.headings.first:
        words = normalised(heading)
        for other in others:
            said = normalised(other)
            inside = said.startswith(words + " ") or f" {said}".endswith(f" {words}")
            if inside and len(words) > PART_SHARE * len(said):
                return heading
    return ""


def _behind_kickers(offers: Offers, others: list[str]) -> str:
    """Give the end of a heading with which another offer ends, when the kickers before it differ."""
    said = [normalised(other) for other in others]
    for heading, end in zip(offers.headings.first, offers.headings.ends, strict=True):
        words, last = normalised(heading), normalised(end)
        is_end = last and words not in said and _is_most(end, words)
        if is_end and any(other.endswith(f" {last}") for other in said):
            return end
    return ""


def _is_part(heading: str, titled: str) -> bool:
    """Whether a heading is a title, or one end of it parted from the rest by a separator."""
    said, whole = heading.casefold(), titled.casefold()
    if len(said) < max(MIN_PART_CHARS, PART_SHARE * len(whole)):
        return False
    begins = whole.startswith(said) and SEPARATOR.match(whole, len(said))
    ends = whole.endswith(said) and any(
        found.end() == len(whole) - len(said) for found in SEPARATOR.finditer(whole)
    )
    return bool(begins or ends or said == whole)


def _is_most(other: str, words: str) -> bool:
    return len(normalised(other)) > KICKER_SHARE * len(words)


def _shares_most(one: str, other: str) -> bool:
    first, second = set(normalised(one).split()), set(normalised(other).split())
    return len(first & second) > 0.5 * min(len(first), len(second))


def site_names(found: Structured, url: str | None) -> frozenset[str]:
    """Give the folded names by which a page may call its site: said by it, or in its address."""
    publisher = found.article.get("publisher")
    said = publisher.get("name") if isinstance(publisher, dict) else None
    names = {_compact(found.first_meta(*WORDS["meta-site"]) or "")}
    names.add(_compact(said[:200]) if isinstance(said, str) else "")
    try:
        host = (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        host = ""
    names.add(_compact(host))
    names.update(_compact(label) for label in host.split(".")[:-1])
    return frozenset(name for name in names - {"com", "co", "news", "www"} if len(name) > 1)


def is_site(part: str, names: frozenset[str]) -> bool:
    """Whether a part of a title names the site and not the article."""
    compact = _compact(part)
    if not compact or compact in names or compact in GENERIC or DOMAIN.match(part.strip()):
        return True
    return any(
        (len(compact) >= 4 and compact in name)
        or (len(name) >= 5 and name in compact and len(name) > 0.5 * len(compact))
        for name in names
    )


def without_site(title: str, names: frozenset[str]) -> str:
    """Take the site's names off both ends of a title."""
    for _ in range(4):
        separators = list(SEPARATOR.finditer(title[: MAX_TITLE_CHARS * 4]))
        if not separators:
            break
        first, last = separators[0], separators[-1]
        if is_site(title[last.end() :], names) and title[: last.start()].strip():
            title = title[: last.start()].strip()
        elif is_site(title[: first.start()], names) and title[first.end() :].strip():
            title = title[first.end() :].strip()
        else:
            break
    return title


def without_tail(title: str) -> str:
    """Take the short part behind a title's last separator off: the name of a site that is not known."""
    separators = list(SEPARATOR.finditer(title[: MAX_TITLE_CHARS * 4]))
    if not separators or len(title) - separators[-1].end() >= TAIL_SHARE * len(title):
        return title
    return title[: separators[-1].start()].strip() or title


def _compact(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())
