"""Fetching one address with Scrapy: its downloader, our guard on every connection, named errors.

Scrapy brings connections, TLS, timeouts and bounded decompression. Robots, pauses, retries, redirects and
deduplication are not its affair here: they are decided by the frontier, which outlives a killed process.
"""

from collections.abc import Callable, Mapping, Sequence
from time import monotonic
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from scrapy import Request, Spider
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
from index.crawl.visiting import MAX_HOSTS
from index.urls import source_of

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
    """Give Scrapy's settings for a run."""
    return {
        "USER_AGENT": job.user_agent,
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5"
        },
        "CONCURRENT_REQUESTS": MAX_HOSTS,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": 0,
        "DOWNLOAD_TIMEOUT": job.patience.timeout_s,
        "DOWNLOAD_MAXSIZE": job.max_page_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOAD_HANDLERS": dict.fromkeys(("file", "data", "ftp", "s3")),
        "ROBOTSTXT_OBEY": False,
        "RETRY_ENABLED": False,
        "REDIRECT_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "COOKIES_ENABLED": False,
        # A proxy would resolve names out of the guard's sight.
        "HTTPPROXY_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "MEMUSAGE_ENABLED": False,
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
    """Fetches through the downloader of a running spider; a `visiting.Fetch`.

    Args:
        spider: Gives the engine.
        hosts: Where to connect for some host names, as ``HOST:PORT`` over plain HTTP.
        resolver: Tells which names were refused.
    """

    def __init__(self, spider: Spider, hosts: Mapping[str, str], resolver: GuardedResolver) -> None:
        self._spider, self._resolver = spider, resolver
        self._hosts = {host.lower(): endpoint for host, endpoint in hosts.items()}

    async def __call__(self, url: str, headers: dict[str, str], max_bytes: int) -> Answer:
        """Fetch an address; what goes wrong is a named error in the answer."""
        target, own = self._route(url)
        request = Request(
            target,
            headers=headers | own,
            meta={"download_maxsize": max_bytes, "download_slot": source_of(url)},
            dont_filter=True,
        )
        started = monotonic()
        try:
            response = await self._spider.crawler.engine.download_async(request)
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
