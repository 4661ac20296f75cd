"""Numbers and days as one language writes them: patterns of CLDR, read once, filled in for every page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from babel import Locale
from babel.dates import parse_pattern

Months = tuple[str, ...]
"""A pattern for each month, with ``{y}`` and perhaps ``{d}`` left to fill in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Formats:
    """How a language writes numbers and days.

    A page writes hundreds of both, and Babel's own functions read the pattern each time.

    Attributes:
        group, point: Between thousands, and before the decimals.
        per_cent: The sign, with the space before it where there is one.
        days, months: In words; ``short_days`` and ``short_months`` as an axis wants them.
    """

    group: str
    point: str
    per_cent: str
    days: Months
    months: Months
    short_days: Months
    short_months: Months

    @classmethod
    def of(cls, locale: Locale) -> "Formats":
        """Read the patterns of a locale."""
        symbols = locale.number_symbols["latn"]
        skeletons = locale.datetime_skeletons
        return cls(
            group=symbols["group"],
            point=symbols["decimal"],
            per_cent=locale.percent_formats[None].suffix[0],
            days=_months(locale, locale.date_formats["long"].pattern),
            months=_months(locale, skeletons["yMMMM"].pattern),
            short_days=_months(locale, skeletons["yMMMd"].pattern),
            short_months=_months(locale, skeletons["yMMM"].pattern),
        )

    def number(self, value: int) -> str:
        """Give a whole number with its thousands parted: ``2,310``, ``2.310``, ``2 310``."""
        return f"{value:,}".replace(",", self.group) if value > 999 else str(value)

    def decimal(self, value: float, digits: int) -> str:
        """Give a number with a fixed number of decimals."""
        whole, point, rest = f"{value:,.{digits}f}".partition(".")
        return whole.replace(",", self.group) + (self.point + rest if point else "")

    def share(self, part: float) -> str:
        """Give a part of a whole in per cent, with two digits that say something: ``3.4%``."""
        percent = 100 * part
        digits = ".0f" if percent >= 10 or not percent else ".1f" if percent >= 1 else ".2g"
        return f"{percent:{digits}}".replace(".", self.point) + self.per_cent

    def day(self, value: date) -> str:
        """Give a day as ``11 November 2022``."""
        return self.days[value.month - 1].format(y=value.year, d=value.day)

    def month(self, year: int, month: int) -> str:
        """Give a month as ``November 2022``."""
        return self.months[month - 1].format(y=year)

    def short_day(self, value: date) -> str:
        """Give a day as ``11 Nov 2022``."""
        return self.short_days[value.month - 1].format(y=value.year, d=value.day)

    def short_month(self, year: int, month: int) -> str:
        """Give a month as ``Nov 2022``."""
        return self.short_months[month - 1].format(y=year)


def _months(locale: Locale, pattern: str) -> Months:
    """Put the names of the months into a pattern; ``LLLL`` is a month by itself, ``MMMM`` one of a date."""
    filled = str(parse_pattern(pattern).format)
    names: Mapping[str, Mapping[int, str]] = {
        "MMMM": locale.months["format"]["wide"],
        "MMM": locale.months["format"]["abbreviated"],
        "LLLL": locale.months["stand-alone"]["wide"],
        "LLL": locale.months["stand-alone"]["abbreviated"],
    }
    return tuple(
        filled % {"d": "{d}", "y": "{y}", **{field: some[month] for field, some in names.items()}}
        for month in range(1, 13)
    )
