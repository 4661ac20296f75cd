"""For random states, one number everywhere: page, API, command line, files, histogram, facets."""

import csv
import io
import json
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import etree

from index import edits
from index.columns import FACETS
from index.edit_log import Edit
from index.generations import rebuild
from index.progress import Progress
from index.reader import GenerationReader
from index.settings import Settings
from index.store import Store, open_store
from index.store_writer import put_articles, set_automatic_aliases
from search.array.engine import ArrayEngine
from search.exports import FORMATS
from search.options import FLAGS
from search.state import Mode, SearchState, Selection
from tests.random_archive import FIRST, LAST, PERSONS, VALUES, make_article
from web import create_app
from web.cli import cli

ARTICLES = 150
SINGLE = ("source", "lang", "section", "type")
"""Facets of which an article has one value at most."""
MERGED = (
    {"p:a_kova": "p:ada_kova"},
    {"p:a_kova": "p:ada_kova", "p:kova": "p:ada_kova", "g:2": "g:3", "p:mirp": ""},
)
"""Alias tables: before and after persons and places are merged while the archive is open."""
CORRECTIONS: tuple[tuple[Callable[[Store], Edit], ...], ...] = (
    (),
    (
        lambda store: edits.merge(store, ["p:bo_telu"], "p:ada_kova"),
        lambda store: edits.rename(store, "p:ada_kova", "Dame Ada"),
        lambda store: edits.merge(store, ["g:1"], "l:sea"),
    ),
    (
        lambda store: edits.split(store, "p:a_kova"),
        lambda store: edits.hide(store, "p:bo_telu"),
        lambda store: edits.merge(store, ["p:kova"], "p:a_kova"),
        lambda store: edits.hide(store, "g:1"),
    ),
)
"""Corrections made, and undone, while the archive is open; they hold under every alias table above."""
QUERIES = (
    "", "", "kova", "kova telu", "kova OR mirp", "telu -zont", '"kova telu"~2', "ko*", "kovs~1", "title:kova",
    "repeat2:kova", "kova SAME telu", 'person:"p:ada_kova" OR mirp', "person:p:kova", "published:2022-11..2022-12",
    "about:2022-12 OR bafo", '-place:"g:1"', "NOT (kova OR telu)", "none:section", "kova^3 OR wupo", "nowhere",
)  # fmt: skip


@dataclass(frozen=True)
class Served:
    """An archive behind the Flask client, its store, and its folder for the command line."""

    client: FlaskClient
    store: Store
    settings: Settings

    def merge(self, aliases: dict[str, str]) -> None:
        with self.store.write() as connection:
            set_automatic_aliases(connection, aliases)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    settings = Settings(home=tmp_path_factory.mktemp("counts"))
    store = open_store(settings.store_path, create=True)
    rnd = random.Random(20221124)
    with store.write() as connection:
        put_articles(connection, [make_article(rnd, number) for number in range(ARTICLES)])
        set_automatic_aliases(connection, MERGED[0])
    rebuild(store, settings.index_dir, Progress("indexing"))
    # It looks at the store before each search: a merge is seen at once.
    reader = GenerationReader(settings.index_dir, store, max_age_s=0)
    app = create_app(settings, ArrayEngine(reader.snapshot, store), store)
    yield Served(app.test_client(), store, settings)
    reader.close()
    store.close()


@st.composite
def states(draw: st.DrawFn) -> SearchState:
    pairs = [(facet, key) for facet, keys in VALUES.items() for key in keys]
    mode: st.SearchStrategy[Mode] = st.sampled_from(["any", "any", "all", "not"])
    chosen = draw(
        st.lists(st.tuples(st.sampled_from(pairs), mode), max_size=2, unique_by=lambda item: item[0])
    )
    days = st.dates(FIRST, LAST).map(str) | st.sampled_from(["2022", "2022-11", "2022-12"])
    # Most states have no bounds; those that have them need not be in order: then nothing is found, alike.
    bounds = [draw(days) if draw(st.sampled_from([False] * 6 + [True])) else "" for _ in range(4)]
    return SearchState(
        query=draw(st.sampled_from(QUERIES)),
        selections=tuple(sorted(Selection(facet, how, key) for (facet, key), how in chosen)),
        without=draw(st.sampled_from([()] * 27 + [(facet,) for facet in FACETS])),
        undated=draw(st.sampled_from([False] * 7 + [True])),
        day_from=bounds[0],
        day_to=bounds[1],
        about_from=bounds[2],
        about_to=bounds[3],
        sort=draw(st.sampled_from(["relevance", "newest", "oldest"])),
        copies=draw(st.sampled_from(["show", "group"])),
        mentions=draw(st.sampled_from(["salient", "every"])),
        recency=draw(st.sampled_from(["off", "off", "on"])),
        per_page=draw(st.sampled_from([7, 20, 100])),
    )


def asked(served: Served, state: SearchState, path: str = "/api/v1/search") -> dict[str, Any]:
    answer = served.client.get(f"{path}?{state.to_query_string()}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def total_of(served: Served, state: SearchState) -> int:
    return int(asked(served, state, "/api/v1/histogram")["total"])


def listed_by_api(served: Served, state: SearchState) -> list[str]:
    """Ids of all hits, by following ``next``; every page says the same total."""
    page = asked(served, state)
    total, ids = page["total"], [hit["id"] for hit in page["hits"]]
    while page["next"]:
        page = served.client.get(page["next"]).get_json()
        assert page["total"] == total
        ids += [hit["id"] for hit in page["hits"]]
    return ids


def listed_on_pages(served: Served, state: SearchState) -> tuple[set[int], list[str]]:
    """The numbers that the headings show, and the ids that the links of all pages lead to."""
    numbers, ids, href = set(), [], f"/search?{state.to_query_string()}"
    while href:
        page = BeautifulSoup(served.client.get(href).text, "lxml")
        heading = page.select_one("#total")
        assert heading is not None
        word = heading.get_text().split()[0]
        numbers.add(0 if word == "No" else int(word.replace(",", "")))
        links = page.select(".hits .hit h2 a")
        ids += [str(link["href"]).partition("?")[0].rpartition("/")[2] for link in links]
        following = page.select_one("a.next")
        href = str(following["href"]) if following else ""
    return numbers, ids


def ids_in(name: str, text: str) -> list[str]:
    """The ids of the articles in a file, in their order."""
    if name == "csv":
        return [row["id"] for row in csv.DictReader(io.StringIO(text))]
    if name == "jsonl":
        return [json.loads(line)["id"] for line in text.splitlines()]
    if name == "ris":
        return [line[6:] for line in text.split("\r\n") if line.startswith("ID  - ")]
    if name == "bib":
        return [line[len("@misc{dateline") : -1] for line in text.splitlines() if line.startswith("@misc{")]
    if name == "jsonfeed":
        addresses = [item["url"] for item in json.loads(text)["items"]]
    else:
        path = "//*[local-name()='entry']/*[local-name()='id']/text() | //item/guid/text()"
        addresses = etree.fromstring(text.encode()).xpath(path)
    return [address.rpartition("/")[2] for address in addresses]


def published_in(text: str) -> int:
    rows = csv.DictReader(io.StringIO(text))
    return sum(int(row["articles"]) for row in rows if row["series"] == "published")


def clauses(state: SearchState) -> str:
    """The state's selections as clauses of its query, as the command line has no options for all of them."""
    parts = [f"({state.query})"] if state.query else []
    for facet in FACETS:
        if some := state.keys(facet):
            alternatives = " OR ".join(f'{facet}:"{key}"' for key in some)
            parts.append(f"({alternatives})")
        parts += [f'{facet}:"{key}"' for key in state.keys(facet, "all")]
        parts += [f'-{facet}:"{key}"' for key in state.keys(facet, "not")]
    parts += [f"none:{facet}" for facet in state.without]
    return " ".join(parts)


def options(state: SearchState) -> list[str]:
    """The state as arguments of `dateline search` and `dateline export`."""
    days = {
        "--from": state.day_from, "--to": state.day_to, "--about-from": state.about_from, "--about-to": state.about_to,
    }  # fmt: skip
    set_ = dict(state.to_params())
    flags = [
        f"--{name.replace('_', '-')}" for name, (param, value) in FLAGS.items() if set_.get(param) == value
    ]
    chosen = [part for pair in days.items() if pair[1] for part in pair]
    return ["--sort", state.sort, *flags, *chosen, "--", clauses(state)]


def run(served: Served, *arguments: str) -> str:
    done = CliRunner().invoke(cli, ["--home", str(served.settings.home), *arguments])
    assert done.exit_code == 0, done.exception
    return done.stdout_bytes.decode("utf-8")


def without_facet(state: SearchState, facet: str) -> SearchState:
    """The state with nothing selected in a facet."""
    return state.change(
        selections=tuple(item for item in state.selections if item.facet != facet),
        without=tuple(name for name in state.without if name != facet),
    )


def check_lists(served: Served, state: SearchState, total: int) -> None:
    ids = listed_by_api(served, state)
    assert len(ids) == len(set(ids)) == total
    numbers, on_pages = listed_on_pages(served, state)
    assert numbers == {total}
    assert on_pages == ids
    for name, item in FORMATS.items():
        answer = served.client.get(f"/search.{item.ending}?{state.to_query_string()}")
        assert answer.headers["X-Total-Count"] == str(total), name
        if name == "timeseries":
            assert published_in(answer.text) == total
        else:
            assert ids_in(name, answer.text) == ids, name


def check_commands(served: Served, state: SearchState, total: int, name: str) -> None:
    printed = json.loads(run(served, "search", "--json", "--limit", "1", *options(state)))
    assert printed["total"] == total
    text = run(served, "export", "--format", name, *options(state))
    assert (published_in(text) if name == "timeseries" else len(ids_in(name, text))) == total


def check_histogram(served: Served, state: SearchState, page: dict[str, Any]) -> None:
    series = page["histogram"]
    assert sum(bucket["count"] for bucket in series["buckets"]) + series["undated"] == page["total"]
    digits = {"day": 10, "month": 7, "year": 4}[series["granularity"]]
    if state.undated or state.day_from or state.day_to or state.copies == "group":
        return  # a bucket may hold days that were not asked for, or copies of several days
    for bucket in series["buckets"][:3]:
        day = bucket["start"][:digits]
        assert total_of(served, state.change(day_from=day, day_to=day)) == bucket["count"], day


def check_facet(served: Served, state: SearchState, facet: str) -> None:
    """Every count is what selecting the value gives, and single values add up to the total."""
    free = without_facet(state, facet)
    values = asked(served, free, f"/api/v1/facets/{facet}")
    for value in values["values"]:
        assert total_of(served, free.with_value(facet, value["key"])) == value["count"], value
    assert total_of(served, free.with_none_of(facet)) == values["without"]
    if facet in SINGLE and state.copies == "show":
        everything = sum(value["count"] for value in values["values"]) + values["without"]
        assert everything == total_of(served, free)


def check_sideways(served: Served, state: SearchState, facet: str) -> None:
    """Among alternatives the counts are of each one in place of those that are selected."""
    others = state.change(
        selections=tuple(item for item in state.selections if (item.facet, item.mode) != (facet, "any"))
    )
    held = {(item.facet, item.key) for item in others.selections}
    for value in asked(served, state)["facets"][facet]:
        if (facet, value["key"]) not in held and facet not in state.without:
            assert total_of(served, others.with_value(facet, value["key"])) == value["count"], value


def check(served: Served, state: SearchState, facet: str, name: str) -> None:
    page = asked(served, state)
    assert page["total"] == total_of(served, state)
    check_lists(served, state, page["total"])
    check_commands(served, state, page["total"], name)
    check_histogram(served, state, page)
    for one in {facet, "source"}:
        check_facet(served, state, one)
        check_sideways(served, state, one)


@contextmanager
def merged(served: Served, aliases: dict[str, str]) -> Iterator[None]:
    served.merge(aliases)
    try:
        yield
    finally:
        served.merge(MERGED[0])


@contextmanager
def corrected(served: Served, corrections: tuple[Callable[[Store], Edit], ...]) -> Iterator[None]:
    made = [change(served.store) for change in corrections]
    try:
        yield
    finally:
        for edit in reversed(made):
            edits.undo(served.store, edit.number)


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    # States are small as they are drawn; making one smaller takes minutes.
    phases=[Phase.explicit, Phase.generate],
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(
    state=states(),
    facet=st.sampled_from(FACETS),
    name=st.sampled_from(list(FORMATS)),
    aliases=st.sampled_from(MERGED),
    corrections=st.sampled_from(CORRECTIONS),
)
def test_one_number_everywhere(
    served: Served,
    state: SearchState,
    facet: str,
    name: str,
    aliases: dict[str, str],
    corrections: tuple[Callable[[Store], Edit], ...],
) -> None:
    with corrected(served, corrections), merged(served, aliases):
        check(served, state, facet, name)


def test_corrections_show_at_once_in_lists_counts_and_suggestions_and_leave_no_trace(served: Served) -> None:
    def seen() -> dict[str, int]:
        return {item["key"]: item["count"] for item in asked(served, SearchState())["facets"]["person"]}

    def suggested() -> list[str]:
        found = served.client.get("/api/v1/suggest?q=np&kind=person").get_json()["suggestions"]
        return [item["key"] for item in found]

    before, offered = seen(), suggested()
    assert "p:bo_telu" in offered
    for corrections in CORRECTIONS[1:]:
        with corrected(served, corrections):
            assert "p:bo_telu" not in seen() and "p:bo_telu" not in suggested()
            for facet in ("person", "place", "country"):
                check_facet(served, SearchState(), facet)
        assert seen() == before
        assert suggested() == offered


def test_given_name_is_shown_found_and_suggested_at_once(served: Served) -> None:
    with corrected(served, CORRECTIONS[1]):
        values = asked(served, SearchState())["facets"]["person"]
        assert ("p:ada_kova", "Dame Ada") in {(item["key"], item["name"]) for item in values}
        state = SearchState(query='person:"Dame Ada"', mentions="every")
        assert total_of(served, state) == total_of(
            served, SearchState(mentions="every").with_value("person", "p:ada_kova")
        )
        offered = served.client.get("/api/v1/suggest?q=dame&kind=person").get_json()["suggestions"]
        assert [item["key"] for item in offered] == ["p:ada_kova"]


@pytest.mark.parametrize("copies", ["show", "group"])
def test_numbers_agree_before_and_after_two_persons_are_merged(served: Served, copies: str) -> None:
    state = SearchState(per_page=100).change(copies=copies).with_value("person", "p:ada_kova")
    check(served, state, "person", "csv")
    before = total_of(served, state)
    with merged(served, {"p:a_kova": "p:ada_kova", "p:bo_telu": "p:ada_kova"}):
        assert total_of(served, state) > before
        check(served, state, "person", "csv")
        old = state.without_value("person", "p:ada_kova").with_value("person", "p:bo_telu")
        assert total_of(served, old) == total_of(served, state)
    assert total_of(served, state) == before


def test_archive_of_the_test_has_stories_undated_articles_and_merges(served: Served) -> None:
    everything = asked(served, SearchState())
    assert everything["total"] == ARTICLES
    assert total_of(served, SearchState(copies="group")) < ARTICLES - 20
    assert everything["histogram"]["undated"] > 10
    assert everything["without"]["lang"] > 10
    names = {value["key"] for value in everything["facets"]["person"]}
    assert names == set(PERSONS) - {"p:a_kova"}
