"""The sink of a real crawl: fetched pages into `index.ingest`, which cleans, annotates and stores."""

from collections import Counter
from collections.abc import Mapping

from index.crawl.messages import FetchedPage
from index.ingest import Ingest, PageTask, Prepared
from index.page_writer import NewPage
from index.store_writer import Outcome


class IngestSink:
    """Hands pages to an `Ingest`; a `running.PageSink`.

    Args:
        ingest: Open; its owner closes it.
        max_page_bytes: Largest page that is cleaned.
    """

    def __init__(self, ingest: Ingest, max_page_bytes: int) -> None:
        self._ingest, self._max_page_bytes = ingest, max_page_bytes
        self._roots: dict[str, str] = {}
        self._outcomes: Counter[tuple[str, str]] = Counter()
        ingest.on_stored = self._note

    def take(self, page: FetchedPage) -> None:
        """Accept an archived page."""
        task = PageTask(
            ref=page.final_url, body=page.body, page=page_to_keep(page), url=page.final_url,
            content_type=page.content_type, max_bytes=self._max_page_bytes,
        )  # fmt: skip
        self._roots[task.ref] = page.root
        self._ingest.take(task)

    def _note(self, stored: list[Prepared], outcomes: Mapping[str, Outcome]) -> None:
        for item in stored:
            root = self._roots.pop(item.ref, None)
            if root is not None:
                name = outcomes[item.article.id] if item.article else f"dropped:{item.dropped or 'no-text'}"
                self._outcomes[root, name] += 1

    def flush(self) -> Counter[tuple[str, str]]:
        """Store everything taken so far; gives what became of it, by site and name."""
        self._ingest.flush()
        outcomes, self._outcomes = self._outcomes, Counter()
        return outcomes


def page_to_keep(page: FetchedPage) -> NewPage:
    """Give what the store keeps of an archived page: where it came from and where it lies."""
    assert page.warc is not None
    return NewPage(
        url=page.url, final_url=page.final_url, source=page.source,
        fetched_at=page.fetched_at.isoformat(timespec="seconds"), status=page.status,
        content_type=page.content_type, warc_file=page.warc.file, warc_offset=page.warc.offset,
        digest=page.warc.digest,
    )  # fmt: skip
