"""An article's page is read back as it was fetched, whichever copy is asked for."""

from datetime import UTC, datetime

import pytest

from index import page_writer
from index.captures import archived_page, captures
from index.errors import StoreError
from index.page_writer import NewPage
from index.warc import WarcArchive

AT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
URL = "https://paper.example/story"
ID = "0123456789abcdef"


@pytest.fixture
def keep(store, settings):
    """Keep a body as the page of an article; with ``archive`` False no copy of it."""

    def keep_body(body: bytes, *, archive: bool = True) -> None:
        with WarcArchive(settings.warc_dir) as files:
            ref = files.write_response(URL, 200, (("Content-Type", "text/html"),), body, AT)
        page = NewPage(
            url=URL, final_url=URL, source="paper.example", fetched_at=AT.isoformat(), status=200,
            content_type="text/html", warc_file=ref.file if archive else "",
            warc_offset=ref.offset, digest=ref.digest,
        )  # fmt: skip
        with store.write() as connection:
            page_id = page_writer.put_page(connection, page)
            page_writer.page_cleaned(connection, page_id, 1, ID, None)

    return keep_body


def test_newest_copy_is_read_back_with_its_headers(store, settings, keep):
    keep(b"<html>first")
    keep(b"<html>second")
    found = archived_page(store, settings.warc_dir, ID)
    assert (found.url, found.status, found.body) == (URL, 200, b"<html>second")
    assert (found.content_type, found.fetched_at) == ("text/html", AT)


def test_every_copy_can_be_asked_for(store, settings, keep):
    keep(b"<html>first")
    keep(b"<html>second")
    bodies = [archived_page(store, settings.warc_dir, ID, item.id).body for item in captures(store, ID)]
    assert bodies == [b"<html>second", b"<html>first"]


def test_article_that_came_as_text_has_no_copy(store, settings):
    assert captures(store, ID) == []
    assert archived_page(store, settings.warc_dir, ID) is None
    assert archived_page(store, settings.warc_dir, ID, 7) is None


def test_page_that_is_not_to_be_kept_is_known_but_has_no_copy(store, settings, keep):
    keep(b"<html>private", archive=False)
    (capture,) = captures(store, ID)
    assert capture.ref is None
    assert archived_page(store, settings.warc_dir, ID) is None


def test_lost_file_is_named(store, settings, keep):
    keep(b"<html>first")
    for path in settings.warc_dir.iterdir():
        path.unlink()
    with pytest.raises(StoreError, match=r"warc\.gz is missing"):
        archived_page(store, settings.warc_dir, ID)
