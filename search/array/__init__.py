"""The embedded engine: search states evaluated as arrays over an index snapshot.

`evaluate` turns the query tree into a mask and scores, `filters` the rest of the state into masks; `counts`
and `histograms` count over them, `order` sorts and pages, `engine` puts the page together.
"""
