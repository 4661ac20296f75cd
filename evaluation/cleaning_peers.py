"""Run other extractors over the pages named on standard input, in an environment that has them installed.

A line of JSON a page in: id, path, url. A line a page and peer out, with the keys of ``clean --batch``.
A peer that is not installed is left out; one that fails on a page gives no text for it.
"""

import gzip
import importlib.util
import json
import sys
import time
from collections.abc import Callable
from typing import Any

Row = dict[str, Any]


def _trafilatura(page: bytes, url: str | None) -> Row:
    import trafilatura

    found = trafilatura.bare_extraction(page, url=url, with_metadata=True, include_comments=False).as_dict()
    authors = (found.get("author") or "").split("; ")
    return {"title": found["title"], "text": found["text"], "published": found["date"], "authors": authors}


def _readability(page: bytes, _url: str | None) -> Row:
    import lxml.html
    from readability import Document

    document = Document(page)
    tree = lxml.html.fromstring(document.summary())
    lines = [
        " ".join(element.itertext()) for element in tree.iter("p", "li", "h2", "h3", "blockquote", "pre")
    ]
    return {"title": document.short_title(), "text": "\n".join(lines)}


def _newspaper4k(page: bytes, url: str | None) -> Row:
    import newspaper

    # Without the flag it asks the page's site for each of its pictures.
    html = page.decode("utf-8", "replace")
    found = newspaper.article(url or "https://example.org/", input_html=html, fetch_images=False)
    day = found.publish_date
    text = {"title": found.title, "text": found.text, "authors": found.authors}
    return text | {"published": day.isoformat() if day else None}


def _goose3(page: bytes, _url: str | None) -> Row:
    from goose3 import Goose

    found = Goose({"enable_image_fetching": False}).extract(raw_html=page.decode("utf-8", "replace"))
    text = {"title": found.title, "text": found.cleaned_text, "authors": found.authors}
    return text | {"published": found.publish_date}


PEERS: dict[str, Callable[[bytes, str | None], Row]] = {
    "trafilatura": _trafilatura,
    "readability": _readability,
    "newspaper": _newspaper4k,
    "goose3": _goose3,
}


def main() -> None:
    """Print what every installed peer makes of every page."""
    installed = [name for name in PEERS if importlib.util.find_spec(name)]
    for line in sys.stdin:
        page = json.loads(line)
        with gzip.open(page["path"]) as file:
            body = file.read()
        for name in installed:
            started = time.process_time()
            try:
                row = PEERS[name](body, page.get("url"))
            except Exception:  # whatever a peer raises, the page counts as not extracted
                row = {"dropped": "failed"}
            cpu_ms = round((time.process_time() - started) * 1000, 2)
            print(json.dumps({"id": page["id"], "peer": name, "cpu_ms": cpu_ms} | row, default=str))


if __name__ == "__main__":
    main()
