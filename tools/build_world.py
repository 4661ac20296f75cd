"""Make `web/static/world.svg`, the outline of the land, from Natural Earth's 1:110m data.

Run it in a folder that has the package: ``npm pack world-atlas@2.0.2``, unpack, then
``python tools/build_world.py package/land-110m.json``. The same file gives the same bytes.

The data are TopoJSON: arcs as differences of quantised points, polygons as lists of arcs (``~n`` runs arc
``n`` backwards). https://github.com/topojson/topojson-specification
"""

import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parents[1] / "web" / "static" / "world.svg"
WIDTH, HEIGHT = 1000, 500
"""Degrees to units: longitude times WIDTH / 360, latitude times HEIGHT / 180, north up."""
LEAST_STEP = 0.3
"""Points nearer to the one before than this, in units, are left out: 0.1 degree."""
MIN_LATITUDE = -60
"""Antarctica is in no newspaper's map."""

Point = tuple[float, float]


def arcs_of(topology: dict[str, Any]) -> list[list[Point]]:
    """Give every arc as points of longitude and latitude."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)
    return arcs


def ring(numbers: list[int], arcs: list[list[Point]]) -> list[Point]:
    """Join the arcs of a ring; each begins where the one before ends."""
    points: list[Point] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    return points


def unwrapped(points: list[Point]) -> list[Point]:
    """Let a ring that crosses the date line run on beyond 180 degrees instead of jumping back."""
    turns = 0
    found = [points[0]]
    for (before, _), (longitude, latitude) in pairwise(points):
        turns += (longitude - before < -180) - (longitude - before > 180)
        found.append((longitude + 360 * turns, latitude))
    return found


def path(points: list[Point]) -> str:
    """Write a ring as relative steps of an SVG path, on both edges of the map if it lies across them.

    What is too small to be seen gives nothing.
    """
    if max(latitude for _, latitude in points) < MIN_LATITUDE:
        return ""
    ring = unwrapped(points)
    east, west = max(x for x, _ in ring) > 180, min(x for x, _ in ring) < -180
    return "".join(_drawn(ring, shift) for shift in (0, *([-360] * east), *([360] * west)))


def _drawn(ring: list[Point], shift: int) -> str:
    drawn: list[Point] = []
    for longitude, latitude in ring:
        x, y = round((longitude + shift + 180) * WIDTH / 360, 1), round((90 - latitude) * HEIGHT / 180, 1)
        if not drawn or abs(x - drawn[-1][0]) + abs(y - drawn[-1][1]) >= LEAST_STEP:
            drawn.append((x, y))
    if len(drawn) < 4:
        return ""
    steps = [f"{number(x - before[0])} {number(y - before[1])}" for before, (x, y) in pairwise(drawn)]
    return f"M{number(drawn[0][0])} {number(drawn[0][1])}l{' '.join(steps)}z"


def number(value: float) -> str:
    """Write a number as short as it can be."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def main(source: Path) -> None:
    """Read the topology, write the picture."""
    topology = json.loads(source.read_text(encoding="utf-8"))
    arcs = arcs_of(topology)
    shapes = [
        path(ring(numbers, arcs))
        for geometry in topology["objects"]["land"]["geometries"]
        for polygon in geometry["arcs"]
        for numbers in polygon
    ]
    TARGET.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<path id="land" d="{"".join(shapes)}"/></svg>\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
