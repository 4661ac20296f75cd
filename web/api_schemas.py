"""JSON Schemas (2020-12) of what the API answers and takes; those of the contracts are files of their own."""

import json
from functools import cache
from importlib import resources
from typing import Any

from search.state import available_timezones
from search.suggestions import KINDS

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
COUNT: Schema = {"type": "integer", "minimum": 0}
NUMBER: Schema = {"type": "number"}
NUMBER_OR_NULL: Schema = {"type": ["number", "null"]}
FLAG: Schema = {"type": "boolean"}
ID: Schema = {"type": "string", "pattern": "^[0-9a-f]{16}$"}


def thing(**properties: Schema) -> Schema:
    """Give the schema of an object that has all of these, and may have more."""
    return {"type": "object", "properties": properties, "required": list(properties)}


def many(item: Schema) -> Schema:
    """Give the schema of a list."""
    return {"type": "array", "items": item}


def ref(name: str) -> Schema:
    """Refer to another schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def _or_null(schema: Schema) -> Schema:
    return {"oneOf": [schema, {"type": "null"}]}


SPAN: Schema = {
    "description": "Field (title or text), first code point, one past the last.",
    "type": "array",
    "prefixItems": [{"enum": ["title", "text"]}, COUNT, COUNT],
    "minItems": 3,
    "maxItems": 3,
}
VALUE = thing(key=TEXT, name=TEXT, count=COUNT, selected=FLAG)
DIAGNOSTIC = thing(kind=TEXT, parameter=TEXT, start=COUNT, end=COUNT, message=TEXT, suggestion=TEXT)
HISTOGRAM = thing(
    granularity={"enum": ["day", "month", "year"]},
    buckets=many(thing(start=TEXT, count=COUNT, of=COUNT)),
    undated=COUNT,
    beyond=COUNT,
)
SAVED = thing(
    slug=TEXT, name=TEXT, params=TEXT, sentence=TEXT, created=TEXT, results=TEXT, page=TEXT, feed=TEXT
)

_FOUND: dict[str, Schema] = {
    "key": TEXT, "name": TEXT, "salience": COUNT, "confidence": NUMBER, "why": TEXT, "mentions": many(SPAN),
}  # fmt: skip
_PLACE = thing(
    **_FOUND, kind=TEXT_OR_NULL, country=TEXT_OR_NULL, admin1=TEXT_OR_NULL, admin1_key=TEXT_OR_NULL,
    geonames_id={"type": ["integer", "null"]}, lat=NUMBER_OR_NULL, lon=NUMBER_OR_NULL,
    population={"type": ["integer", "null"]},
)  # fmt: skip
_PLACE["properties"]["metonyms"] = many(SPAN) | {
    "description": "Those of the mentions that stand for a government; left out when there is none."
}
_BESIDE = thing(**VALUE["properties"], results=TEXT)
_OWN: dict[str, Schema] = {
    "Problem": thing(type=TEXT, title=TEXT, status=COUNT, detail=TEXT, diagnostics=many(ref("Diagnostic")))
    | {"description": "An error (RFC 9457); branch on the diagnostics' kind, never on wording."},
    "Diagnostic": DIAGNOSTIC
    | {"description": "What is wrong with a parameter: where in its value, why, what was probably meant."},
    "FacetValue": VALUE,
    "Histogram": HISTOGRAM
    | {
        "description": "Articles over time without gaps; `of` counts all articles of the asked sources in a "
        "bucket; undated have no such date, beyond lie too far off."
    },
    "Facet": thing(name=TEXT, values=many(ref("FacetValue")), distinct=COUNT, without=COUNT),
    "Histograms": thing(
        total=COUNT, histogram=ref("Histogram"), about_histogram=ref("Histogram"), generation=TEXT
    ),
    "Comparison": thing(
        granularity={"enum": ["day", "month", "year"]},
        starts=many(TEXT),
        series=many(thing(params=TEXT, total=COUNT, counts=many(COUNT), of=many(COUNT), undated=COUNT)),
    ),
    "Suggestions": thing(
        suggestions=many(
            thing(kind={"enum": list(KINDS)}, text=TEXT, count=COUNT, q=TEXT, key=TEXT_OR_NULL, results=TEXT)
        )
    ),
    "Person": thing(**_FOUND),
    "Place": _PLACE,
    "Article": thing(
        id=ID, source=TEXT, url=TEXT_OR_NULL, title=TEXT, description=TEXT, text=TEXT, authors=many(TEXT),
        published=TEXT_OR_NULL, published_origin=TEXT_OR_NULL, modified=TEXT_OR_NULL,
        modified_origin=TEXT_OR_NULL, first_seen=TEXT, language=TEXT_OR_NULL, section=TEXT_OR_NULL,
        tags=many(TEXT), type=TEXT, image=TEXT_OR_NULL, credits=many(TEXT), dateline=TEXT_OR_NULL,
        paywalled=FLAG, revision=COUNT, story=TEXT, persons=many(ref("Person")), places=many(ref("Place")),
        dates=many(thing(start=TEXT, end=TEXT, granularity=TEXT, mentions=many(SPAN))),
        revisions=many(thing(number=COUNT, title=TEXT, text=TEXT, published=TEXT_OR_NULL, seen_at=TEXT)),
    ),
    "Related": thing(id=ID, hits=many(ref("Hit"))),
    "Entity": thing(
        key=TEXT, kind={"enum": ["person", "place"]}, name=TEXT, place_kind=TEXT_OR_NULL,
        country=TEXT_OR_NULL, admin1=TEXT_OR_NULL, admin1_key=TEXT_OR_NULL,
        geonames_id={"type": ["integer", "null"]}, lat=NUMBER_OR_NULL, lon=NUMBER_OR_NULL,
        population={"type": ["integer", "null"]},
        names=many(
            thing(key=TEXT, name=TEXT, articles=COUNT, evidence=TEXT, confidence=NUMBER_OR_NULL, edit=COUNT)
        ),
        total=COUNT, histogram=ref("Histogram"),
        facets={"type": "object", "additionalProperties": many(_BESIDE)},
        latest=many(ref("Hit")), results=TEXT, page=TEXT,
    ),
    "Step": thing(
        stage={"enum": ["crawl", "page", "clean", "article"]}, passed=FLAG, message=TEXT, reason=TEXT
    ),
    "TermScore": thing(
        field=TEXT, term=TEXT, occurrences=COUNT, documents=COUNT, idf=NUMBER, length=COUNT,
        average_length=NUMBER, boost=NUMBER, score=NUMBER,
    ),
    "Clause": thing(
        text=TEXT, matches=FLAG, score=NUMBER, terms=many(ref("TermScore")), clauses=many(ref("Clause"))
    ),
    "Explanation": thing(
        trace=thing(
            asked=TEXT, url=TEXT_OR_NULL, article=TEXT_OR_NULL, steps=many(ref("Step")),
            lost=_or_null(thing(stage=TEXT, reason=TEXT)),
        ),
        explanation=_or_null(
            thing(
                id=TEXT, indexed=FLAG, matches=FLAG, score=NUMBER, recency=NUMBER,
                query=_or_null(ref("Clause")), filters=many(thing(text=TEXT, passes=FLAG)),
                shown_as=TEXT_OR_NULL,
            )
        ),
    ),
    "SavedQuery": SAVED,
    "SavedQueries": thing(saved=many(ref("SavedQuery"))),
    "NewSavedQuery": thing(
        name={"type": "string", "minLength": 1, "maxLength": 120},
        params={"type": "string", "description": "The query string of a search."},
    ),
    "TimeZone": {"type": "string", "enum": ["", *sorted(available_timezones())]},
    "OpenAPI": thing(openapi=TEXT, info={"type": "object"}, paths={"type": "object"}),
}  # fmt: skip


@cache
def components() -> dict[str, Schema]:
    """Give all schemas by name, with those of the contracts among them."""
    found = {name: _read(package, name) for name, package in (("Search", "search"), ("Status", "index"))}
    hit = {"Hit": found["Search"]["properties"]["hits"]["items"]}
    return dict(sorted((found | hit | _OWN).items()))


def _read(package: str, name: str) -> Schema:
    text = (resources.files(package) / "schemas" / f"{name.lower()}.schema.json").read_text("utf-8")
    # Its own definitions are now part of a larger document.
    schema: Schema = json.loads(text.replace('"#/$defs/', f'"#/components/schemas/{name}/$defs/'))
    schema.pop("$schema", None)
    return schema
