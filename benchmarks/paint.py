"""First contentful paint of pages over a slow line, by Chromium's own clock.

``python -m benchmarks paint http://127.0.0.1:8470/ /search?q=ferry``: each page of a running server is opened
``--rounds`` times with an empty cache, over two lines as WebPageTest names them. Needs what `.ci/browser`
installs.
"""

import argparse
import shutil
import statistics
from typing import Any

LINES = {"3G fast": (1_600, 768, 150), "3G": (1_600, 768, 300)}
"""Name to kilobits a second down and up, and round trip in ms."""


def main(arguments: list[str]) -> int:
    """Open, read the browser's timing, print medians."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks paint", description=__doc__)
    parser.add_argument("base")
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args(arguments)
    driver = _driver()
    try:
        print(f"| page | {' | '.join(f'{name}, ms' for name in LINES)} | transferred, KB |")
        print(f"|---|{'---|' * (len(LINES) + 1)}")
        for path in options.paths:
            address = options.base.rstrip("/") + path
            found = [
                [_paint(driver, address, *line) for _ in range(options.rounds)] for line in LINES.values()
            ]
            medians = " | ".join(f"{statistics.median(row[0] for row in rows):.0f}" for rows in found)
            print(f"| {path} | {medians} | {found[0][0][1] / 1000:.1f} |")
    finally:
        driver.quit()
    return 0


def _driver() -> Any:
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"):
        options.add_argument(argument)
    service = webdriver.ChromeService(executable_path=shutil.which("chromedriver"))
    return webdriver.Chrome(options=options, service=service)


def _paint(driver: Any, address: str, down: int, up: int, round_trip_ms: int) -> tuple[float, float]:
    """Give the first contentful paint in ms after the navigation began, and the bytes that were sent."""
    driver.execute_cdp_cmd("Network.enable", {})
    driver.execute_cdp_cmd("Network.clearBrowserCache", {})
    line = {
        "offline": False, "latency": round_trip_ms, "downloadThroughput": down * 125,
        "uploadThroughput": up * 125,
    }  # fmt: skip
    driver.execute_cdp_cmd("Network.emulateNetworkConditions", line)
    driver.get(address)
    script = (
        "const done = arguments[0];"
        "const read = () => { const paint = performance.getEntriesByName('first-contentful-paint')[0];"
        "  if (!paint) return setTimeout(read, 20);"
        "  const all = ['navigation', 'resource'].flatMap(kind => performance.getEntriesByType(kind));"
        "  done([paint.startTime, all.reduce((sum, item) => sum + item.transferSize, 0)]); }; read()"
    )
    start, size = driver.execute_async_script(script)
    return float(start), float(size)
