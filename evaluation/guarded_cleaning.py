"""Pages through the cleaner in guarded workers, with what each cost and what is wrong with what came out."""

import json
import re
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from pathlib import Path

from jsonschema import Draft202012Validator

from index.article import CleanArticle
from index.clean import CleanResult, clean_html
from index.clean.cli import result_to_json
from index.clean.days import EARLIEST
from index.worker_pool import GuardedPool

ARTICLE = "article"
REASONS = ("empty", "not-html", "too-large", "too-complex", "no-text", "damaged")
KINDS = ("news", "opinion", "live", "gallery", "video")
MAX_CHARS = {
    "title": 500,
    "description": 5_000,
    "section": 200,
    "dateline": 200,
    "url": 5_000,
    "image": 5_000,
}
URL = "https://paper.example/world/ferry"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Job:
    """A page to clean; made in the worker, so that making it costs this process nothing."""

    make: Callable[[], bytes]
    url: str | None = URL


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a page.

    Attributes:
        result: ``article``, or the reason why there is none.
        text: The article's text; empty when there is none.
        problems: What is wrong with the result, each in words; empty when all is well.
        cpu_s: CPU time of cleaning; None when the worker was lost.
        peak_mib: Largest memory of the worker meanwhile, in MiB; None when the worker was lost.
    """

    result: str
    text: str = ""
    problems: tuple[str, ...] = ()
    cpu_s: float | None = None
    peak_mib: float | None = None


def guarded(workers: int = 1) -> GuardedPool[Job, Outcome]:
    """Give workers with the limits that crawled pages have."""
    return GuardedPool(workers, clean_measured, _refused)


def _refused(_job: Job, reason: str) -> Outcome:
    return Outcome(reason)


def clean_measured(job: Job) -> Outcome:
    """Clean a page. Runs in a worker; an exception of the cleaner is a problem, not an end."""
    data = job.make()
    _forget_peak()
    started = time.process_time()
    try:
        result = clean_html(data, url=job.url)
    except MemoryError:
        raise
    except Exception as error:
        spent = time.process_time() - started
        return Outcome("exception", "", (f"{type(error).__name__}: {error}"[:300],), spent, _peak_mib())
    spent, peak = time.process_time() - started, _peak_mib()
    text = result.article.text if result.article else ""
    return Outcome(result.dropped or ARTICLE, text, tuple(problems_of(result)), spent, peak)


def _forget_peak() -> None:
    """Let Linux begin anew with the largest memory of this process."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", "ascii")


def _peak_mib() -> float | None:
    with suppress(OSError, StopIteration):
        lines = Path("/proc/self/status").read_text("ascii").splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024
    return None


def problems_of(result: CleanResult) -> list[str]:
    """Name what no result may be, whatever the page was."""
    found = []
    if (result.article is None) == (result.dropped is None):
        found.append("neither an article nor a reason, or both")
    if result.dropped not in (None, *REASONS):
        found.append(f"unknown reason {result.dropped!r}")
    row = result_to_json("x", None, result)
    found += [f"{'.'.join(map(str, e.path))}: {e.message[:120]}" for e in _schema().iter_errors(row)]
    if _FORBIDDEN.search(json.dumps(row, ensure_ascii=False).replace("\\u0000", "\0")):
        found.append("control characters or halves of characters")
    if result.article is not None:
        found += _article_problems(result.article)
    return found


def _article_problems(article: CleanArticle) -> list[str]:
    found = [
        f"{name} of {len(value):,} characters"
        for name, most in MAX_CHARS.items()
        if len(value := getattr(article, name) or "") > most
    ]
    lines = article.text.split("\n")
    if any(line != line.strip() or not line for line in lines) or "\r" in article.text:
        found.append("an empty paragraph, or white space around one")
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    found += [
        f"{name} {moment.day}"
        for name in ("published", "modified")
        if (moment := getattr(article, name)) and not EARLIEST <= moment.day <= tomorrow
    ]
    found += [
        f"{name} {value[:80]!r}"
        for name in ("url", "image")
        if (value := getattr(article, name)) and not re.match(r"https?://[^\s/]", value)
    ]
    if article.kind not in KINDS:
        found.append(f"kind {article.kind!r}")
    if article.language is not None and not re.fullmatch(r"[a-z]{2,3}", article.language):
        found.append(f"language {article.language!r}")
    if any(not name.strip() or len(name) > 100 for name in (*article.authors, *article.tags)):
        found.append(f"authors {article.authors!r:.80} or tags {article.tags!r:.80}")
    return found


@cache
def _schema() -> Draft202012Validator:
    text = (resources.files("index") / "schemas" / "clean.schema.json").read_text("utf-8")
    return Draft202012Validator(json.loads(text))
