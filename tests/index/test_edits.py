import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from index import edits, tables
from index.aliases import Rules, circle, entity_of, flattened, parents, rules_of
from index.edit_log import Edit
from index.errors import EditError
from index.store import Store, open_store
from index.store_writer import set_automatic_aliases

NAMES = {
    "p:igor_petrenko": "Igor Petrenko", "p:i_petrenko": "I. Petrenko", "p:ihor_petrenko": "Ihor Petrenko",
    "p:petrenko": "Petrenko", "p:ada_kova": "Ada Kova", "p:kova": "Kova", "g:1": "Saltmere", "g:2": "Northport",
}  # fmt: skip
AUTOMATIC = {"p:i_petrenko": "p:igor_petrenko", "p:ihor_petrenko": "p:igor_petrenko", "p:kova": "p:ada_kova"}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = open_store(tmp_path_factory.mktemp("edits") / "articles.db", create=True)
    with store.write() as connection:
        rows = [
            {"key": key, "kind": "person" if key[0] == "p" else "place", "name": name, "articles": 3}
            for key, name in NAMES.items()
        ]
        connection.execute(insert(tables.entities), rows)
    yield store
    store.close()


@pytest.fixture
def names(opened: Store) -> Store:
    with opened.write() as connection:
        connection.execute(tables.entity_edits.delete())
        connection.execute(tables.entity_words.delete())
        set_automatic_aliases(connection, {})
        set_automatic_aliases(connection, AUTOMATIC)
    return opened


def meant(store: Store, key: str) -> str:
    return entity_of(key, store.entity_aliases()[1])


def resolve_as(store: Store, aliases: dict[str, str]) -> None:
    with store.write() as connection:
        set_automatic_aliases(connection, aliases)


def test_merge_takes_all_spellings_along_and_is_undone(names: Store) -> None:
    edit = edits.merge(names, ["p:i_petrenko"], "p:kova")
    assert edit.keys == ("p:igor_petrenko",) and edit.value == "p:ada_kova"
    for key in ("p:igor_petrenko", "p:i_petrenko", "p:ihor_petrenko", "p:kova"):
        assert meant(names, key) == "p:ada_kova"
    edits.undo(names)
    assert names.entity_aliases()[1] == AUTOMATIC


def test_split_takes_one_spelling_out_for_good(names: Store) -> None:
    edits.split(names, "p:ihor_petrenko")
    assert meant(names, "p:ihor_petrenko") == "p:ihor_petrenko"
    assert meant(names, "p:i_petrenko") == "p:igor_petrenko"
    resolve_as(names, {"p:igor_petrenko": "p:ihor_petrenko", "p:i_petrenko": "p:ihor_petrenko"})
    assert meant(names, "p:igor_petrenko") == meant(names, "p:i_petrenko") == "p:igor_petrenko"
    assert meant(names, "p:ihor_petrenko") == "p:ihor_petrenko"


def test_split_spelling_merged_elsewhere_leaves_the_others_where_they_are(names: Store) -> None:
    edits.split(names, "p:i_petrenko")
    edits.merge(names, ["p:i_petrenko"], "p:ada_kova")
    assert meant(names, "p:i_petrenko") == "p:ada_kova"
    assert meant(names, "p:ihor_petrenko") == "p:igor_petrenko"


def test_split_of_a_merged_entity_brings_its_own_spellings_along(names: Store) -> None:
    edits.merge(names, ["p:igor_petrenko"], "p:ada_kova")
    edit = edits.split(names, "p:igor_petrenko")
    assert edit.keys == ("p:igor_petrenko", "p:i_petrenko", "p:ihor_petrenko")
    assert meant(names, "p:ihor_petrenko") == "p:igor_petrenko"


def test_merge_holds_when_another_spelling_leads_by_then(names: Store) -> None:
    edits.merge(names, ["p:igor_petrenko"], "p:ada_kova")
    resolve_as(
        names,
        {"p:igor_petrenko": "p:ihor_petrenko", "p:i_petrenko": "p:ihor_petrenko", "p:ada_kova": "p:kova"},
    )
    for key in NAMES:
        if key[0] == "p" and key != "p:petrenko":
            assert meant(names, key) == "p:ada_kova", key


def test_renamed_entity_keeps_its_key_and_is_found_by_both_names(names: Store) -> None:
    with names.write() as connection:
        connection.execute(insert(tables.entity_words), [{"word": "igor", "key": "p:igor_petrenko"}])
    edits.rename(names, "p:i_petrenko", "  Colonel   Igor ")
    assert names.entities(["p:igor_petrenko"])["p:igor_petrenko"].name == "Colonel Igor"
    assert names.keys_with_words(["colonel"]) == names.keys_with_words(["igor"]) == ["p:igor_petrenko"]
    resolve_as(names, {"p:igor_petrenko": "p:ihor_petrenko"})
    assert meant(names, "p:ihor_petrenko") == "p:igor_petrenko"
    edits.undo(names)
    assert names.keys_with_words(["colonel"]) == []
    assert names.keys_with_words(["igor"]) == ["p:igor_petrenko"]
    assert names.entities(["p:igor_petrenko"])["p:igor_petrenko"].name == "Igor Petrenko"


def test_hidden_entity_stands_for_nothing_until_it_is_undone(names: Store) -> None:
    edits.hide(names, "p:ihor_petrenko")
    assert meant(names, "p:i_petrenko") == ""
    with pytest.raises(EditError, match="is hidden"):
        edits.merge(names, ["p:ada_kova"], "p:i_petrenko")
    edits.undo(names)
    assert meant(names, "p:i_petrenko") == "p:igor_petrenko"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda store: edits.merge(store, ["p:nobody"], "p:kova"), "no person or place 'p:nobody'"),
        (lambda store: edits.merge(store, ["p:kova"], "g:1"), "a person and .* a place"),
        (lambda store: edits.merge(store, ["p:kova"], "p:ada_kova"), "one already"),
        (lambda store: edits.split(store, "p:ada_kova"), "no spelling of another.*spellings: p:kova"),
        (lambda store: edits.split(store, "p:petrenko"), "no spelling of another"),
        (lambda store: edits.rename(store, "p:kova", " … "), "cannot be a name"),
        (lambda store: edits.rename(store, "p:kova", "Ada Kova"), "called 'Ada Kova' already"),
        (edits.undo, "no edit to undo"),
        (lambda store: edits.undo(store, 10**6), "no edit 1000000"),
    ],
)
def test_what_cannot_be_done_is_said(names: Store, change: Callable[[Store], Edit], message: str) -> None:
    with pytest.raises(EditError, match=message):
        change(names)
    assert edits.log(names) == []


def test_edits_are_undone_in_any_order_unless_a_later_one_rests_on_them(names: Store) -> None:
    first = edits.merge(names, ["p:petrenko"], "p:igor_petrenko")
    second = edits.rename(names, "p:igor_petrenko", "General Petrenko")
    third = edits.split(names, "p:petrenko")
    with pytest.raises(EditError, match=f"edit {third.number} .* came after it. Undo {third.number} first"):
        edits.undo(names, first.number)
    edits.undo(names, second.number)
    with pytest.raises(EditError, match="was undone on"):
        edits.undo(names, second.number)
    edits.undo(names, third.number)
    assert meant(names, "p:petrenko") == "p:igor_petrenko"
    edits.undo(names, first.number)
    assert names.entity_aliases()[1] == AUTOMATIC
    assert [bool(item.undone) for item in edits.log(names)] == [True] * 3


def test_merge_that_would_make_a_circle_by_an_undo_is_refused(names: Store) -> None:
    edits.merge(names, ["p:petrenko"], "p:ada_kova")
    taken_out = edits.split(names, "p:petrenko")
    edits.merge(names, ["p:ada_kova"], "p:petrenko")
    with pytest.raises(EditError, match="in a circle"):
        edits.undo(names, taken_out.number)


def test_edits_move_between_archives_as_lines(names: Store, tmp_path: Path) -> None:
    edits.split(names, "p:ihor_petrenko")
    edits.merge(names, ["p:ihor_petrenko", "p:petrenko"], "p:ada_kova")
    edits.rename(names, "p:ada_kova", "Ada Kovač")
    edits.undo(names, edits.hide(names, "g:2").number)
    lines = list(edits.export_edits(names))
    assert [json.loads(line)["action"] for line in lines] == ["split", "merge", "rename"]
    assert edits.import_edits(names, lines).known == 3
    other = open_store(tmp_path / "articles.db", create=True)
    try:
        assert len(edits.import_edits(other, [*lines, ""]).edits) == 3
        assert list(edits.import_edits(other, edits.export_edits(other)).edits) == []
        resolve_as(other, AUTOMATIC)
        assert other.entity_aliases()[1] == names.entity_aliases()[1]
    finally:
        other.close()


@pytest.mark.parametrize(
    "line",
    [
        "{", "[]", '{"action": "eat", "keys": ["p:a"]}', '{"action": "hide", "keys": []}', '{"action": "hide"}',
        '{"action": "merge", "keys": ["p:a"], "value": ""}', '{"action": "merge", "keys": ["p:a"], "value": "g:1"}',
        '{"action": "merge", "keys": ["p:kova"], "value": "p:kova"}', '{"action": "rename", "keys": ["p:a"], "value": 3}',
    ],
)  # fmt: skip
def test_file_with_a_wrong_line_is_taken_whole_or_not_at_all(names: Store, line: str) -> None:
    good = '{"action": "hide", "keys": ["p:petrenko"], "value": ""}'
    with pytest.raises(EditError, match="Line 2"):
        edits.import_edits(names, [good, line])
    assert edits.log(names) == []


def test_every_edit_is_seen_by_another_process_of_the_store(names: Store) -> None:
    other = open_store(names.path)
    try:
        before = other.alias_version()
        edits.hide(names, "p:petrenko")
        assert other.alias_version() == before + 1
        assert other.alias_table().aliases["p:petrenko"] == ""
    finally:
        other.close()


KEYS = [f"p:{letter}_x" for letter in "abcdef"]


@st.composite
def automatic_merges(draw: st.DrawFn) -> dict[str, str]:
    groups: dict[int, list[str]] = {}
    for key in KEYS:
        groups.setdefault(draw(st.integers(0, 2)), []).append(key)
    return {key: group[0] for group in groups.values() for key in group[1:]}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(automatic_merges(), automatic_merges(), st.data())
def test_what_people_merged_or_took_apart_holds_under_any_automatic_merges(
    now: dict[str, str], later: dict[str, str], data: st.DataObject
) -> None:
    """Edits made under one set of automatic merges, read under another."""
    made: list[Edit] = []
    for number in range(data.draw(st.integers(1, 4))):
        rules = rules_of(made)
        above = parents(now, rules)
        aliases = flattened(above)
        one, other = data.draw(st.sampled_from(KEYS)), data.draw(st.sampled_from(KEYS))
        one_is, other_is = entity_of(one, aliases), entity_of(other, aliases)
        if data.draw(st.booleans()) and one_is != one:
            along = [key for key in above if key != one and _passes(key, one, above)]
            made.append(Edit(number=number, at="", action="split", keys=(one, *along)))
        elif one_is != other_is:
            made.append(Edit(number=number, at="", action="merge", keys=(one_is,), value=other_is))
    rules = rules_of(made)
    assert not circle(rules.leads)
    found = flattened(parents(later, rules))
    for key, target in rules.leads.items():
        assert found.get(key, key) == found.get(target, target)
    for key in rules.apart:
        if rules.leads[key] == key:  # only people put anything under it
            under = {other for other in KEYS if found.get(other, other) == key} - {key}
            assert all(other in rules.leads for other in under) or key in set(rules.leads.values())
            assert found.get(key, key) == key
    assert parents(later, Rules()) == later


def _passes(key: str, through: str, above: dict[str, str]) -> bool:
    while key in above and key != through:
        key = above[key]
    return key == through


def test_second_person_of_another_archive_is_not_taken_for_the_one_here(names: Store) -> None:
    def line(id_: str) -> str:
        value = json.dumps({"name": "Ada Kova (2)", "articles": [id_], "why": ""})
        return json.dumps({"action": "part", "keys": ["p:ada_kova", "p:ada_kova~2"], "value": value})

    assert len(edits.import_edits(names, [line("a" * 16)]).edits) == 1
    with pytest.raises(EditError, match=r"Line 1: p:ada_kova~2 is another second person here: edit \d+ "):
        edits.import_edits(names, [line("b" * 16)])
    assert edits.import_edits(names, [line("a" * 16)]).known == 1


def test_circle_is_told_by_the_line_that_closes_it(names: Store) -> None:
    pairs = (("p:a_b", "p:c_d"), ("p:c_d", "p:e_f"), ("p:e_f", "p:a_b"))
    lines = [json.dumps({"action": "merge", "keys": [key], "value": into}) for key, into in pairs]
    with pytest.raises(EditError, match=r"Line 3: .* merged into itself in a circle, with this edit"):
        edits.import_edits(names, lines)
    assert edits.log(names) == []
    assert len(edits.import_edits(names, lines[:2]).edits) == 2
