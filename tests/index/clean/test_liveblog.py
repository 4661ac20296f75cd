"""Live blogs: every entry keeps its time, in the page's order."""

import json

from index.clean import clean_html

URL = "https://paper.example/world/storm-live.html"
ENTRIES = [
    ("2022-11-11T10:40:00+02:00", "Trains stop", "All trains between Porto Alto and the border have stopped, the railway said."),
    ("2022-11-11T09:55:00+02:00", "Ferry waits", "The ferry to Varna will wait in the harbour until the wind is down, its captain said."),
    ("2022-11-10T23:10:00+02:00", "Storm is near", "The storm has reached the coast and roofs were torn off in three villages, police said."),
]  # fmt: skip
INTRO = "A storm has reached the coast of the north, and the harbour is closed until further notice, officials say."


def json_ld(**data: object) -> str:
    return f"<script type='application/ld+json'>{json.dumps({'@type': 'LiveBlogPosting', **data})}</script>"


UPDATES = [
    {"@type": "BlogPosting", "datePublished": when, "headline": title, "articleBody": body}
    for when, title, body in ENTRIES
]


def page(entry: str, head: str = "", wrap: str = "<div class='live-blog'>{}</div>") -> bytes:
    entries = "".join(
        entry.format(when=when, clock=when[11:16], title=title, body=body) for when, title, body in ENTRIES
    )
    return (
        f"<html lang='en'><head><title>Storm live</title>{head}</head><body><article><h1>Storm live</h1>"
        f"<p>{INTRO}</p>{wrap.format(entries)}</article></body></html>"
    ).encode()


def lines(*, clock: bool = False, intro: bool = True) -> list[str]:
    found = [INTRO] if intro else []
    for when, title, body in ENTRIES:
        found += [when[11:16] if clock else f"{when[:10]} {when[11:16]}", title, body]
    return found


MARKED = "<div class='entry'><time datetime='{when}'>{clock}</time><h3>{title}</h3><p>{body}</p></div>"


def cleaned(data: bytes):
    article = clean_html(data, url=URL).article
    assert article is not None
    return article


def test_times_of_the_data_stand_before_their_entries():
    entry = "<div class='entry'><h3>{title}</h3><p>{body}</p></div>"
    found = cleaned(page(entry, json_ld(liveBlogUpdate=UPDATES)))
    assert found.kind == "live"
    assert found.text.split("\n") == lines()


def test_times_of_the_markup_stand_before_their_entries():
    found = cleaned(page(MARKED))
    assert found.kind == "live"
    assert found.text.split("\n") == lines()


def test_entries_that_are_articles_in_an_article_are_not_lost():
    entry = "<article><header><time datetime='{when}'>{clock}</time><h3>{title}</h3></header><p>{body}</p></article>"
    data = page(entry).replace(INTRO.encode(), f"{INTRO} {INTRO} {INTRO}".encode())
    text = cleaned(data).text.split("\n")
    assert text[-9:] == lines(intro=False)


def test_entries_that_only_the_data_hold_are_the_text():
    found = cleaned(page("", json_ld(liveBlogUpdate=UPDATES)))
    assert found.text.split("\n") == lines()


def test_clocks_that_run_one_way_are_of_the_day_of_publication():
    head = json_ld(datePublished="2022-11-11T08:00:00+02:00")
    entry = "<div class='entry'><time>{clock}</time><h3>{title}</h3><p>{body}</p></div>"
    data = page(entry, head).replace(b"23:10", b"08:10")
    wanted = [line.replace("2022-11-10 23:10", "2022-11-11 08:10") for line in lines()]
    assert cleaned(data).text.split("\n") == wanted


def test_clocks_over_midnight_stay_without_a_day():
    head = json_ld(datePublished="2022-11-11T08:00:00+02:00")
    entry = "<div class='entry'><time>{clock}</time><h3>{title}</h3><p>{body}</p></div>"
    assert cleaned(page(entry, head)).text.split("\n") == lines(clock=True)


def test_comments_with_times_make_no_live_blog():
    entry = "<div class='comment'><time datetime='{when}'>{clock}</time><p>{body}</p></div>"
    found = clean_html(
        page(entry, wrap="<div class='comments'>{}</div>"), url="https://paper.example/a.html"
    ).article
    assert found is None or found.kind == "news"
    assert found is None or "10:40" not in found.text


def test_data_of_wrong_types_are_left_alone():
    for updates in ("x", [1, None, {}], [{"headline": 3, "datePublished": []}] * 3, {"a": 1}):
        assert cleaned(page(MARKED, json_ld(liveBlogUpdate=updates))).text.split("\n") == lines()
