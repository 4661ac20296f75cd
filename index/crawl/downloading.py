"""Fetching one address with Scrapy: its downloader, our guard on every connection, named errors.

Scrapy brings connections, TLS, timeouts and bounded decompression. Robots, pauses, retries, redirects and
deduplication are not its affair here: they are decided by the frontier, which outlives a killed process.
Requests therefore go straight to its download handlers: its queues, middlewares and signals would take as
much CPU again, for nothing.
"""

from collections.abc import Callable, Sequence
from time import monotonic
from typing import Any, cast
from urllib.parse import urlsplit, urlunsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response
from twisted.internet.error import DNSLookupError
from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped, unused-ignore]

from index.crawl.guard import Guard
from index.crawl.messages import Answer, FetchJob

ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5"
ERRORS: Sequence[tuple[type[Exception], str]] = (
    (CannotResolveHostError, "no-such-host"),
    (DNSLookupError, "no-such-host"),
    (DownloadConnectionRefusedError, "refused"),
    (DownloadTimeoutError, "timeout"),
    (DownloadCancelledError, "too-large"),
    # What Scrapy's decompression says of a body that unpacks beyond the limit.
    (IgnoreRequest, "too-large"),
    (ResponseDataLossError, "cut-short"),
    (DownloadFailedError, "connection-failed"),
)


def scrapy_settings(job: FetchJob) -> dict[str, Any]:
    """Give Scrapy's settings for a run: without its middlewares and extensions, none of which is used."""
    return {
        # Kept connections of each host: one, as there is one request at a time.
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_MAXSIZE": job.max_page_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOAD_HANDLERS": dict.fromkeys(("file", "data", "ftp", "s3")),
        "DOWNLOADER_MIDDLEWARES_BASE": {},
        "SPIDER_MIDDLEWARES_BASE": {},
        "EXTENSIONS_BASE": {},
        "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "LOG_ENABLED": False,
    }


@implementer(IHostnameResolver)
class GuardedResolver:
    """A resolver that hands on only addresses that may be reached; connections go to exactly these.

    Args:
        inner: The resolver that really resolves.
        guard: The rule.
    """

    def __init__(self, inner: Any, guard: Guard) -> None:
        self._inner, self._guard = inner, guard
        self.refused: set[str] = set()
        """Names that resolved to nothing that may be reached."""

    def resolveHostName(  # noqa: N802 - this and the names of the arguments are Twisted's
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        **options: Any,
    ) -> Any:
        """Resolve as Twisted asks for it."""
        receiver = _FilteringReceiver(
            resolutionReceiver,
            permits=lambda address: self._guard.permits(hostName, portNumber, address),
            on_all_refused=lambda: self.refused.add(hostName.lower()),
        )
        return self._inner.resolveHostName(receiver, hostName, portNumber, **options)


@implementer(IResolutionReceiver)
class _FilteringReceiver:
    def __init__(
        self, receiver: Any, *, permits: Callable[[str], bool], on_all_refused: Callable[[], None]
    ) -> None:
        self._receiver, self._permits, self._on_all_refused = receiver, permits, on_all_refused
        self._seen = self._passed = 0

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self._seen += 1
        if self._permits(address.host):
            self._passed += 1
            self._receiver.addressResolved(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        if self._seen and not self._passed:
            self._on_all_refused()
        self._receiver.resolutionComplete()


class Downloader:
    """Fetches through the download handlers of a running crawler; a `robots_cache.Fetch`.

    Args:
        crawler: Its engine runs.
        job: Who we are, how long an answer may take, where to connect for some host names.
        resolver: Tells which names were refused.
    """

    def __init__(self, crawler: Crawler, job: FetchJob, resolver: GuardedResolver) -> None:
        self._handlers = crawler.engine.downloader.handlers
        self._unpacking = HttpCompressionMiddleware(crawler=crawler)
        self._resolver, self._timeout_s = resolver, job.patience.timeout_s
        self._headers = {"User-Agent": job.user_agent, "Accept": ACCEPT}
        self._hosts = {host.lower(): endpoint for host, endpoint in job.hosts.items()}

    async def __call__(self, url: str, headers: dict[str, str], max_bytes: int) -> Answer:
        """Fetch an address; what goes wrong is a named error in the answer."""
        target, own = self._route(url)
        started = monotonic()
        try:
            response = await self._download(target, self._headers | headers | own, max_bytes)
        except Exception as error:
            # Whatever a site does to the HTTP client, the others must not suffer: it is named and noted.
            return Answer(
                status=0,
                latency_s=monotonic() - started,
                error=self._name(error, target),
                detail=f"{type(error).__name__}: {error}",
            )
        return Answer(
            status=response.status,
            headers=_headers_of(response),
            body=response.body,
            latency_s=monotonic() - started,
        )

    async def _download(self, url: str, headers: dict[str, str], max_bytes: int) -> Response:
        limits = {"download_maxsize": max_bytes, "download_timeout": self._timeout_s}
        request = Request(url, headers=headers, meta=limits)
        self._unpacking.process_request(request)
        packed = await self._handlers.download_request_async(request)
        return cast("Response", self._unpacking.process_response(request, packed))

    def _route(self, url: str) -> tuple[str, dict[str, str]]:
        parts = urlsplit(url)
        endpoint = self._hosts.get(parts.netloc)
        if endpoint is None:
            return url, {}
        return urlunsplit(("http", endpoint, parts.path or "/", parts.query, "")), {"Host": parts.netloc}

    def _name(self, error: Exception, target: str) -> str:
        if (urlsplit(target).hostname or "") in self._resolver.refused:
            return "private-address"
        text = f"{error!r} {error.__cause__!r}".lower()
        if any(word in text for word in ("certificate", "verification", "ssl", "tls")):
            return "bad-certificate"
        return next((name for kind, name in ERRORS if isinstance(error, kind)), "fetch-error")


def _headers_of(response: Response) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.decode("latin-1"), _text(value))
        for name, values in response.headers.items()
        for value in values
    )


def _text(value: bytes) -> str:
    """Read a header as browsers do: UTF-8 (an address in Location often is), else Latin-1."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")
