"""Where the sentences of each document begin, in a segment's file: compressed sparse rows a text field."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.codec.invert import Sentences
from index.codec.pack import PackWriter
from index.codec.postings import narrow
from index.codec.ragged import offsets_of

Rows = tuple[NDArray[np.int64], NDArray[np.unsignedinteger]]


@dataclass(frozen=True, slots=True)
class SentencePart:
    """The sentences of a segment whose documents become documents of another one.

    Attributes:
        rows: Offsets and starts (`index.codec.segment.SegmentArrays.sentences`); None without any.
        base: New number of its first document that is kept.
        live: Which documents are kept.
    """

    rows: Rows | None
    base: int
    live: NDArray[np.bool_]


def write_sentences(
    pack: PackWriter, name: str, doc_count: int, own: Sentences | None, parts: Sequence[SentencePart]
) -> None:
    """Write where the sentences of a field begin; nothing when no document has any.

    Args:
        pack: The new segment's file.
        name: The field's name.
        doc_count: Its documents; those that neither ``own`` nor ``parts`` have get no sentence.
        own: Sentences of documents that were not in a segment yet; their numbers come first.
        parts: In the order of their documents.
    """
    counts = np.zeros(doc_count, dtype=np.int64)
    starts: list[NDArray[np.integer]] = []
    if own is not None:
        counts[own.docs] = own.counts
        starts.append(own.starts)
    for part in parts:
        if part.rows is not None:
            offsets, found = part.rows
            per_doc = np.diff(offsets)
            kept = per_doc[part.live]
            counts[part.base : part.base + len(kept)] = kept
            starts.append(found if part.live.all() else found[np.repeat(part.live, per_doc)])
    if any(map(len, starts)):
        pack.add(f"{name}/sentence_offsets", offsets_of(counts))
        pack.add(f"{name}/sentence_starts", narrow(np.concatenate(starts)))
