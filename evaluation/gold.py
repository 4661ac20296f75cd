"""Where gold data is, and how a measure is held against its floor."""

import os
import tomllib
from pathlib import Path
from typing import Any


def data_root() -> Path:
    """Give the folder of gold data: ``DATELINE_EVAL_DATA``, else ``shared`` beside the repository."""
    given = os.environ.get("DATELINE_EVAL_DATA")
    return Path(given) if given else Path(__file__).resolve().parent.parent.parent / "shared"


def read_floors(path: Path) -> dict[str, dict[str, float]]:
    """Read a table of floors, ceilings and aims by measure."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def print_row(measure: str, value: float, floor: dict[str, Any]) -> bool:
    """Print a measure beside its bound; True when it was missed."""
    least, most = floor.get("floor"), floor.get("ceiling")
    missed = (least is not None and value < least) or (most is not None and value > most)
    bound = f">= {least}" if least is not None else f"<= {most}" if most is not None else "-"
    aim = floor.get("aim", "")
    print(f"{measure:<24} {value:>8.3f}   {bound:<9} aim {aim!s:<5} {'MISSED' if missed else ''}".rstrip())
    return missed
