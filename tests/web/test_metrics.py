"""`/metrics` speaks to this machine's monitoring, and to others only when told so."""

import time
from dataclasses import replace

import pytest

from index.crawl.frontier import Frontier
from web import create_app


@pytest.fixture
def crawled(indexed):
    with Frontier(indexed.frontier_path) as frontier:
        tallies = {
            ('od"d.example', "new"): 3,
            ('od"d.example', "fetched"): 4,
            ('od"d.example', "dropped:http-404"): 1,
        }
        frontier.count(tallies, time.time())
    return indexed


def test_sources_and_their_outcomes_are_told(crawled):
    answer = create_app(crawled).test_client().get("/metrics")
    assert answer.content_type == "text/plain; version=0.0.4; charset=utf-8"
    lines = answer.text.splitlines()
    assert 'dateline_crawl_articles_total{source="od\\"d.example",outcome="new"} 3' in lines
    assert 'dateline_crawl_dropped_total{source="od\\"d.example",reason="http-404"} 1' in lines
    assert 'dateline_crawl_alarm{source="od\\"d.example",alarm="silent"} 0' in lines
    assert any(line.startswith("dateline_articles{source=") for line in lines)
    assert all(line.startswith("#") or float(line.rpartition(" ")[2]) >= 0 for line in lines)


@pytest.mark.parametrize(
    ("setting", "bound", "request_is_from", "headers", "status"),
    [
        ("local", "127.0.0.1", "127.0.0.1", {}, 200),
        ("local", "127.0.0.1", "192.0.2.7", {}, 404),
        ("local", "0.0.0.0", "127.0.0.1", {}, 404),
        ("local", "127.0.0.1", "127.0.0.1", {"X-Forwarded-For": "192.0.2.7"}, 404),
        ("on", "0.0.0.0", "192.0.2.7", {}, 200),
        ("off", "127.0.0.1", "127.0.0.1", {}, 404),
    ],
)
def test_others_are_answered_only_when_the_setting_says_so(
    indexed, setting, bound, request_is_from, headers, status
):
    client = create_app(replace(indexed, metrics=setting, host=bound)).test_client()
    answer = client.get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": request_is_from})
    assert answer.status_code == status


def test_empty_archive_has_metrics_too(settings):
    assert create_app(settings).test_client().get("/metrics").status_code == 200
