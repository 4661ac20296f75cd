"""Addresses: what is one article's address, and what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import InputError
from index.urls import (
    TRACKING_PARAMETERS,
    accept_canonical,
    canonical_url,
    check_url,
    same_site,
    source_of,
    tidy_url,
)

SAME = "https://paper.example.org/world/story?id=5&page=2"


@pytest.mark.parametrize(
    "spelling",
    [
        "http://paper.example.org/world/story?id=5&page=2",
        "https://www.paper.example.org/world/story?page=2&id=5",
        "HTTPS://WWW.Paper.Example.ORG:443/world/story/?id=5&page=2",
        "https://paper.example.org./world/story?id=5&page=2#comments",
        "https://paper.example.org/world/x/../story?id=5&page=2&utm_source=feed&FBCLID=abc",
        "https://paper.example.org/world/st%6fry?id=5&&page=2",
        "https://paper.example.org/world/story;jsessionid=1F?id=5&page=2",
        "https://paper.example.org/world/story/index.html?id=5&page=2",
        " https://paper.example.org/world/story%20?id=5&page=2 ",
        "https://reader:secret@paper.example.org/world/story?id=5&page=2",
    ],
)
def test_spellings_of_one_address_fold_to_one(spelling):
    assert canonical_url(spelling) == SAME


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/s?id=1", "https://a.example/s?id=2"),
        ("https://a.example/s?page=1", "https://a.example/s"),
        ("https://a.example/s?ref=1", "https://a.example/s"),
        ("https://a.example/S", "https://a.example/s"),
        ("https://a.example:8443/s", "https://a.example/s"),
        ("http://a.example:81/s", "https://a.example:81/s"),
        ("https://www.example/s", "https://example/s"),
        ("https://a.example/a%2Fb", "https://a.example/a/b"),
        ("https://a.example/story.html", "https://a.example/story"),
    ],
)
def test_different_articles_stay_apart(one, other):
    assert canonical_url(one) != canonical_url(other)


@pytest.mark.parametrize("name", sorted(TRACKING_PARAMETERS))
def test_every_tracking_parameter_is_removed(name):
    parameter = name.replace("*", "x")
    assert tidy_url(f"https://a.example/s?b=1&{parameter}=z&a=2") == "https://a.example/s?b=1&a=2"


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("sid=8f14e45fceea167a5a36dedd4bea2543", ""),
        ("a=1&SessionId=Zx81kq0PwmN5tbR7", "?a=1"),
        ("sid=12345", "?sid=12345"),
        ("sid=the-long-road-to-the-harbour", "?sid=the-long-road-to-the-harbour"),
        ("id=8f14e45fceea167a5a36dedd4bea2543", "?id=8f14e45fceea167a5a36dedd4bea2543"),
        ("page=2&p=7&ref=x&source=y", "?page=2&p=7&ref=x&source=y"),
    ],
)
def test_number_of_a_visit_is_removed_and_what_may_name_a_story_kept(query, kept):
    assert tidy_url(f"https://a.example/s?{query}") == f"https://a.example/s{kept}"


def test_tidy_url_keeps_what_a_server_may_insist_on():
    assert tidy_url("http://www.a.example/s/?b=1&a#x") == "http://www.a.example/s/?b=1&a"


def test_non_ascii_hosts_and_paths_are_encoded_once():
    encoded = "https://xn--mnchen-3ya.example/stra%C3%9Fe"
    assert canonical_url("https://münchen.example/straße") == encoded
    assert canonical_url(encoded) == encoded


@pytest.mark.parametrize(
    "text", ["", "n/a", "mailto:a@b.example", "javascript:alert(1)", "http://", "http://[bad/"]
)
def test_text_that_is_no_web_address_is_left_alone(text):
    assert canonical_url(f" {text} ") == text
    assert source_of(text) == ""


@pytest.mark.parametrize(
    "noisy", ["https://a.example/;+", "https://a.example/;]\\", "https://a.example/s/index.html;/"]
)
def test_folding_uncovers_no_further_noise(noisy):
    assert canonical_url(canonical_url(noisy)) == canonical_url(noisy)


@given(st.text(max_size=60))
def test_canonical_url_never_raises_and_settles_at_once(text):
    for url in (text, f"http://{text}", f"https://www.a.example/{text}"):
        once = canonical_url(url)
        assert canonical_url(once) == once


@given(st.text(max_size=40), st.text(max_size=40))
def test_whatever_is_declared_the_address_stays_on_its_site(path, canonical):
    page = f"https://a.example/{path}"
    chosen = accept_canonical(page, canonical)
    assert chosen == tidy_url(page) or same_site(chosen, page)


@pytest.mark.parametrize(
    ("url", "source"),
    [
        ("https://www.Paper.example.org/a", "paper.example.org"),
        ("http://paper.example.org:80/a", "paper.example.org"),
        ("http://127.0.0.1:8801/a", "127.0.0.1:8801"),
        ("http://[::1]:8801/a", "[::1]:8801"),
    ],
)
def test_source_is_the_host_without_www(url, source):
    assert source_of(url) == source


def test_check_url_takes_a_bare_host_as_https():
    assert check_url("paper.example.org/world") == "https://paper.example.org/world"


@pytest.mark.parametrize(
    "text",
    ["", "paper", "ftp://a.example/", "file:///etc/hostname", "https://", "http://a.example:99999/", "a b"],
)
def test_check_url_names_what_it_refuses(text):
    with pytest.raises(InputError, match="is not a usable URL") as caught:
        check_url(text)
    assert repr(text) in str(caught.value)


def test_check_url_refuses_a_password_without_repeating_it():
    with pytest.raises(InputError) as caught:
        check_url("https://me:hunter2@a.example/")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("page", "canonical", "chosen"),
    [
        ("https://a.example/s?x=1", "https://a.example/s", "https://a.example/s"),
        ("http://m.a.co.uk/s", "https://www.a.co.uk/s", "https://www.a.co.uk/s"),
        ("https://a.example/s/amp/", "/s/", "https://a.example/s/"),
        ("https://a.example/?p=12", "https://a.example/2022/story", "https://a.example/2022/story"),
        ("https://a.example/s/page/2", "https://a.example/s", "https://a.example/s"),
    ],
)
def test_plausible_canonical_is_taken(page, canonical, chosen):
    assert accept_canonical(page, canonical) == chosen


@pytest.mark.parametrize(
    ("page", "canonical"),
    [
        ("https://a.example/world/s", "https://a.example/"),
        ("https://a.example/world/s", "https://a.example/world"),
        ("https://a.example/story.php?id=5", "https://a.example/story.php"),
        ("https://a.example/story.php?article_id=5", "https://a.example/story.php"),
        ("https://a.example/s", "https://agency.example/s"),
        ("https://a.co.uk/s", "https://b.co.uk/s"),
        ("https://a.example/s", ""),
        ("https://a.example/s", "javascript:void(0)"),
        ("https://a.example/s", "http://[bad/"),
        ("http://127.0.0.1:8001/s", "http://127.0.0.1:8002/s"),
    ],
)
def test_implausible_canonical_is_refused(page, canonical):
    assert accept_canonical(page, canonical) == page


def test_same_site_spans_subdomains_but_not_public_suffixes():
    assert same_site("https://m.a.co.uk/1", "https://www.a.co.uk/2")
    assert not same_site("https://a.co.uk/", "https://b.co.uk/")
    assert not same_site("https://a.example/", "mailto:x")
