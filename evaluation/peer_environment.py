"""An environment of their own for the extractors that the cleaner is compared with."""

import hashlib
import subprocess
import sys
import venv
from pathlib import Path

PINNED = Path(__file__).with_name("cleaning_peers.txt")
FOLDER = Path(__file__).resolve().parent.parent / ".venv-peers"


def peer_python(folder: Path = FOLDER) -> str:
    """Give the Python of the peers' environment, which is made when it is not there or not as pinned.

    Raises:
        SystemExit: The package index cannot be reached, or has a pinned version no more.
    """
    python, mark = folder / "bin" / "python", folder / "installed"
    wanted = hashlib.sha256(PINNED.read_bytes()).hexdigest()
    if mark.is_file() and mark.read_text("ascii") == wanted and python.exists():
        return str(python)
    print(f"cleaning: installing the peers of {PINNED.name} in {folder}", file=sys.stderr)
    venv.create(folder, with_pip=True, clear=True)
    # All that is needed is pinned: a resolver would only disagree with itself over lxml's extras (pip 23.2).
    options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--requirement", str(PINNED)]
    done = subprocess.run([str(python), "-m", "pip", "install", *options], check=False)
    if done.returncode:
        raise SystemExit("cleaning: the peers could not be installed; is the package index within reach?")
    mark.write_text(wanted, "ascii")
    return str(python)
