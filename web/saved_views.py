"""Saved searches: their list, their stable links, their feeds; saving and deleting on loopback."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from index.wording import told
from search.errors import SavedQueryError
from search.saved import SavedQuery, delete_saved, find_saved, save_query, saved_list
from web.archive import archive
from web.errors import NotFoundError
from web.feeds import entry, last_update
from web.languages import gettext
from web.links import saved_href
from web.search_views import answer, asked
from web.security import check_write
from web.sentences import sentence

blueprint = Blueprint("saved", __name__)

FEED_ENTRIES = 30


@blueprint.get("/saved")
def index() -> str:
    """List the saved searches."""
    here = archive()
    rows = [(item, sentence(item.state, here.engine.names(item.state))) for item in saved_list(here.store)]
    return render_template("saved.html", rows=rows)


@blueprint.post("/saved")
def save() -> Redirect:
    """Keep a search under a name and go to its link."""
    here = archive()
    check_write(request, here.settings.host)
    state, diagnostics = asked("name", "cursor")
    if diagnostics:
        said = told("Not saved: %(reason)s", reason=diagnostics[0].message)
        raise SavedQueryError(said, told("Correct the search first."))
    saved = save_query(here.store, request.form.get("name", ""), state)
    return redirect(saved_href(saved.slug), 303)


@blueprint.post("/saved/<slug>/delete")
def delete(slug: str) -> Redirect:
    """Remove a saved search and go to the list."""
    here = archive()
    check_write(request, here.settings.host)
    _find(slug)
    delete_saved(here.store, slug)
    return redirect(url_for("saved.index"), 303)


@blueprint.get("/s/<slug>")
def show(slug: str) -> str:
    """Show the results of a saved search under its name."""
    saved = _find(slug)
    view, relaxed = answer(saved.state)
    return render_template("results.html", view=view, relaxations=relaxed, saved=saved)


@blueprint.get("/s/<slug>.atom")
def feed(slug: str) -> Response:
    """Give the newest articles of a saved search as an Atom feed (RFC 4287)."""
    saved, here = _find(slug), archive()
    page = here.engine.search(saved.state.change(sort="newest", per_page=FEED_ENTRIES), facets=())
    stored = here.store.articles(hit.id for hit in page.hits)
    entries = [
        entry(hit, stored[hit.id], url_for("article.article", article_id=hit.id, _external=True))
        for hit in page.hits
        if hit.id in stored
    ]
    updated = last_update(entries, saved.created)
    body = render_template("feed.xml", saved=saved, entries=entries, updated=updated)
    return Response(body, content_type="application/atom+xml; charset=utf-8")


def _find(slug: str) -> SavedQuery:
    try:
        return find_saved(archive().store, slug)
    except SavedQueryError as error:
        raise NotFoundError(
            gettext("There is no saved search %(slug)s.", slug=repr(slug)),
            gettext("The saved searches are listed at /saved."),
        ) from error
