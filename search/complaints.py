"""What is said of a query or a parameter that cannot be taken as it stands: sentences with values. Pure."""

from collections.abc import Iterable

from index.wording import Message, told

SAME_OPERANDS = told(
    "SAME joins words, phrases, persons, places, countries and about-dates; the others need no sentence, "
    "so that this is searched as AND."
)


def known(some: Iterable[str]) -> Message:
    """Say what a parameter may be."""
    return told("Known: %(names)s.", names=", ".join(some))


def no_country(parameter: str, typed: str) -> Message:
    """Say that a parameter's value is no country's code."""
    return told("%(name)s = %(value)s is no country.", name=parameter, value=repr(typed))


def a_country(codes: Iterable[str], nowhere: str) -> Message:
    """Say what such a parameter may be: the code of a country, as ``codes`` are, or ``nowhere``."""
    return told(
        "Write the code of a country, such as %(codes)s, or %(nowhere)s for places in no country.",
        codes=", ".join(codes), nowhere=nowhere,
    )  # fmt: skip


def too_deep(most: int) -> Message:
    """Say that parentheses and NOT are nested deeper than ``most`` levels."""
    return told("Queries nest up to %(most)s levels; the rest is not searched.", most=most)


def too_many_clauses(most: int) -> Message:
    """Say that there are more than ``most`` words and phrases."""
    return told("Queries have up to %(most)s words and phrases; the rest is not searched.", most=most)


def bad_weight(most: float, typed: str) -> Message:
    """Say that what follows ``^`` is no weight."""
    return told(
        "A weight is a number above 0 and up to %(most)s, not %(value)s; it is left out.",
        most=most,
        value=repr(typed),
    )


def weightless(field: str) -> Message:
    """Say that a field's value takes no weight."""
    return told("%(field)s takes no weight; this one is left out.", field=f"{field}:")


def too_short_a_start(least: int) -> Message:
    """Say that fewer than ``least`` characters stand before the first star."""
    return told(
        "At least %(least)s characters must stand before the first *; this is not searched.", least=least
    )


def lone_field(typed: str) -> Message:
    """Say that a field stands before a space, ``typed`` with its colon."""
    return told("A value must follow %(field)s without a space; this is searched as a word.", field=typed)


def needs_value(field: str) -> Message:
    """Say that a field has no value."""
    return told("%(field)s needs a value.", field=f"{field}:")


def no_facet(typed: str) -> Message:
    """Say that ``none:`` is not followed by a facet."""
    return told("%(value)s is no facet; none: is left out.", value=repr(typed))


def no_date(field: str, typed: str) -> Message:
    """Say that a date field is not followed by a date."""
    return told("%(value)s is no date; %(field)s is left out.", value=repr(typed), field=f"{field}:")


def no_field(typed: str) -> Message:
    """Say that there is no such field."""
    return told("There is no field %(name)s; the words are searched as text.", name=repr(typed))


def not_repeated(field: str) -> Message:
    """Say that ``repeat`` is followed by neither word nor phrase."""
    return told("%(field)s counts words and phrases as written; here it is left out.", field=f"{field}:")


def bad_times(field: str, most: int) -> Message:
    """Say that ``repeat`` has no number, or one out of range."""
    return told(
        "Write %(least)s to %(most)s to say how often; %(field)s is left out.",
        least="repeat2:",
        most=f"repeat{most}:",
        field=f"{field}:",
    )
