"""Whoosh segments whose postings, lengths and columns are memory-mapped arrays.

In come what Whoosh's writer hands a codec, or whole texts through `index.codec.writer.ArrayWriter`; out comes
one ``<segment>.arr`` a segment (`docs/file-format.md`). Plain Whoosh searches it unchanged through
`index.codec.reading`; an evaluator of arrays asks `index.codec.segment.SegmentArrays`.

`pack` is the file: named arrays with checksums. `impact`, `terms` and `field` say what the arrays of a field
mean; `postings` and `invert` make them, `merge` joins them; `columns` are the values of documents. `codec`,
`perdoc`, `reading`, `segment` and `writer` are the seams to Whoosh. Not for evaluating queries.
"""
