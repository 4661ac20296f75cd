"""The numbers of ranking. Scores are Whoosh's BM25F (K1 = 1.2, B = 0.75), summed over the fields."""

FIELD_BOOSTS = {"title": 2.0, "description": 1.2, "body": 1.0}
"""Weight of a word by where it stands. Source: a headline names what an article is about; the values are
the usual starting point (Robertson, Zaragoza, Taylor, "Simple BM25 extension to multiple weighted fields",
2004, find optima between 1.5 and 5 for titles) until `evaluation` chooses them on judged queries."""

VARIANT_WEIGHT = 0.5
"""Weight of another spelling of a name that was typed: an article that spells it as typed comes first. Not
measured yet; any value below 1 keeps that order between articles that are otherwise alike."""
