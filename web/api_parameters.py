"""The parameters of the API; names, choices and limits are those of `search.state`."""

from collections.abc import Iterator

from index.columns import FACETS
from search.state import (
    CHOICES,
    CURSOR_PATTERN,
    DAYS,
    FACET_LABELS,
    FACET_PARAMETERS,
    MAX_PER_PAGE,
    PARAMETERS,
    SearchState,
)
from search.suggestions import KINDS
from web.operations import Parameter

_LONG, _SHORT = "(0[13578]|1[02])", "(0[469]|11)"
_MONTH_AND_DAY = (
    f"{_LONG}(-(0[1-9]|[12][0-9]|3[01]))?|{_SHORT}(-(0[1-9]|[12][0-9]|30))?|02(-(0[1-9]|[12][0-9]))?"
)
DAY_PATTERN = f"^(?!0000)[0-9]{{4}}(-({_MONTH_AND_DAY}))?$|^$"
"""YYYY, YYYY-MM or YYYY-MM-DD; which years have a 29th of February it does not say. Nothing is not set."""

_MODES = {
    "any": "Key of a {label}; repeated: any of them.",
    "all": "Key of a {label}; repeated: all of them.",
    "not": "Key of a {label} that articles must not have; repeated: none of them.",
}
_MEANINGS = {
    "q": "Query in the query language; empty matches every article.",
    "none": "A facet of which articles have no value; may be repeated.",
    "undated": "1 for articles without a date of publication alone.",
    "tz": "Time zone in which the pages show instants, such as Europe/Kyiv; days stay as printed.",
    "per_page": "Hits on a page.",
    "cursor": "Where the page begins, as the former page's `next` has it.",
    "from": "First day of publication, that day included: YYYY, YYYY-MM or YYYY-MM-DD.",
    "to": "Last day of publication, that day included.",
    "about_from": "First day that articles talk about, that day included.",
    "about_to": "Last day that articles talk about, that day included.",
    "sort": "Order of the hits.",
    "copies": "Whether copies of one text are shown each, or grouped to a story and counted once.",
    "mentions": "Whether persons and places count where they are what an article is about, or every time.",
    "names": "Whether a name in the query also finds its other spellings.",
    "recency": "Whether younger articles score a little more.",
    "layout": "How the pages list hits.",
    "bars": "Whether the pages draw counts, or shares of what the archive holds of the asked sources.",
}


def _search_parameters() -> Iterator[Parameter]:
    defaults = SearchState()
    for name in PARAMETERS:
        schema: dict[str, object] = {"type": "string"}
        if name in FACET_PARAMETERS:
            facet, mode = FACET_PARAMETERS[name]
            meaning = _MODES[mode].format(label=FACET_LABELS[facet])
            schema = {"type": "array", "items": schema}
        else:
            meaning = _MEANINGS[name]
        if name in DAYS:
            schema["pattern"] = DAY_PATTERN
        elif name in CHOICES:
            schema |= {"enum": [*CHOICES[name], ""], "default": getattr(defaults, name)}
        elif name == "none":
            schema = {"type": "array", "items": {"type": "string", "enum": list(FACETS)}}
        elif name == "undated":
            schema["enum"] = ["0", "1", ""]
        elif name == "tz":
            schema = {"$ref": "#/components/schemas/TimeZone"}
        elif name == "cursor":
            schema["pattern"] = f"^{CURSOR_PATTERN}$"
        elif name == "per_page":
            schema = {"type": "integer", "minimum": 1, "maximum": MAX_PER_PAGE, "default": defaults.per_page}
        yield Parameter(name, meaning, schema, example="grain" if name == "q" else "")


SEARCH = tuple(_search_parameters())
"""Everything that a search takes."""

ARTICLE_ID = Parameter(
    "article_id",
    "Id of an article.",
    {"type": "string", "pattern": "^[0-9a-f]{16}$"},
    "path",
    required=True,
)
FACET_NAME = Parameter(
    "name", "Name of a facet.", {"type": "string", "enum": list(FACETS)}, "path", required=True
)
ENTITY_KEY = Parameter("key", "Key of a person or place.", {"type": "string"}, "path", required=True)
SLUG = Parameter("slug", "Last part of a saved query's link.", {"type": "string"}, "path", required=True)
SUGGESTION_KINDS = Parameter(
    "kind",
    "What to suggest; may be repeated; all kinds without.",
    {"type": "array", "items": {"type": "string", "enum": list(KINDS)}},
)


def number(name: str, meaning: str, least: int, most: int, default: int) -> Parameter:
    """Give a parameter that is a whole number."""
    return Parameter(
        name, meaning, {"type": "integer", "minimum": least, "maximum": most, "default": default}
    )
