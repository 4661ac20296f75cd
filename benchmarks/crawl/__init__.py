"""``python -m benchmarks crawl SUITE``: the crawler against invented sites on this machine.

``traps`` serves everything that sites do to crawlers, ``kills`` kills a crawl at random, ``scale`` measures
one of many hosts. All sites are ours, on loopback; nothing else is reached.
"""

import importlib
import sys

SUITES = ("traps", "kills", "scale")


def main(arguments: list[str]) -> int:
    """Run one suite; 2 for an unknown name."""
    if not arguments or arguments[0] not in SUITES:
        print(f"usage: python -m benchmarks crawl {{{','.join(SUITES)}}} [OPTION...]", file=sys.stderr)
        return 2
    return int(importlib.import_module(f"benchmarks.crawl.{arguments[0]}").main(arguments[1:]))
