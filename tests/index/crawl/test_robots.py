"""robots.txt: what may be fetched, how often, and what its absence means."""

import pytest

from index.crawl.robots import MAX_DELAY_S, read_robots

RULES = b"""\xef\xbb\xbfUser-agent: *
Disallow: /private/
Crawl-delay: 2

User-agent: dateline
Disallow: /only-for-you/
Crawl-delay: 7

Sitemap: https://paper.example/s.xml
"""


def test_rules_that_name_us_replace_the_general_ones():
    robots = read_robots(200, RULES)
    assert robots.allows("https://paper.example/private/x")
    assert not robots.allows("https://paper.example/only-for-you/x")
    assert robots.delay_s == 7
    assert robots.sitemaps == ("https://paper.example/s.xml",)


def test_general_rules_hold_for_us():
    robots = read_robots(200, b"User-agent: *\nDisallow: /private/\nCrawl-delay: 2")
    assert not robots.allows("https://paper.example/private/x")
    assert robots.allows("https://paper.example/public")
    assert robots.delay_s == 2


@pytest.mark.parametrize(("status", "allowed"), [(404, True), (410, True), (403, True), (500, False), (503, False),
                                                 (429, False), (0, False)])  # fmt: skip
def test_without_rules_the_status_decides(status, allowed):
    assert read_robots(status, b"x").allows("https://paper.example/") is allowed


@pytest.mark.parametrize("body", [b"", b"\x00\xff\xfe", b"<html>not found</html>", b"User-agent\nDisallow /"])
def test_file_that_makes_no_sense_forbids_nothing(body):
    assert read_robots(200, body).allows("https://paper.example/x")


def test_absurd_delay_is_cut():
    assert read_robots(200, b"User-agent: *\nCrawl-delay: 99999").delay_s == MAX_DELAY_S
    assert read_robots(200, b"User-agent: *\nCrawl-delay: -5").delay_s == 0
