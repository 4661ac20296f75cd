"""axe-core finds nothing on any kind of page, in light and dark, on a phone and at a desk."""

from collections.abc import Callable

import pytest

DESKTOP, PHONE = (1280, 900), (390, 844)

PAGES = {
    "start": "/",
    "results": "/search?q=ferry&sort=newest",
    "shares": "/search?q=harbour&from=2025&to=2026&bars=share&layout=compact&mentions=every",
    "compare": "/compare?q=ferry&q=harbour&q=person%3Dp:igor_konashenkov",
    "map": "/map?q=harbour",
    "tree": "/facets/place?order=tree",
    "narrowed": "/search?q=harbour&from=2025-09&to=2025-11&not_section=Sport",
    "nothing": "/search?q=zebra+ferry&from=1999",
    "diagnostics": "/search?q=titel:ferry+(&tz=Nowhere/City",
    "facet": "/facets/person?order=name",
    "person": "/entities/p:olena_kovalchuk",
    "place": "/entities/g:698740",
    "corrections": "/corrections",
    "saved": "/saved",
    "sources": "/sources",
    "error": "/nowhere",
    "api": "/api",
}


def check(browser, path: str) -> None:
    """Open a page in both sizes and both schemes, of which only colours depend; axe must be silent."""
    for size in (DESKTOP, PHONE):
        browser.size(*size)
        browser.scheme("light")
        browser.open(path)
        assert browser.violations() == [], (path, size)
        browser.scheme("dark")
        assert browser.violations("color-contrast") == [], (path, size, "dark")
        width = browser.driver.execute_script("return document.documentElement.scrollWidth")
        assert width <= size[0], f"{path} is {width} px wide on a screen of {size[0]}"


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_on_a_page(browser, name: str) -> None:
    check(browser, PAGES[name])


def test_axe_finds_nothing_on_articles(browser, article_of: Callable[[str], str]) -> None:
    path = article_of("ferry Kovalchuk")
    check(browser, path + "?q=ferry")
    browser.open(path + "/stored")
    assert browser.violations() == []


def test_axe_finds_nothing_while_suggestions_are_open(browser) -> None:
    browser.open("/")
    browser.find("#q").send_keys("kova")
    browser.wait(lambda: browser.all("#suggestions li"))
    assert browser.violations() == []
