"""`SearchState`: everything that a search asks for, as one immutable value.

The URL, the API, the command line and a saved query are its serialisations: `SearchState.from_params` reads
parameters, `to_params` writes them in canonical order. Every change gives a new state on the first page.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from difflib import get_close_matches
from functools import cache
from operator import attrgetter
from typing import Literal, Self, get_args
from urllib.parse import parse_qsl
from zoneinfo import available_timezones as read_timezones

from index.aliases import entity_of
from index.columns import FACETS
from index.entity_columns import ALIASED
from index.wording import Message, told
from search import complaints
from search.query import Diagnostic
from search.quoting import quoted, writable

Mode = Literal["any", "all", "not"]
Sort = Literal["relevance", "newest", "oldest"]
Copies = Literal["show", "group"]
Mentions = Literal["salient", "every"]
Names = Literal["variants", "typed"]
Recency = Literal["on", "off"]
Layout = Literal["list", "compact"]
Bars = Literal["count", "share"]

available_timezones = cache(read_timezones)
"""The names of the time zones that this machine knows."""

DEFAULT_PER_PAGE = 20
MAX_PER_PAGE = 100
MAX_FIELDS = 1_000
MAX_DIAGNOSTICS = 100
"""Parameters of one search that are told to be wrong; looking for what was meant takes 0.2 ms each."""
CURSOR_PATTERN = "[A-Za-z0-9_-]*"
MAX_SELECTIONS = 100
"""Selected values in one state; more is a mistake or an attack."""

FACET_LABELS = {
    "person": "person", "place": "place", "country": "country", "source": "source", "author": "author",
    "lang": "language", "section": "section", "tag": "tag", "type": "type",
}  # fmt: skip

_PREFIXES: dict[Mode, str] = {"any": "", "all": "all_", "not": "not_"}
FACET_PARAMETERS: dict[str, tuple[str, Mode]] = {
    f"{prefix}{name}": (name, mode) for name in FACETS for mode, prefix in _PREFIXES.items()
}
DAYS = ("from", "to", "about_from", "about_to")
_PLACE = {name: number for number, name in enumerate(FACET_PARAMETERS)}
"""Order of the facets' parameters in an address."""
CHOICES = {
    "sort": get_args(Sort),
    "copies": get_args(Copies),
    "mentions": get_args(Mentions),
    "names": get_args(Names),
    "recency": get_args(Recency),
    "layout": get_args(Layout),
    "bars": get_args(Bars),
}
_OTHER = ("q", "none", "undated", "tz", "per_page", "cursor")
PARAMETERS = (*_OTHER, *FACET_PARAMETERS, *DAYS, *CHOICES)
"""All parameters that a search knows."""
SCALARS = frozenset(PARAMETERS) - FACET_PARAMETERS.keys() - {"none"}
"""Those that are given once."""


@dataclass(frozen=True, slots=True, order=True)
class Selection:
    """A value selected in a facet: one of several (any), together with others (all), or excluded (not)."""

    facet: str
    mode: Mode
    key: str

    def resolved(self, aliases: Mapping[str, str]) -> "Selection":
        """Give the selection of what a merged person's or place's key became; a hidden one stays."""
        key = entity_of(self.key, aliases) if self.facet in ALIASED else self.key
        return self if key in ("", self.key) else replace(self, key=key)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchState:
    """What is asked for.

    Attributes:
        query: Text in the query language.
        selections: Selected facet values, sorted.
        without: Facets of which an article must have no value, sorted.
        undated: Only articles without a date of publication.
        day_from: First printed day of publication: YYYY, YYYY-MM or YYYY-MM-DD, inclusive; likewise the
            other three.
        names: Whether a name in the query also finds its other spellings.
        layout: How pages list hits; ``compact`` without snippets and chips.
        bars: Whether pages draw counts over time, or shares of what the archive holds.
        recency: Whether younger articles score a little more (`search.ranking.recency_factors`).
        time_zone: Zone in which instants are shown (``Europe/Kyiv``); empty for the archive's own. Days are
            always those that were printed.
        cursor: Where the page begins; empty on the first.
    """

    query: str = ""
    selections: tuple[Selection, ...] = ()
    without: tuple[str, ...] = ()
    undated: bool = False
    day_from: str = ""
    day_to: str = ""
    about_from: str = ""
    about_to: str = ""
    sort: Sort = "relevance"
    copies: Copies = "show"
    mentions: Mentions = "salient"
    names: Names = "variants"
    recency: Recency = "off"
    layout: Layout = "list"
    bars: Bars = "count"
    time_zone: str = ""
    per_page: int = DEFAULT_PER_PAGE
    cursor: str = ""

    @classmethod
    def from_params(
        cls, params: Iterable[tuple[str, str]], per_page: int = DEFAULT_PER_PAGE
    ) -> tuple[Self, tuple[Diagnostic, ...]]:
        """Read parameters; what cannot be used is named and left out.

        Args:
            params: Names and values in any order; repeated names add up where that means something.
            per_page: Hits on a page when the parameters do not say.
        """
        reader = _ParamReader(per_page)
        for name, value in params:
            reader.take(name, writable(value))
        return cls(**reader.values), tuple(reader.diagnostics)  # type: ignore[arg-type]

    @classmethod
    def from_query_string(cls, text: str) -> tuple[Self, tuple[Diagnostic, ...]]:
        """Read parameters as an address has them behind its question mark, which may be there."""
        try:
            pairs = parse_qsl(text.lstrip("?"), keep_blank_values=True, max_num_fields=MAX_FIELDS)
        except ValueError:
            message = told("A search has up to %(most)s parameters.", most=MAX_FIELDS)
            return cls(), (Diagnostic("too-many", 0, len(text), message, "", "params"),)
        return cls.from_params(pairs)

    def to_params(self) -> list[tuple[str, str]]:
        """Give the parameters in canonical order, defaults left out."""
        params = [("q", self.query)] if self.query else []
        chosen = [(_PREFIXES[item.mode] + item.facet, item.key) for item in self.selections]
        params += sorted(chosen, key=lambda pair: (_PLACE[pair[0]], pair[1]))
        params += [("none", name) for name in self.without]
        params += [("undated", "1")] if self.undated else []
        days = zip(DAYS, (self.day_from, self.day_to, self.about_from, self.about_to), strict=True)
        params += [(name, value) for name, value in days if value]
        params += [(name, value) for name, usual in _USUAL if (value := getattr(self, name)) != usual]
        params += [("tz", self.time_zone)] if self.time_zone else []
        if self.per_page != DEFAULT_PER_PAGE:
            params.append(("per_page", str(self.per_page)))
        return [*params, ("cursor", self.cursor)] if self.cursor else params

    def to_query_string(self) -> str:
        """Give the canonical parameters as a query string without question mark."""
        return "&".join(f"{name}={quoted(value)}" for name, value in self.to_params())

    @property
    def first_page(self) -> Self:
        """The same search from its first hit."""
        return replace(self, cursor="") if self.cursor else self

    def at(self, cursor: str) -> Self:
        """Give the page that begins at ``cursor``."""
        return replace(self, cursor=cursor)

    def change(self, **changes: object) -> Self:
        """Give the state with other values of these attributes, on page 1."""
        # `replace` takes twice as long, and a page has some sixty such states.
        values = dict(zip(_ATTRIBUTES, _values_of(self), strict=True))
        return type(self)(**(values | {"cursor": ""} | changes))

    def with_value(self, facet: str, key: str, mode: Mode = "any") -> Self:
        """Select a value; a value is in a facet once, in the mode given last."""
        return self.with_values(facet, (key,), mode)

    def with_values(self, facet: str, keys: Iterable[str], mode: Mode = "any") -> Self:
        """Select several values of a facet, all in one mode."""
        chosen = {Selection(facet, mode, key) for key in keys}
        if not chosen:
            return self.change()
        asked = {(item.facet, item.key) for item in chosen}
        others = [item for item in self.selections if (item.facet, item.key) not in asked]
        without = tuple(name for name in self.without if name != facet or mode == "not")
        return self.change(selections=tuple(sorted([*others, *chosen])), without=without)

    def without_value(self, facet: str, key: str) -> Self:
        """Take a value out of the selection, whatever its mode."""
        return self.change(
            selections=tuple(item for item in self.selections if (item.facet, item.key) != (facet, key))
        )

    def with_none_of(self, facet: str) -> Self:
        """Ask for articles without any value of a facet; drops what was selected in it."""
        selections = tuple(item for item in self.selections if item.facet != facet)
        return self.change(selections=selections, without=tuple(sorted({*self.without, facet})))

    def keys(self, facet: str, mode: Mode = "any") -> tuple[str, ...]:
        """Give the selected keys of a facet in one mode."""
        return tuple(item.key for item in self.selections if (item.facet, item.mode) == (facet, mode))

    @property
    def is_filtered(self) -> bool:
        """Whether anything but the query narrows the search."""
        days = (self.day_from, self.day_to, self.about_from, self.about_to)
        return bool(self.selections or self.without or self.undated or any(days))

    def describe(self, names: Mapping[str, str] = {}) -> str:
        """Say in a sentence what is asked for.

        Args:
            names: Names of keys; a key without one stands for itself.
        """
        parts = [f"matching “{self.query}”"] if self.query else []
        for facet in FACETS:
            parts += [
                f"{word} {FACET_LABELS[facet]} {joint.join(names.get(key, key) for key in keys)}"
                for mode, word, joint in (
                    ("any", "with", " or "),
                    ("all", "with", " and "),
                    ("not", "without", " or "),
                )
                if (keys := self.keys(facet, mode))  # type: ignore[arg-type]
            ]
        parts += [f"without any {FACET_LABELS[name]}" for name in self.without]
        parts += ["without a date of publication"] if self.undated else []
        parts += _describe_days("published", self.day_from, self.day_to)
        parts += _describe_days("about", self.about_from, self.about_to)
        noun = "Stories" if self.copies == "group" else "Articles"
        counted = ["counting every mention"] if self.mentions == "every" else []
        counted += ["names as typed"] if self.names == "typed" else []
        found = f"{noun} {', '.join([*parts, *counted])}" if parts or counted else f"All {noun.lower()}"
        by_score = ", recent ones preferred" if self.recency == "on" else ""
        order = {"relevance": by_score, "newest": ", newest first", "oldest": ", oldest first"}[self.sort]
        shown = f", times in {self.time_zone}" if self.time_zone else ""
        return f"{found}{order}{shown}."


_ATTRIBUTES = tuple(item.name for item in fields(SearchState))
_values_of = attrgetter(*_ATTRIBUTES)

_USUAL = tuple((name, getattr(SearchState(), name)) for name in CHOICES)
"""Choices that an address leaves out. A results page writes 300 addresses: nothing is made anew for each."""


def _describe_days(verb: str, first: str, last: str) -> list[str]:
    if first and first == last:
        return [f"{verb} {first}"]
    return (
        [f"{verb} {' '.join(part for part in (first and f'from {first}', last and f'to {last}') if part)}"]
        if first or last
        else []
    )


@dataclass(slots=True)
class _ParamReader:
    per_page: int
    values: dict[str, object] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    given: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.values = {"per_page": self.per_page, "selections": (), "without": ()}

    def take(self, name: str, value: str) -> None:
        if name in SCALARS and self.given.setdefault(name, value) != value:
            counts = repr(self.given[name][:40])
            message = told("%(name)s is given more than once; %(value)s counts.", name=name, value=counts)
            self._say("bad-value", name, value, message)
            return
        if name in FACET_PARAMETERS:
            self._take_selection(*FACET_PARAMETERS[name], name, value)
        elif name in DAYS:
            self._take_day(name, value)
        elif name in CHOICES:
            self._take_choice(name, value)
        elif name == "q":
            self.values["query"] = value.strip()
        elif name == "cursor":
            self._take_cursor(value)
        elif name in ("none", "undated", "tz", "per_page"):
            getattr(self, f"_take_{name}")(value)
        elif len(self.diagnostics) < MAX_DIAGNOSTICS:
            near = get_close_matches(name, PARAMETERS, 1)
            message = told("There is no parameter %(name)s.", name=repr(name))
            self._say("unknown-parameter", name, name, message, *near)

    def _say(self, kind: str, name: str, value: str, message: Message, suggestion: str = "") -> None:
        if len(self.diagnostics) < MAX_DIAGNOSTICS:
            self.diagnostics.append(Diagnostic(kind, 0, len(value), message, suggestion, name))

    def _take_selection(self, facet: str, mode: Mode, name: str, key: str) -> None:
        chosen = self.values["selections"]
        assert isinstance(chosen, tuple)
        if len(chosen) >= MAX_SELECTIONS:
            message = told("More than %(most)s values are selected.", most=MAX_SELECTIONS)
            self._say("too-many", name, key, message)
        elif key:
            others = {item for item in chosen if (item.facet, item.key) != (facet, key)}
            self.values["selections"] = tuple(sorted({*others, Selection(facet, mode, key)}))

    def _take_day(self, name: str, value: str) -> None:
        if value and parse_day(value) is None:
            message = told("%(name)s = %(value)s is no day.", name=name, value=repr(value))
            self._say("bad-value", name, value, message, told("Write YYYY, YYYY-MM or YYYY-MM-DD."))
        else:
            self.values[{"from": "day_from", "to": "day_to"}.get(name, name)] = value

    def _take_choice(self, name: str, value: str) -> None:
        if value and value not in CHOICES[name]:
            message = told("%(name)s = %(value)s is unknown.", name=name, value=repr(value))
            self._say("bad-value", name, value, message, complaints.known(CHOICES[name]))
        elif value:
            self.values[name] = value

    def _take_cursor(self, value: str) -> None:
        if re.fullmatch(CURSOR_PATTERN, value):
            self.values["cursor"] = value
        else:
            message, hint = told("This page's address is damaged."), told("Start at the first page.")
            self._say("bad-cursor", "cursor", value, message, hint)

    def _take_none(self, value: str) -> None:
        if value not in FACETS:
            message = told("%(name)s = %(value)s is no facet.", name="none", value=repr(value))
            self._say("bad-value", "none", value, message, complaints.known(FACETS))
            return
        without = self.values["without"]
        assert isinstance(without, tuple)
        self.values["without"] = tuple(sorted({*without, value}))

    def _take_undated(self, value: str) -> None:
        if value not in ("", "0", "1"):
            message = told("%(name)s = %(value)s is neither 0 nor 1.", name="undated", value=repr(value))
            self._say("bad-value", "undated", value, message)
        else:
            self.values["undated"] = value == "1"

    def _take_tz(self, value: str) -> None:
        if value and value not in available_timezones():
            near = get_close_matches(value, available_timezones(), 1)
            hint = near[0] if near else told("Name one such as Europe/Kyiv or UTC.")
            message = told("%(name)s = %(value)s is no time zone.", name="tz", value=repr(value[:40]))
            self._say("bad-value", "tz", value, message, hint)
        else:
            self.values["time_zone"] = value

    def _take_per_page(self, value: str) -> None:
        if not re.fullmatch(r"[0-9]{1,3}", value) or not 1 <= int(value) <= MAX_PER_PAGE:
            message = told(
                "%(name)s = %(value)s is not a number from 1 to %(most)s.",
                name="per_page", value=repr(value), most=MAX_PER_PAGE,
            )  # fmt: skip
            self._say("bad-value", "per_page", value, message)
        else:
            self.values["per_page"] = int(value)


def parse_day(text: str) -> tuple[date, date] | None:
    """Give the first and last day of a day, month or year, or None when the text is none of these."""
    match = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", text)
    if not match:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        first = date(year or 0, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        return None
    if day:
        return first, first
    last_month = month or 12
    return first, date(first.year, last_month, monthrange(first.year, last_month)[1])
