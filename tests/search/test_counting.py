import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from search.array.counting import WIDEST, Counting

ORDINALS, GROUPS = 30, 3


@given(
    rows=st.lists(st.sets(st.integers(0, ORDINALS - 1), max_size=2 * WIDEST), min_size=1, max_size=20),
    group_of=st.lists(st.integers(0, GROUPS), min_size=ORDINALS, max_size=ORDINALS),
)
def test_a_document_counts_once_for_a_group_however_many_of_its_values_it_has(
    rows: list[set[int]], group_of: list[int]
) -> None:
    offsets = np.cumsum([0, *map(len, rows)])
    ordinals = np.array([ordinal for row in rows for ordinal in sorted(row)], dtype=np.int32)
    docs = np.arange(0, len(rows), 2)
    found = Counting(offsets, ordinals, ORDINALS).groups(docs, np.array([*group_of, GROUPS]), GROUPS)
    assert found.tolist() == [
        sum(any(group_of[ordinal] == number for ordinal in rows[doc]) for doc in docs.tolist())
        for number in range(GROUPS)
    ]
