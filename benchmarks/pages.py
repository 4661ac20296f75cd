"""Whole pages of the front end: server time with the template, weight, and fifty people at once.

``python -m benchmarks pages --documents 100000``: the corpus in a store and an index of its own (kept in
``--folder``). First every page is asked of the application in this process, one after another, with no page
remembered: wall time and CPU time of each answer, compressed; before each, a loop that is always the same is
timed, which tells how fast the core is at that moment (two virtual cores may be one). Then ``--users`` people
ask a server (`dateline serve --workers`) for pages of results without a pause, hardly ever for one that was
asked before: the next request of each goes out when the last one is answered. They run on the same cores.
"""

import argparse
import http.client
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.corpus import Document, documents
from index.article import Annotations, CleanArticle, Entity, FoundEntity, Moment, article_id
from index.generations import rebuild
from index.progress import Progress
from index.settings import Settings
from index.store import Store, open_store
from index.store_writer import NewArticle, put_articles
from search.array.engine import ArrayEngine
from search.open import open_archive

BATCH = 1_000
WARM, ROUNDS = 1, 5
COUNTRIES = ("UA", "PL", "DE", "FR", "ES", "GB", "US", "KE", "JP", "CL")
WORDS = (
    "harbour", "government", "government oil", "market price bank", "wheat OR corn OR sugar",
    "president OR minister OR court OR police OR election", '"prime minister"', "econom*", "company",
)  # fmt: skip
PORT = 8497
LOOP = 50_000


def article(item: Document) -> NewArticle:
    """Make an article of a document of the corpus; its places lie in ten countries."""
    persons = (Entity(key=key, kind="person", name=key[2:].replace("_", " ").title()) for key in item.persons)
    places = (
        Entity(
            key=key, kind="place", name=f"Town {key[2:]}", place_kind="city",
            country=COUNTRIES[int(key[2:]) % len(COUNTRIES)], lat=int(key[2:]) % 60, lon=int(key[2:]) % 150,
        )
        for key in item.places
    )  # fmt: skip
    return NewArticle(
        id=article_id("bench.example", str(item.number)),
        source=f"paper{item.number % 40}.example",
        clean=CleanArticle(
            title=item.title, text=item.body, url=f"https://bench.example/{item.number}", language="en",
            section=("World", "Business", "Sport")[item.number % 3], authors=(f"Author {item.number % 300}",),
            published=Moment.parse(item.day.isoformat(), "import"),
        ),
        annotations=Annotations(
            persons=tuple(FoundEntity(entity=one, points=4, mentions=()) for one in persons),
            places=tuple(FoundEntity(entity=one, points=4, mentions=()) for one in places),
        ),
        bands=(item.number,),  # a story of its own
        cleaner_version=1, annotator_version=1,
    )  # fmt: skip


def fill(settings: Settings, count: int) -> None:
    """Build the archive, unless the folder has one."""
    if settings.store_path.exists():
        return
    store: Store = open_store(settings.store_path, create=True)
    batch: list[NewArticle] = []
    for item in documents(count):
        batch.append(article(item))
        if len(batch) == BATCH:
            with store.write() as connection:
                put_articles(connection, batch)
            batch = []
    with store.write() as connection:
        put_articles(connection, batch)
    rebuild(store, settings.index_dir, Progress("indexing"))
    store.close()


def addresses() -> Iterator[tuple[str, str]]:
    """Yield the kinds of pages, each with the addresses that stand for it."""
    for words in WORDS:
        yield "results", f"/search?{urlencode({'q': words})}"
        yield "results, narrowed", f"/search?{urlencode({'q': words, 'from': '2010', 'to': '2012'})}"
        yield (
            "results, two facets",
            f"/search?{urlencode({'q': words, 'person': 'p:person_3', 'place': 'g:2'})}",
        )
    yield "start", "/"
    yield "all persons", "/facets/person?q=company"
    yield "places as a tree", "/facets/place?q=company&order=tree"
    yield "map", "/map?q=company"
    yield "compare", "/compare?q=company&q=government&q=market&q=court"


def one_by_one(settings: Settings) -> None:
    """Print wall and CPU time of each kind of page, and its weight: of the application, not of who asks."""
    from werkzeug.test import EnvironBuilder, run_wsgi_app

    from web import create_app
    from web.serve import collect_seldom

    archive = open_archive(settings)
    engine = ArrayEngine(archive.reader.snapshot, archive.store, cached_pages=0)
    app = create_app(settings, engine, archive.store)
    collect_seldom()
    found: dict[str, list[tuple[float, float, int]]] = {}
    paces: list[float] = []
    for number in range(WARM + ROUNDS):
        for kind, address in addresses():
            asked = EnvironBuilder(path=address, headers={"Accept-Encoding": "gzip"}).get_environ()
            paces.append(_pace())
            wall, cpu = time.perf_counter(), time.process_time()
            body, status, _ = run_wsgi_app(app, asked, buffered=True)
            walled, worked = time.perf_counter() - wall, time.process_time() - cpu
            assert status.startswith("200"), address
            if number >= WARM:
                size = sum(map(len, body))
                found.setdefault(kind, []).append((walled * 1000, worked * 1000, size))
    print("| page | p50 ms | p95 ms | CPU p50 ms | CPU p95 ms | largest, KB compressed |")
    print("|---|---|---|---|---|---|")
    for kind, rows in found.items():
        walls, cpus = sorted(row[0] for row in rows), sorted(row[1] for row in rows)
        largest = max(row[2] for row in rows) / 1000
        print(
            f"| {kind} | {statistics.median(walls):.1f} | {_p95(walls):.1f} | {statistics.median(cpus):.1f} "
            f"| {_p95(cpus):.1f} | {largest:.1f} |"
        )
    paces.sort()
    print(
        f"The core: a loop of {LOOP:,} additions took {statistics.median(paces):.2f} ms of CPU (quickest "
        f"{paces[0]:.2f}, p95 {_p95(paces):.2f})"
    )
    archive.close()


def _pace() -> float:
    """Time a loop that is always the same: milliseconds of CPU."""
    started, total = time.process_time(), 0
    for number in range(LOOP):
        total += number
    return (time.process_time() - started) * 1000


def _p95(ordered: list[float]) -> float:
    return ordered[min(int(len(ordered) * 0.95), len(ordered) - 1)]


def all_at_once(settings: Settings, users: int, seconds: float, workers: int, threads: int) -> None:
    """Print how a server answers many people who never pause."""
    command = [sys.executable, "-m", "web", "--home", str(settings.home), "serve", "--port", str(PORT)]
    command += ["--workers", str(workers), "--threads", str(threads)]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        _await_server()
        spent: list[float] = []
        failed: list[str] = []
        end = time.monotonic() + seconds
        people = [
            threading.Thread(target=_person, args=(number, end, spent, failed)) for number in range(users)
        ]
        for person in people:
            person.start()
        for person in people:
            person.join()
    finally:
        server.terminate()
        server.wait(10)
    spent.sort()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    worked = (used.ru_utime + used.ru_stime) * 1000 / len(spent)
    print(
        f"{users} at once for {seconds:.0f} s, {workers} workers of {threads} threads: {len(spent)} answers, "
        f"{len(spent) / seconds:.0f} a second, {len(failed)} failed, p50 {statistics.median(spent):.0f} ms, "
        f"p95 {_p95(spent):.0f} ms; the server used {worked:.0f} ms of CPU an answer, its start included"
    )


def _await_server() -> None:
    for _ in range(300):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
            connection.request("GET", "/search?q=company")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("the server did not start")


def _person(number: int, end: float, spent: list[float], failed: list[str]) -> None:
    paths = [address for kind, address in addresses() if kind == "results"]
    chance = random.Random(number)
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    while time.monotonic() < end:
        path = f"{chance.choice(paths)}&from={chance.randrange(2000, 2012)}-{chance.randrange(1, 13):02}"
        started = time.perf_counter()
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        answer.read()
        spent.append((time.perf_counter() - started) * 1000)
        if answer.status != 200:
            failed.append(f"{answer.status} {path}")


def main(arguments: list[str]) -> int:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks pages", description=__doc__)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--threads", type=int, default=Settings().threads)
    parser.add_argument("--folder", type=Path, help="keep the archive here, and use one that is there")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        settings = Settings(home=options.folder or Path(temporary) / "data", per_page=20)
        fill(settings, options.documents)
        print(f"{options.documents:,} articles; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        one_by_one(settings)
        all_at_once(settings, options.users, options.seconds, options.workers, options.threads)
    return 0
