"""A newspaper on a loopback port, with the traps that real ones have."""

import gzip
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from index.crawl.messages import FetchedPage, Patience

HOST = "www.harbour.example"
HOME = f"http://{HOST}/"
HASTY = Patience(retry_s=(0.05, 0.1), max_wait_s=2.0, timeout_s=5.0)
"""Retries that a test can wait for."""


@dataclass(slots=True)
class Reply:
    """An answer of the site."""

    body: bytes = b""
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)


class TrapSite:
    """Answers from a table of paths; counts what it was asked for, as (host, path)."""

    def __init__(self) -> None:
        self.pages: dict[str, Reply | list[Reply]] = {}
        self.asked: list[tuple[str, str]] = []
        self.times: list[float] = []
        self.agents: set[str] = set()
        self.pause_s = 0.0
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def endpoint(self) -> str:
        return f"127.0.0.1:{self.server.server_port}"

    @property
    def hosts(self) -> dict[str, str]:
        return {HOST: self.endpoint}

    def paths(self) -> Counter[str]:
        return Counter(path for _, path in self.asked)

    def forget(self) -> None:
        self.asked.clear()
        self.times.clear()

    def put(self, path: str, body: str | bytes = b"", **reply: Any) -> None:
        self.pages[path] = Reply(body.encode() if isinstance(body, str) else body, **reply)

    def put_article(self, path: str, more: str = "", **reply: Any) -> None:
        self.put(
            path,
            f"<html><head>{more}</head><body><h1>{path}</h1><p>Text of {path}.</p></body></html>",
            **reply,
        )

    def put_sitemap(self, path: str, *paths: str, zipped: bool = False) -> None:
        entries = "".join(f"<url><loc>{HOME.rstrip('/')}{item}</loc></url>" for item in paths)
        body = f"<urlset>{entries}</urlset>".encode()
        self.put(path, gzip.compress(body) if zipped else body, kind="application/xml")

    def answer(self, host: str, path: str) -> Reply:
        self.asked.append((host, path))
        self.times.append(time.monotonic())
        time.sleep(self.pause_s)
        found = self.pages.get(path, Reply(b"gone", 404))
        if isinstance(found, list):
            return found.pop(0) if len(found) > 1 else found[0]
        return found

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def _handler(site: TrapSite) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # One packet for an answer: headers alone would wait 40 ms for their acknowledgement.
        wbufsize = -1
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            site.agents.add(self.headers["User-Agent"] or "")
            reply = site.answer(self.headers["Host"], self.path)
            etag = reply.headers.get("ETag")
            status = 304 if etag and self.headers.get("If-None-Match") == etag else reply.status
            self.send_response(status)
            body = b"" if status == 304 else reply.body
            for name, value in {
                "Content-Type": reply.kind,
                "Content-Length": str(len(body)),
                **reply.headers,
            }.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            return

    return Handler


class ListSink:
    """Keeps what it is given; remembers how much of it was flushed."""

    def __init__(self) -> None:
        self.pages: list[FetchedPage] = []
        self.flushed = 0

    def take(self, page: FetchedPage) -> None:
        self.pages.append(page)

    def flush(self) -> Counter[tuple[str, str]]:
        self.flushed = len(self.pages)
        return Counter()

    def paths(self) -> list[str]:
        return sorted("/" + page.final_url.partition("://")[2].partition("/")[2] for page in self.pages)


@pytest.fixture
def site() -> Iterator[TrapSite]:
    opened = TrapSite()
    yield opened
    opened.close()


@pytest.fixture
def other_site() -> Iterator[TrapSite]:
    opened = TrapSite()
    yield opened
    opened.close()


@pytest.fixture
def sink() -> ListSink:
    return ListSink()


@pytest.fixture
def hasty() -> Patience:
    return HASTY


@pytest.fixture
def home() -> str:
    return HOME
