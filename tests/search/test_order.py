"""The best hits, found without sorting all of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.array.hits import Hits
from search.array.order import SAMPLE, _best_guess


@given(
    st.integers(0, 2**32 - 1),
    st.sampled_from([10, SAMPLE, 3 * SAMPLE + 5, 40 * SAMPLE]),
    st.sampled_from([1, 10, 100, SAMPLE]),
    st.sampled_from([1, 5, 2**30]),
)
def test_guess_keeps_every_hit_that_may_be_among_the_best(seed, size, count, different):
    scores = np.random.default_rng(seed).integers(0, different, size).astype(np.float64)
    rows = _best_guess(Hits(np.arange(size), scores), count)
    least = np.sort(scores)[-min(count, size)]
    assert set(np.flatnonzero(scores >= least).tolist()) <= set(rows.tolist())


@pytest.mark.parametrize("order", [1, -1])
def test_guess_leaves_out_most_of_many_hits(order):
    scores = np.random.default_rng(1).random(100 * SAMPLE)
    assert len(_best_guess(Hits(np.arange(len(scores)), scores[::order]), 10)) < len(scores) / 50
