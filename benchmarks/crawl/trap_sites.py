"""What sites do to crawlers, each on an invented host of its own, with what is to become of it.

Everything here is made up by us and served on loopback. A trap says its front page, its other pages, and which
articles and drops a crawl of it must report; requests to it are bounded too.
"""

import gzip
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import brotli

from benchmarks.crawl.server import Reply

try:
    from compression import zstd
except ImportError:
    from backports import zstd

MAX_PAGE_BYTES = 1_000_000
"""Largest page of the suite's crawl."""
TIMEOUT_S = 3.0
"""Longest that an answer may take there."""
MAX_PAGES = 150
"""Articles that it fetches of one site."""

Page = Reply | Callable[[str], Reply]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trap:
    """One trap.

    Attributes:
        name: Also the name of its host.
        what: What the site does, in a few words.
        pages: By path without query; a function is given the path with its query. ``/`` is the front page.
        articles: Paths of the articles that are to arrive.
        dropped: What is to be dropped, by reason.
        postponed: What is to be tried again, by reason.
        problem: Reason that must be named of a list.
        requests: Most requests that the site may see.
        at: Its host and port when it is no invented name.
    """

    name: str
    what: str
    pages: Mapping[str, Page]
    articles: tuple[str, ...] = ()
    dropped: Mapping[str, int] = field(default_factory=dict)
    postponed: Mapping[str, int] = field(default_factory=dict)
    problem: str = ""
    requests: int = 12
    at: str = ""

    @property
    def host(self) -> str:
        """Where it is served."""
        return self.at or f"{self.name}.example"


def page(*links: str, more: str = "", text: str = "A ferry was late.", **reply: object) -> Reply:
    """Give a page with links."""
    anchors = "".join(f'<a href="{link}">more</a>' for link in links)
    body = f"<html><head>{more}</head><body><h1>News</h1><p>{text}</p>{anchors}</body></html>"
    return Reply(body.encode(), **reply)  # type: ignore[arg-type]


def story(number: object, *links: str, **more: object) -> Reply:
    """Give an article that is like no other."""
    return page(*links, text=f"What happened as number {number}.", **more)  # type: ignore[arg-type]


def to(place: str, status: int = 302) -> Reply:
    """Give a redirect."""
    return Reply(b"", status, headers={"Location": place})


def xml(text: str) -> Reply:
    """Give a feed or sitemap."""
    return Reply(text.encode(), kind="application/xml")


def coded(body: bytes, coding: str) -> Reply:
    """Give a page whose body is packed."""
    return Reply(body, headers={"Content-Encoding": coding})


def _number(path: str) -> int:
    digits = path.rpartition("/")[2].rpartition("-")[2].rpartition("=")[2]
    return int(digits) if digits.isdigit() else 0


def _bombs() -> dict[str, Page]:
    zeros = bytes(50_000_000)
    packed = gzip.compress(zeros, 9)
    return {
        "/": page("/story/gzip", "/story/brotli", "/story/zstd", "/story/nested", "/story/good"),
        "/story/gzip": coded(packed, "gzip"),
        "/story/brotli": coded(brotli.compress(zeros, quality=5), "br"),
        "/story/zstd": coded(zstd.compress(zeros), "zstd"),
        "/story/nested": coded(gzip.compress(packed, 9), "gzip, gzip"),
        "/story/good": coded(brotli.compress(story("good").body), "br"),
    }


LOCAL = (
    "http://127.0.0.1/a", "http://127.1/a", "http://2130706433/a", "http://0x7f000001/a", "http://0x7f.1/a",
    "http://0177.0.0.1/a", "http://[::1]/a", "http://[::ffff:127.0.0.1]/a", "http://[::ffff:7f00:1]/a",
    "http://[64:ff9b::7f00:1]/a", "http://[fe80::1]/a", "http://[fd00::1]/a", "http://localhost/a",
    "http://paper.localhost/a", "http://printer.local/a", "http://10.0.0.1/a", "http://192.168.1.1/a",
    "http://169.254.169.254/latest/meta-data", "http://metadata.google.internal/a", "http://0.0.0.0/a",
    "http://100.64.0.1/a", "http://224.0.0.1/a", "http://localhost./a", "http://①②⑦.0.0.1/a",
)  # fmt: skip
"""Addresses of this machine and its network, in every spelling that a client may take."""

_ENTITIES = (
    '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname"><!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {name} "{f"&{inner};" * 10}">' for inner, name in zip("abcdefgh", "bcdeghij", strict=True)
    )
    + "]>"
)

TRAPS = (
    Trap(
        name="loop", what="redirects that come round",
        pages={"/": page("/story/a"), "/story/a": to("/story/b"), "/story/b": to("/story/c"), "/story/c": to("/story/a")},
        dropped={"redirect-loop": 1}, requests=8,
    ),
    Trap(
        name="chain", what="redirects without end",
        pages={"/": page("/story/hop-1"), "/story": lambda path: to(f"/story/hop-{_number(path) + 1}")},
        dropped={"redirect-loop": 1}, requests=16,
    ),
    Trap(
        name="refresh", what="meta refresh without end",
        pages={
            "/": page("/story/m-1"),
            "/story": lambda path: story(path, more=f'<meta http-equiv="refresh" content="0;url=/story/m-{_number(path) + 1}">'),
        },
        articles=("/story/m-1",),
    ),
    Trap(
        name="calendar", what="a calendar without end",
        pages={
            "/": page("/calendar?day=1", "/cal?d=1", "/events?from=1", "/story/real"),
            "/calendar": lambda path: page(f"/calendar?day={_number(path) + 1}"),
            "/cal": lambda path: page(f"/cal?d={_number(path) + 1}"),
            "/events": lambda path: page(f"/events?from={_number(path) + 1}"),
            "/story/real": story("real"),
        },
        articles=("/story/real",),
    ),
    Trap(
        name="paging", what="a list that never ends, of the same articles",
        pages={
            "/": page("/world"),
            "/world": lambda path: page("/story/one", f"/world?page={_number(path) + 1}", text=path),
            "/story/one": story("one"),
        },
        articles=("/story/one",), requests=80,
    ),
    Trap(
        name="chained", what="articles that lead to ever new ones",
        pages={"/": page("/story/n-1"), "/story": lambda path: story(path, *(f"/story/n-{3 * _number(path) + k}" for k in (1, 2, 3)))},
        articles=("...",), requests=MAX_PAGES + 20,
    ),
    Trap(
        name="session", what="a new session number in every link",
        pages={
            "/": page("/story/one?PHPSESSID=0a1b2c", "/story/one;jsessionid=0A1B", "/story/two?sid=8f14e45fceea167a5a36dedd4bea2543"),
            "/story/one": lambda path: story("one", "/story/two?sid=c9f0f895fb98ab9159f51fd0297e236d", "/story/one?PHPSESSID=99"),
            "/story/two": lambda path: story("two", "/story/one?sid=45c48cce2e2d7fbdea1afc51c7c6ad26", "/story/three?sid=12345"),
            "/story/three": story,
        },
        articles=("/story/one", "/story/three?sid=12345", "/story/two"), requests=6,
    ),
    Trap(
        name="soft404", what="pages that are not there, with status 200",
        pages={
            "/": page("/story/real", "/story/gone", "/story/away", "/story/wall", "/story/walled"),
            "/story/real": story("real"),
            "/story/gone": story("gone", more="<title>404 - The Paper</title>"),
            "/story/away": story("away", more="<title>Page not found | The Paper</title>"),
            "/story/wall": story("wall"), "/story/walled": story("wall"),
        },
        articles=("/story/real", "/story/wall"), dropped={"soft-404": 2, "duplicate": 1},
    ),
    Trap(
        name="loris", what="a byte now and then",
        pages={"/": page("/story/slow", "/story/fast"), "/story/slow": Reply(b"<p>" * 300, drip_s=0.5), "/story/fast": story("fast")},
        articles=("/story/fast",), dropped={"timeout": 1},
    ),
    Trap(name="bombs", what="gzip, brotli and zstd bombs, and one within another", pages=_bombs(),
         articles=("/story/good",), dropped={"too-large": 4}),
    Trap(
        name="large", what="a page of 5 MB, a header of 100 kB",
        pages={
            "/": page("/story/big", "/story/header", "/story/good"), "/story/big": Reply(b"<p>x" * 1_250_000),
            "/story/header": story("header", headers={"X-Big": "y" * 100_000}), "/story/good": story("good"),
        },
        articles=("/story/good",), dropped={"too-large": 1, "connection-failed": 1},
    ),
    Trap(
        name="types", what="pictures, noise and nothing, called text/html",
        pages={
            "/": page(*(f"/story/{name}" for name in ("png", "noise", "pdf", "json", "plain", "good"))),
            "/story/png": Reply(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "/story/noise": Reply(bytes(range(256)) * 40),
            "/story/pdf": Reply(b"%PDF-1.7", kind="application/pdf"), "/story/json": Reply(b"{}", kind="application/json"),
            "/story/plain": Reply(b"words", kind="text/plain"), "/story/good": story("good", kind=""),
        },
        articles=("/story/good",), dropped={"not-html": 5},
    ),
    Trap(
        name="deep", what="100,000 nested elements, and a body cut short",
        pages={
            "/": page("/story/deep", "/story/cut"), "/story/deep": Reply(b"<html><body>" + b"<div>" * 100_000 + b"x"),
            "/story/cut": Reply(b"<html><p>Half a st", cut=True),
        },
        articles=("/story/deep",), dropped={"cut-short": 1},
    ),
    Trap(
        name="storm", what="429 for everything, forever",
        pages={"/": page(*(f"/story/{n}" for n in range(50))), "/story": Reply(b"", 429)},
        postponed={"http-429": 1}, requests=14,
    ),
    Trap(
        name="norobots", what="robots.txt answers 503",
        pages={"/robots.txt": Reply(b"", 503), "/": page("/story/a"), "/story/a": story("a")},
        problem="robots-unreachable", requests=1,
    ),
    Trap(
        name="slowrobots", what="robots.txt never ends",
        pages={"/robots.txt": Reply(b"#" * 300, kind="text/plain", drip_s=0.5), "/": page("/story/a")},
        problem="timeout", requests=1,
    ),
    Trap(
        name="hugerobots", what="robots.txt of 5 MB, whose rules stand at its beginning",
        pages={
            "/robots.txt": Reply(b"User-agent: *\nDisallow: /story/private\n" + b"# more\n" * 60_000, kind="text/plain"),
            "/": page("/story/private", "/story/a"), "/story/a": story("a"),
        },
        articles=("/story/a",), dropped={"robots": 1},
    ),
    Trap(
        name="sitemaps", what="sitemaps: a bomb, entities, itself, broken, missing",
        pages={
            "/robots.txt": Reply(
                b"".join(b"Sitemap: http://sitemaps.example/%s\n" % name
                         for name in (b"self.xml", b"bomb.xml.gz", b"xxe.xml", b"broken.xml", b"none.xml")),
                kind="text/plain",
            ),
            "/": page(),
            "/self.xml": xml("<sitemapindex><sitemap><loc>http://sitemaps.example/self.xml</loc></sitemap></sitemapindex>"),
            "/bomb.xml.gz": Reply(gzip.compress(b"<urlset>" + bytes(60_000_000), 9), kind="application/gzip"),
            "/xxe.xml": xml(
                f'<?xml version="1.0"?>{_ENTITIES}<urlset><url><loc>http://sitemaps.example/story/&f;</loc></url>'
                "<url><loc>http://sitemaps.example/story/&j;</loc></url>"
                "<url><loc>http://sitemaps.example/story/after</loc></url></urlset>"
            ),
            "/broken.xml": xml("<urlset><url><loc>http://sitemaps.example/story/before</loc></url><url><loc>http://si"),
            "/story/after": story("after"), "/story/before": story("before"),
        },
        articles=("/story/after", "/story/before"), problem="http-404",
    ),
    Trap(
        name="feeds", what="feeds with scripts, files, entities, a password (never sent) and other sites",
        pages={
            "/": page(more='<link rel="alternate" type="application/rss+xml" href="/rss">'
                      '<link rel="alternate" type="application/atom+xml" href="/atom">'
                      '<link rel="alternate" type="application/feed+json" href="/json">'),
            "/rss": xml(
                "<rss><channel>" + "".join(f"<item><link>{link}</link></item>" for link in (
                    "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "http://elsewhere.example/a",
                    "http://user:secret@feeds.example/story/password", "/story/rss", "//feeds.example/story/slashes",
                )) + "</channel></rss>"
            ),
            "/atom": xml('<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>S&nbsp;1</title>'
                         '<link href="http://feeds.example/story/atom"/></entry></feed>'),
            "/json": Reply(b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"url": "javascript:x"}, '
                           b'{"url": "http://feeds.example/story/json"}, 7]}', kind="application/feed+json"),
            **{f"/story/{name}": story(name) for name in ("rss", "slashes", "atom", "json", "password")},
        },
        articles=("/story/atom", "/story/json", "/story/password", "/story/rss", "/story/slashes"),
    ),
    Trap(
        name="inside", what=f"redirects to this machine and its network in {len(LOCAL)} spellings, to files and scripts",
        pages={
            "/": page(*(f"/story/in-{n}" for n in range(len(LOCAL))), "/story/file", "/story/script", "/story/other"),
            "/story/file": to("file:///etc/hostname"), "/story/script": to("javascript:alert(1)"),
            "/story/other": to("http://elsewhere.example/"),
            "/story": lambda path: to(LOCAL[_number(path)]),
        },
        dropped={"private-address": len(LOCAL), "bad-scheme": 2, "off-site": 1}, requests=len(LOCAL) + 8,
    ),
    Trap(
        name="cookies", what="cookies, and a page for those who bring one",
        pages={
            "/": page("/story/a", headers={"Set-Cookie": "visitor=1; Path=/"}),
            "/story/a": story("a", headers={"Set-Cookie": "reader=1"}),
        },
        articles=("/story/a",),
    ),
)  # fmt: skip
