"""The numbers of ranking. Scores are Whoosh's BM25F (K1 = 1.2, B = 0.75), summed over the fields, times a
prior by age where it is asked for."""

import numpy as np
from numpy.typing import NDArray

from index.columns import UNDATED

FIELD_BOOSTS = {"title": 0.5, "description": 1.2, "body": 1.0}
"""Weight of a word by where it stands. A field's score is BM25 with its own document frequencies: a headline
is short and its words are rare in headlines, so that one of them outweighs a text that is all about it, long
before any boost. The title's weight is chosen by five-fold cross-validation on 50 topics of Reuters-21578
(``python -m evaluation relevance --tune``: nDCG@10 0.872 at 0.5, 0.863 at 1, 0.846 at 2). No judged
collection at hand has standfirsts: the description's weight is a guess between the two."""

VARIANT_WEIGHT = 0.5
"""Weight of another spelling of a name that was typed: an article that spells it as typed comes first, as any
value below 1 has it where articles are otherwise alike. No judged questions have such names."""

RECENCY_WEIGHT = 0.2
"""How much more the youngest article scores than an old one that says the same; small enough that a second
word of the query outweighs it. Judges who know no age lose by each weight tried (TIME 1963, 56 queries:
nDCG@10 0.636 without, 0.631 at 0.05, 0.629 at 0.1, 0.621 at 0.2), so it is off until somebody asks for it."""

RECENCY_HALF_LIFE_DAYS = 30.0
"""Age at which half of that is left."""


def recency_factors(
    published_day: NDArray[np.int32], first_seen: NDArray[np.int64], live: NDArray[np.bool_], today: int
) -> NDArray[np.float64]:
    """Give what each document's score is multiplied by: 1 + w 2^(-age / half-life); 1 for undated ones.

    An exponential prior over age (Li and Croft, "Time-based language models", 2003). Age counts from the
    youngest article of the archive and not from today, so that an address gives the same order tomorrow. A
    day after its article was seen first is not believed, nor one to come (a clock may have been wrong when
    the article was seen): such an article is as young as it can be, and makes nothing else old.

    Args:
        published_day: Printed days since 1970-01-01, or `UNDATED`.
        first_seen: Seconds since 1970-01-01.
        live: Which documents are not deleted.
        today: Days since 1970-01-01, in UTC.
    """
    dated = published_day != UNDATED
    # Where the day begins first it is tomorrow already.
    latest = np.minimum(first_seen // 86_400, today) + 1
    believed = published_day[dated & live & (published_day <= latest)]
    # Where no day can be believed, all count as of the day on which the last was seen.
    newest = believed.max() if len(believed) else latest[dated & live].max(initial=-(2**31))
    ages = np.maximum(newest - published_day[dated].astype(np.float64), 0.0)
    factors = np.ones(len(published_day))
    factors[dated] += RECENCY_WEIGHT * np.exp2(-ages / RECENCY_HALF_LIFE_DAYS)
    return factors
