"""The sink of a real crawl: fetched pages into `index.ingest`, which cleans, annotates and stores."""

from index.crawl.messages import FetchedPage
from index.ingest import Ingest, PageTask
from index.store_writer import NewPage


class IngestSink:
    """Hands pages to an `Ingest`; a `running.PageSink`.

    Args:
        ingest: Open; its owner closes it.
        max_page_bytes: Largest page that is cleaned.
    """

    def __init__(self, ingest: Ingest, max_page_bytes: int) -> None:
        self._ingest, self._max_page_bytes = ingest, max_page_bytes

    def take(self, page: FetchedPage) -> None:
        """Accept an archived page."""
        assert page.warc is not None
        kept = NewPage(
            url=page.url, final_url=page.final_url, source=page.source,
            fetched_at=page.fetched_at.isoformat(timespec="seconds"), status=page.status,
            content_type=page.content_type, warc_file=page.warc.file, warc_offset=page.warc.offset,
            digest=page.warc.digest,
        )  # fmt: skip
        task = PageTask(
            ref=page.final_url, body=page.body, page=kept, url=page.final_url,
            content_type=page.content_type, max_bytes=self._max_page_bytes,
        )  # fmt: skip
        self._ingest.take(task)

    def flush(self) -> None:
        """Store everything taken so far."""
        self._ingest.flush()
