"""Dates in text against gold: recall on resolved news, how many of ours are right, and sentences without any.

Gold is TimeBank with AQUAINT, and as hold-outs MEANTIME and GUM. Only days, months and years count; a range
says no single one.
"""

import re
import statistics
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from evaluation.speed import cpu, reference_work
from index.annotate import annotate
from index.annotate.dates import find_dates

Document = dict[str, Any]
Result = tuple[float, list[str]]
_SIZES = {"day": 10, "month": 7, "year": 4}
_VALUE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


class Said:
    """The dates of one document as (start, end, value); ranges have an empty value."""

    def __init__(self, body: str, published: date | None) -> None:
        self.body = body
        self.mentions = [
            (span.start, span.end, at.start.isoformat()[: _SIZES.get(at.granularity, 0)])
            for at in annotate("", body, published).dates
            for span in at.mentions
        ]

    def near(self, start: int, end: int) -> list[str]:
        """Give the values said within the span."""
        return [value for a, b, value in self.mentions if a < end and start < b]

    def around(self, start: int, end: int) -> str:
        """Give the words around a span, for the list of errors."""
        return repr(self.body[max(0, start - 40) : end + 20])


def timexes(one: Document) -> list[tuple[int, int, str]]:
    """Give the span and value of each gold DATE and TIME; unresolved ones have the value they print."""
    return [
        (item["begin"], item["end"], item["value"].split("T")[0])
        for item in one["timexes"]
        if item["type"] in ("DATE", "TIME") and item.get("begin") is not None
    ]


def gum_dates(one: Document) -> list[tuple[int, int, str]]:
    """Give the span and value of GUM's dates, ranges and bounds left out."""
    return [(item["begin"], item["end"], item["when"]) for item in one["dates"] if item.get("when")]


def measured(
    documents: list[Document],
    published: Callable[[Document], date | None],
    gold_of: Callable[[Document], list[tuple[int, int, str]]],
) -> Iterator[Result]:
    """Give recall, then the share of our mentions whose value is the gold's, then of those it does not deny.

    A coarser value ("a year ago" as 1988 where gold says 1988-Q3) is not exact and not denied; a mention
    where gold has no date is neither.
    """
    hits = exact = sound = total = 0
    missed, wrong, denied = [], [], []
    for one in documents:
        said, gold = Said(one["body"], published(one)), gold_of(one)
        for start, end, value in gold:
            if _VALUE.fullmatch(value):
                found = said.near(start, end)
                hits += value in found
                if value not in found:
                    missed.append(f"{published(one)} {value} got {found} {said.around(start, end)}")
        for start, end, value in (mention for mention in said.mentions if mention[2]):
            near = [v for a, b, v in gold if a < end and start < b]
            total += 1
            exact += value in near
            sound += any(v.startswith(value) for v in near)
            error = f"{published(one)} said {value}, gold {near} {said.around(start, end)}"
            wrong += [error] * (value not in near)
            denied += [error] * (not any(v.startswith(value) for v in near))
    yield hits / max(1, hits + len(missed)), missed
    yield exact / max(1, total), wrong
    yield sound / max(1, total), denied


NOT_DATES = (
    "The video runs 00:52 and 1:30.",
    "Leeds won 3-2 and then 21-19, 6/4.",
    "She is 2022 days old.",
    "It cost $1,995 or 2000 euros.",
    "A Boeing 747, an F-16 and a Peugeot 2008 crashed.",
    "Some 1,998 people, 1500 troops.",
    "Windows 2000 and Office 365.",
    "He may march on.",
    "They may, she said.",
    "Call 555-1984.",
    "About 2,010 miles and 1900 km away.",
    "The 1,600 metres in 4:11.20.",
    "Route 1950 and flight 1999.",
    "Version 1.2.34 of the code.",
    "He scored 2001 points.",
    "A 12-11 vote.",
    "Up 3.2 percent to 1987.5.",
    "Chapter 11 and Article 1999.",
    "A mark of 9.58 seconds.",
    "Channel 2012 on 1080p.",
    "An Airbus A320 and a Renault 1600.",
    "The +1 202-555-2012 line is dead.",
    "He is 45, she 2 years old.",
    "In room 2011 of the hotel.",
    "A score of 50/50, open 24/7.",
    "The Russell 2000 fell.",
    "A five-year plan for 40 years of rule.",
    "At 20:22 and 20.22 GMT.",
    "Theresa May met April Jones and August Wilson.",
    "A 1987 Chevrolet stood there.",
    "It is open every Friday.",
    "The flights leave on Monday and Tuesday nights.",
    "Good Friday Agreement and Easter eggs.",
    "The fall of Saigon.",
    "They may 5 times.",
    "The Sunday Times and USA Today.",
    "Section 1983 and ISO 9001.",
    "A turnout of 20.21%.",
    "He ran 1.2.3 and 4/5 of it.",
    "The second half was better.",
)


def false_dates() -> Result:
    """Count what is read in sentences that hold no date."""
    found = [
        f"{sentence}: {at.start}"
        for sentence in NOT_DATES
        for at in annotate("", sentence, date(2022, 11, 11)).dates
    ]
    return float(len(found)), found


_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_INCIDENT = re.compile(rf"(\d\d?) ({'|'.join(_MONTHS)}) (\d\d)")


def incident_days(documents: list[Document]) -> Result:
    """Give the share of MUC-4's days of incidents among the days read; its reports are all in capitals."""
    hits, missed = 0, []
    for one in documents:
        gold = [_INCIDENT.fullmatch(line.strip()) for line in one["incident_dates"]]
        wanted = {
            date(1900 + int(match[3]), _MONTHS.index(match[2]) + 1, int(match[1])) for match in gold if match
        }
        found = {
            at.start
            for at in annotate("", one["body"], date.fromisoformat(one["date"])).dates
            if at.granularity == "day"
        }
        hits += len(wanted & found)
        missed += [f"{one['id']} of {one['date']}: {day}" for day in sorted(wanted - found)]
    return hits / max(1, hits + len(missed)), missed


def marked(documents: list[Document], published: Callable[[Document], date | None]) -> Result:
    """Give the share of the DATEs marked in IE-ER, resolved or not, that some date of ours overlaps."""
    hits, missed = 0, []
    for one in documents:
        said = Said(one["body"], published(one))
        for item in one["entities"]:
            if item["type"] == "DATE":
                found = said.near(item["begin"], item["end"])
                hits += bool(found)
                missed += [] if found else [said.around(item["begin"], item["end"])]
    return hits / max(1, hits + len(missed)), missed


DOUBLED_CHARS = 60_000
DOUBLED_ROUNDS = 5
_HOSTILE = {
    "dates": "On Friday, November 11, 2022 and in March, ",
    "years and words": "in 1998 he will have been due to leave the city two years ago ",
    "figures": "1/2/3 4.5.6 12-11 1999 2000s 9/11 '82 ",
    "one word": "may",
    "feasts": "New New New Good Christmas St. ",
    "marks": "vie\u0301rnes\u200b, \uff12\uff10\uff12\uff12 ",
    "spaces": " \n\t",
}


def doubling() -> Result:
    """Give the worst factor by which the time to read a text in one line grows when it is doubled.

    The median of rounds; both times of a round are told in runs of a fixed work beside them, since a shared
    core may change its pace by half between the two.
    """
    factors = {}
    for name, piece in _HOSTILE.items():
        text = piece * (DOUBLED_CHARS // len(piece))
        factors[name] = statistics.median(_runs(text + text) / _runs(text) for _ in range(DOUBLED_ROUNDS))
    return max(factors.values()), [f"{name}: {factor:.2f}" for name, factor in factors.items()]


def _runs(text: str) -> float:
    """Give the time to read a text, in runs of the reference work before and behind it."""
    before = cpu(reference_work)
    spent = cpu(lambda: [find_dates(text, date(2022, 11, 11), language=one) for one in (None, "es")])
    return spent / (before + cpu(reference_work))
