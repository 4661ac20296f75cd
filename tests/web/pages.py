"""Pages of the front end as parsed HTML."""

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient


def page_of(client: FlaskClient, address: str, status: int = 200) -> BeautifulSoup:
    """Fetch a page that must answer with this status."""
    answer = client.get(address)
    assert answer.status_code == status, answer.text
    return BeautifulSoup(answer.text, "lxml")


def text_of(page: BeautifulSoup | Tag, selector: str) -> str:
    """Give the words of the first element that a selector meets; there must be one."""
    found = page.select_one(selector)
    assert found is not None, selector
    return found.get_text(" ", strip=True)
