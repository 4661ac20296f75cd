"""The headings of a page: which of them can be its headline, and what stands in them beside it.

Not every `h1` is a headline: on many blogs it is the name of the site, linked to its front page, and on many
German news sites the last crumb of the breadcrumbs, worded for search engines, while the headline is an `h2`.
"""

import itertools
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from index.clean.boilerplate import normalised
from index.clean.class_names import NAMES, hyphenated
from index.clean.found import has_words
from index.clean.structured import plain

MAX_HEADINGS = 20
MAX_SECOND = 40
MAX_HEADLINES = 3
MAX_CHARS = 4000
CRUMB_STEPS = 4
"""So many elements stand at most between a crumb and the element that is called breadcrumbs."""


@dataclass(frozen=True, slots=True)
class Headings:
    """What can be a headline, in the page's order.

    Attributes:
        first: The words of `h1` elements; of those in breadcrumbs only when there are no others.
        are_crumbs: Whether these stand in breadcrumbs.
        ends: What stands behind a kicker, in an element of its own, in each of `first`; else empty.
        second: The words of `h2` and `h3` elements.
        printed: The one `h1` that the page calls the headline by class or microdata, else its only `h1`;
            empty when it is not shown.
        is_marked: Whether the page calls it so.
    """

    first: tuple[str, ...] = ()
    are_crumbs: bool = False
    ends: tuple[str, ...] = ()
    second: tuple[str, ...] = ()
    printed: str = ""
    is_marked: bool = False


def headings_of(tree: HtmlElement) -> Headings:
    """Read the headings of a page."""
    all_first = list(itertools.islice(tree.iter("h1"), MAX_HEADINGS))
    offered = [h1 for h1 in all_first if not is_banner(h1)]
    crumbs = [h1 for h1 in offered if is_crumb(h1)]
    first = [h1 for h1 in offered if h1 not in crumbs] or crumbs
    shown = [h1 for h1 in first if first is not crumbs and not NAMES["hidden"].search(_name_of(h1))]
    marked = [h1 for h1 in shown if _is_marked(h1)]
    printed = marked if len(marked) == 1 else shown if len(all_first) == 1 else []
    return Headings(
        first=tuple(map(words_of, first)),
        are_crumbs=bool(first) and first is crumbs,
        ends=tuple(map(_end_of, first)),
        second=tuple(map(words_of, itertools.islice(tree.iter("h2", "h3"), MAX_SECOND))),
        printed=words_of(printed[0]) if printed else "",
        is_marked=len(marked) == 1,
    )


def with_words(tree: HtmlElement, title: str) -> list[HtmlElement]:
    """Give the heading that says a title, then the first `h1` elements that are not the name of the site."""
    wanted = normalised(title)
    headings = itertools.islice(tree.iter("h1", "h2", "h3"), MAX_SECOND)
    said = [heading for heading in headings if normalised(words_of(heading)) == wanted][:1] if wanted else []
    first = (h1 for h1 in tree.iter("h1") if h1 not in said and words_of(h1) and not is_banner(h1))
    return [*said, *itertools.islice(first, MAX_HEADLINES)]


def words_of(heading: HtmlElement) -> str:
    """Give a heading's words without a subtitle that stands inside it, below the headline."""
    said = heading.text or ""
    for child in heading:
        is_last = child.getnext() is None and not (child.tail or "").strip()
        is_subtitle = child.tag == "small" or NAMES["subtitle"].search(_name_of(child))
        if not (is_last and said.strip() and is_subtitle):
            said += f" {' '.join(child.itertext())} {child.tail or ''}"
    return plain(said[:MAX_CHARS])


def _end_of(heading: HtmlElement) -> str:
    """Give what stands behind the first element of a heading that begins with one; empty when none does."""
    children = list(heading)
    if len(children) == 1 and not has_words(heading.text) and not has_words(children[0].tail):
        return _end_of(children[0])
    if not children or has_words(heading.text):
        return ""
    last = children[-1]
    if has_words(last.tail):
        return plain(last.tail or "") if len(children) == 1 else ""
    return plain(" ".join(last.itertext())) if len(children) > 1 else ""


def _is_marked(heading: HtmlElement) -> bool:
    """Whether the page calls a heading the headline."""
    said = (heading.get("itemprop") or "").split()
    return "headline" in said or bool(NAMES["headline"].search(_name_of(heading)))


def is_banner(heading: HtmlElement) -> bool:
    """Whether a heading is the name of the site: called so, or as a whole a link to the front page."""
    if NAMES["site-name"].search(_name_of(heading)):
        return True
    around = heading.getparent()
    links = [around] if around is not None and around.tag == "a" else list(heading.iter("a"))
    if len(links) != 1 or not _is_front_page(links[0].get("href")):
        return False
    return plain("".join(links[0].itertext())) == plain("".join(heading.itertext()))


def _is_front_page(link: str | None) -> bool:
    try:
        parts = urlsplit((link or "").strip())
    except ValueError:
        return False
    has_site = parts.scheme in ("http", "https") or parts.path == "/"
    return has_site and not parts.path.strip("/") and not parts.query and not parts.fragment


def is_crumb(heading: HtmlElement) -> bool:
    """Whether a heading stands in the breadcrumbs of a page."""
    for element in itertools.chain([heading], itertools.islice(heading.iterancestors(), CRUMB_STEPS)):
        if element.tag in ("article", "main", "body"):
            return False
        if element.tag == "nav" or NAMES["breadcrumbs"].search(_name_of(element)):
            return True
    return False


def _name_of(element: HtmlElement) -> str:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"[:300]
    return hyphenated(names)
