"""The date charts: where each bar stands, what it says and where it leads. SVG is made in a template."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, NamedTuple, get_args

from search.narrowing import DayNarrowing
from search.results import Histogram
from search.state import SearchState
from web import labels
from web.languages import gettext, msg
from web.links import chart_href, export_href, narrower, results_path, search_href

Which = Literal["published", "about"]

WHICH = get_args(Which)
TITLES = {"published": msg("Published"), "about": msg("Talks about")}
FIRST_DAY = {"published": "from", "about": "about_from"}
"""Parameter of the first day that each chart narrows a search to."""
PREFIX_CHARS = {"year": 4, "month": 7, "day": 10}
"""Characters of an ISO date that name a bucket of each granularity."""

HEIGHT = 64
"""Height of the tallest bar, in CSS pixels."""
GAP_SHARE = 0.16
"""Share of a bucket's width that stays empty between two bars."""
MOST_WIDTH = 12.0
"""Widest bar, in per cent of the chart: one day alone must not look like a wall."""
FEW = 12
"""Up to so many buckets it is seen which one a label stands below."""
MAX_GAPPED = 120
"""Above this number of buckets bars touch: a gap would be thinner than a pixel."""
LEAST_HEIGHT = 2.0
"""A bucket with one article is still seen beside one with thousands."""

TAIL_SHARE = 0.02
"""Share of all entries that may be left outside the drawing at either end ..."""
LEAST_TRIM = 0.25
"""... when that spares at least this share of the buckets: one founding year of 1789 must not squeeze the
present into a line. The table has everything."""


class Row(NamedTuple):
    """One bucket with the search narrowed to it; ``name`` is its year, month or day as a parameter.

    ``of`` counts what the archive holds of the asked sources, and ``share`` is the part of it, in words.
    """

    name: str
    label: str
    articles: int
    href: str
    of: int
    share: str


class Bar(NamedTuple):
    """One drawn bucket. ``x`` and ``width`` are percentages, ``y`` and ``height`` CSS pixels."""

    row: Row
    x: str
    width: str
    slot_x: str
    slot_width: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Gap:
    """Neighbouring buckets of which the archive has nothing at all; percentages of the width."""

    x: str
    width: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A histogram ready to be drawn.

    Attributes:
        rows: Every bucket that has articles.
        bars: The buckets that are drawn, empty ones among them.
        ticks: Labels below the axis: of the first, the middle and the last bucket (`ticks`).
        peak: Count or share of the tallest bar, in words.
        gaps: Where the archive itself has nothing, so that an empty bucket says nothing.
        shares: Whether bars are shares of what the archive holds; ``switch_href`` draws the other.
        earlier, later: Links to what lies before and after the drawing, with their names, or None.
        undated_href: Link to the articles without a date, or empty where there is none.
        zoom_out: Link to the next wider range and its name, or None when nothing is narrowed.
    """

    which: Which
    title: str
    granularity: str
    rows: tuple[Row, ...]
    bars: tuple[Bar, ...]
    ticks: tuple[str, ...]
    peak: str
    gaps: tuple[Gap, ...]
    shares: bool
    switch_href: str
    svg_href: str
    csv_href: str
    earlier: tuple[str, str] | None
    later: tuple[str, str] | None
    undated: int
    undated_href: str
    beyond: int
    zoom_out: tuple[str, str] | None


def chart(histogram: Histogram, state: SearchState, which: Which) -> Chart:
    """Lay out a histogram; a bar leads to the search narrowed to its year, month or day."""
    rows = _rows(histogram, state, which)
    # What was published last is always drawn; only what texts talk about has far outliers.
    trimmed = which == "about" and not any(_asked(state, which))
    low, high = _drawn([row.articles for row in rows]) if trimmed else (0, len(rows))
    drawn, shares = rows[low:high], state.bars == "share"
    peak = max((_measure(row, shares) for row in drawn), default=0.0)
    return Chart(
        which=which,
        title=gettext(TITLES[which]),
        granularity=histogram.granularity,
        rows=tuple(row for row in rows if row.articles),
        bars=tuple(
            _bar(number, len(drawn), row, _measure(row, shares), peak) for number, row in enumerate(drawn)
        ),
        ticks=_ticks(drawn),
        peak=labels.share(peak) if shares else labels.number(int(peak)),
        gaps=tuple(_gaps(drawn)) if which == "published" else (),
        shares=shares,
        switch_href=narrower(state).choice_href("bars", "count" if shares else "share"),
        svg_href=chart_href(state, which),
        csv_href=export_href(state, "timeseries.csv"),
        earlier=_outside(state, which, rows[:low]),
        later=_outside(state, which, rows[high:]),
        undated=histogram.undated,
        undated_href=_undated_href(state) if which == "published" else "",
        beyond=histogram.beyond,
        zoom_out=_zoom_out(state, which),
    )


def _undated_href(state: SearchState) -> str:
    return search_href(state.change(undated=True, day_from="", day_to=""))


def _drawn(counts: list[int]) -> tuple[int, int]:
    """Give the range of buckets worth drawing: all, or those without thin tails."""
    spare = sum(counts) * TAIL_SHARE
    low, high = 0, len(counts)
    cut = 0
    while low < high and cut + counts[low] <= spare:
        cut += counts[low]
        low += 1
    cut = 0
    while high > low and cut + counts[high - 1] <= spare:
        cut += counts[high - 1]
        high -= 1
    trimmed = len(counts) - (high - low)
    return (low, high) if counts and trimmed >= LEAST_TRIM * len(counts) else (0, len(counts))


def _outside(state: SearchState, which: Which, rows: list[Row]) -> tuple[str, str] | None:
    filled = [row for row in rows if row.articles]
    if not filled:
        return None
    first, last = filled[0], filled[-1]
    return search_href(narrowed(state, which, first.name, last.name)), labels.spans(first.name, last.name)


def _rows(histogram: Histogram, state: SearchState, which: Which) -> list[Row]:
    days = DayNarrowing(narrowed(state, which, "0001", "0001"), FIRST_DAY[which])
    path, chars = results_path(), PREFIX_CHARS[histogram.granularity]
    rows = []
    for bucket in histogram.buckets:
        name = bucket.start[:chars]
        href = f"{path}?{days.query_string(name, name)}" if bucket.count else ""
        share = labels.share(bucket.count / bucket.of) if bucket.of else ""
        rows.append(Row(name, labels.span(name), bucket.count, href, bucket.of, share))
    return rows


def _measure(row: Row, shares: bool) -> float:
    return (row.articles / row.of if row.of else 0.0) if shares else float(row.articles)


def _gaps(rows: list[Row]) -> Iterator[Gap]:
    """Give the runs of buckets in which the archive has no article of the asked sources."""
    for empty, run in groupby(enumerate(rows), lambda item: item[1].of == 0):
        if empty:
            some = list(run)
            slot = 100 / len(rows)
            label = labels.spans(some[0][1].name, some[-1][1].name)
            yield Gap(f"{some[0][0] * slot:.3f}%", f"{len(some) * slot:.3f}%", label)


def _bar(number: int, of: int, row: Row, measure: float, peak: float) -> Bar:
    slot = 100 / of
    gap = slot * GAP_SHARE if of <= MAX_GAPPED else 0.0
    width = min(slot - gap, MOST_WIDTH)
    height = max(LEAST_HEIGHT, HEIGHT * measure / peak) if row.articles else 0.0
    return Bar(
        row=row,
        x=f"{(number + 0.5) * slot - width / 2:.3f}%",
        width=f"{width:.3f}%",
        slot_x=f"{number * slot:.3f}%",
        slot_width=f"{slot:.3f}%",
        y=round(HEIGHT - height, 1),
        height=round(height, 1),
    )


def _ticks(rows: list[Row]) -> tuple[str, ...]:
    return ticks([row.name for row in rows])


def ticks(names: list[str]) -> tuple[str, ...]:
    """Give the labels of the first, the middle and the last of some buckets.

    Of a few buckets in an even number none is in the middle: a label there would stand between two bars.
    """
    middle = [names[len(names) // 2]] if len(names) % 2 or len(names) > FEW else []
    chosen = names if len(names) < 3 else [names[0], *middle, names[-1]]
    return tuple(labels.tick(name) for name in chosen)


def narrowed(state: SearchState, which: Which, first: str, last: str) -> SearchState:
    """Give the search with another range of the days that the chart shows."""
    if which == "about":
        return state.change(about_from=first, about_to=last)
    return state.change(day_from=first, day_to=last, undated=False)


def _asked(state: SearchState, which: Which) -> tuple[str, str]:
    return (state.about_from, state.about_to) if which == "about" else (state.day_from, state.day_to)


def _zoom_out(state: SearchState, which: Which) -> tuple[str, str] | None:
    first, last = _asked(state, which)
    if not first and not last:
        return None
    if first == last and len(first) > len("2022"):
        wider = first.rpartition("-")[0]
        return search_href(narrowed(state, which, wider, wider)), labels.span(wider)
    return search_href(narrowed(state, which, "", "")), gettext("all dates")
