"""Peers from outside the Python package index: Xapian from Debian, Lucene from Maven Central.

Each is asked for by name (``--peers arrays,xapian,lucene``) and says how it is installed when it is missing.
"""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

from benchmarks.corpus import Document
from benchmarks.questions import TOP, Question, Reply

DEBIAN = "/usr/lib/python3/dist-packages"
"""Where Debian keeps the modules of its own Python 3.11."""

LUCENE = Path(__file__).parent / "lucene"
MOST_VALUES = 6
"""Persons or places of a document at most (`benchmarks.corpus`)."""


class Xapian:
    """Xapian through Debian's binding; facets by match spies, a value slot for each person of a document."""

    name = "Xapian"

    def __init__(self) -> None:
        sys.path.append(DEBIAN)
        try:
            import xapian
        except ImportError:
            raise SystemExit(
                "Xapian is not installed: apt-get install python3-xapian (Python 3.11)."
            ) from None
        finally:
            sys.path.remove(DEBIAN)
        self.module: Any = xapian
        self.stem = xapian.Stem("en")

    def build(self, folder: Path, documents: Iterable[Document]) -> None:
        """Index the documents and compact the database."""
        xapian = self.module
        database = xapian.WritableDatabase(str(folder / "growing"), xapian.DB_CREATE_OR_OPEN)
        generator = xapian.TermGenerator()
        generator.set_stemmer(self.stem)
        generator.set_stemming_strategy(generator.STEM_ALL)
        for item in documents:
            made = xapian.Document()
            generator.set_document(made)
            generator.set_termpos(0)
            generator.index_text(item.title, 1, "S")
            generator.increase_termpos()
            generator.index_text(item.body, 1, "XB")
            made.add_value(0, xapian.sortable_serialise(int(item.day.strftime("%Y%m%d"))))
            made.add_value(1, item.day.isoformat()[:7])
            for first, keys in ((2, item.persons), (2 + MOST_VALUES, item.places)):
                for at, key in enumerate(keys):
                    made.add_value(first + at, key)
            database.add_document(made)
        database.commit()
        database.compact(str(folder / "compact"))
        database.close()
        for file in (folder / "growing").iterdir():
            file.unlink()

    def open(self, folder: Path) -> None:
        """Open for reading."""
        self.database = self.module.Database(str(folder / "compact"))

    def ask(self, question: Question) -> Reply:
        """Match all documents, so that the total is exact; spies count values as they go by."""
        enquire = self.module.Enquire(self.database)
        enquire.set_weighting_scheme(self.module.BM25Weight())
        enquire.set_query(self._query(question))
        spies = []
        if question.page:
            spies = [self.module.ValueCountMatchSpy(slot) for slot in range(1, 2 + 2 * MOST_VALUES)]
            for spy in spies:
                enquire.add_matchspy(spy)
        found = enquire.get_mset(0, TOP, self.database.get_doccount())
        total = found.get_matches_estimated()
        if not question.page:
            return Reply(total, {}, {})
        months = {value.term.decode(): value.termfreq for value in spies[0].values()}
        persons, places = (_added(spies[at : at + MOST_VALUES]) for at in (1, 1 + MOST_VALUES))
        places.most_common(TOP)
        return Reply(total, dict(persons.most_common(TOP)), months)

    def _query(self, question: Question) -> Any:
        kind = self.module.Query
        words = [f"XB{self.stem(word).decode()}" for word in question.words]
        if question.form == "prefix":
            query = kind(kind.OP_WILDCARD, f"XB{question.words[0]}", 0, kind.WILDCARD_LIMIT_ERROR)
        else:
            operator = {"or": kind.OP_OR, "phrase": kind.OP_PHRASE}.get(question.form, kind.OP_AND)
            query = kind(operator, words)
        if question.days:
            low, high = (self.module.sortable_serialise(int(day.replace("-", ""))) for day in question.days)
            query = kind(kind.OP_FILTER, query, kind(kind.OP_VALUE_RANGE, 0, low, high))
        return query

    def note(self) -> str:
        """Say what it is."""
        return f"{self.module.version_string()}, compacted"


def _added(spies: list[Any]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for spy in spies:
        for value in spy.values():
            counts[value.term.decode()] += value.termfreq
    return counts


class Lucene:
    """Lucene in a Java process of its own, one thread; its own clock times a search, without the pipe."""

    name = "Lucene"
    own_clock = True
    """Java tells the CPU time of its own process when it has indexed."""
    warm = 150
    """Askings of each question before it is timed: Java compiles what runs often."""

    def __init__(self) -> None:
        if not (LUCENE / "classes" / "Peer.class").exists():
            raise SystemExit("Lucene is not installed: run benchmarks/lucene/install (Maven, Java 17).")

    def _start(self, verb: str, folder: Path) -> "subprocess.Popen[str]":
        # Single-threaded collector and compiler threads still run beside it.
        command = ["java", "-Xmx1g", "-XX:+UseSerialGC", "-cp", f"{LUCENE}/classes:{LUCENE}/jars/*", "Peer"]
        return subprocess.Popen(
            [*command, verb, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def build(self, folder: Path, documents: Iterable[Document]) -> None:
        """Send the documents as JSON lines; Java's CPU time is in the process's own last line."""
        process = self._start("build", folder)
        lines = _pipe(process.stdin)
        for item in documents:
            row = {
                "title": item.title, "body": item.body, "day": int(item.day.strftime("%Y%m%d")),
                "person": item.persons, "place": item.places, "month": [item.day.isoformat()[:7]],
            }  # fmt: skip
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")
        lines.close()
        rate = float(_pipe(process.stdout).readline())
        process.wait()
        print(f"lucene     indexed {rate:>8,.0f} documents a CPU second", file=sys.stderr)

    def open(self, folder: Path) -> None:
        """Start the process that answers."""
        self.process = self._start("serve", folder)
        self.segments = json.loads(_pipe(self.process.stdout).readline())["segments"]

    def ask(self, question: Question) -> Reply:
        """Ask over the pipe."""
        asked = {"form": question.form, "words": question.words, "page": question.page}
        if question.days:
            first, last = (int(day.replace("-", "")) for day in question.days)
            asked |= {"first": first, "last": last}
        lines = _pipe(self.process.stdin)
        lines.write(json.dumps(asked) + "\n")
        lines.flush()
        found = json.loads(_pipe(self.process.stdout).readline())
        return Reply(found["total"], found.get("person", {}), found.get("month", {}), found["ms"])

    def note(self) -> str:
        """Give the number of segments."""
        return f"{self.segments} segments, one thread"


def _pipe(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe
