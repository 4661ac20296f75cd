"""A search state in, a result page out.

In comes a `SearchState` (from a URL, a command line, a saved query); out comes a `ResultPage`: hits with
snippets, facets, histograms, diagnostics. The stages between: `parser` (text to a frozen tree) ->
`engine` (hits, counts, facets) -> `snippets`. Not for: changing articles, HTTP, HTML.
"""
