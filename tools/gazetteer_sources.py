"""What `build_gazetteer.py` reads: data files of installed packages, and our own tables in `gazetteer/`."""

import gzip
import importlib.util
from collections.abc import Iterator
from pathlib import Path

HAND = Path(__file__).resolve().parent / "gazetteer"


def hand_rows(name: str) -> Iterator[list[str]]:
    """Read one of our own tables."""
    for line in (HAND / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def package_file(package: str, *parts: str) -> Path:
    """Find a data file inside an installed package without importing it."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit(f"package {package} is missing; see the first lines of build_gazetteer.py")
    return Path(spec.origin).parent.joinpath(*parts)


def split_names(field: str) -> list[str]:
    """Split a field of our tables at its bars."""
    return [name.strip() for name in field.split("|") if name.strip()]


def notable(tier: str) -> Iterator[str]:
    """Give the names of one tier of vicary's Wikidata list."""
    current = ""
    with gzip.open(package_file("vicary", "data", "notability.txt.gz"), "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("#!tier"):
                current = line.split()[1]
            elif current == tier and not line.startswith("#!"):
                yield line.rstrip("\n")
