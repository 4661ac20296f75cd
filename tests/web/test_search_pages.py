import time
from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from index import edits
from index.progress import Progress
from index.settings import Settings
from index.store import Store
from index.store_writer import NewArticle, put_articles
from index.writer import update

ADA = "p:ada_brook"
OTIS = "p:otis_vale"


def soup(client: FlaskClient, address: str, status: int = 200) -> BeautifulSoup:
    answer = client.get(address)
    assert answer.status_code == status, answer.text
    return BeautifulSoup(answer.text, "lxml")


def params(href: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(href).query)


def one(page: BeautifulSoup | Tag, selector: str) -> Tag:
    found = page.select_one(selector)
    assert found is not None, selector
    return found


def link(page: BeautifulSoup, selector: str, text: str) -> str:
    found = [item for item in page.select(selector) if text in item.get_text()]
    assert found, f"no {selector} with {text!r}"
    return str(found[0]["href"])


def test_start_page_follows_what_is_written(
    client: FlaskClient, store: Store, settings: Settings, make_article: Callable[..., NewArticle]
) -> None:
    assert "Ada Brook" in one(soup(client, "/"), ".beside-front").get_text()
    edits.rename(store, ADA, "Dame Ada Brook")
    assert "Dame Ada Brook" in one(soup(client, "/"), ".beside-front").get_text()
    with store.write() as connection:
        put_articles(
            connection, [make_article("new", "A tram.", title="Trams are back", published="2025-01-01")]
        )
    update(store, settings.index_dir, Progress("indexing"))
    end = time.monotonic() + 30
    while "Trams are back" not in client.get("/").text:
        assert time.monotonic() < end


def test_every_page_answers(client: FlaskClient, articles: dict[str, NewArticle]) -> None:
    for address in (
        "/", "/search", "/search?q=ferry", "/facets/person", "/facets/source?q=ferry&order=name", "/saved",
        f"/article/{articles['ferry'].id}", "/opensearch.xml", "/robots.txt", "/static/style.css",
        "/static/search.js", "/static/favicon.svg",
    ):  # fmt: skip
        with client.get(address) as answer:
            assert answer.status_code == 200, address


def test_start_page_says_what_is_in_the_archive(client: FlaskClient) -> None:
    page = soup(client, "/")
    folio = one(page, ".folio").get_text(" ", strip=True)
    assert "4 articles" in folio
    assert "3 sources" in folio
    assert "2 January 2022 – 10 May 2024" in folio
    assert one(page, "input[name=q]").has_attr("autofocus")
    assert [item.get_text() for item in page.select(".latest h3")][:2] == ["Ferry strike", "A new ferry"]


def test_results_have_total_sentence_and_marked_snippets(client: FlaskClient) -> None:
    page = soup(client, "/search?q=harbour")
    assert one(page, "h1").get_text() == "1 article"
    assert "matching “harbour”" in one(page, ".sentence").get_text()
    hit = one(page, "ol.hits article")
    assert [mark.get_text().lower() for mark in hit.select("mark")] == ["harbour", "harbour"]
    assert one(hit, ".source").get_text() == "gazette"
    assert one(hit, "time")["datetime"] == "2022-01-02"
    assert "from the imported record" in one(hit, "time")["title"]


@pytest.mark.parametrize("query", ["q=ferry", f"person={ADA}", "q=ferry&from=2024", "q=zebra", "undated=1"])
def test_page_and_api_give_the_same_total_and_counts(client: FlaskClient, query: str) -> None:
    page, api = soup(client, f"/search?{query}"), client.get(f"/api/v1/search?{query}").get_json()
    number = one(page, "h1").get_text().split()[0].replace("No", "0")
    assert int(number) == api["total"] == len(api["hits"])
    shown = {
        (row.select_one(".value").get_text(), row.select_one(".count").get_text())
        for row in page.select(".filters .values li")
        if row.select_one(".without")
    }
    known = {(value["name"], str(value["count"])) for name in api["facets"].values() for value in name}
    assert shown <= known
    assert shown or not api["total"] or query == "undated=1"


def test_facet_links_keep_the_other_filters_and_go_to_the_first_page(client: FlaskClient) -> None:
    page = soup(client, f"/search?q=ferry&person={ADA}&from=2023&sort=newest&per_page=1")
    for item in page.select(".filters .values a[rel=nofollow]"):
        kept = params(str(item["href"]))
        assert {("q", "ferry"), ("from", "2023"), ("sort", "newest"), ("per_page", "1")} <= set(kept)
        assert "cursor" not in dict(kept)
    assert params(link(page, ".filters .values a.value", "Otis Vale")).count(("person", ADA)) == 1
    assert ("person", ADA) not in params(link(page, ".filters .values .any a", "Ada Brook"))
    assert ("from", "2023") not in params(link(page, ".chips a", "published"))
    assert params(link(page, ".chips a", "Clear all")) == [
        ("q", "ferry"), ("sort", "newest"), ("per_page", "1"),
    ]  # fmt: skip


def test_selected_values_are_or_and_excluded_ones_leave(client: FlaskClient) -> None:
    assert one(soup(client, f"/search?person={ADA}&person={OTIS}"), "h1").get_text() == "3 articles"
    together = soup(client, f"/search?person={ADA}&person={OTIS}")
    assert one(soup(client, link(together, ".more a", "All of these")), "h1").get_text() == "1 article"
    without = soup(client, f"/search?not_person={ADA}")
    assert one(without, "h1").get_text() == "2 articles"
    assert one(without, ".values .not .value").get_text().startswith("Ada Brook")
    assert "not person" in one(without, ".chips .not").get_text()


def test_selected_value_stays_visible_without_hits(client: FlaskClient) -> None:
    page = soup(client, f"/search?q=harbour&person={ADA}")
    assert one(page, "h1").get_text() == "No articles"
    assert one(page, ".values .any .value").get_text().startswith("Ada Brook")


def test_nothing_found_says_what_would_be_with_its_count(client: FlaskClient) -> None:
    page = soup(client, f"/search?q=harbour&person={ADA}")
    href = link(page, ".nothing a", "Without “person Ada Brook”")
    assert params(href) == [("q", "harbour")]
    counts = [int(item.get_text()) for item in page.select(".nothing .count")]
    assert counts == sorted(counts, reverse=True)
    assert 0 not in counts
    words = soup(client, "/search?q=harbour+strike")
    assert one(soup(client, link(words, ".nothing a", "Any of the words")), "h1").get_text() == "2 articles"
    assert params(link(words, ".nothing a", "Without harbour")) == [("q", "strike")]


def test_paging_reaches_every_hit_once(client: FlaskClient) -> None:
    address, seen = "/search?q=ferry&per_page=1", []
    while address:
        page = soup(client, address)
        seen += [str(item["href"]) for item in page.select(".hit h2 a")]
        following = page.select_one("a.next")
        address = str(following["href"]) if following else ""
    assert len(seen) == len(set(seen)) == 4


def test_chart_drills_from_year_to_month_to_day(client: FlaskClient) -> None:
    page = soup(client, "/search?from=2024&to=2024")
    rows = page.select("figure:has(#chart-published) tbody tr")
    assert [row.get_text(" ", strip=True) for row in rows] == [
        "4 March 2024 1 1 100%", "10 May 2024 1 1 100%",
    ]  # fmt: skip
    href = str(one(rows[0], "a")["href"])
    assert dict(params(href)) == {"from": "2024-03-04", "to": "2024-03-04"}
    narrower = soup(client, href)
    assert one(narrower, "h1").get_text() == "1 article"
    wider = link(narrower, "figure a", "back to March 2024")
    assert dict(params(wider)) == {"from": "2024-03", "to": "2024-03"}
    bars = page.select("figure:has(#chart-published) svg a")
    assert [str(item["href"]) for item in bars] == [str(one(row, "a")["href"]) for row in rows]


def test_undated_articles_are_counted_and_linked(client: FlaskClient) -> None:
    page = soup(client, "/search")
    href = link(page, ".beside a", "1 undated")
    assert one(soup(client, href), "h1").get_text() == "1 article"


def test_coarser_dates_are_said(client: FlaskClient) -> None:
    page = soup(client, "/search?about_from=2023-05&about_to=2023-06")
    assert "1 article whose dates only overlap" in one(page, ".sentence").get_text()


def test_forms_send_the_other_filters_along(client: FlaskClient) -> None:
    page = soup(client, f"/search?q=ferry&person={ADA}&from=2024&sort=oldest")
    box = {(str(item["name"]), str(item["value"])) for item in page.select(".box input")}
    assert box == {("q", "ferry"), ("person", ADA), ("from", "2024"), ("sort", "oldest")}
    days = {(str(item["name"]), str(item["value"])) for item in page.select(".days input") if item["value"]}
    assert days == {("q", "ferry"), ("person", ADA), ("from", "2024"), ("sort", "oldest")}


def test_empty_form_fields_lead_to_the_address_that_can_be_cited(client: FlaskClient) -> None:
    answer = client.get("/search?q=ferry&from=&to=&about_from=&about_to=")
    assert (answer.status_code, answer.location) == (302, "/search?q=ferry")


def test_diagnostics_underline_the_place_and_the_search_still_runs(client: FlaskClient) -> None:
    page = soup(client, "/search?q=ferry+titel:harbour+(")
    assert [item.get_text() for item in page.select(".notes u")] == ["titel", "("]
    assert one(page, ".notes code").get_text() == "ferry titel:harbour ("


def test_unknown_parameter_is_named(client: FlaskClient) -> None:
    page = soup(client, "/search?q=ferry&persn=x")
    assert "persn" in one(page, ".notes").get_text()
    assert one(page, "h1").get_text() == "4 articles"


def test_bad_cursor_is_a_helpful_400(client: FlaskClient) -> None:
    page = soup(client, "/search?q=ferry&cursor=nonsense", 400)
    assert "Start at the first page." in one(page, ".message").get_text()


def test_facet_page_finds_orders_and_selects(client: FlaskClient) -> None:
    page = soup(client, "/facets/person?q=ferry")
    assert one(page, "h1").get_text() == "3 persons"
    rows = [row.get_text(" ", strip=True) for row in page.select(".values li .value")]
    assert rows[:2] == ["Ada Brook", "Otis Vale"]
    found = soup(client, "/facets/person?q=ferry&find=vale")
    assert [row.get_text(strip=True) for row in found.select(".values .value")] == ["Otis Vale"]
    assert params(link(found, ".values a.value", "Otis Vale")) == [("q", "ferry"), ("person", OTIS)]
    assert soup(client, "/facets/person?page=99").select(".values li") == []
    assert "no facet 'colour'" in one(soup(client, "/facets/colour", 404), ".message").get_text()


def test_switch_beside_the_order_prefers_recent_articles_and_back(client: FlaskClient) -> None:
    on = link(soup(client, "/search?q=ferry"), "a", "Prefer recent")
    assert params(on) == [("q", "ferry"), ("recency", "on")]
    assert params(link(soup(client, on), "a", "Prefer recent")) == [("q", "ferry")]
    for unranked in ("/search", "/search?q=ferry&sort=newest"):
        assert "Prefer recent" not in soup(client, unranked).get_text()


def test_filter_links_are_not_for_robots(client: FlaskClient) -> None:
    page = soup(client, f"/search?q=ferry&person={ADA}")
    for item in page.select(".filters a, .chips a, figure a, .tags a[href*='person=']"):
        if item.get("href", "").startswith("/search"):
            assert "nofollow" in item["rel"], item
    assert "Disallow: /facets/" in client.get("/robots.txt").text


def test_everything_has_a_name_for_a_screen_reader(client: FlaskClient) -> None:
    page = soup(client, f"/search?q=ferry&person={ADA}")
    assert len(page.select("h1")) == 1
    ids = [str(item["id"]) for item in page.select("[id]")]
    assert len(ids) == len(set(ids))
    for item in page.select("[aria-labelledby]"):
        assert one(page, f"#{item['aria-labelledby']}")
    for nav in page.select("nav"):
        assert nav.get("aria-label")
    for field in page.select("input:not([type=hidden])"):
        assert field.find_parent("label") or page.select_one(f"label[for={field.get('id')}]")
    assert one(page, "a.skip")["href"] == "#main"


def test_mistyped_word_leads_to_what_was_meant(client: FlaskClient) -> None:
    page = soup(client, "/search?q=harobur&sort=newest")
    assert link(page, ".meant a", "harbour") == "/search?q=harbour&sort=newest"
    assert "1 article" in one(page, ".meant").get_text()
    assert not soup(client, "/search?q=harbour").select(".meant")


def test_instants_are_said_in_the_zone_that_is_asked_for(client: FlaskClient) -> None:
    page = soup(client, "/search?tz=America/New_York&sort=newest")
    assert "times in America/New_York" in one(page, ".sentence").get_text()
    titles = [str(item["title"]) for item in page.select("ol.hits time")]
    assert any("America/New_York" in title for title in titles), titles
    href = str(one(page, "ol.hits h3 a, ol.hits h2 a")["href"])
    assert "tz=America%2FNew_York" in href
    assert "America/New_York" in soup(client, href).get_text()
