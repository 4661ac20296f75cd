"""The demo: an invented newspaper served on this machine, and the whole way from crawling to searching it.

`newspaper` reads its articles, `site` serves them as a newspaper would, `expected` says by plain reading
what a search must find, `cli` runs everything. Not for: anything that a real archive needs.
"""
