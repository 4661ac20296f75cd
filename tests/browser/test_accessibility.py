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
    """Open a page, wide and light, then narrow and dark; axe must be silent.

    The rules look at the same markup in both: sizes differ in what is visible, schemes in colours alone. So
    all of them run twice, and those about colours once more for what only a wide window shows.
    """
    browser.open(path)
    assert browser.violations() == [], (path, "desktop")
    browser.scheme("dark")
    assert browser.violations("color-contrast") == [], (path, "desktop, dark")
    check_width(browser, path, DESKTOP)
    browser.size(*PHONE)
    assert browser.violations() == [], (path, "phone, dark")
    check_width(browser, path, PHONE)


def check_width(browser, path: str, size: tuple[int, int]) -> None:
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
