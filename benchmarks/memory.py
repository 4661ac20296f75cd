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


def _cpu_s(process: int) -> float:
    """CPU time of a process so far; nobody waits for workers of a fork server, so it is sampled."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def watch(command: list[str]) -> Run:
    """Run a command to its end; its standard error is passed on."""
    started = time.monotonic()
    peak_kb = 0
    spent: dict[int, float] = {}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=sys.stderr)
    while process.poll() is None:
        family = _family(process.pid)
        peak_kb = max(peak_kb, sum(map(_pss_kb, family)))
        spent |= {member: _cpu_s(member) or spent.get(member, 0.0) for member in family}
        time.sleep(SAMPLE_S)
    return Run(process.returncode, time.monotonic() - started, sum(spent.values()), peak_kb / 1024)
