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
)


def main(arguments: list[str]) -> int:
    """Run the named benchmark; 2 for an unknown name."""
    if not arguments or arguments[0] not in NAMES:
        print(f"usage: python -m benchmarks {{{','.join(NAMES)}}} [ARGUMENT...]", file=sys.stderr)
        return 2
    return int(importlib.import_module(f"benchmarks.{arguments[0]}").main(arguments[1:]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
