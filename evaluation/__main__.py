"""``python -m evaluation [NAME] [ARGUMENT...]``: run one evaluation, or all of them."""

import importlib
import sys

NAMES = ("cleaning", "entities", "relevance")
BY_NAME_ALONE = ("hostile", "fuzz")
"""Not part of a run of all: their cases are among the tests."""


def main(arguments: list[str]) -> int:
    """Run what is asked for; 1 when a floor was missed, 2 for an unknown name."""
    if arguments and arguments[0] not in (*NAMES, *BY_NAME_ALONE):
        known = ", ".join((*NAMES, *BY_NAME_ALONE))
        print(f"There is no evaluation {arguments[0]!r}; known: {known}.", file=sys.stderr)
        return 2
    names, rest = (arguments[:1], arguments[1:]) if arguments else (NAMES, [])
    codes = [importlib.import_module(f"evaluation.{name}").main(rest) for name in names]
    return max(codes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
