"""A spaCy pipeline of the user's on the gold of `evaluation.entities`: which one, and what it finds alone."""

import os
from typing import Any

from index.annotate.spacy_source import PERSON_LABELS, PLACE_LABELS, load_pipeline
from index.errors import SettingsError


def model_asked(option: str | None) -> str:
    """Give the pipeline of the option, else of DATELINE_SPACY_MODEL; empty when there is none.

    That it cannot be loaded is said only of one given as an option.
    """
    model = option or os.environ.get("DATELINE_SPACY_MODEL", "")
    try:
        if model:
            load_pipeline(model)
    except SettingsError as error:
        if option:
            print(f"entities: {error}")
        return ""
    return model


def found_alone(model: str, documents: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Give what the pipeline finds in the bodies, as the rows of a batch."""
    found = {}
    for one in documents:
        entities = load_pipeline(model)(one["body"]).ents
        named = [(item.label_, ("text", item.start_char, item.end_char)) for item in entities]
        found[str(one["id"])] = {
            "persons": [{"mentions": [span]} for label, span in named if label in PERSON_LABELS],
            "places": [{"mentions": [span]} for label, span in named if label in PLACE_LABELS],
        }
    return found
