"""The switch at the foot of a page, and what a reader of Ukrainian then meets; axe-core finds nothing there."""

from collections.abc import Callable, Iterator

import pytest

PHONE = (390, 844)


@pytest.fixture
def ukrainian(browser) -> Iterator[object]:
    """The browser after a reader chose Ukrainian below a search."""
    browser.open("/search?q=ferry&sort=newest")
    assert browser.find("html").get_attribute("lang") == "en"
    button = browser.find('.languages button[lang="uk"]')
    button.send_keys("\n")
    browser.wait(lambda: browser.is_gone(button))
    yield browser
    browser.driver.delete_all_cookies()


def check(browser, path: str) -> None:
    browser.size(1280, 900)
    browser.open(path)
    assert browser.find("html").get_attribute("lang") == "uk"
    assert browser.violations() == [], path
    browser.size(*PHONE)
    assert browser.violations("color-contrast") == [], path
    assert browser.driver.execute_script("return document.documentElement.scrollWidth") <= PHONE[0], path


def test_choice_stays_on_the_search_and_holds_for_the_next_page(ukrainian) -> None:
    browser = ukrainian
    assert browser.driver.current_url.endswith("/search?q=ferry&sort=newest")
    total = browser.text("#total").split()
    assert total[0].isdecimal() and total[1] in ("стаття", "статті", "статей")
    assert browser.text(".sentence") == "Статті: запит «ferry», спершу найновіші."
    browser.follow(browser.find(".hit h2 a"))
    assert browser.text("#facts").lower() == "про цю статтю"


def test_suggestions_say_their_kind_in_the_language(ukrainian) -> None:
    browser = ukrainian
    browser.open("/")
    browser.find("#q").send_keys("kova")
    found = browser.wait(lambda: browser.all("#suggestions .kind.person"))
    assert found[0].text.lower() == "особа"
    assert browser.violations() == []


def test_axe_finds_nothing_in_ukrainian(ukrainian, article_of: Callable[[str], str]) -> None:
    for path in (
        "/",
        "/search?q=harbour&from=2025&bars=share",
        "/search?q=titel:zebra",
        article_of("ferry Kovalchuk"),
    ):
        check(ukrainian, path)
