from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import insert

from index import tables
from index.annotate import annotate
from index.article import article_id
from index.settings import Settings
from index.store import Store
from index.store_writer import NewArticle, put_articles
from tests.web.pages import page_of, text_of
from web import create_app

Make = Callable[..., NewArticle]


def facts(page: BeautifulSoup) -> dict[str, str]:
    names = [item.get_text(strip=True) for item in page.select(".facts dt")]
    return dict(
        zip(names, [item.get_text(" ", strip=True) for item in page.select(".facts dd")], strict=True)
    )


def test_text_stands_in_paragraphs_unchanged(client: FlaskClient, articles: dict[str, NewArticle]) -> None:
    for item in articles.values():
        page = page_of(client, f"/article/{item.id}?q=ferry")
        shown = "\n".join(line.get_text() for line in page.select(".text p"))
        assert shown == item.clean.text


def test_persons_places_and_dates_are_marked_and_lead_to_searches(
    client: FlaskClient, articles: dict[str, NewArticle]
) -> None:
    page = page_of(client, f"/article/{articles['ferry'].id}?q=ferry+vale")
    marked = {(str(item["class"][1]), item.get_text(), str(item["href"])) for item in page.select(".text a")}
    assert marked == {
        ("person", "Ada Brook", "/search?person=p%3Aada_brook"),
        ("person", "Otis Vale", "/search?person=p%3Aotis_vale"),
        ("place", "Saltmere", "/search?place=l%3Asaltmere"),
        ("date", "3 March 2024", "/search?about_from=2024-03-03&about_to=2024-03-03"),
    }
    for _, _, href in marked:
        assert text_of(page_of(client, href), "h1")[0] in "123"
    assert [item.get_text() for item in page.select(".text mark")] == ["ferry", "Vale"]


def test_capital_used_for_a_government_says_so_when_pointed_at(
    client: FlaskClient, store: Store, make_article: Make
) -> None:
    text = "Kyiv said on Friday that it rained in Kyiv."
    item = make_article("capital", text, annotations=annotate("", text))
    with store.write() as connection:
        put_articles(connection, [item])
    marks = page_of(client, f"/article/{item.id}").select(".text a.place")
    assert [str(mark["title"]) for mark in marks] == ["Place: Kyiv, used for a government", "Place: Kyiv"]


def test_marks_are_switched_one_kind_at_a_time_by_links_that_keep_the_query(
    client: FlaskClient, articles: dict[str, NewArticle]
) -> None:
    page = page_of(client, f"/article/{articles['ferry'].id}?q=ferry")
    for left in ({"person", "place"}, {"person"}, set()):  # dates, places and persons go in turn
        page = page_of(client, str(page.select(".toggles a[aria-current]")[-1]["href"]))
        assert {str(item["class"][1]) for item in page.select(".text a")} == left
    assert [item.get_text() for item in page.select(".text mark")] == ["ferry"]
    on = page_of(client, str(page.select(".toggles a")[0]["href"]))
    assert {str(item["class"][1]) for item in on.select(".text a")} == {"person"}
    assert page_of(client, f"/article/{articles['ferry'].id}?marks=off").select(".text a") == []


def test_dates_say_where_they_came_from_and_no_more_than_is_known(
    indexed: Settings, articles: dict[str, NewArticle]
) -> None:
    client = create_app(indexed).test_client()
    shown = facts(page_of(client, f"/article/{articles['ferry'].id}"))
    assert shown["Published"] == (
        "4 March 2024, 09:05 UTC+1 printed 2024-03-04T09:05:00+01:00, 4 March 2024, 08:05 UTC; "
        "from the imported record"
    )
    shown = facts(page_of(client, f"/article/{articles['strike'].id}"))
    assert shown["Published"] == "10 May 2024 only the day is known; from the imported record"
    shown = facts(page_of(client, f"/article/{articles['evil'].id}"))
    assert shown["Published"].startswith("not known")


def test_article_has_authors_credits_original_and_citation(
    client: FlaskClient, articles: dict[str, NewArticle]
) -> None:
    page = page_of(client, f"/article/{articles['ferry'].id}")
    assert text_of(page, ".byline .authors") == "Mara Quill"
    assert text_of(page, ".credits") == "Photo: N. Fenn"
    assert page.select_one('a[href="https://paper.example/ferry"]') is not None
    cited = text_of(page, ".cite")
    assert cited.startswith("Mara Quill. “A new ferry”. paper, 4 March 2024. https://paper.example/ferry")
    assert f"http://localhost/article/{articles['ferry'].id}" in cited


def test_article_without_a_title_is_called_so_and_cited_without_one(
    client: FlaskClient, store: Store, make_article: Make
) -> None:
    bare = make_article("bare", "A quiet day. Nobody came.", title="", published=None)
    with store.write() as connection:
        put_articles(connection, [bare])
    page = page_of(client, f"/article/{bare.id}")
    assert page.title and page.title.get_text() == "Untitled – Dateline"
    assert text_of(page, ".cite").startswith("paper, undated. ")
    assert not page.select(".toggles")  # there is nothing to mark
    assert page_of(client, "/compare").title.get_text() == "Compare searches – Dateline"


def test_earlier_id_redirects_for_good(
    client: FlaskClient, store: Store, articles: dict[str, NewArticle]
) -> None:
    with store.write() as connection:
        connection.execute(
            insert(tables.article_aliases).values(alias="0" * 16, article_id=articles["ferry"].id)
        )
    answer = client.get(f"/article/{'0' * 16}?q=vale")
    assert (answer.status_code, answer.location) == (301, f"/article/{articles['ferry'].id}?q=vale")


def test_unknown_article_is_a_clear_404(client: FlaskClient) -> None:
    assert "no article 'feedbeef'" in text_of(page_of(client, "/article/feedbeef", 404), ".message")


def test_revisions_show_what_was_added_and_removed(
    client: FlaskClient, store: Store, articles: dict[str, NewArticle], make_article: Make
) -> None:
    changed = make_article(
        "strike", "The ferry strike in Saltmere is over. Ada Brook spoke of 2023.\nA new end.",
        title="Ferry strike ends", published="2024-05-10",
    )  # fmt: skip
    with store.write() as connection:
        put_articles(connection, [changed])
    page = page_of(client, f"/article/{changed.id}")
    link = page.select_one("#revisions ~ ol a")
    assert link is not None
    diff = page_of(client, str(link["href"]))
    assert [item.get_text() for item in diff.select("h1 ins")] == [" ends"]
    assert [item.get_text() for item in diff.select(".text del")] == ["went on"]
    assert [item.get_text() for item in diff.select(".text ins")] == ["is over", "A new end."]
    assert page_of(client, f"/article/{changed.id}/revision/7", 404)


def test_copies_of_a_story_name_each_other(client: FlaskClient, store: Store, make_article: Make) -> None:
    wire = "One long wire story about the ferry of Saltmere which two papers printed word for word in May."
    pair = [make_article(name, wire, title=name, source=name) for name in ("one", "other")]
    with store.write() as connection:
        put_articles(connection, pair)
    page = page_of(client, f"/article/{pair[0].id}")
    assert text_of(page, "#copies h2") == "1 copy of this story"
    assert [str(item["href"]) for item in page.select("#copies a")] == [f"/article/{pair[1].id}"]


def test_merged_persons_are_one_with_all_their_mentions(
    client: FlaskClient, store: Store, articles: dict[str, NewArticle]
) -> None:
    with store.write() as connection:
        connection.execute(
            insert(tables.entity_aliases).values(
                from_key="p:otis_vale", to_key="p:ada_brook", origin="user", created="2024-01-01"
            )
        )
        connection.execute(
            tables.meta.insert().prefix_with("OR REPLACE").values(name="alias_version", value="7")
        )
    page = page_of(client, f"/article/{articles['ferry'].id}")
    rows = [item.get_text(" ", strip=True) for item in page.select(".values.person li")]
    assert rows == ["Ada Brook 2"]


@pytest.mark.parametrize("query", ["", "(", '"', "%00", "ferry~9", "x" * 3000])
def test_any_query_highlights_or_leaves_the_article(
    client: FlaskClient, articles: dict[str, NewArticle], query: str
) -> None:
    assert client.get(f"/article/{articles['ferry'].id}?q={query}").status_code == 200


def test_article_id_of_the_store_is_the_one_in_the_address(articles: dict[str, NewArticle]) -> None:
    assert articles["ferry"].id == article_id("paper", "ferry")


@pytest.mark.parametrize("url", ["http://[", "https://a:b/", "http://[::1", "mailto:a@b.example"])
def test_address_that_no_browser_follows_is_no_link(
    store: Store, indexed: Settings, make_article: Make, url: str
) -> None:
    item = make_article("odd", "A text about the odd address of an article in the archive.", url=url)
    with store.write() as connection:
        put_articles(connection, [item])
    page = page_of(create_app(indexed).test_client(), f"/article/{item.id}")
    links = [str(link["href"]) for link in page.select("main a[href]")]
    assert not [href for href in links if href.startswith(("http://[", "mailto:"))]


def test_article_is_cited_as_ris_bibtex_and_text(
    client: FlaskClient, articles: dict[str, NewArticle]
) -> None:
    id_ = articles["ferry"].id
    ris = client.get(f"/article/{id_}/cite.ris")
    assert "TI  - A new ferry\r\nAU  - Mara Quill" in ris.text
    assert f"L2  - http://localhost/article/{id_}" in ris.text
    assert ris.headers["Content-Disposition"] == f'attachment; filename="dateline-{id_}.ris"'
    assert f"@misc{{dateline{id_}," in client.get(f"/article/{id_}/cite.bib").text
    assert "“A new ferry”. paper, 4 March 2024." in client.get(f"/article/{id_}/cite.txt").text
    assert client.get(f"/article/{id_}/cite.doc").status_code == 404


def test_related_articles_are_linked(client: FlaskClient, articles: dict[str, NewArticle]) -> None:
    page = page_of(client, f"/article/{articles['ferry'].id}")
    titles = [item.get_text() for item in page.select("section[aria-labelledby=related-heading] a")]
    assert "A new ferry" not in titles
    wanted = client.get(f"/api/v1/related/{articles['ferry'].id}?limit=5").get_json()["hits"]
    assert titles == [hit["title"] for hit in wanted]
