"""``/metrics``: the archive and its sources in the text format of Prometheus.

Source: Prometheus, "Exposition formats", text-based format 0.0.4.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from flask import Blueprint, Response, abort, request

from index.crawl.journal import SourceHistory, read_journal
from index.status import ALARMS
from web.archive import Archive, archive
from web.security import is_forwarded, is_loopback

blueprint = Blueprint("metrics", __name__)

TYPE = "text/plain; version=0.0.4; charset=utf-8"
Sample = tuple[Mapping[str, str], float]


@blueprint.get("/metrics")
def metrics() -> Response:
    """Answer this machine's monitoring; others only when the setting ``metrics`` is "on"."""
    here = archive()
    if not _may_read(here.settings.metrics, here.settings.host):
        abort(404)
    return Response("".join(_families(here)), content_type=TYPE)


def _may_read(setting: str, bound: str) -> bool:
    if setting != "local":
        return setting == "on"
    return is_loopback(bound) and is_loopback(request.remote_addr or "") and not is_forwarded(request)


def _families(here: Archive) -> Iterator[str]:
    crawled = read_journal(here.settings.frontier_path, datetime.now(UTC))
    stored = [] if here.is_empty else here.store.source_status()
    dropped = {} if here.is_empty else here.store.drop_counts()
    yield _family("dateline_articles", "gauge", "Articles stored, by source.",
                  (({"source": item.name}, item.articles) for item in stored))  # fmt: skip
    yield _family("dateline_dropped", "gauge", "Addresses and records that gave no article, by reason.",
                  (({"reason": name}, count) for name, count in dropped.items()))  # fmt: skip
    yield _family(
        "dateline_crawl_articles_total", "counter", "Articles by what became of them.", _outcomes(crawled)
    )
    yield _family("dateline_crawl_dropped_total", "counter", "Addresses given up, by reason.",
                  (({"source": item.name, "reason": name}, count)
                   for item in crawled for name, count in item.dropped.items()))  # fmt: skip
    yield _family("dateline_crawl_failed_total", "counter", "Failures to be tried again, by reason.",
                  (({"source": item.name, "reason": name}, count)
                   for item in crawled for name, count in item.postponed.items()))  # fmt: skip
    yield _family("dateline_crawl_error_ratio", "gauge", "Failures among the visits of two days.",
                  (({"source": item.name}, item.error_rate)
                   for item in crawled if item.error_rate is not None))  # fmt: skip
    yield _family("dateline_crawl_last_success_timestamp_seconds", "gauge", "When something was last read.",
                  (({"source": item.name}, item.last_success.timestamp())
                   for item in crawled if item.last_success))  # fmt: skip
    yield _family("dateline_crawl_alarm", "gauge", "1 while a source is not as usual.",
                  (({"source": item.name, "alarm": name}, float(name in item.alarms))
                   for item in crawled for name in ALARMS))  # fmt: skip


def _outcomes(crawled: list[SourceHistory]) -> Iterator[Sample]:
    for item in crawled:
        for name in ("found", "fetched", "new", "changed", "unchanged"):
            yield {"source": item.name, "outcome": name}, getattr(item, name)


def _family(name: str, kind: str, about: str, samples: Iterable[Sample]) -> str:
    lines = [f"{name}{{{_labels(labels)}}} {value:.15g}\n" for labels, value in samples]
    return f"# HELP {name} {about}\n# TYPE {name} {kind}\n{''.join(lines)}" if lines else ""


def _labels(labels: Mapping[str, str]) -> str:
    return ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
