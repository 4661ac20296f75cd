"""Articles, and what changed between their revisions."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, render_template, request, url_for
from flask import Response as PlainResponse
from werkzeug.wrappers import Response

from index.article import StoredArticle
from index.captures import kept_of
from index.errors import IndexDamagedError, IndexMissingError, IndexOutdatedError
from index.store import RevisionText, Store
from search.exporting.references import bibtex_entry, ris_entry
from search.state import SearchState
from web import labels
from web.archive import archive
from web.article_presenters import (
    ArticleView,
    CopyRow,
    article_view,
    canonical,
    cite,
    copy_rows,
    keys_of,
    reference,
    related_row,
)
from web.diffs import compare
from web.errors import NotFoundError
from web.languages import gettext, msg
from web.links import article_href, stored_href

blueprint = Blueprint("article", __name__)

MARKED = {"person": msg("persons"), "place": msg("places"), "date": msg("dates")}
"""What is marked in a text, each with a switch of its own."""
RELATED = 5
"""Related articles beside an article."""
CITATIONS: dict[str, tuple[str, Callable[[StoredArticle, str], str]]] = {
    "ris": ("application/x-research-info-systems", lambda item, address: ris_entry(reference(item), address)),
    "bib": ("application/x-bibtex", lambda item, address: bibtex_entry(reference(item), address)),
    "txt": ("text/plain", lambda item, address: cite(item, address) + "\n"),
}
"""Form to its media type and how it is written."""


@blueprint.get("/article/<article_id>")
def article(article_id: str) -> str | Response:
    """Show an article.

    ``q`` is highlighted, ``hide`` leaves persons, places or dates unmarked (repeated; ``marks=off`` all of
    them), ``tz`` names the zone of instants.
    """
    here, query = archive(), request.args.get("q", "").strip()
    stored = find(here.store, article_id)
    if stored.article.id != article_id:
        return redirect(article_href(stored.article.id, query), 301)
    hidden, zone = _hidden(), _zone()
    view = _view(stored, query, hidden, ZoneInfo(zone) if zone else here.zone)
    copies = here.store.articles(here.store.copies(stored.article.story))
    return render_template(
        "article.html",
        view=view,
        query=query,
        toggles=[
            (kind, gettext(label), kind in hidden, _toggled(article_id, query, zone, hidden ^ {kind}))
            for kind, label in MARKED.items()
            if view.names_of(kind)
        ],
        copies=copy_rows(copies.values(), article_id),
        related=_related(article_id),
        stored_href=stored_href(article_id) if kept_of(here.store, [article_id]) else "",
    )


def _view(stored: StoredArticle, query: str, hidden: frozenset[str], zone: ZoneInfo) -> ArticleView:
    here = archive()
    stored = canonical(stored, here.aliases, here.store.entities(keys_of(stored, here.aliases)))
    id_ = stored.article.id
    return article_view(
        stored,
        query=query,
        marked=frozenset(MARKED) - hidden,
        revisions=here.store.revisions(id_),
        address=_address(id_),
        zone=zone,
    )


def _hidden() -> frozenset[str]:
    """Read which marks are left out."""
    off = request.args.get("marks") == "off"
    return frozenset(MARKED) if off else frozenset(MARKED).intersection(request.args.getlist("hide"))


def _zone() -> str:
    return SearchState.from_params([("tz", request.args.get("tz", ""))])[0].time_zone


def _toggled(article_id: str, query: str, zone: str, hidden: frozenset[str]) -> str:
    """Give the same page with other marks left out."""
    return url_for(
        "article.article",
        article_id=article_id,
        q=query or None,
        tz=zone or None,
        hide=sorted(hidden) or None,
    )


def _address(article_id: str) -> str:
    return url_for("article.article", article_id=article_id, _external=True)


def _related(article_id: str) -> list[CopyRow]:
    """Give what is about the same thing; nothing while the index cannot be read: the article still can."""
    try:
        return [related_row(hit) for hit in archive().engine.related(article_id, limit=RELATED)]
    except (IndexMissingError, IndexOutdatedError, IndexDamagedError):
        return []


@blueprint.get("/article/<article_id>/cite.<form>")
def cite_as(article_id: str, form: str) -> PlainResponse:
    """Give a reference to the article as a file: RIS, BibTeX or plain text."""
    stored = find(archive().store, article_id)
    if form not in CITATIONS:
        raise NotFoundError(
            gettext("There is no citation format %(form)s.", form=repr(form)),
            gettext("Known: %(names)s.", names=", ".join(CITATIONS)),
        )
    address = _address(stored.article.id)
    media_type, write = CITATIONS[form]
    response = PlainResponse(write(stored, address), content_type=f"{media_type}; charset=utf-8")
    name = f"dateline-{stored.article.id}.{form}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@blueprint.get("/article/<article_id>/revision/<int:number>")
def revision(article_id: str, number: int) -> str:
    """Show what changed from an earlier text to the one that followed it."""
    store = archive().store
    stored = find(store, article_id)
    texts = {item.number: item for item in store.revisions(stored.article.id)}
    if number not in texts:
        raise NotFoundError(
            gettext("The article %(id)s has no earlier revision %(number)s.", id=article_id, number=number)
        )
    clean, old = stored.article.clean, texts[number]
    new_title, new_text = _following(texts, number) or (clean.title, clean.text)
    return render_template(
        "revision.html",
        stored=stored,
        number=number,
        seen=labels.stored_instant(old.seen_at, archive().zone),
        title=compare(old.title, new_title),
        lines=compare(old.text, new_text),
    )


def _following(texts: dict[int, RevisionText], number: int) -> tuple[str, str] | None:
    later = texts.get(number + 1)
    return (later.title, later.text) if later else None


def find(store: Store, article_id: str) -> StoredArticle:
    """Give an article by its id or an alias of it.

    Raises:
        NotFoundError: There is none.
    """
    stored = store.article(article_id)
    if stored is None:
        raise NotFoundError(
            gettext("There is no article %(id)s.", id=repr(article_id)),
            gettext("It may have been deleted; search for its words instead."),
        )
    return stored
