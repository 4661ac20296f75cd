"""A spaCy pipeline beside the rules: what it adds, what it may not change, and a wrong setting."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from index.annotate import annotate
from index.annotate.spacy_source import load_pipeline
from index.article import Annotations, CleanArticle, FoundEntity
from index.errors import SettingsError
from index.ingest import Ingest, TextTask
from index.settings import Settings
from index.store import open_store
from web.cli import cli, main

TITLE = "Ferry in the cafe\u0301"
TEXT = (
    "Paris welcomed Emmanuel Macron on Friday.\n"
    "The crowd read Zorblax van Quimbly twice. It came for Quimbly to Tehran.\n"
    "Wroxlethorpe stayed calm."
)
NAMES = [
    {"label": "PERSON", "pattern": "Zorblax van Quimbly"},
    {"label": "PERSON", "pattern": "Quimbly"},
    {"label": "PERSON", "pattern": "Paris"},
    {"label": "GPE", "pattern": "Wroxlethorpe"},
    {"label": "GPE", "pattern": "Macron"},
    {"label": "GPE", "pattern": "Split"},
]


@pytest.fixture
def model(tmp_path: Path) -> str:
    """Save a pipeline that knows a few names, and give its folder."""
    spacy = pytest.importorskip("spacy", reason="the extra `spacy` is not installed")
    pipeline = spacy.blank("en")
    pipeline.add_pipe("entity_ruler").add_patterns(NAMES)
    pipeline.to_disk(tmp_path / "pipeline")
    return str(tmp_path / "pipeline")


def added(found: Annotations) -> list[FoundEntity]:
    return [one for one in (*found.persons, *found.places) if one.why == "spacy"]


def surfaces(entity: FoundEntity, text: str) -> list[str]:
    return [text[span.start : span.end] for span in entity.mentions if span.field == "text"]


def test_the_pipeline_adds_a_person_that_the_rules_left_with_spans_of_the_text_as_given(model: str) -> None:
    text = "Cafe\u0301 owners met. " + TEXT
    plain, found = annotate(TITLE, text), annotate(TITLE, text, spacy_model=model)
    assert "p:zorblax_van_quimbly" not in {one.entity.key for one in plain.persons}
    person = next(one for one in found.persons if one.entity.key == "p:zorblax_van_quimbly")
    assert (person.entity.name, person.why, person.confidence) == ("Zorblax van Quimbly", "spacy", 0.7)
    assert surfaces(person, text) == ["Zorblax van Quimbly", "Quimbly"]


def test_what_the_rules_found_stays_and_is_not_found_again(model: str) -> None:
    plain, found = annotate(TITLE, TEXT), annotate(TITLE, TEXT, spacy_model=model)
    for kind in ("persons", "places", "dates"):
        kept = {one for one in getattr(found, kind) if getattr(one, "why", "") != "spacy"}
        assert kept == set(getattr(plain, kind))


def test_a_place_that_the_gazetteer_does_not_hold_is_none(model: str) -> None:
    found = annotate(TITLE, TEXT, spacy_model=model)
    assert [one.entity.key for one in added(found)] == ["p:zorblax_van_quimbly"]


def test_a_place_of_the_gazetteer_has_its_key(model: str) -> None:
    text = "Split was what they all had in mind."
    assert annotate("", text).places == ()
    (place,) = annotate("", text, spacy_model=model).places
    assert (place.entity.key, place.entity.country, place.why) == ("g:3190261", "HR", "spacy")
    assert surfaces(place, text) == ["Split"]


def test_an_import_stores_what_the_pipeline_adds(model: str, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, spacy_model=model)
    store = open_store(settings.store_path, create=True)
    with Ingest(settings, store) as ingest:
        ingest.take(TextTask(ref="1", source="s", given="1", clean=CleanArticle(title=TITLE, text=TEXT)))
    assert "p:zorblax_van_quimbly" in {key for key, _, _ in store.person_forms()}


def test_the_command_explains_what_the_pipeline_added(model: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    arguments = ["annotate", str(tmp_path / "a.txt"), "--explain"]
    result = CliRunner().invoke(cli, arguments, env={"DATELINE_SPACY_MODEL": model}, catch_exceptions=False)
    assert "named by the spaCy pipeline of the settings (70% sure)" in result.stdout


def test_without_spacy_the_setting_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    with pytest.raises(SettingsError, match=r"spacy_model = 'absent'.*pip install 'spacy>=3"):
        load_pipeline("absent")


def test_a_path_without_a_pipeline_is_named(model: str, tmp_path: Path) -> None:
    missing = str(tmp_path / "nowhere")
    with pytest.raises(
        SettingsError, match=r"spacy_model = '.*nowhere' cannot be loaded.*path of its folder"
    ):
        load_pipeline(missing)


def test_a_wrong_setting_stops_the_command_before_it_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATELINE_SPACY_MODEL", str(tmp_path / "nowhere"))
    with pytest.raises(SystemExit) as stopped:
        main(["annotate", str(tmp_path / "article.txt")])
    told = capsys.readouterr()
    assert (stopped.value.code, told.out) == (1, "")
    assert told.err.startswith(f"Error: spacy_model = '{tmp_path / 'nowhere'}'")
    assert len(told.err.splitlines()) == 1


def test_a_wrong_setting_stops_an_import_at_its_start(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, spacy_model=str(tmp_path / "nowhere"))
    store = open_store(settings.store_path, create=True)
    with pytest.raises(SettingsError, match="spacy_model"):
        Ingest(settings, store)


def test_without_the_setting_spacy_is_not_imported() -> None:
    code = (
        "import json, sys; from index.annotate import annotate; annotate('', 'Zorblax came.');"
        "print(json.dumps([name for name in sys.modules if 'spacy' in name]))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(run.stdout) == []
