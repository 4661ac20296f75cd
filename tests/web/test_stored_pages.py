"""Stored pages are shown as they came, and neither run nor fetch nor send anything."""

from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from index import page_writer
from index.page_writer import NewPage
from index.settings import Settings
from index.store import Store
from index.store_writer import NewArticle
from index.warc import ArchivedResponse, WarcArchive
from web.archived_views import _quiet

PAGE = """<!doctype html><html><head><title>A new ferry</title><meta charset="iso-8859-1">
<meta http-equiv="refresh" content="0;url=https://elsewhere.example/"><link rel="preconnect" href="//cdn.example">
<base href="https://elsewhere.example/"><script>alert(1)</script><style>p { color: green }</style></head>
<body onload="alert(2)"><p style="color: red">Se\xf1or Vale</p><iframe src="https://ads.example/"></iframe>
<img src="https://cdn.example/x.png" alt="The ferry"><object data="x"></object></body></html>"""


def quieted(markup: str) -> str:
    at = datetime(2024, 3, 4, tzinfo=UTC)
    url, headers = "https://paper.example/ferry", (("Content-Type", "text/html; charset=utf-8"),)
    return _quiet(ArchivedResponse(url=url, status=200, headers=headers, body=markup.encode(), fetched_at=at))


@pytest.fixture
def stored(indexed: Settings, store: Store, articles: dict[str, NewArticle]) -> str:
    """The id of an article whose page is kept, twice."""
    id_ = articles["ferry"].id
    with WarcArchive(indexed.warc_dir) as files, store.write() as connection:
        for body in (PAGE, PAGE.replace("Vale", "Vale!")):
            at = datetime(2024, 3, 4, 10, 0, tzinfo=UTC)
            headers = [("Content-Type", "text/html; charset=iso-8859-1")]
            ref = files.write_response(
                "https://paper.example/ferry", 200, headers, body.encode("latin-1"), at
            )
            page = NewPage(
                url="https://paper.example/ferry", final_url="https://paper.example/ferry", source="paper",
                fetched_at=at.isoformat(), status=200, content_type="text/html", warc_file=ref.file,
                warc_offset=ref.offset, digest=ref.digest,
            )  # fmt: skip
            page_writer.page_cleaned(connection, page_writer.put_page(connection, page), 1, id_, None)
    return id_


def test_stored_page_is_linked_only_where_there_is_one(
    client: FlaskClient, stored: str, articles: dict[str, NewArticle]
) -> None:
    assert f'href="/article/{stored}/stored"' in client.get(f"/article/{stored}").text
    assert client.get("/search").text.count("/stored") == 1
    other = articles["strike"].id
    assert "/stored" not in client.get(f"/article/{other}").text
    for path in ("stored", "stored/page"):
        answer = client.get(f"/article/{other}/{path}")
        assert answer.status_code == 404
        assert "No page is stored" in answer.text


def test_stored_page_is_framed_in_a_sandbox_with_its_address_and_time(
    client: FlaskClient, stored: str
) -> None:
    page = BeautifulSoup(client.get(f"/article/{stored}/stored").text, "lxml")
    frame = page.select_one("iframe")
    assert frame is not None and not frame["sandbox"]
    assert "https://paper.example/ferry, 4 March 2024, 10:00" in page.get_text(" ", strip=True).replace(
        " ,", ","
    )
    assert len(page.select(".choices a")) == 2
    older = str(page.select(".choices a")[1]["href"])
    assert "Vale!" not in client.get(older.replace("/stored?", "/stored/page?")).text


def test_frame_runs_nothing_and_fetches_nothing(client: FlaskClient, stored: str) -> None:
    answer = client.get(f"/article/{stored}/stored/page")
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert "allow-scripts" not in policy and "frame-ancestors 'self'" in policy
    page = BeautifulSoup(answer.text, "lxml")
    assert page.select("script, link, base, iframe, object, meta[http-equiv]") == []
    assert "Señor Vale!" in page.get_text()
    assert page.select("style")
    assert answer.headers["X-DNS-Prefetch-Control"] == "off"


@pytest.mark.parametrize("copy", ["x", "0", "-1", "99", "9" * 40])
def test_copy_that_is_not_there_is_said(client: FlaskClient, stored: str, copy: str) -> None:
    for path in ("stored", "stored/page"):
        assert client.get(f"/article/{stored}/{path}?copy={copy}").status_code in (400, 404)


def put_uncopied(store: Store, article_id: str) -> int:
    """Note that the page was fetched again, and that its site asks that no copy be kept."""
    page = NewPage(
        url="https://paper.example/ferry", final_url="https://paper.example/ferry", source="paper",
        fetched_at="2024-03-05T10:00:00+00:00", status=200, content_type="text/html", warc_file="",
        warc_offset=0, digest="sha1:LATER",
    )  # fmt: skip
    with store.write() as connection:
        id_ = page_writer.put_page(connection, page)
        page_writer.page_cleaned(connection, id_, 1, article_id, None)
    return id_


def test_page_that_asks_for_no_copy_shows_none(
    client: FlaskClient, store: Store, articles: dict[str, NewArticle]
) -> None:
    other = articles["strike"].id
    id_ = put_uncopied(store, other)
    assert "/stored" not in client.get(f"/article/{other}").text
    for path in ("stored", "stored/page", f"stored?copy={id_}", f"stored/page?copy={id_}"):
        answer = client.get(f"/article/{other}/{path}")
        assert (answer.status_code, "No page is stored" in answer.text) == (404, True)


def test_copy_that_was_kept_stays_when_a_later_one_may_not_be(
    client: FlaskClient, store: Store, stored: str
) -> None:
    id_ = put_uncopied(store, stored)
    page = BeautifulSoup(client.get(f"/article/{stored}/stored").text, "lxml")
    assert len(page.select(".choices a")) == 2
    assert "Vale!" in client.get(f"/article/{stored}/stored/page").text
    assert client.get(f"/article/{stored}/stored/page?copy={id_}").status_code == 404


@pytest.mark.parametrize(
    "around",
    ["<svg><style><p>{}</style></svg>", "<math><mtext><mglyph><style>{}</style></mglyph></mtext></math>",
     "<xmp>{}</xmp>", "<noembed>{}</noembed>", "<textarea>{}</textarea>", "<plaintext>{}", "<!-->{}-->",
     "<noscript><style></noscript>{}</style></noscript>", "<svg><title>{}</title></svg>"],
)  # fmt: skip
def test_link_that_two_parsers_read_in_two_ways_is_left_out(around: str) -> None:
    shown = quieted(f"<body>{around.format('<link rel=preconnect href=//evil.example>')}")
    assert "<link" not in shown


def test_style_sheet_means_the_same_without_its_angle_brackets() -> None:
    shown = quieted("<style>a > b::before { content: '<i' } @media (width<9em) {}</style>")
    assert r"a > b::before { content: '\3c i' } @media (width<9em) {}" in shown


def test_page_of_a_million_elements_is_shown_in_bounded_time() -> None:
    # Quadratic in their number when each is taken out by itself: hours.
    shown = quieted(f"{'<object>' * 300_000}{'</object>' * 300_000}<p>Between{'<link rel=x>' * 300_000}after")
    assert "<object" not in shown and "<link" not in shown
