"""What the comparison template shows: lines of several searches, and the same as a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from search.query import Diagnostic
from search.results import Comparison, Series
from search.state import SearchState
from web import labels
from web.charts import PREFIX_CHARS, narrowed, ticks
from web.languages import gettext
from web.links import compare_href, search_href
from web.presenters import Link
from web.sentences import sentence

WIDTH, HEIGHT = 1000, 200
"""Size of the drawing in its own units; it is stretched to the width of the page."""


@dataclass(frozen=True, slots=True)
class Line:
    """One search of the comparison; ``path`` is the data of an SVG path, ``text`` its query string."""

    number: int
    text: str
    name: str
    sentence: str
    counted: str
    undated: int
    href: str
    without_href: str
    path: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A count of one search in one bucket, with its share in words and the search narrowed to it."""

    count: int
    share: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonView:
    """All that the template needs; ``gaps`` are x and width of buckets without any article at all."""

    lines: tuple[Line, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    granularity: str
    ticks: tuple[str, ...]
    peak: str
    gaps: tuple[tuple[float, float], ...]
    shares: bool
    switch: tuple[Link, ...]
    csv_href: str
    notes: tuple[Diagnostic, ...]
    full: bool


def comparison_view(
    states: Sequence[SearchState],
    found: Comparison,
    names: Sequence[Mapping[str, str]],
    diagnostics: tuple[Diagnostic, ...],
    *,
    shares: bool,
    most: int,
) -> ComparisonView:
    """Make the view; ``names`` of keys, one table for each search."""
    texts = [state.to_query_string() or "q=" for state in states]
    measures = [_measures(series, shares) for series in found.series]
    peak = max((value for some in measures for value in some), default=0.0)
    lines = tuple(
        _line(number, texts, state, names[number], series, _path(measures[number], peak), shares)
        for number, (state, series) in enumerate(zip(states, found.series, strict=True))
    )
    rows = tuple(_row(at, start, states, found) for at, start in enumerate(found.starts))
    return ComparisonView(
        lines=lines,
        rows=tuple(row for row in rows if any(cell.count for cell in row[1])),
        granularity=found.granularity,
        ticks=_ticks(found),
        peak=labels.share(peak) if shares else labels.number(int(peak)),
        gaps=tuple(_gaps(found)),
        shares=shares,
        switch=(
            Link(gettext("Articles"), compare_href(texts), not shares),
            Link(gettext("Share of coverage"), compare_href(texts, share=True), shares),
        ),
        csv_href=compare_href(texts).replace("/compare", "/compare.csv", 1),
        notes=diagnostics,
        full=len(states) >= most,
    )


def _line(
    number: int,
    texts: list[str],
    state: SearchState,
    names: Mapping[str, str],
    series: Series,
    path: str,
    shares: bool,
) -> Line:
    others = [text for at, text in enumerate(texts) if at != number]
    return Line(
        number=number + 1,
        text=texts[number],
        name=short_name(state, names),
        sentence=sentence(state, names),
        counted=labels.hits(series.total, state),
        undated=series.undated,
        href=search_href(state),
        without_href=compare_href(others, share=shares),
        path=path,
    )


def short_name(state: SearchState, names: Mapping[str, str]) -> str:
    """Name a search for a legend: its words and the values that it selects."""
    parts = [state.query] if state.query else []
    for item in state.selections:
        name = labels.key_name(item.facet, item.key, names.get(item.key, item.key))
        parts.append(gettext("not %(name)s", name=name) if item.mode == "not" else name)
    return ", ".join(parts) or gettext("All articles")


def _measures(series: Series, shares: bool) -> list[float]:
    if not shares:
        return [float(count) for count in series.counts]
    pairs = zip(series.counts, series.of, strict=True)
    return [count / of if of else 0.0 for count, of in pairs]


def _path(values: list[float], peak: float) -> str:
    """Draw steps: a bucket is as long as it lasts, and one alone is seen, too."""
    step = WIDTH / max(len(values), 1)
    points = []
    for at, value in enumerate(values):
        y = HEIGHT - (HEIGHT * value / peak if peak else 0.0)
        points += [f"{at * step:.1f},{y:.1f}", f"{(at + 1) * step:.1f},{y:.1f}"]
    return f"M{' L'.join(points)}" if points else ""


def _row(
    at: int, start: str, states: Sequence[SearchState], found: Comparison
) -> tuple[str, tuple[Cell, ...]]:
    name = start[: PREFIX_CHARS[found.granularity]]
    cells = []
    for state, series in zip(states, found.series, strict=True):
        count, of = series.counts[at], series.of[at]
        href = search_href(narrowed(state, "published", name, name)) if count else ""
        cells.append(Cell(count, labels.share(count / of) if of else "", href))
    return labels.span(name), tuple(cells)


def _ticks(found: Comparison) -> tuple[str, ...]:
    return ticks([start[: PREFIX_CHARS[found.granularity]] for start in found.starts])


def _gaps(found: Comparison) -> list[tuple[float, float]]:
    """Give the runs of buckets in which the archive has nothing of what any of the searches asks."""
    empty = [not any(series.of[at] for series in found.series) for at in range(len(found.starts))]
    step = WIDTH / max(len(empty), 1)
    runs = []
    for is_gap, run in groupby(enumerate(empty), lambda item: item[1]):
        some = list(run)
        if is_gap:
            runs.append((round(some[0][0] * step, 1), round(len(some) * step, 1)))
    return runs
