"""Old addresses of an article keep leading to it, whenever they were met."""

import time

import pytest

from index import store_writer
from index.article import article_id
from index.crawl.frontier import Frontier
from index.crawl.links import Link
from index.crawl.redirects import Redirects, remember_redirects
from index.urls import source_of

ROOT = "paper.example"
STORY = "https://paper.example/story"


def id_of(url: str) -> str:
    return article_id(source_of(url), url)


@pytest.fixture
def redirected(settings):
    """Have addresses lead to others, in a frontier."""

    def redirect(*steps: tuple[str, str]) -> None:
        with Frontier(settings.frontier_path) as frontier:
            for url, target in steps:
                frontier.force([Link(url=url, kind="article")], root=ROOT)
                (item,) = (
                    item for item in frontier.lease("me", ROOT, [ROOT], time.time() + 9, 9) if item.url == url
                )
                frontier.release("me")
                frontier.redirect(item, target, 0.0)

    return redirect


@pytest.fixture
def kept(store, make_article):
    article = make_article(STORY, source=ROOT)
    with store.write() as connection:
        store_writer.put_articles(connection, [article])
    return article


def test_every_step_of_a_chain_becomes_an_alias(settings, store, kept, redirected):
    redirected((f"{STORY}-2", f"{STORY}-1"), (f"{STORY}-1", STORY))
    assert remember_redirects(settings.frontier_path, store, [ROOT]) == 2
    assert store.article(id_of(f"{STORY}-1")).article.id == kept.id
    assert store.article(id_of(f"{STORY}-2")).article.id == kept.id
    assert remember_redirects(settings.frontier_path, store, [ROOT]) == 0


def test_address_that_leads_to_no_article_waits_until_there_is_one(settings, store, redirected, make_article):
    redirected((f"{STORY}-1", STORY))
    assert remember_redirects(settings.frontier_path, store, [ROOT]) == 0
    with store.write() as connection:
        store_writer.put_articles(connection, [make_article(STORY, source=ROOT)])
    assert remember_redirects(settings.frontier_path, store, ["other.example"]) == 0
    assert remember_redirects(settings.frontier_path, store, [ROOT]) == 1
    with Redirects(settings.frontier_path) as redirects:
        assert redirects.unknown([ROOT]) == {}


def test_redirects_that_come_round_end(settings, store, redirected):
    redirected((f"{STORY}-1", f"{STORY}-2"), (f"{STORY}-2", f"{STORY}-1"))
    assert remember_redirects(settings.frontier_path, store, [ROOT]) == 0
