"""What the page of a person shows of two who may bear the name: what is told of either, with articles."""

from collections.abc import Iterable
from dataclasses import dataclass

from index.article import is_full_name
from index.homonyms import LEAST_ARTICLES, Bearer, Homonym
from index.parting import SIGN
from index.spellings import Spelling
from index.store import Store
from web import labels
from web.languages import gettext, msg
from web.links import article_href

SHOWN = 5
"""Articles named of either person."""
FIELDS = {
    "sport": msg("sport"), "politics": msg("politics"), "law": msg("law"), "business": msg("business"),
    "arts": msg("arts"), "science": msg("science"), "church": msg("church"), "army": msg("army"),
}  # fmt: skip
"""Fields of work; an unknown one stands for itself."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of two persons of a name.

    Attributes:
        fields: Fields of work; empty when no article says one. So are countries and company.
        articles: Titles and addresses of the first ones.
        total: How many articles there are.
    """

    fields: str
    countries: str
    company: str
    articles: tuple[tuple[str, str], ...]
    total: int


@dataclass(frozen=True, slots=True)
class PartingView:
    """What tells two persons apart, the one who keeps the key first.

    Attributes:
        sides: Two, or none where nothing tells or where nobody looked.
        mark: Comes back with the form.
        too_many: The number of articles, where they are too many to be looked at.
    """

    sides: tuple[Side, ...] = ()
    mark: str = ""
    too_many: int = 0


def may_have_two(key: str, spelt: Iterable[Spelling]) -> bool:
    """Whether it is worth looking for two persons of a name; costs nothing."""
    articles = next((item.articles for item in spelt if item.key == key), 0)
    return is_full_name(key) and SIGN not in key and articles >= LEAST_ARTICLES


def first_of(key: str) -> str:
    """Give the key of the first person of a name, for that of the second; empty for all others."""
    first, sign, _ = key.partition(SIGN)
    return first if sign and is_full_name(key) else ""


def parting_view(found: Homonym, store: Store) -> PartingView:
    """Make the view."""
    titles = store.shown(id_ for side in found.bearers for id_ in side.articles[:SHOWN])
    names = {key: one.name for key, one in store.entities(_company(found)).items()}
    return PartingView(
        tuple(_side(side, {id_: one.title for id_, one in titles.items()}, names) for side in found.bearers),
        found.mark,
    )


def _company(found: Homonym) -> set[str]:
    return {key for side in found.bearers for key in side.company}


def _side(side: Bearer, titles: dict[str, str], names: dict[str, str]) -> Side:
    return Side(
        fields=", ".join(gettext(FIELDS[item]) if item in FIELDS else item for item in side.fields),
        countries=", ".join(map(labels.country_name, side.countries)),
        company=", ".join(names.get(key, key) for key in side.company),
        articles=tuple(
            (titles.get(id_) or gettext("Untitled"), article_href(id_)) for id_ in side.articles[:SHOWN]
        ),
        total=len(side.articles),
    )
