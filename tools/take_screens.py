"""Take the pictures in `docs/screens/` of a running server: ``python tools/take_screens.py http://127.0.0.1:8470/``.

Names of pictures behind the address take only those.

The server shows the invented newspaper (`dateline demo`). Needs what `.ci/browser` installs.
"""

import json
import shutil
import sys
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

FOLDER = Path(__file__).parents[1] / "docs" / "screens"
DESKTOP, TALL, PHONE = (1100, 800), (1100, 1000), (390, 780)
SHOTS: dict[str, tuple[str, tuple[int, int], str]] = {
    "start": ("/", DESKTOP, "light"),
    "search": ("/search?q=harbour", DESKTOP, "light"),
    "search-dark": ("/search?q=harbour&bars=share&from=2025-07&to=2026-03", DESKTOP, "dark"),
    "search-phone": ("/search?q=harbour", PHONE, "light"),
    "search-phone-dark": ("/search?q=harbour&layout=compact&sort=newest", PHONE, "dark"),
    "filters-phone": ("/search?q=harbour#filters", PHONE, "light"),
    "nothing": ("/search?q=zebra+ferry+titel:x", DESKTOP, "light"),
    "facets": ("/facets/person?order=name", DESKTOP, "light"),
    "places": ("/facets/place?order=tree", DESKTOP, "light"),
    "map": ("/map", DESKTOP, "light"),
    "map-phone-dark": ("/map", PHONE, "dark"),
    "compare": ("/compare?q=ferry&q=harbour&q=person%3Dp:olena_kovalchuk", DESKTOP, "light"),
    "compare-dark": ("/compare?q=ferry&q=harbour&q=strike&bars=share", DESKTOP, "dark"),
    "article": ("{article}?q=ferry", DESKTOP, "light"),
    "article-phone-dark": ("{article}?q=ferry", PHONE, "dark"),
    "stored": ("{article}/stored", DESKTOP, "light"),
    "saved": ("/saved", DESKTOP, "light"),
    "revision": ("{revised}/revision/1", DESKTOP, "light"),
    "person": ("/entities/p:olena_kovalchuk", DESKTOP, "light"),
    "entities-page": ("/entities/g:{place}", TALL, "light"),
    "place-phone-dark": ("/entities/g:{place}", PHONE, "dark"),
    "sources": ("/sources", DESKTOP, "light"),
    "corrections": ("/corrections", DESKTOP, "light"),
    "api": ("/api", DESKTOP, "light"),
    "error": ("/facets/colour", DESKTOP, "light"),
}
"""Name to path, size of the window in CSS pixels, and colour scheme."""
LANGUAGES = {
    f"{page}-{language}": (page, language)
    for language in ("es", "uk")
    for page in ("start", "search", "article")
}
"""Pictures of these pages in another language."""
CORRECTED = ("entities-split", "entities-undone")
"""Pictures of what a correction says, and of its undo; the archive is as it was after them."""
SAVED = {"Ferries to Odesa": "q=ferry+odesa&sort=newest", "Strikes at the harbour": "q=harbour+strike*"}
"""Searches that the archive has saved when pictures are taken, so that their page shows something."""


def main(base: str, only: list[str]) -> None:
    """Take every picture, or some."""
    base = base.rstrip("/")
    named = {
        "{article}": f"/article/{_asked(base, 'search?q=ferry+Kovalchuk')['hits'][0]['id']}",
        "{revised}": f"/article/{_asked(base, 'search?q=%22241+votes%22')['hits'][0]['id']}",
        "g:{place}": _asked(base, "facets/place")["values"][0]["key"],
    }
    _save(base)
    driver = _driver()
    try:
        driver.execute_cdp_cmd("Network.enable", {})
        for name in (item for item in only or [*SHOTS, *LANGUAGES] if item not in CORRECTED):
            shown, language = LANGUAGES.get(name, (name, "en"))
            path, size, scheme = SHOTS[shown]
            driver.execute_cdp_cmd("Network.setExtraHTTPHeaders", {"headers": {"Accept-Language": language}})
            for mark, meant in named.items():
                path = path.replace(mark, meant)
            _show(driver, base + path, size, scheme)
            driver.save_screenshot(str(FOLDER / f"{name}.png"))
        if not only or set(only) & set(CORRECTED):
            _correct(driver, f"{base}/entities/p:olena_kovalchuk")
    finally:
        driver.quit()


def _asked(base: str, path: str) -> Any:
    with urlopen(f"{base}/api/v1/{path}") as answer:  # noqa: S310  a server of ours
        return json.load(answer)


def _save(base: str) -> None:
    known = {item["name"] for item in _asked(base, "saved")["saved"]}
    for name in SAVED.keys() - known:
        body = json.dumps({"name": name, "params": SAVED[name]}).encode()
        asked = Request(f"{base}/api/v1/saved", body, {"Content-Type": "application/json"})  # noqa: S310
        urlopen(asked).close()  # noqa: S310  a server of ours


def _correct(driver: Any, address: str) -> None:
    driver.execute_cdp_cmd("Network.setExtraHTTPHeaders", {"headers": {"Accept-Language": "en"}})
    _show(driver, address, TALL, "light")
    for button, name in zip(('[value="split"]', ".confirmation button"), CORRECTED, strict=True):
        driver.find_element("css selector", button).send_keys("\n")
        driver.implicitly_wait(10)
        driver.find_element("css selector", ".confirmation")
        driver.save_screenshot(str(FOLDER / f"{name}.png"))


def _show(driver: Any, address: str, size: tuple[int, int], scheme: str) -> None:
    width, height = size
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    driver.get(address)


def _driver() -> Any:
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars"):
        options.add_argument(argument)
    service = webdriver.ChromeService(executable_path=shutil.which("chromedriver"))
    return webdriver.Chrome(options=options, service=service)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
