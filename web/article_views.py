"""Articles, and what changed between their revisions."""

from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from index.article import StoredArticle
from index.store import RevisionText, Store
from search.state import SearchState
from web import labels
from web.archive import archive
from web.article_presenters import article_view, canonical, copy_rows, keys_of
from web.diffs import compare
from web.errors import NotFoundError
from web.links import article_href

blueprint = Blueprint("article", __name__)


@blueprint.get("/article/<article_id>")
def article(article_id: str) -> str | Response:
    """Show an article.

    ``q`` is highlighted, ``marks=off`` leaves persons, places and dates unmarked, ``tz`` names the zone of
    instants.
    """
    here, query = archive(), request.args.get("q", "").strip()
    stored = find(here.store, article_id)
    if stored.article.id != article_id:
        return redirect(article_href(stored.article.id, query), 301)
    marked = request.args.get("marks") != "off"
    zone = SearchState.from_params([("tz", request.args.get("tz", ""))])[0].time_zone
    stored = canonical(stored, here.aliases, here.store.entities(keys_of(stored, here.aliases)))
    copies = here.store.articles(here.store.copies(stored.article.story))
    view = article_view(
        stored,
        query=query,
        marked=marked,
        revisions=here.store.revisions(article_id),
        address=url_for("article.article", article_id=article_id, _external=True),
        zone=ZoneInfo(zone) if zone else here.zone,
    )
    toggle = url_for(
        "article.article",
        article_id=article_id,
        q=query or None,
        tz=zone or None,
        marks="off" if marked else None,
    )
    rows = copy_rows(copies.values(), article_id)
    return render_template("article.html", view=view, query=query, marked=marked, toggle=toggle, copies=rows)


@blueprint.get("/article/<article_id>/revision/<int:number>")
def revision(article_id: str, number: int) -> str:
    """Show what changed from an earlier text to the one that followed it."""
    store = archive().store
    stored = find(store, article_id)
    texts = {item.number: item for item in store.revisions(stored.article.id)}
    if number not in texts:
        raise NotFoundError(f"The article {article_id} has no earlier revision {number}.")
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
            f"There is no article {article_id!r}.", "It may have been deleted; search for its words instead."
        )
    return stored
