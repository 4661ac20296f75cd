"""What `dateline doctor` sees."""

import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from index import page_writer, store_writer
from index.doctor import Finding, examine
from index.page_writer import NewPage
from index.progress import Progress
from index.settings import Settings
from index.store import Store, open_store
from index.store_writer import NewArticle
from index.warc import WarcArchive
from index.writer import update
from web.cli import cli

Make = Callable[..., NewArticle]
SEEN = datetime(2022, 11, 11, tzinfo=UTC)


@pytest.fixture
def archive(store: Store, settings: Settings, make_article: Make) -> Settings:
    """Twelve indexed articles and three archived pages."""
    with store.write() as connection:
        store_writer.put_articles(connection, [make_article(str(number), "Grain.") for number in range(12)])
        with WarcArchive(settings.warc_dir) as warc:
            for number in range(3):
                url = f"https://paper.example/{number}"
                ref = warc.write_resource(url, "text/html", f"<p>{number}".encode(), SEEN)
                page = NewPage(
                    url=url, final_url=url, source="paper.example", fetched_at=SEEN.isoformat(), status=200,
                    content_type="text/html", warc_file=ref.file, warc_offset=ref.offset, digest=ref.digest,
                )  # fmt: skip
                page_writer.put_page(connection, page)
    with Progress("indexing") as progress:
        update(store, settings.index_dir, progress)
    return settings


def findings(settings: Settings, *, all_pages: bool = True) -> dict[str, Finding]:
    store = open_store(settings.store_path)
    with Progress("checking") as progress:
        found = {item.check: item for item in examine(settings, store, progress, all_pages=all_pages)}
    store.close()
    return found


def problems(settings: Settings) -> dict[str, str]:
    return {
        name: f"{item.message} {item.next_step}" for name, item in findings(settings).items() if not item.ok
    }


def test_sound_archive_has_no_problem(archive: Settings) -> None:
    found = findings(archive)
    assert list(found) == ["store", "index files", "index and store", "archived pages", "leftovers"]
    assert problems(archive) == {}
    assert "12 articles" in found["index files"].message
    assert "all 3 archived pages" in found["archived pages"].message


def test_articles_that_index_and_store_do_not_share_are_counted(archive: Settings, store: Store) -> None:
    id_ = store.iterate(limit=1)[0].article.id
    connection = sqlite3.connect(archive.store_path)
    connection.execute("DELETE FROM articles WHERE id = ?", (id_,))
    connection.commit()
    connection.close()
    assert f"1 articles are not in the store ({id_})" in problems(archive)["index and store"]


def test_changes_that_wait_are_no_problem(archive: Settings, store: Store, make_article: Make) -> None:
    with store.write() as connection:
        store_writer.put_articles(connection, [make_article("new", "Newer grain.")])
        store_writer.delete_article(connection, store.iterate(limit=1)[0].article.id)
    found = findings(archive)["index and store"]
    assert found.ok
    assert "2 changes wait" in found.message


def test_page_that_cannot_be_read_back_is_named(archive: Settings) -> None:
    [file] = archive.warc_dir.iterdir()
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(content)
    assert f"{file}" in problems(archive)["archived pages"]
    file.unlink()
    assert "3 of all 3 archived pages" in problems(archive)["archived pages"]


def test_missing_index_names_the_command(archive: Settings, settings: Settings) -> None:
    (archive.index_dir / "CURRENT").unlink()
    assert "dateline index" in problems(archive)["index files"]


def test_what_killed_runs_left_is_told_and_harmless(archive: Settings) -> None:
    stray = archive.index_dir / "20200101T000000-0000"
    stray.mkdir()
    (stray / "file").write_bytes(b"x" * 3_000_000)
    found = findings(archive)["leftovers"]
    assert found.ok
    assert "3 MB" in found.message


def run(home: Path, *options: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli, ["--home", str(home), "doctor", *options], standalone_mode=False)
    assert done.exception is None
    return int(done.return_value), done.stdout


def test_command_prints_a_line_for_each_check_and_ends_with_1_on_a_problem(archive: Settings) -> None:
    code, text = run(archive.home)
    assert code == 0
    assert [line.split(":")[0] for line in text.splitlines()][:2] == [
        "ok       store",
        "ok       index files",
    ]
    for file in archive.index_dir.glob("*/*.arr"):
        file.write_bytes(b"garbage")
    code, text = run(archive.home, "--json")
    assert code == 1
    [bad] = [item for item in json.loads(text) if not item["ok"] and item["check"] == "index files"]
    assert "dateline reindex" in bad["next_step"]
