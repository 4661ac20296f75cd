"""Import files into a fresh archive, index them anew, and print rates per stage and peak memory.

``python -m benchmarks ingest FILE_OR_FOLDER...``; rates per stage are the command's own, on standard error.
"""

import os
import sys
import tempfile
from pathlib import Path

from benchmarks.memory import Run, watch


def main(arguments: list[str]) -> int:
    """Run both commands; 1 when one of them failed."""
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 2
    print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        dateline = [sys.executable, "-m", "web", "--home", str(Path(folder) / "data")]
        runs = {
            "import": watch([*dateline, "import", *arguments]),
            "reindex": watch([*dateline, "reindex"]),
        }
    print_table(runs)
    return int(any(run.code for run in runs.values()))


def print_table(runs: dict[str, Run]) -> None:
    """Print a line a command."""
    print(f"{'command':<10}{'exit':>5}{'wall s':>10}{'CPU s':>10}{'peak MB':>10}")
    for name, run in runs.items():
        print(f"{name:<10}{run.code:>5}{run.wall_s:>10.1f}{run.cpu_s:>10.1f}{run.peak_mb:>10.0f}")
