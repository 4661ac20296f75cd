"""The language of a text, checked against what the page says of itself."""

import re

from py3langid.langid import MODEL_FILE, LanguageIdentifier

SAMPLE_CHARS = 800
MIN_CHARS = 60
"""Shorter texts are guessed wrong too often; then what is declared stands."""
SURE = 0.95

_identifier: LanguageIdentifier | None = None


def detect(text: str) -> tuple[str, float] | None:
    """Give the ISO 639-1 code of a text's language and the probability, or None for a short text."""
    global _identifier  # noqa: PLW0603  the model takes 0.1 s to load and is needed by workers alone
    sample = text[:SAMPLE_CHARS]
    if len(sample) < MIN_CHARS:
        return None
    if _identifier is None:
        _identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    code, probability = _identifier.classify(sample)
    return str(code), float(probability)


def language_of(text: str, declared: str | None) -> str | None:
    """Choose between what is declared and what is read; a sure reading wins."""
    match = re.match(r"[A-Za-z]{2,3}(?![A-Za-z])", declared or "")
    said = match[0].lower() if match else None
    found = detect(text)
    if found is None:
        return said
    code, probability = found
    return code if said is None or probability >= SURE else said
