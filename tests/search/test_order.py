"""The best hits, found without sorting all of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.array.hits import Hits
from search.array.order import MOST, SAMPLE, contenders


@given(
    st.integers(0, 2**32 - 1),
    st.sampled_from([10, SAMPLE, 3 * SAMPLE + 5, 40 * SAMPLE]),
    st.sampled_from([1, 10, 100, SAMPLE]),
    st.sampled_from([1, 5, 2**30]),
    st.booleans(),
)
def test_every_hit_that_may_be_among_the_best_contends(seed, size, count, different, with_factors):
    random = np.random.default_rng(seed)
    scores = random.integers(0, different, size).astype(np.float64)
    factors = random.choice([1.0, 1.05, MOST], size + 7) if with_factors else None
    docs = np.arange(size) + 7
    final = scores if factors is None else scores * factors[docs]
    found = contenders(Hits(docs, scores), count, factors)
    assert (final[found.docs - 7] == found.scores).all()
    least = np.sort(final)[-min(count, size)]
    assert set(docs[final >= least].tolist()) <= set(found.docs.tolist())


@pytest.mark.parametrize("order", [1, -1])
def test_most_of_many_hits_do_not_contend(order):
    scores = np.random.default_rng(1).random(100 * SAMPLE)[::order]
    assert len(contenders(Hits(np.arange(len(scores)), scores), 10, None).docs) < len(scores) / 50


def test_hit_lifted_to_the_border_by_its_age_contends() -> None:
    # Divided by the factor again, this product is above the score: one hit in twenty is like that.
    score = 6.992533507727179
    assert score * MOST / MOST > score
    scores = np.tile([score * MOST, score], 20 * SAMPLE)
    docs = np.arange(len(scores))
    found = contenders(Hits(docs, scores), 10, np.tile([1.0, MOST], 20 * SAMPLE))
    assert found.docs.tolist() == docs.tolist()
