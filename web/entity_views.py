"""The page of a person or place, its corrections on loopback, and the log of all corrections."""

from collections.abc import Callable, Iterable, Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from index import edits
from index.aliases import entity_of
from index.article import Entity
from index.edit_log import Edit
from index.entity_columns import ALIASED
from index.entity_words import name_words
from index.errors import EditError
from index.spellings import candidates, hidden_under, spellings
from index.store import Store
from index.wording import told
from search.state import SearchState
from web.archive import Archive, archive
from web.entity_presenters import TITLES, Candidate, EditRow, candidate_rows, edit_row, entity_view
from web.errors import NotFoundError
from web.languages import gettext
from web.parting_presenters import PartingView, first_of, may_have_two, parting_view
from web.security import check_write, is_loopback

blueprint = Blueprint("entity", __name__)

LATEST = 8
CANDIDATES = 8
LOGGED = 200
"""Corrections shown on their page, the newest."""

Form = MultiDict[str, str]

ACTIONS: Mapping[str, Callable[[Store, str, Form], Edit]] = {
    "merge-into": lambda store, key, form: edits.merge(store, [key], form.get("other", "")),
    "take-in": lambda store, key, form: edits.merge(store, [form.get("other", "")], key),
    "split": lambda store, _, form: edits.split(store, form.get("spelling", "")),
    "hide": lambda store, key, _: edits.hide(store, key),
    "rename": lambda store, key, form: edits.rename(store, key, form.get("name", "")),
    "part": lambda store, key, form: _part(store, key, form.get("shown", "")),
}
"""What the forms of the page ask for."""


@blueprint.get("/entities/<path:key>")
def entity(key: str) -> str | Response:
    """Show a person or place.

    ``find`` looks for others to merge it with, ``part`` for two persons of the name, which takes longer;
    ``edit`` confirms a correction.
    """
    here = archive()
    meant = entity_of(key, here.aliases)
    shown = meant or hidden_under(here.store, key)
    if shown != key:
        # Not for good: the merge may be undone.
        return redirect(url_for("entity.entity", key=shown, edit=request.args.get("edit")), 302)
    found = _find(here.store, key)
    done = _edit_asked(here.store)
    if not meant:
        return render_template("entity_hidden.html", entity=found, done=done, edits=_rows_of(found.key))
    return _page(here, key, found, done)


def _page(here: Archive, key: str, found: Entity, done: EditRow | None) -> str:
    """Make the page of a person or place that counts."""
    state = _articles_of(found).change(per_page=LATEST)
    page = here.engine.search(state, facets=tuple(TITLES))
    spelt = spellings(here.store, key)
    stored = here.store.articles(hit.id for hit in page.hits)
    wanted = request.args.get("find", "").strip() or (found.name.split() or [key])[-1]
    writable = is_loopback(here.settings.host)
    others = _others(wanted, found) if writable else []
    asked = writable and may_have_two(key, spelt)
    return render_template(
        "entity.html",
        view=entity_view(found, page, spelt, stored, here.aliases),
        done=done,
        edits=_rows_of(*(item.key for item in spelt)),
        find=wanted,
        candidates=others,
        may_part=asked,
        parting=_parting(found, page.total) if asked and "part" in request.args else None,
        first=first_of(key),
    )


@blueprint.post("/entities/<path:key>")
def correct(key: str) -> Response:
    """Make a correction and go to the page that shows it."""
    here = archive()
    check_write(request, here.settings.host)
    change = ACTIONS.get(request.form.get("action", ""))
    if change is None:
        raise EditError(
            told("The form names no correction."), told("Known: %(names)s.", names=", ".join(ACTIONS))
        )
    edit = change(here.store, key, request.form)
    return redirect(url_for("entity.entity", key=key, edit=edit.number), 303)


@blueprint.get("/corrections")
def corrections() -> str:
    """List the corrections, newest first."""
    store = archive().store
    found = edits.log(store)
    return render_template("corrections.html", rows=_rows(store, reversed(found[-LOGGED:])), total=len(found))


@blueprint.post("/corrections/<int:number>/undo")
def undo(number: int) -> Response:
    """Take a correction back and go to the page of what it was about."""
    here = archive()
    check_write(request, here.settings.host)
    asked = edits.find_edit(here.store, number)
    if asked is not None and asked.action == "part":
        from index.part_now import undo_now

        edit = undo_now(here.store, here.settings.index_dir, asked)
    else:
        edit = edits.undo(here.store, number)
    return redirect(url_for("entity.entity", key=edit.keys[0], edit=number), 303)


def _find(store: Store, key: str) -> Entity:
    found = store.entities([key]).get(key)
    if found is None or found.kind not in ALIASED:
        raise NotFoundError(
            gettext("There is no person or place %(key)s.", key=repr(key)),
            gettext("Search for the name instead."),
        )
    return found


def _articles_of(found: Entity) -> SearchState:
    return SearchState(sort="newest").with_value(found.kind, found.key, "all")


def _parting(found: Entity, total: int) -> PartingView:
    # They load the writer of the index, which other pages do without.
    from index import part_now
    from index.homonyms import homonym

    if total > part_now.MOST:
        return PartingView(too_many=total)
    store = archive().store
    two = homonym(store, found.key, _named_in(found))
    return parting_view(two, store) if two else PartingView()


def _part(store: Store, key: str, shown: str) -> Edit:
    from index.part_now import part_now

    found = _find(store, key)
    return part_now(store, archive().settings.index_dir, key, _named_in(found), shown)


def _named_in(found: Entity) -> list[str]:
    """Give the articles that name a person: one who is named in full counts in each of them."""
    return [hit.id for hit in archive().engine.iterate(_articles_of(found))]


def _others(wanted: str, found: Entity) -> list[Candidate]:
    """Give what somebody may want to merge with an entity."""
    some = candidates(archive().store, name_words(wanted), found.kind, CANDIDATES + 1)
    return candidate_rows(some, found.key)[:CANDIDATES]


def _edit_asked(store: Store) -> EditRow | None:
    number = request.args.get("edit", "")
    edit = edits.find_edit(store, int(number)) if number.isdecimal() and len(number) < 10 else None
    return _rows(store, [edit])[0] if edit else None


def _rows_of(*keys: str) -> list[EditRow]:
    """Give the edits that hold of some keys, newest first."""
    store, wanted = archive().store, set(keys)
    found = [item for item in edits.log(store) if not item.undone and wanted & {*item.keys, item.value}]
    return _rows(store, reversed(found))


def _rows(store: Store, found: Iterable[Edit]) -> list[EditRow]:
    some = list(found)
    known = store.named({key for edit in some for key in (*edit.keys, edit.value)})
    names = {item.key: item.name for item in known}
    return [edit_row(edit, names, archive().zone) for edit in some]
