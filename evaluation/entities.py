"""``python -m evaluation entities``: persons, places and dates against gold news, with pinned floors.

Every mention counts, salient or not, except in the country facets. Persons are compared by the last word
of a mention, places by the whole of it, as sets for each document; demonyms are left out, for the gold
marks none. Dates are recall of gold days, months and years met exactly by an overlapping mention, and
how many of ours the gold has ("ours exact") or at least does not deny.
"""

import argparse
import collections
import gzip
import itertools
import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from evaluation import said_dates
from evaluation.gold import data_root, print_row, read_floors
from evaluation.spacy_rows import found_alone, model_asked
from evaluation.speed import articles_a_second, load_seconds, print_doubling
from index.annotate import PersonForm, resolve
from index.annotate.batch import BatchLine, annotate_batch
from index.annotate.tables import country_row, demonym
from index.article import FACET_POINTS

Document = dict[str, Any]
Found = dict[str, Document]
Spans = list[tuple[int, int]]

FLOORS = Path(__file__).with_name("entities_floors.toml")
SPEED_WORDS = 480
LONG_WORDS = 700
REUTERS_DOCUMENTS = 3000
MUC_DOCUMENTS = 150

REUTERS_CODES = {
    "usa": "United States", "uk": "United Kingdom", "ussr": "Russia", "west-germany": "Germany",
    "east-germany": "Germany", "burma": "Myanmar", "kampuchea": "Cambodia", "zaire": "DR Congo",
    "congo": "Republic of the Congo", "north-yemen": "Yemen", "yemen-demo-republic": "Yemen",
    "yemen-arab-republic": "Yemen", "uae": "United Arab Emirates", "czechoslovakia": "Czech Republic",
    "trinidad-tobago": "Trinidad and Tobago", "upper-volta": "Burkina Faso", "yugoslavia": "Serbia",
    "swaziland": "Eswatini", "vatican": "Vatican City", "macao": "Macau",
}  # fmt: skip


def corpora() -> Path:
    """Give the folder of the gold sets."""
    root = data_root()
    return root / "corpora" if (root / "corpora").is_dir() else root


def read(path: str) -> list[Document]:
    """Read one gold set."""
    with gzip.open(corpora() / path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def annotated(
    documents: list[Document], published: Callable[[Document], Any], spacy_model: str = ""
) -> Found:
    """Annotate the bodies as one collection; published days as far as they are ISO."""
    lines = (
        BatchLine(str(one["id"]), one.get("asked_title", ""), one["body"], _day(published(one)))
        for one in documents
    )
    return {row["id"]: row for row in annotate_batch(lines, spacy_model=spacy_model)}


def _day(value: Any) -> date | None:
    match = re.match(r"\d{4}-\d\d-\d\d", str(value or ""))
    return date.fromisoformat(match[0]) if match else None


def normal(surface: str) -> str:
    """Fold a surface as the measure compares it: case, punctuation, article and possessive gone."""
    bare = re.sub(r"('s|’s|')$", "", re.sub(r"^(the|a|an)\s+", "", surface, flags=re.IGNORECASE))
    return re.sub(r"[^\w]+", " ", bare.casefold()).strip()


def last_word(surface: str) -> str:
    """Give the last word of a folded surface, or nothing."""
    return (normal(surface).split() or [""])[-1]


def spans(row: Document, kind: str) -> Iterator[tuple[int, int, Document]]:
    """Give the mentions in the body with their entries."""
    for entry in row.get(kind, ()):
        for field, start, end in entry["mentions"]:
            if field == "text":
                yield start, end, entry


class Tally:
    """True and false positives and misses, with the commonest of each kind of error."""

    def __init__(self) -> None:
        self.hits = self.false = self.missed = 0
        self.errors: collections.Counter[str] = collections.Counter()

    def add(self, gold: set[str], predicted: set[str]) -> None:
        """Count one document."""
        self.hits += len(gold & predicted)
        self.false += len(predicted - gold)
        self.missed += len(gold - predicted)
        self.errors.update(f"+{item}" for item in predicted - gold)
        self.errors.update(f"-{item}" for item in gold - predicted)

    @property
    def f1(self) -> float:
        """F1 of all documents together."""
        return 2 * self.hits / max(1, 2 * self.hits + self.false + self.missed)


Result = tuple[float, list[str]]


def compare(
    documents: list[Document], found: Found, kind: str, gold: Callable[[Document], Spans], key: Any
) -> Result:
    """Measure one kind of mention over a set."""
    tally = Tally()
    for one in documents:
        body = one["body"]
        wanted = {key(body[start:end]) for start, end in gold(one)} - {""}
        predicted = {
            key(body[start:end])
            for start, end, _ in spans(found[str(one["id"])], kind)
            if kind == "persons" or not demonym(normal(body[start:end]))
        }
        tally.add(wanted, predicted - {""})
    worst = [f"{count} {item}" for item, count in tally.errors.most_common(400)]
    return tally.f1, [f"hits {tally.hits} false {tally.false} missed {tally.missed}", *worst]


def _prose() -> list[Document]:
    """Give the CoNLL-2003 stories that are prose: 80 tokens or more, under a tenth of them with figures."""
    documents = []
    for one in read("conll2003/conll-testa.jsonl.gz"):
        tokens = one["body"].split()
        if len(tokens) >= 80 and sum(bool(re.search(r"\d", token)) for token in tokens) / len(tokens) < 0.10:
            documents.append(one)
    return documents


def conll() -> Iterator[tuple[str, Result]]:
    """CoNLL-2003 prose."""
    documents = _prose()
    yield from _conll_scores(documents, annotated(documents, lambda one: one["date"]), "")


def conll_with_spacy(model: str) -> Iterator[tuple[str, Result]]:
    """The same by a spaCy pipeline alone, and by the rules with it; without floors."""
    documents = _prose()
    yield from _conll_scores(documents, found_alone(model, documents), ", spaCy alone")
    found = annotated(documents, lambda one: one["date"], model)
    yield from _conll_scores(documents, found, ", with spaCy")


def _conll_scores(documents: list[Document], found: Found, by: str) -> Iterator[tuple[str, Result]]:
    for name, kind, label, key in (
        ("person", "persons", "PER", last_word),
        ("place", "places", "LOC", normal),
    ):
        yield f"conll {name}{by}", compare(documents, found, kind, _labelled(label), key)


def _labelled(label: str) -> Callable[[Document], Spans]:
    return lambda one: [(item["begin"], item["end"]) for item in one["entities"] if item["type"] == label]


def _toponyms(one: Document) -> Spans:
    return [
        (item["begin"], item["end"])
        for item in one["toponyms"]
        if not demonym(item["phrase"].lower())
        and item["phrase"][:1].isupper()
        and one["body"][item["begin"] : item["end"]] == item["phrase"]
    ]


def geoparsing() -> Iterator[tuple[str, Result]]:
    """TR-News and LGL: place names, and for TR-News the country of those found."""
    for name in ("tr-news", "lgl"):
        documents = read(f"geoparsing/{name}-dev.jsonl.gz")
        found = annotated(documents, lambda one: one.get("date"))
        yield f"{name} place", compare(documents, found, "places", _toponyms, normal)
        yield f"{name} country", _right_country(documents, found)


def _right_country(documents: list[Document], found: Found) -> Result:
    names = _country_codes()
    right, wrong = 0, collections.Counter[str]()
    for one in documents:
        mentions = list(spans(found[str(one["id"])], "places"))
        for item in one["toponyms"]:
            hits = (entry for a, b, entry in mentions if a < item["end"] and item["begin"] < b)
            hit, code = next(hits, None), names.get(item.get("country"))
            if hit and code and hit["country"] == code:
                right += 1
            elif hit and code:
                wrong[f"{item['phrase']}: {code}, not {hit['country']}"] += 1
    return right / max(1, right + wrong.total()), [
        f"{count} {item}" for item, count in wrong.most_common(200)
    ]


def _country_codes() -> dict[str, str]:
    """Give codes by the names that gold sets print."""
    from index.annotate.tables import places

    class Names(dict[str, str]):
        def get(self, name: Any, default: Any = None) -> Any:
            rows = places(normal(name or ""))
            return rows[0].country if rows and rows[0].kind == "country" else default

    return Names()


def reuters() -> Iterator[tuple[str, Result]]:
    """Reuters-21578: countries among the salient places; surnames of the labelled people."""
    documents = [
        one for one in read("reuters21578/reuters21578-dev.jsonl.gz") if one["places"] or one["people"]
    ]
    documents = documents[:REUTERS_DOCUMENTS]
    for one in documents:
        one["asked_title"], one["body"] = one["title"], f"{one['dateline']} {one['body']}"
    found = annotated(documents, lambda one: one["date_iso"])
    names = _country_codes()
    tally = Tally()
    for one in documents:
        gold = {names.get(REUTERS_CODES.get(slug, slug.replace("-", " ")), slug) for slug in one["places"]}
        places = found[str(one["id"])]["places"]
        if one["places"]:
            tally.add(
                gold, {row["country"] for row in places if row["country"] and row["salience"] >= FACET_POINTS}
            )
    yield "reuters countries", (tally.f1, [f"{count} {item}" for item, count in tally.errors.most_common(60)])
    yield "reuters people", _labelled_people(documents, found)


def _labelled_people(documents: list[Document], found: Found) -> Result:
    hits, missed = 0, collections.Counter[str]()
    for one in documents:
        row = found[str(one["id"])]
        words = {word for person in row["persons"] for word in normal(person["name"]).split()}
        words |= {word for a, b, _ in spans(row, "persons") for word in normal(one["body"][a:b]).split()}
        for slug in one["people"]:
            parts = slug.split("-")
            if parts[-1] in words or (len(parts) > 1 and all(part in words for part in parts)):
                hits += 1
            else:
                missed[f"{slug} in {one['id']}"] += 1
    return hits / max(1, hits + missed.total()), [
        f"{count} {item}" for item, count in missed.most_common(200)
    ]


def timebank() -> Iterator[tuple[str, Result]]:
    """Days, months and years said: TimeBank and AQUAINT, MEANTIME and GUM, and sentences without any."""
    for name, path, published, gold in (
        ("timebank", "tempeval3-tbaq/tbaq-dev.jsonl.gz", "dct", said_dates.timexes),
        ("meantime", "meantime-en/meantime-dev.jsonl.gz", "date", said_dates.timexes),
        ("gum", "gum-news/gum-news-dev.jsonl.gz", "date", said_dates.gum_dates),
    ):
        results = said_dates.measured(read(path), lambda one, key=published: _day(one[key]), gold)  # type: ignore[misc]
        yield f"{name} exact", next(results)
        if name != "meantime":  # whose gold marks only the opening of each text
            yield f"{name} ours exact", next(results)
            yield f"{name} ours not denied", next(results)
    reports = [one for one in read("muc4/muc4-dev.jsonl.gz") if one["incident_dates"] and one["date"]]
    yield "muc4 incident days", said_dates.incident_days(reports[:MUC_DOCUMENTS])
    yield (
        "ieer dates met",
        said_dates.marked(read("ieer1999/ieer-dev.jsonl.gz"), lambda one: _day(one["date"])),
    )
    yield "false dates", said_dates.false_dates()
    yield "dates, time doubled", said_dates.doubling()


def variants() -> Iterator[tuple[str, Result]]:
    """DWIE: pairs of forms of one person, lone surnames too, all resolved as one collection."""
    owners: dict[str, set[int]] = collections.defaultdict(set)
    counts: collections.Counter[str] = collections.Counter()
    shown: dict[str, str] = {}
    for number, one in enumerate(read("names/dwie-entity-forms-dev.jsonl.gz")):
        forms = one["forms"] if one["kind"] == "person" else {}
        for form, count in (
            forms.items() if isinstance(forms, dict) else ((row["form"], row["count"]) for row in forms)
        ):
            key = "p:" + "_".join(_person_words(form))
            owners[key].add(number)
            counts[key] += count
            shown.setdefault(key, form)
    keys = sorted(key for key in owners if len(owners[key]) == 1)
    mapping = resolve(PersonForm(key, shown[key], counts[key]) for key in keys)
    yield from _pair_scores(keys, {key: next(iter(owners[key])) for key in keys}, mapping)


def _person_words(form: str) -> list[str]:
    from index.annotate.folding import fold

    return fold(form).split()


def _pair_scores(
    keys: list[str], owner: dict[str, int], mapping: dict[str, str]
) -> Iterator[tuple[str, Result]]:
    gold = {pair for group in _grouped(keys, owner.__getitem__) for pair in itertools.combinations(group, 2)}
    merged = {
        pair
        for group in _grouped(keys, lambda key: mapping.get(key, key))
        for pair in itertools.combinations(group, 2)
    }
    right = len(gold & merged)
    yield (
        "variants recall",
        (right / max(1, len(gold)), [f"missed {one} {two}" for one, two in sorted(gold - merged)]),
    )
    yield (
        "variants precision",
        (right / max(1, len(merged)), [f"false {a} {b}" for a, b in sorted(merged - gold)]),
    )


def _grouped(keys: list[str], group_of: Callable[[str], Any]) -> list[list[str]]:
    groups: dict[Any, list[str]] = collections.defaultdict(list)
    for key in sorted(keys):
        groups[group_of(key)].append(key)
    return list(groups.values())


def speed() -> Iterator[tuple[str, Result]]:
    """Articles a second on one core, CPU time, on news that no other round has read; loading before."""
    yield "gazetteer load", (load_seconds(), ["reference seconds of a new process"])
    text = " ".join(one["body"] for one in read("conll2003/conll-train.jsonl.gz"))
    text += "\n".join(one["body"] for one in read("geoparsing/tr-news-dev.jsonl.gz"))
    for words, name in ((SPEED_WORDS, "articles a second"), (LONG_WORDS, f"of {LONG_WORDS} words")):
        steady, plain = articles_a_second(text, words)
        yield name, (steady, [f"{plain:.0f} a CPU second of this machine now, {words} words each"])


MEASURES = {
    "conll": conll, "geoparsing": geoparsing, "reuters": reuters, "timebank": timebank, "variants": variants,
    "speed": speed,
}  # fmt: skip


def main(arguments: list[str]) -> int:
    """Print the table; 1 when a measure is under its floor."""
    parser = argparse.ArgumentParser(prog="python -m evaluation entities", description=__doc__)
    parser.add_argument("sets", nargs="*", help=f"of {', '.join(MEASURES)}; all when none is named")
    parser.add_argument(
        "--errors", type=int, default=0, metavar="N", help="print the N commonest errors of each"
    )
    parser.add_argument(
        "--doubling", action="store_true", help="instead print CPU seconds of hostile texts as they grow"
    )
    parser.add_argument(
        "--spacy",
        metavar="MODEL",
        help="also measure conll by this spaCy pipeline; else DATELINE_SPACY_MODEL",
    )
    options = parser.parse_args(arguments)
    if options.doubling:
        print_doubling()
        return 0
    if not (corpora() / "conll2003").is_dir():
        print(f"entities: no gold sets in {corpora()}; set DATELINE_EVAL_DATA. Nothing measured.")
        return 0
    country_row("UA")
    floors = read_floors(FLOORS)
    short = 0
    for name in options.sets or MEASURES:
        model = model_asked(options.spacy) if name == "conll" else ""
        further = conll_with_spacy(model) if model else ()
        for measure, (value, errors) in itertools.chain(MEASURES[name](), further):
            short += print_row(measure, value, floors.get(measure, {}))
            for error in errors[: options.errors]:
                print(f"      {error}")
    return 1 if short else 0
