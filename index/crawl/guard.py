"""Which machines the crawler may reach: public addresses, and what the user allowed by name. Pure."""

import re
import socket
import unicodedata
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from index.errors import InputError

_PORTS = {"http": 80, "https": 443}
_NAT64 = ip_network("64:ff9b::/96")
_NOT_GLOBAL = tuple(
    map(ip_network, ("192.0.0.0/24", "64:ff9b:1::/48", "::ffff:0:0:0/96", "3fff::/20", "5f00::/16"))
)
"""Networks that Python 3.11 takes for public. Source: IANA's registries of special-purpose addresses, where
they are not globally reachable; RFC 8215 and RFC 7915, by which two of them carry IPv4 addresses."""
_LOCAL_NAMES = (".localhost", ".local", ".internal", ".home.arpa")


class Guard:
    """The rule, for addresses as written and again for what a name resolves to.

    Args:
        allow: ``HOST:PORT`` pairs that may be reached although they are private; exactly these.

    Raises:
        InputError: A pair is no ``HOST:PORT``.
    """

    def __init__(self, allow: Iterable[str] = ()) -> None:
        self._allowed = frozenset(_endpoint(pair) for pair in allow)

    def refusal(self, url: str) -> str | None:
        """Give the reason why an address may not be fetched, or None.

        ``bad-scheme`` for other than http and https, ``bad-url``, ``private-address`` for an IP address
        in any spelling, or a name, that is not public. What a name resolves to is asked of `permits`.
        """
        try:
            parts = urlsplit(url)
            host, port = _plain(parts.hostname or ""), parts.port
        except ValueError:
            return "bad-url"
        if parts.scheme not in _PORTS:
            return "bad-scheme"
        if not host:
            return "bad-url"
        if (host, port or _PORTS[parts.scheme]) in self._allowed:
            return None
        address = _literal(host)
        private = not is_public(address) if address else _is_local_name(host)
        return "private-address" if private else None

    def permits(self, host: str, port: int, address: str) -> bool:
        """Whether a connection to ``address``, which ``host`` resolved to, may be made."""
        if (host.lower().rstrip("."), port) in self._allowed:
            return True
        try:
            return is_public(ip_address(address.partition("%")[0]))
        except ValueError:
            return False


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is one of the public network, also inside IPv6 transition forms."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        # "::10.0.0.1" is how IPv4-mapped addresses were once written.
        if address in _NAT64 or int(address) >> 32 == 0:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address.teredo is not None or address.is_site_local:
            return False
    if any(address in network for network in _NOT_GLOBAL):
        return False
    return address.is_global and not address.is_multicast


def _plain(host: str) -> str:
    """Undo what resolvers undo: digits and dots of other scripts (``①②⑦。0.0.1``), a dot at the end."""
    return unicodedata.normalize("NFKC", host).replace("。", ".").lower().rstrip(".")


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    """Read an IP address in every spelling that a resolver takes (``127.2``, ``0x7f.1``, ``2130706433``)."""
    try:
        return ip_address(host.partition("%")[0])
    except ValueError:
        pass
    if not re.fullmatch(r"(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+)){0,3}", host, re.IGNORECASE):
        return None
    try:
        return IPv4Address(socket.inet_aton(host))
    except OSError:
        return None


def _is_local_name(host: str) -> bool:
    return "." not in host or host.endswith(_LOCAL_NAMES)


def endpoint_of(url: str) -> str:
    """Give the ``HOST:PORT`` by which a web address would be allowed."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2].removesuffix(f":{parts.port}")
    return f"{host}:{parts.port or _PORTS[parts.scheme]}"


def _endpoint(pair: str) -> tuple[str, int]:
    host, _, port = pair.strip().rpartition(":")
    bare = host.removeprefix("[").removesuffix("]").lower()
    if not bare or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise InputError(f"{pair!r} is not HOST:PORT.", "Give one such as 127.0.0.1:8000.")
    return bare, int(port)
