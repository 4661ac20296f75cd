"""The stored page of an article: shown in a frame that runs nothing, fetches nothing and sends nothing."""

import re

from bs4.dammit import UnicodeDammit
from flask import Blueprint, Response, render_template, request
from lxml import etree, html

from index.captures import archived_page, captures
from index.warc import ArchivedResponse
from web import labels
from web.archive import archive
from web.article_views import find
from web.errors import NotFoundError
from web.languages import gettext
from web.links import article_href
from web.operations import whole

blueprint = Blueprint("archived", __name__)

FRAME_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'"
)
"""Of the stored page: its own inline styles and pictures, and nothing else. ``sandbox`` also keeps it from
sending its reader elsewhere."""
MAX_COPY = 2**53
_TAG = re.compile("<(?=[a-z/!?])", re.IGNORECASE)
UNWANTED = ("script", "link", "base", "iframe", "frame", "object", "embed", "template")
"""Left out beforehand: hints such as ``rel=preconnect`` reach out whatever a policy says."""


@blueprint.get("/article/<article_id>/stored")
def page(article_id: str) -> str:
    """Show a stored copy of the page in a frame, with where and when it was fetched; ``copy`` says which."""
    here = archive()
    stored = find(here.store, article_id)
    kept = [item for item in captures(here.store, article_id) if item.ref]
    chosen = (
        next((item for item in kept if item.id == _asked()), None) if _asked() else next(iter(kept), None)
    )
    if chosen is None:
        raise _nothing(article_id)
    return render_template(
        "stored.html",
        stored=stored,
        back_href=article_href(stored.article.id),
        chosen=chosen,
        kept=[(item, labels.stored_instant(item.fetched_at, here.zone)) for item in kept],
        fetched=labels.stored_instant(chosen.fetched_at, here.zone),
    )


@blueprint.get("/article/<article_id>/stored/page")
def frame(article_id: str) -> Response:
    """Give the stored page itself, without what would run or fetch."""
    here = archive()
    find(here.store, article_id)
    kept = archived_page(here.store, here.settings.warc_dir, article_id, _asked())
    if kept is None:
        raise _nothing(article_id)
    response = Response(_quiet(kept), content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = FRAME_POLICY
    response.headers["X-DNS-Prefetch-Control"] = "off"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _asked() -> int | None:
    """Read which copy is asked for; None takes the newest.

    Raises:
        BadRequestError: It is no number.
    """
    return whole("copy", 0, 1, MAX_COPY) if "copy" in request.args else None


def _nothing(article_id: str) -> NotFoundError:
    return NotFoundError(
        gettext("No page is stored for the article %(id)s.", id=article_id),
        gettext("Its text is on its own page."),
    )


def _quiet(kept: ArchivedResponse) -> str:
    """Give the page's markup without elements that run, fetch or lead elsewhere by themselves."""
    charset = (kept.content_type or "").lower().partition("charset=")[2].strip("\"' ;")
    read = UnicodeDammit(kept.body, known_definite_encodings=[charset] if charset else [], is_html=True)
    markup = (read.unicode_markup or "").encode("utf-8", "replace")
    if not markup.strip():
        return ""
    # lxml itself: to take one element out of many siblings costs Beautiful Soup their number.
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)
    tree = html.document_fromstring(markup, parser=parser)
    etree.strip_elements(tree, *UNWANTED, etree.Comment, etree.ProcessingInstruction, with_tail=False)
    for element in list(tree.iter("meta")):
        if element.get("http-equiv") or element.get("charset"):
            element.drop_tree()
    for element in tree.iter("style"):
        # Within SVG browsers read as markup what is the text of a style sheet elsewhere.
        element.text = _TAG.sub(r"\\3c ", element.text or "")
    return f"<!doctype html>{html.tostring(tree, encoding='unicode')}"
