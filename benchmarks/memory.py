"""Run a command and watch the memory of all its processes."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

SAMPLE_S = 0.2


@dataclass(frozen=True, slots=True)
class Run:
    """One finished command: exit code, wall and CPU seconds, peak of the sum of PSS in MB."""

    code: int
    wall_s: float
    cpu_s: float
    peak_mb: float


def _family(root: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
    family, waiting = [], [root]
    while waiting:
        process = waiting.pop()
        family.append(process)
        waiting += parents.get(process, [])
    return family


def _pss_kb(process: int) -> int:
    """Memory of a process, shared pages divided among those that share them."""
    try:
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


def watch(command: list[str]) -> Run:
    """Run a command to its end; its standard error is passed on."""
    before = os.times()
    started = time.monotonic()
    peak_kb = 0
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=sys.stderr)
    while process.poll() is None:
        peak_kb = max(peak_kb, sum(map(_pss_kb, _family(process.pid))))
        time.sleep(SAMPLE_S)
    after = os.times()
    cpu_s = after.children_user + after.children_system - before.children_user - before.children_system
    return Run(process.returncode, time.monotonic() - started, cpu_s, peak_kb / 1024)
