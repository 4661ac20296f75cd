"""``python -m benchmarks NAME [ARGUMENT...]``: run one benchmark and print its table."""

import importlib
import sys

NAMES = (
    "commits",
    "conformance",
    "crawl",
    "edits",
    "engine",
    "ingest",
    "pages",
    "paint",
    "snippets",
    "suggest",
    "warming",
)
PEERS = ("tantivy", "xapian")
"""Modules of other engines, which nobody needs but to compare."""


def main(arguments: list[str]) -> int:
    """Run the named benchmark; 2 for an unknown name."""
    if not arguments or arguments[0] not in NAMES:
        print(f"usage: python -m benchmarks {{{','.join(NAMES)}}} [ARGUMENT...]", file=sys.stderr)
        return 2
    try:
        return int(importlib.import_module(f"benchmarks.{arguments[0]}").main(arguments[1:]))
    except ModuleNotFoundError as error:
        if error.name not in PEERS:
            raise
        print(
            f"{error.name} is not installed; docs/benchmarks.md says how to get the peers.", file=sys.stderr
        )
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
