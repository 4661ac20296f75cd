"""One archive, one server and one Chromium for all browser tests: the invented newspaper and a hostile one.

`.ci/browser` installs what is needed. Without a browser the tests are skipped and say so;
``DATELINE_BROWSER_TESTS=required`` makes that an error.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from index.article import CleanArticle, Moment
from index.ingest import IngestReport, PageTask, TextTask, finish, prepare, store_prepared
from index.page_writer import NewPage
from index.settings import Settings
from index.store import Store, open_store
from index.warc import WarcArchive
from search.open import open_archive
from web.demo.newspaper import HOST, NewsArticle, articles
from web.demo.site import Newspaper, create_site
from web.serve import BackgroundServer

try:
    from selenium import webdriver
    from selenium.common.exceptions import StaleElementReferenceException
    from selenium.webdriver.support.ui import WebDriverWait
except ImportError:
    webdriver = None

REQUIRED = os.environ.get("DATELINE_BROWSER_TESTS") == "required"
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
DESKTOP, PHONE = (1280, 900), (390, 844)
PRESS = "gazette.example"
EVIL = "<script>document.title='executed'</script>\"'><img src=x onerror=\"document.title='executed'\">"
LOAD_LIMIT_S = 30
"""Far above what a page takes: only a page that hangs meets it."""


@dataclass(frozen=True, slots=True)
class Site:
    """A running server over an archive."""

    url: str
    settings: Settings

    def page(self, path: str) -> str:
        """The whole address of a page."""
        return self.url.rstrip("/") + path


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve the archive; without a browser there is nothing to do."""
    _browser_or_skip()
    settings = Settings(home=tmp_path_factory.mktemp("browser") / "data", time_zone="Europe/Kyiv")
    store = open_store(settings.store_path, create=True)
    _fill(settings, store)
    store.close()
    opened = open_archive(settings)
    server = BackgroundServer(Settings(home=settings.home, port=0, time_zone="Europe/Kyiv"))
    yield Site(server.url, settings)
    server.close()
    opened.store.close()


def _browser_or_skip() -> None:
    missing = [name for name in ("chromium", "chromedriver") if shutil.which(name) is None]
    missing += [] if AXE.is_file() else ["axe-core"]
    missing += [] if webdriver else ["selenium"]
    if missing:
        message = f"{', '.join(missing)} missing: run .ci/browser"
        if REQUIRED:
            pytest.fail(message)
        pytest.skip(message)


def _fill(settings: Settings, store: Store) -> None:
    """Put the newspaper's pages in as a crawl would, with a correction, then what is hostile and what is wire."""
    newspaper = Newspaper()
    client = create_site(newspaper).test_client()
    with WarcArchive(settings.warc_dir) as archive:
        tasks = [_page_task(archive, client, item) for item in articles()]
        newspaper.corrected = True
        corrected = [item for item in articles() if item.corrected_text or item.corrected_title]
        changed = [_page_task(archive, client, item) for item in corrected]
    texts = [_text_task(*row) for row in WIRE] + [_evil_task()]
    for batch in (tasks, changed, texts):
        ready = [prepare(task) for task in batch]
        with store.write() as connection:
            store_prepared(connection, ready)
    finish(settings, store, IngestReport())


def _page_task(archive: WarcArchive, client: FlaskClient, item: NewsArticle) -> PageTask:
    url, at = f"http://{HOST}{item.path}", datetime.now(UTC)
    body = client.get(item.path).data
    kept = archive.write_response(url, 200, [("Content-Type", "text/html; charset=utf-8")], body, at)
    page = NewPage(
        url=url, final_url=url, source=HOST.removeprefix("www."), fetched_at=at.isoformat(timespec="seconds"),
        status=200, content_type="text/html", warc_file=kept.file, warc_offset=kept.offset, digest=kept.digest,
    )  # fmt: skip
    return PageTask(ref=url, body=body, page=page, url=url)


def _text_task(given: str, title: str, published: str, text: str) -> TextTask:
    clean = CleanArticle(
        title=title, text=text, url=f"https://{PRESS}/{given}", published=Moment.parse(published, "json-ld"),
        language="en", section="World", authors=("Jane Roe",), credits=("With Northern Wire",),
    )  # fmt: skip
    return TextTask(ref=given, source=PRESS, clean=clean)


WIRE = (
    (
        "kherson-1", "Troops leave the west bank, Konashenkov says", "2022-11-11T09:05:00+02:00",
        "KYIV, Nov 11 - Defence spokesman Igor Konashenkov said on Friday that the last units had left Kherson. "
        "General Sergey Surovikin had announced the retreat on November 9.\n"
        "Konashenkov spoke of September 2022, when the first bridges were hit. President Volodymyr Zelensky "
        "called Kherson a city that never surrendered.",
    ),
    (
        "kherson-2", "Kharkiv front: what Konashenkov said of September", "2022-10-02T12:00:00+03:00",
        "In September 2022 Igor Konashenkov spoke of regrouping near Kharkiv. Dmitry Peskov gave no comment. "
        "Igor Konashenkov did not say how many had fallen in September 2022.",
    ),
    (
        "kherson-3", "Surovikin named commander", "2022-10-08T16:30:00+03:00",
        "Sergey Surovikin was named commander on Saturday, October 8, 2022, spokesman Igor Konashenkov said in "
        "Moscow. Surovikin had served in Syria.",
    ),
    (
        "kherson-4", "Surovikin speaks of hard decisions in Kherson", "2022-10-18T20:00:00+03:00",
        "Sergey Surovikin said on Tuesday that hard decisions in Kherson were not ruled out. Kyiv answered the "
        "same evening.",
    ),
)  # fmt: skip


def _evil_task() -> TextTask:
    clean = CleanArticle(
        title=EVIL, text=f"A hostile page. {EVIL} and ]]> \x0b\x1b[31m {{{{ 7 * 7 }}}}", description=EVIL,
        url="javascript:document.title='executed'", authors=(EVIL,), section=EVIL, tags=(EVIL,),
        language="en", credits=(EVIL,), image="javascript:document.title='executed'",
    )  # fmt: skip
    return TextTask(ref="evil", source=EVIL, clean=clean, given="evil")


@dataclass(slots=True)
class Browser:
    """The one Chromium; every test gets it with a blank page, desktop size and the light scheme."""

    driver: Any
    site: Site

    def open(self, path: str) -> None:
        """Go to a page of the site and wait until it is there."""
        self.driver.get(self.site.page(path))

    def find(self, selector: str) -> Any:
        """Give the first element of a selector; its absence fails the test."""
        return self.driver.find_element("css selector", selector)

    def all(self, selector: str) -> list[Any]:
        """Give every element of a selector."""
        found: list[Any] = self.driver.find_elements("css selector", selector)
        return found

    def link(self, text: str, within: str = "main") -> Any:
        """Give the first link whose text holds ``text``."""
        return next(item for item in self.all(f"{within} a") if text in item.text)

    def text(self, selector: str) -> str:
        """Give the visible text of an element."""
        return str(self.find(selector).text)

    def follow(self, element: Any) -> None:
        """Click a link and wait until another page is there."""
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
        before = self.find("html")
        element.click()
        self.wait(lambda: self.is_gone(before))

    def is_gone(self, element: Any) -> bool:
        """Whether the page that an element was on has been left."""
        try:
            return element.tag_name is None
        except StaleElementReferenceException:
            return True

    def wait(self, condition: Callable[[], Any]) -> Any:
        """Wait until something is true, and give it."""
        return WebDriverWait(self.driver, LOAD_LIMIT_S, 0.02).until(lambda _: condition())

    def keys(self, *keys: str) -> None:
        """Press keys, wherever the focus is."""
        self.actions().send_keys(*keys).perform()

    def actions(self) -> Any:
        """Give a chain of actions of mouse and keyboard."""
        return webdriver.ActionChains(self.driver)

    def focused(self) -> str:
        """Give the text (or name) of what has the focus."""
        script = "const e = document.activeElement; return e.innerText || e.name || e.tagName"
        return str(self.driver.execute_script(script))

    def size(self, width: int, height: int) -> None:
        """Show pages in a window of this size, in CSS pixels."""
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600},
        )

    def scheme(self, name: str) -> None:
        """Prefer ``light`` or ``dark``."""
        feature = {"name": "prefers-color-scheme", "value": name}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})

    def scripts(self, *, on: bool) -> None:
        """Turn JavaScript on or off for the pages opened from now on."""
        self.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not on})

    def violations(self, *rules: str) -> list[str]:
        """Run axe-core over the page, all of it or some rules: what is broken, with the first place of each."""
        if not self.driver.execute_script("return 'axe' in window"):
            self.driver.execute_script(AXE.read_text(encoding="utf-8"))
        found = self.driver.execute_async_script(
            "const [rules, done] = arguments, options = {resultTypes: ['violations'], selectors: false, preload: false};"
            "if (rules.length) options.runOnly = {type: 'rule', values: rules};"
            "axe.run(document, options).then(r => done(r.violations), e => done(String(e)))",
            rules,
        )
        assert isinstance(found, list), found
        return [f"{item['id']}: {item['help']}: {item['nodes'][0]['html'][:160]}" for item in found]


@pytest.fixture(scope="session")
def chromium(site: Site) -> Iterator[Browser]:
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"):
        options.add_argument(argument)
    service = webdriver.ChromeService(executable_path=shutil.which("chromedriver"))
    driver = webdriver.Chrome(options=options, service=service)
    driver.set_page_load_timeout(LOAD_LIMIT_S)
    driver.set_script_timeout(LOAD_LIMIT_S)
    yield Browser(driver, site)
    driver.quit()


@pytest.fixture
def browser(chromium: Browser) -> Browser:
    chromium.scripts(on=True)
    chromium.size(*DESKTOP)
    chromium.scheme("light")
    return chromium


@pytest.fixture(scope="session")
def client(site: Site) -> FlaskClient:
    """The same archive without a browser, to find ids and addresses."""
    from web import create_app

    return create_app(site.settings).test_client()


@pytest.fixture(scope="session")
def article_of(client: FlaskClient) -> Callable[[str], str]:
    """Give the path of the first article of a query."""

    def path(query: str) -> str:
        found = client.get(f"/api/v1/search?q={quote(query)}").get_json()
        assert found["hits"], query
        return f"/article/{found['hits'][0]['id']}"

    return path
