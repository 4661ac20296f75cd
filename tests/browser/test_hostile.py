"""Hostile texts of crawled pages, addresses and forms never run in a real browser."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

EVIL = "<script>document.title='executed'</script>\"'><img src=x onerror=\"document.title='executed'\">"
PATHS = (
    "/", "/search?q=hostile", "/search?q={evil}&author={evil}&not_tag={evil}&from={evil}&tz={evil}&{evil}={evil}",
    "/search?source={evil}&layout=compact&bars=share", "/facets/author", "/facets/place?order=tree&find={evil}",
    "/map?q={evil}", "/compare?q={evil}&q=author%3D{evil}", "/nowhere/{evil}", "/search.atom?q=hostile",
    "/chart.svg?q={evil}", "/api/v1/search?q={evil}&author={evil}",
)  # fmt: skip
"""One of each kind; `test_safety` reads the markup of the others."""


def addresses(client: FlaskClient) -> Iterator[str]:
    found = client.get("/api/v1/search?q=hostile").get_json()["hits"][0]["id"]
    yield from (path.replace("{evil}", quote(EVIL)) for path in PATHS)
    yield f"/article/{found}?q={quote(EVIL)}"


def test_nothing_hostile_runs_on_any_page(browser, client: FlaskClient) -> None:
    for address in addresses(client):
        browser.open(address)
        assert browser.driver.title != "executed", address
        # What was let through as markup would be an element of its own.
        planted = "return document.querySelectorAll('img[src=\"x\"], script:not([src]), [onerror], [onload]').length"
        assert browser.driver.execute_script(planted) == 0, address


def test_hostile_suggestions_are_texts(browser) -> None:
    browser.open("/")
    browser.find("#q").send_keys("hostil")
    browser.wait(lambda: browser.all("#suggestions li"))
    assert browser.all("#suggestions img, #suggestions script") == []
    assert browser.driver.title != "executed"


def test_link_of_a_hostile_article_leads_nowhere(browser, client: FlaskClient) -> None:
    found = client.get("/api/v1/search?q=hostile").get_json()["hits"][0]["id"]
    browser.open(f"/article/{found}")
    hrefs = [str(item.get_attribute("href")) for item in browser.all("a")]
    assert hrefs and not [href for href in hrefs if href.startswith("javascript:")]


@pytest.mark.parametrize("kind", ["stored page in a frame", "stored page alone"])
def test_stored_page_runs_nothing(browser, article_of, kind: str) -> None:
    path = article_of("ferry Kovalchuk") + "/stored"
    browser.open(path if "frame" in kind else path + "/page")
    if "frame" in kind:
        frame = browser.find("iframe")
        browser.driver.switch_to.frame(frame)
    assert "Ferry" in browser.text("body")
    assert browser.driver.execute_script("return self.origin") == "null"
    browser.driver.switch_to.default_content()
