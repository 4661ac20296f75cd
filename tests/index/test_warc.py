"""WARC files: what goes in comes out, torn and foreign files are read as far as they go."""

import gzip
from datetime import UTC, datetime
from io import BytesIO

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from index.errors import InputError, StoreError
from index.warc import WarcArchive, WarcRef, warcinfo
from index.warc_pages import iterate_pages

AT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
HTML = (("Content-Type", "text/html; charset=utf-8"), ("X-Note", "kept"))


def page(number: int) -> bytes:
    return b"<html><p>page %d</p></html>" % number + bytes(str(number), "ascii") * 50_000


def write_pages(archive: WarcArchive, count: int) -> list[WarcRef]:
    return [archive.write_response(f"https://a.example/{n}", 200, HTML, page(n), AT) for n in range(count)]


def read_all(path, **options):
    notices: list[str] = []
    found = list(iterate_pages(path, notice=lambda reason, _: notices.append(reason), **options))
    return found, notices


def foreign_warc(
    path, *responses: tuple[str, str, list[tuple[str, str]], bytes], zipped: bool = True
) -> None:
    with path.open("wb") as out:
        writer = WARCWriter(out, gzip=zipped)
        for url, status, headers, body in responses:
            http = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(url, "response", BytesIO(body), length=len(body), http_headers=http)
            )


def test_response_is_read_back_as_it_was_written(tmp_path):
    with WarcArchive(tmp_path / "warc") as archive:
        refs = write_pages(archive, 3)
        found = archive.read(refs[1])
    assert (found.url, found.status, found.body, found.fetched_at) == (
        "https://a.example/1",
        200,
        page(1),
        AT,
    )
    assert found.content_type == "text/html; charset=utf-8"
    assert ("X-Note", "kept") in found.headers
    assert refs[1].digest == WarcArchive.digest(page(1))


def test_decoded_body_is_not_labelled_as_encoded(tmp_path):
    headers = (*HTML, ("Content-Encoding", "gzip"), ("Transfer-Encoding", "chunked"), ("content-length", "9"))
    with WarcArchive(tmp_path) as archive:
        found = archive.read(archive.write_response("https://a.example/", 200, headers, page(1), AT))
    assert found.body == page(1)
    assert [name.lower() for name, _ in found.headers].count("content-length") == 1


def test_header_value_cannot_break_the_record(tmp_path):
    with WarcArchive(tmp_path) as archive:
        ref = archive.write_response("https://a.example/", 200, (*HTML, ("X-Evil", "a\r\n\r\nb")), b"x", AT)
        assert archive.read(ref).body == b"x"


def test_resource_is_read_back_and_iterated(tmp_path):
    with WarcArchive(tmp_path) as archive:
        ref = archive.write_resource("file:paper/a.html", "text/html", page(4), AT)
        assert archive.read(ref).body == page(4)
    (found,) = iterate_pages(tmp_path / ref.file)
    assert (found.url, found.status, found.body, found.offset) == (
        "file:paper/a.html",
        200,
        page(4),
        ref.offset,
    )


def test_written_digests_are_those_that_warcio_checks(tmp_path):
    with WarcArchive(tmp_path) as archive:
        file = write_pages(archive, 3)[0].file
    with (tmp_path / file).open("rb") as raw:
        checked = [
            record.digest_checker.passed
            for record in ArchiveIterator(raw, check_digests=True)
            if record.content_stream().read() is not None
        ]
    assert checked == [True] * 4


def test_record_is_copied_byte_for_byte(tmp_path):
    with WarcArchive(tmp_path) as archive:
        refs = write_pages(archive, 3)
        packed = [archive.read_record(ref) for ref in refs]
    whole = (tmp_path / refs[0].file).read_bytes()
    assert whole.endswith(b"".join(packed))
    (tmp_path / "copy.warc.gz").write_bytes(
        warcinfo("copy.warc.gz", description="of two") + packed[2] + packed[0]
    )
    assert [found.body for found in iterate_pages(tmp_path / "copy.warc.gz")] == [page(2), page(0)]


def test_file_is_rotated_by_size_and_each_writer_has_its_own(tmp_path):
    with WarcArchive(tmp_path, max_file_bytes=1) as one, WarcArchive(tmp_path) as other:
        files = {ref.file for ref in (*write_pages(one, 2), *write_pages(other, 2))}
    assert len(files) == 3
    assert {path.name for path in tmp_path.iterdir()} == files


def test_record_can_be_read_before_the_file_is_closed(tmp_path):
    archive = WarcArchive(tmp_path)
    (ref,) = write_pages(archive, 1)
    assert WarcArchive(tmp_path).read(ref).body == page(0)
    archive.close()


def test_failed_write_leaves_its_torn_file_behind(tmp_path, monkeypatch):
    archive = WarcArchive(tmp_path)
    (before,) = write_pages(archive, 1)

    def refuse(self, record):
        self.out.write(b"torn")
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(WARCWriter, "write_record", refuse)
        with pytest.raises(OSError, match="No space left"):
            archive.write_response("https://a.example/lost", 200, HTML, page(1), AT)
    (after,) = write_pages(archive, 1)
    archive.close()
    assert after.file != before.file
    assert archive.read(before).body == archive.read(after).body == page(0)


@pytest.mark.parametrize("zipped", [True, False])
def test_torn_file_gives_its_whole_records_and_says_so_wherever_it_is_cut(tmp_path, zipped):
    html = [("Content-Type", "text/html")]
    body = b"<html>" + bytes(range(200))
    foreign_warc(
        tmp_path / "whole",
        *[(f"https://a.example/{n}", "200 OK", html, body) for n in range(3)],
        zipped=zipped,
    )
    whole = (tmp_path / "whole").read_bytes()
    starts = [found.offset for found in iterate_pages(tmp_path / "whole")]
    # Within a record's closing blank lines and checksum its body is whole, and that is what counts.
    closing = 14 if zipped else 5
    for cut in range(starts[1] + 1, len(whole)):
        (tmp_path / "torn").write_bytes(whole[:cut])
        found, notices = read_all(tmp_path / "torn")
        within = max(start for start in starts if start < cut)
        end = min(start for start in [*starts, len(whole)] if start >= cut)
        assert all(item.body == body for item in found)
        if end - cut > closing:
            assert (len(found), notices) == (starts.index(within), ["torn"]), cut
        else:
            assert len(found) in (starts.index(within), starts.index(within) + 1), cut


def test_damaged_or_missing_record_is_named(tmp_path):
    with WarcArchive(tmp_path) as archive:
        ref, other = write_pages(archive, 2)
        for offset in (0, 3, ref.offset - 1, ref.offset + 1, other.offset + 20, other.offset + 10**6):
            with pytest.raises(StoreError, match=rf"is damaged at byte {offset}\."):
                archive.read(WarcRef(ref.file, offset, ref.digest))
        with pytest.raises(StoreError, match="is damaged at byte"):
            archive.read(WarcRef(ref.file, ref.offset, other.digest))
        with pytest.raises(StoreError, match=r"gone\.warc\.gz is missing"):
            archive.read(WarcRef("gone.warc.gz", 0, ref.digest))


@pytest.mark.parametrize("zipped", [True, False])
def test_foreign_file_gives_its_html_pages_and_names_the_rest(tmp_path, zipped):
    html = [("Content-Type", "text/html")]
    chunked = b"6\r\n<html>\r\n4\r\nabcd\r\n0\r\n\r\n"
    foreign_warc(
        tmp_path / "f.warc",
        ("https://a.example/1", "200 OK", [*html, ("Content-Encoding", "gzip")], gzip.compress(b"<html>1")),
        ("https://a.example/2", "200 OK", [*html, ("Transfer-Encoding", "chunked")], chunked),
        ("https://a.example/3", "404 Not Found", html, b"<html>gone"),
        ("https://a.example/4", "200 OK", [("Content-Type", "image/png")], b"\x89PNG"),
        ("https://a.example/5", "200 OK", [*html, ("Content-Encoding", "gzip")], gzip.compress(bytes(2_000_000))),
        ("https://a.example/6", "200 OK", html, b"<html>6"),
        zipped=zipped,
    )  # fmt: skip
    notices: list[str] = []
    pages = list(
        iterate_pages(
            tmp_path / "f.warc", max_body_bytes=1_000_000, notice=lambda reason, _: notices.append(reason)
        )
    )
    assert [(item.url[-1], item.body) for item in pages] == [
        ("1", b"<html>1"),
        ("2", b"<html>abcd"),
        ("6", b"<html>6"),
    ]
    assert notices == ["http-error", "not-html", "too-large"]


@pytest.mark.parametrize("content", [b"hello\n", b"\x1f\x8bgarbage", b"\x00" * 100])
def test_file_that_is_no_warc_is_refused_by_name(tmp_path, content):
    path = tmp_path / "x.warc.gz"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"x\.warc\.gz is not a WARC file"):
        list(iterate_pages(path))


def test_empty_file_holds_no_pages(tmp_path):
    (tmp_path / "x.warc").write_bytes(b"")
    assert list(iterate_pages(tmp_path / "x.warc")) == []
