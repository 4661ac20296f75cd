"""XML from strangers: read without entities, network or huge trees."""

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from io import BytesIO
from typing import Any

from lxml import etree

MAX_TAGS = 4_000_000
"""Tags of one file. A sitemap of 50,000 addresses with all fields of the protocol has half a million; twelve
million empty elements, 50 kB packed, take 1.6 GB as a tree."""


def elements(body: bytes, *local_names: str) -> Iterator[Any]:
    """Yield the elements of these local names as they end, whatever their namespace.

    An element is emptied after it was yielded, so that the tree stays small. What cannot be read ends
    the stream, and of more than `MAX_TAGS` nothing is read; external and defined entities are never followed
    (`text_of` refuses what held one).
    """
    if body.count(b"<") > MAX_TAGS:
        return
    reader = etree.iterparse(
        BytesIO(body.lstrip()),
        events=("end",),
        tag=[f"{{*}}{name}" for name in local_names],
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
    )
    try:
        for _, element in reader:
            yield element
            element.clear(keep_tail=False)
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError:
        return


def local_name(element: Any) -> str:
    """Give an element's name without its namespace; empty for comments and entities."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def text_of(element: Any) -> str:
    """Give an element's own text; empty when an entity, and so something unknown, is part of it."""
    if any(not isinstance(child.tag, str) for child in element):
        return ""
    return (element.text or "").strip()


def read_time(text: str) -> datetime | None:
    """Read the time of a feed or sitemap (ISO 8601 or RFC 822) as UTC; None when it is neither."""
    printed = text.strip()
    if not printed:
        return None
    try:
        moment = datetime.fromisoformat(printed)
    except ValueError:
        try:
            moment = parsedate_to_datetime(printed)
        except (ValueError, TypeError, IndexError):
            return None
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        return None
