import gzip
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from index.store import open_store
from web.cli import cli, explain, main

PAGE = """<html lang="en"><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>
<p>The council of the river town met on Tuesday evening and decided, after four hours of debate, to rebuild
the old bridge before the winter storms arrive, whatever that may cost the town.</p>
<p>Its mayor said that the work would begin in spring and that the ferry would run every hour until then,
also on Sundays and holidays, and that nobody would have to pay for the crossing.</p>
<p>{last}</p></article></body></html>"""
LAST = "The bridge was closed in the year of the great flood and never opened again to carts or to cars."
PACKED = gzip.compress(b'{"id": 1}\n' * 1000, mtime=0)


def write_lines(path: Path, *rows: dict[str, Any]) -> Path:
    text = "".join(json.dumps(row) + "\n" for row in rows)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text)
    return path


def article(number: int, **more: Any) -> dict[str, Any]:
    text = f"Text of article {number} about bridge {number * 7}."
    return {"id": number, "title": f"Title {number}", "text": text, "published": "2022-11-11", **more}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "data"


def run(home: Path, *arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["--home", str(home), *map(str, arguments)])


def imports(home: Path, *paths: str | Path) -> Result:
    return run(home, "import", "--no-index", *paths)


def held(home: Path) -> list[tuple[str, str, str]]:
    store = open_store(home / "articles.db")
    found = [
        (item.article.source, item.article.clean.title, item.article.clean.text)
        for item in store.iterate(limit=10_000)
    ]
    store.close()
    return sorted(found)


def test_jsonl_in_two_files_with_one_id_are_two_articles(home: Path, tmp_path: Path) -> None:
    files = [write_lines(tmp_path / name, article(1)) for name in ("a.jsonl", "b.jsonl.gz")]
    assert imports(home, *files).exit_code == 0
    assert [source for source, _, _ in held(home)] == ["a", "b"]


def test_other_field_names_are_read_and_labels_are_not(home: Path, tmp_path: Path) -> None:
    row = {
        "id": 5, "title": "T", "body": "Rain fell.", "date": "26-FEB-1987 15:01:01.79", "author": "Jane Roe",
        "dateline": "SALVADOR, Feb 26 -", "people": ["Somebody Else"], "when": "1999-01-01",
    }  # fmt: skip
    path = write_lines(tmp_path / "a.jsonl", row)
    assert imports(home, path).exit_code == 0
    store = open_store(home / "articles.db")
    (item,) = store.iterate()
    clean = item.article.clean
    assert clean.text == "SALVADOR, Feb 26 - Rain fell."
    assert (clean.authors, clean.dateline) == (("Jane Roe",), "SALVADOR, Feb 26 -")
    assert clean.published is not None and clean.published.day.isoformat() == "1987-02-26"
    assert all(found.entity.name != "Somebody Else" for found in item.annotations.persons)
    store.close()
    assert run(home, "import", "--no-index", "--map", "published=when", path).exit_code == 0
    store = open_store(home / "articles.db")
    (item,) = store.iterate()
    assert item.article.clean.published is not None
    assert item.article.clean.published.isoformat() == "1999-01-01"
    store.close()


def test_bad_lines_are_named_and_the_good_ones_are_kept(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = [
        json.dumps(article(1)),
        "{broken",
        json.dumps([1]),
        json.dumps({"title": "no id"}),
        json.dumps(article(2)),
    ]
    path.write_text("\n".join([*lines, json.dumps({"url": "javascript:alert(1)", "text": "x"})]))
    result = imports(home, path)
    assert result.exit_code != 0
    assert [title for _, title, _ in held(home)] == ["Title 1", "Title 2"]
    assert [f"line {number}" in str(result.exception) + result.stderr for number in (2, 3, 4, 6)] == [
        True
    ] * 4


def test_line_that_is_too_long_is_named_and_never_held_as_a_whole(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.importing.MAX_LINE_CHARS", 200)
    lines = [json.dumps(article(1)), "x" * 1_000, json.dumps(article(2)), "y" * 199, "z" * 200, "x" * 201]
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    result = imports(home, path)
    assert [title for _, title, _ in held(home)] == ["Title 1", "Title 2"]
    said = str(result.exception) + result.stderr
    told = [number for number in range(1, 7) if f"line {number}: longer than 200 characters" in said]
    assert told == [2, 5, 6]


def test_same_import_again_changes_nothing(home: Path, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.jsonl", *(article(number) for number in range(100)))
    assert imports(home, path).exit_code == 0
    before = held(home)
    result = imports(home, path)
    assert "100 unchanged" in result.stderr
    assert held(home) == before


def test_changed_line_becomes_a_revision(home: Path, tmp_path: Path) -> None:
    imports(home, write_lines(tmp_path / "a.jsonl", article(1)))
    imports(home, write_lines(tmp_path / "a.jsonl", article(1, text="Corrected text.")))
    store = open_store(home / "articles.db")
    (item,) = store.iterate()
    assert (item.article.clean.text, item.article.revision) == ("Corrected text.", 2)
    store.close()


def test_html_is_cleaned_archived_and_named_by_its_own_address(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    link = '<link rel="canonical" href="https://www.paper.example/bridge?utm_source=x">'
    (folder / "a.html").write_text(PAGE.format(title="Town rebuilds its bridge", head=link, last=LAST))
    (folder / "b.html").write_text(
        PAGE.format(title="A page without address", head="", last=LAST + " Never.")
    )
    (folder / "empty.html").write_text("")
    assert imports(home, folder).exit_code == 0
    assert [(source, title) for source, title, _ in held(home)] == [
        ("paper.example", "Town rebuilds its bridge"),
        ("saved", "A page without address"),
    ]
    store = open_store(home / "articles.db")
    assert (store.count_pages(), store.drop_counts()) == (3, {"empty": 1})
    urls = {item.article.clean.url for item in store.iterate()}
    assert "https://paper.example/bridge" in urls or "https://www.paper.example/bridge" in urls
    store.close()
    assert list((home / "warc").iterdir())
    assert "3 unchanged" in imports(home, folder).stderr


def test_plain_text_is_one_article_named_by_its_file(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "river town.txt"
    path.write_text(
        "The council met on Tuesday.\n\n00:52\n\nIt decided to rebuild the bridge.\n\nWith EFE and Reuters"
    )
    assert imports(home, path).exit_code == 0
    assert held(home) == [
        ("river town", "river town", "The council met on Tuesday.\nIt decided to rebuild the bridge.")
    ]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("missing.jsonl", None, "no file"),
        ("picture.png", b"\x89PNG\r\n", "known kind"),
        ("torn.jsonl.gz", gzip.compress(b'{"id": 1}\n' * 1000, mtime=0)[:-20], "damaged gzip"),
        ("torn", b"\x1f\x8bgarbage", "damaged gzip"),
        ("mixed.jsonl.gz", PACKED[:12] + b"\xff" * 8 + PACKED[20:], "damaged gzip"),
        ("mixed.warc.gz", PACKED[:12] + b"\xff" * 8 + PACKED[20:], "not a WARC file"),
        ("mixed", PACKED[:12] + b"\xff" * 8 + PACKED[20:], "damaged gzip"),
    ],
)
def test_unusable_file_is_one_line_with_a_next_step(
    home: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    content: bytes | None,
    said: str,
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SystemExit) as ended:
        main(["--home", str(home), "import", str(path)])
    error = capsys.readouterr().err.splitlines()[-1]
    assert ended.value.code == 1
    assert said in error and str(path) in error
    assert "Traceback" not in error


def test_folder_without_anything_to_import_is_named(home: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = imports(home, tmp_path / "empty")
    assert "holds nothing to import" in str(result.exception)
    assert not home.exists()


def test_disk_full_is_said_in_one_line() -> None:
    message, code = explain(OSError(28, "No space left on device"))
    assert "disk is full" in message
    assert code == 3


def test_killed_imports_lose_nothing_and_store_nothing_twice(home: Path, tmp_path: Path) -> None:
    rows = [article(number) for number in range(1500)]
    path = write_lines(tmp_path / "a.jsonl", *rows)
    command = [sys.executable, "-m", "web", "--home", str(home), "import", "--no-index", str(path)]
    lottery = random.Random(11)
    killed = 0
    for _ in range(4):
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True)
        time.sleep(lottery.uniform(1.0, 4.0))
        if process.poll() is None:
            killed += 1
        os.killpg(process.pid, signal.SIGKILL) if process.poll() is None else None
        process.wait()
    assert killed
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    assert [title for _, title, _ in held(home)] == sorted(row["title"] for row in rows)
    store = open_store(home / "articles.db")
    ids, _ = store.changes_after(0, 10_000)
    assert len(ids) == store.last_change() == 1500
    store.close()
