"""Ten whole tasks as people do them, with mouse and keyboard, in a real browser."""

from urllib.parse import parse_qs, urlsplit

from lxml import etree

ENTER, DOWN, UP, TAB, ESCAPE = "\ue007", "\ue015", "\ue013", "\ue004", "\ue00c"


def query_of(browser) -> dict[str, list[str]]:
    return parse_qs(urlsplit(browser.driver.current_url).query)


def total(browser) -> int:
    words = browser.text("#total").replace("No", "0").replace(",", "").split()
    return next(int(word) for word in words if word.isdigit())


def search(browser, words: str) -> None:
    box = browser.find("#q")
    box.clear()
    box.send_keys(words)
    before = browser.find("html")
    box.send_keys(ESCAPE, ENTER) if browser.all("#suggestions:not([hidden])") else box.send_keys(ENTER)
    browser.wait(lambda: browser.is_gone(before))


def open_facet(browser, title: str):
    (box,) = [
        item
        for item in browser.all(".filters .facet")
        if title in item.find_element("css selector", "summary").text
    ]
    if not box.get_attribute("open"):
        box.find_element("css selector", "summary").click()
    return box


def test_who_was_mentioned_with_a_spokesman_about_a_month_and_how_did_coverage_compare(browser) -> None:
    """Narrow by person and by the days talked about, compare, save, open the feed."""
    browser.open("/")
    search(browser, 'person:"Igor Konashenkov"')
    everything = total(browser)
    browser.find("input[name=about_from]").send_keys("2022-09")
    browser.find("input[name=about_to]").send_keys("2022-09")
    browser.follow(browser.find(".days button"))
    assert 0 < total(browser) < everything
    assert query_of(browser)["about_from"] == ["2022-09"]
    persons = open_facet(browser, "Persons").text
    assert "Igor Konashenkov" in persons and "Volodymyr Zelensky" in persons
    browser.follow(browser.link("Compare"))
    browser.find(".find input[type=search]").send_keys("person:Surovikin")
    browser.follow(browser.find(".find button"))
    assert "2 searches compared" in browser.text("h1")
    legend = [item.text for item in browser.all(".legend li")]
    assert "2 articles" in legend[0] and "3 articles" in legend[1]
    browser.follow(browser.all(".legend li span > a")[0])
    open_facet(browser, "Save this search")
    name = browser.find(".save input[name=name]")
    name.clear()
    name.send_keys("Konashenkov on September")
    browser.follow(browser.find(".save button"))
    assert browser.driver.current_url.endswith("/s/konashenkov-on-september")
    assert "Konashenkov on September" in browser.text("h1")
    href = browser.link("Feed of this search").get_attribute("href")
    feed = browser.driver.execute_script("return fetch(arguments[0]).then(answer => answer.text())", href)
    entries = etree.fromstring(feed.encode()).findall("{http://www.w3.org/2005/Atom}entry")
    assert len(entries) == 2


def test_name_is_found_by_typing_its_beginning_and_choosing_with_the_keyboard(browser) -> None:
    browser.open("/")
    assert browser.focused() == "q"
    browser.keys("olena kova")
    browser.wait(lambda: browser.all("#suggestions .person"))
    kinds = [item.text for item in browser.all("#suggestions li .kind")]
    steps = kinds.index("person") + 1
    browser.keys(*[DOWN] * steps)
    assert browser.find("#suggestions [aria-selected=true]").text.startswith("Olena Kovalchuk")
    active = browser.find("#q").get_attribute("aria-activedescendant")
    assert active == browser.find("#suggestions [aria-selected=true]").get_attribute("id")
    before = browser.find("html")
    browser.keys(ENTER)
    browser.wait(lambda: browser.is_gone(before))
    assert query_of(browser)["person"] == ["p:olena_kovalchuk"]
    assert total(browser) == 6


def test_chosen_name_is_asked_for_once_and_not_by_who_comes_back(browser) -> None:
    browser.open("/")
    # A page that is kept for the way back keeps what was put into its form.
    browser.driver.execute_script(
        "document.querySelector('form.box').addEventListener('submit', event => {"
        "  event.preventDefault(); window.asked = [...new FormData(event.target).keys()]; })"
    )
    browser.keys("olena kova")
    browser.wait(lambda: browser.all("#suggestions .person"))
    steps = [item.text for item in browser.all("#suggestions li .kind")].index("person") + 1
    browser.keys(*[DOWN] * steps, ENTER)
    assert browser.driver.execute_script("return window.asked") == ["q", "person"]
    assert browser.all("form.box input[name=person]") == []


def test_list_is_walked_and_opened_by_keys_alone(browser) -> None:
    browser.open("/search?q=harbour")
    titles = [item.text for item in browser.all(".hit h2 a")]
    browser.keys("j")
    assert browser.focused() == titles[0]
    browser.keys("j", "j", "k")
    assert browser.focused() == titles[1]
    before = browser.find("html")
    browser.keys("o")
    browser.wait(lambda: browser.is_gone(before))
    assert browser.text("h1") == titles[1]
    browser.keys("/")
    assert browser.focused() == "q"


def test_page_is_walked_with_the_tabulator_from_the_skip_link_on(browser) -> None:
    browser.open("/search?q=harbour")
    seen = []
    for _ in range(40):
        browser.keys(TAB)
        seen.append(browser.focused())
        rings = "return getComputedStyle(document.activeElement).outlineStyle"
        assert browser.driver.execute_script(rings) != "none", seen[-1]
    assert seen[0] == "Skip to the content"
    wanted = ["q", "Search", "Compare", "Newest", browser.all(".hit h2 a")[0].text]
    assert [seen.index(name) for name in wanted] == sorted(seen.index(name) for name in wanted)


def test_range_of_months_is_drawn_on_the_chart(browser) -> None:
    browser.open("/search?q=harbour")
    chart = browser.find("svg.bars[data-which=published]")
    width = chart.rect["width"]
    chain = browser.actions()
    chain.move_to_element_with_offset(chart, int(width * -0.25), 0).click_and_hold()
    before = browser.find("html")
    chain.move_by_offset(int(width * 0.15), 0).move_by_offset(int(width * 0.3), 0).release().perform()
    browser.wait(lambda: browser.is_gone(before))
    asked = query_of(browser)
    assert (asked["from"], asked["to"]) == (["2025-10"], ["2025-12"])
    browser.follow(browser.link("back to all dates"))
    assert "from" not in query_of(browser)


def test_year_is_narrowed_to_a_day_by_clicks_on_bars(browser) -> None:
    browser.open("/search?from=2025&to=2025")
    browser.follow(browser.all("svg.bars[data-which=published] a")[0])
    month = query_of(browser)["from"][0]
    assert len(month) == len("2025-09")
    browser.follow(browser.all("svg.bars[data-which=published] a")[0])
    assert query_of(browser)["from"][0].startswith(month + "-")
    assert total(browser) >= 1


def test_empty_search_is_widened_by_a_link_that_says_how_much_it_finds(browser) -> None:
    browser.open("/search?q=ferry+zebra")
    assert total(browser) == 0
    choice = next(item for item in browser.all(".nothing li") if "Without zebra" in item.text)
    count = int(choice.find_element("css selector", ".count").text)
    browser.follow(choice.find_element("css selector", "a"))
    assert total(browser) == count > 0


def test_place_is_chosen_in_the_tree_excluded_on_the_way_and_cleared(browser) -> None:
    browser.open("/search?q=harbour")
    everything = total(browser)
    places = open_facet(browser, "Places")
    browser.follow(
        next(item for item in places.find_elements("css selector", "a.value") if item.text == "Odesa")
    )
    with_odesa = total(browser)
    assert 0 < with_odesa < everything
    browser.follow(browser.find(".chips a"))
    odesa = next(
        item
        for item in open_facet(browser, "Places").find_elements("css selector", "li")
        if item.text.startswith("Odesa")
    )
    browser.follow(odesa.find_element("css selector", ".without"))
    assert total(browser) == everything - with_odesa
    browser.follow(browser.link("Clear all"))
    assert total(browser) == everything


def test_correction_of_an_article_is_read_as_a_difference(browser, client) -> None:
    found = client.get("/api/v1/search?per_page=100").get_json()["hits"]
    revised = next(
        hit for hit in found if client.get(f"/api/v1/articles/{hit['id']}").get_json()["revisions"]
    )
    browser.open(f"/article/{revised['id']}")
    browser.follow(browser.link("What changed"))
    assert browser.all("ins") and browser.all("del")
    browser.follow(browser.link("Back to the article"))
    browser.follow(browser.link("Stored page"))
    assert len(browser.all(".choices a")) == 2


def test_everything_works_without_javascript(browser) -> None:
    browser.scripts(on=False)
    browser.open("/")
    browser.find("#q").send_keys("harbour")
    browser.follow(browser.find(".box button"))
    assert "10 articles" in browser.text("#total")
    browser.follow(browser.link("Newest"))
    browser.follow(browser.link("Compact"))
    assert not browser.all(".snippet")
    browser.follow(browser.all("svg.bars a")[0])
    assert "Clear all" in browser.text(".chips")
    browser.follow(browser.link("Map"))
    browser.follow(browser.all(".values.wide a.value")[0])
    browser.follow(browser.all(".hit h2 a")[0])
    assert browser.all(".text p")
    browser.scripts(on=True)


def test_phone_shows_the_list_first_and_filters_as_a_sheet(browser) -> None:
    browser.size(390, 844)
    browser.open("/search?q=harbour")
    assert not browser.find("#filters").is_displayed()
    browser.find(".jump a").click()
    browser.wait(lambda: browser.find("#filters").is_displayed())
    browser.find(".close a").click()
    browser.wait(lambda: not browser.find("#filters").is_displayed())


def test_chart_is_kept_as_a_picture(browser) -> None:
    browser.open("/search?q=harbour")
    browser.find("figure.chart details summary").click()
    texts = [item.text for item in browser.all("figure.chart details[open] .more a")]
    assert texts == ["Share of coverage", "CSV", "SVG", "PNG"]
    made = browser.driver.execute_async_script(
        "const done = arguments[0], make = HTMLCanvasElement.prototype.toBlob;"
        "HTMLCanvasElement.prototype.toBlob = function (then) { make.call(this, blob => done([blob.type, blob.size])) };"
        "[...document.querySelectorAll('a.picture')].find(a => a.textContent === 'PNG').click()"
    )
    assert made[0] == "image/png" and made[1] > 1000
