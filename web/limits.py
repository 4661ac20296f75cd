"""How often one address may ask: a bucket of requests that fills up again steadily.

``120/minute`` lets 120 requests through at once and one more every half second. Only one number an address
is kept, the time at which its bucket is full again, and it is forgotten when that has passed.

Source: the generic cell rate algorithm, ITU-T I.371, annex A, as the virtual scheduling algorithm.
"""

import ipaddress
import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, Response, g, request
from limits import RateLimitItem, parse_many
from werkzeug.exceptions import TooManyRequests

from index.errors import SettingsError
from web.labels import number
from web.languages import ngettext

MAX_ADDRESSES = 100_000
"""Addresses remembered at a time; when there are more, all are forgotten: 20 MB is what this may cost."""
IPV6_NETWORK_BITS = 64
"""A household has a network of this size (RFC 6177), and so as many addresses as it likes."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one limit says of one request: seconds to wait (0: go on), requests left, seconds until full."""

    limit: RateLimitItem
    wait_s: float
    left: int
    full_in_s: float


class Bucket:
    """One limit for every address. Share it between threads.

    Args:
        limit: How many requests in how much time.
        clock: Gives seconds that never go back.
    """

    def __init__(self, limit: RateLimitItem, clock: Callable[[], float] = time.monotonic) -> None:
        self.limit = limit
        self._period_s = float(limit.get_expiry())
        self._each_s = self._period_s / limit.amount
        self._clock = clock
        self._full_at: dict[str, float] = {}
        self._sweep_at = 0.0
        self._lock = threading.Lock()

    def take(self, address: str) -> Verdict:
        """Count a request, unless it is one too many."""
        with self._lock:
            now = self._clock()
            self._forget(now)
            before = max(self._full_at.get(address, now), now) - now
            wait_s = before + self._each_s - self._period_s
            # A hair of rounding is no request too many.
            if wait_s > self._each_s * 1e-6:
                return Verdict(self.limit, wait_s, 0, before)
            after = before + self._each_s
            self._full_at[address] = now + after
        left = math.floor((self._period_s - after) / self._each_s + 1e-6)
        return Verdict(self.limit, 0, left, after)

    def __len__(self) -> int:
        """Count the addresses that are remembered."""
        return len(self._full_at)

    def _forget(self, now: float) -> None:
        if len(self._full_at) >= MAX_ADDRESSES:
            self._full_at.clear()
        elif now >= self._sweep_at:
            self._full_at = {name: at for name, at in self._full_at.items() if at > now}
            self._sweep_at = now + self._period_s


def register(app: Flask, setting: str) -> None:
    """Refuse who asks too often, if ``setting`` says how often that is; static files are not counted.

    Raises:
        SettingsError: The setting is no limit.
    """
    if not setting.strip():
        return
    buckets = [Bucket(limit) for limit in read_limits(setting)]

    def check() -> None:
        if request.endpoint == "static" or request.method == "OPTIONS":
            return
        key = network(request.remote_addr or "")
        verdicts = [bucket.take(key) for bucket in buckets]
        g.tightest = max(verdicts, key=lambda item: (item.wait_s, -item.left))
        if g.tightest.wait_s:
            seconds = math.ceil(g.tightest.wait_s)
            raise TooManyRequests(
                _refusal(g.tightest.limit, seconds),
                retry_after=seconds,
            )

    app.before_request(check)
    app.after_request(_add_headers)


def read_limits(setting: str) -> list[RateLimitItem]:
    """Read ``120/minute``, ``10 per second; 1000 per hour`` and the like.

    Raises:
        SettingsError: It is none.
    """
    try:
        limits = parse_many(setting.strip())
    except ValueError:
        limits = []
    if not limits or any(item.amount < 1 or item.get_expiry() < 1 for item in limits):
        raise SettingsError(
            f"rate_limit = {setting!r} is no limit.",
            'Write one such as "120/minute" or "10/second; 1000/hour".',
        )
    return limits


def network(address: str) -> str:
    """Give what is counted as one asker: an IPv4 address, or the network of an IPv6 address."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if ip.version == 4:
        return str(ip)
    return str(ip.ipv4_mapped or ipaddress.ip_network((int(ip), IPV6_NETWORK_BITS), strict=False))


def _refusal(limit: RateLimitItem, seconds: int) -> str:
    return ngettext(
        "More than %(number)s request in %(period)s s came from your address. Try again in %(wait)s s.",
        "More than %(number)s requests in %(period)s s came from your address. Try again in %(wait)s s.",
        limit.amount,
        period=number(limit.get_expiry()),
        wait=number(seconds),
    )


def _add_headers(response: Response) -> Response:
    """Say how much is left, as draft-ietf-httpapi-ratelimit-headers has it."""
    verdict: Verdict | None = g.get("tightest")
    if verdict:
        period_s = verdict.limit.get_expiry()
        response.headers["RateLimit-Policy"] = f'"address";q={verdict.limit.amount};w={period_s}'
        response.headers["RateLimit"] = f'"address";r={verdict.left};t={math.ceil(verdict.full_in_s)}'
    return response
