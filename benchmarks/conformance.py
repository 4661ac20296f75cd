"""Run Whoosh's own tests over the array codec: ``python -m benchmarks conformance``.

The source distribution of the pinned Whoosh is fetched with pip into a temporary folder; nothing of it is
kept. Tests that look into the files of Whoosh's own codec do not apply and are named with the reason.
"""

import subprocess
import sys
import tarfile
import tempfile
from importlib.metadata import version
from pathlib import Path

MODULES = (
    "codecs", "collector", "columns", "compound", "fields", "flexible", "highlighting", "indexing",
    "matching", "misc", "mpwriter", "nested", "parsing", "postings", "quality", "queries", "reading",
    "results", "searching", "sorting", "spans", "spelling", "vectors", "weightings", "writing",
)  # fmt: skip
OWN_FILES = "looks into the files of Whoosh's own codec"
OWN_VALUES = "gives a field with positions values that are none"
OTHER_PROCESS = "its worker processes do not load the plugin, so that they write Whoosh's own codec"
SKIPPED = {
    "test_codecs.py::test_fieldwriter_single_term": OWN_VALUES,
    "test_codecs.py::test_fieldwriter_two_terms": OWN_VALUES,
    "test_codecs.py::test_fieldwriter_multiblock": OWN_VALUES,
    "test_codecs.py::test_corrupt_postings_block_raises_clear_error": OWN_FILES,
    "test_codecs.py::test_tiny_blocks_stored_uncompressed_round_trip": OWN_FILES,
    "test_mpwriter.py::test_mpwriter_explicit_start_method[spawn]": OTHER_PROCESS,
    "test_mpwriter.py::test_mpwriter_explicit_start_method[forkserver]": OTHER_PROCESS,
}
"""Tests that do not apply, with the reason."""

_PLUGIN = """
import whoosh.codec
from index.codec.codec import ArrayCodec
whoosh.codec.default_codec = lambda *arguments, **options: ArrayCodec()
"""


def main(_arguments: list[str]) -> int:
    """Run the tests and print what was skipped; pytest's exit code."""
    requirement = f"whoosh3=={version('whoosh3')}"
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
        subprocess.run([*pip, "--dest", temporary, requirement], check=True)
        [archive] = folder.glob("*.tar.gz")
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
        [source] = (path for path in folder.iterdir() if path.is_dir())
        (source / "array_codec_plugin.py").write_text(_PLUGIN, encoding="utf-8")
        skipped = [f"--deselect=tests/{name}" for name in SKIPPED]
        tests = [f"tests/test_{name}.py" for name in MODULES]
        options = [
            "-q",
            "-c",
            "/dev/null",
            "--rootdir=.",
            "-p",
            "no:cacheprovider",
            "-p",
            "array_codec_plugin",
        ]
        command = [sys.executable, "-m", "pytest", *options, "-W", "ignore", *skipped, *tests]
        root = Path(__file__).resolve().parent.parent
        done = subprocess.run(command, cwd=source, env={"PYTHONPATH": f"{source}:{root}"}, check=False)
    for name, reason in SKIPPED.items():
        print(f"skipped {name}: {reason}")
    return done.returncode
