"""Pages in, searchable articles out.

In come feeds, sites, WARC files, folders of HTML and JSONL; out come an article store and index
generations. The stages between: crawl or import -> page -> `clean` -> article -> `annotate` ->
mentions -> store -> `writer` -> generation -> `reader`. The store is the truth, a generation can be
rebuilt from it at any time. The read side, which `search` may use, is `article`, `columns`, `reader`,
`schema`, `settings`, `store`, `errors`. Not for: answering queries, HTTP.
"""
