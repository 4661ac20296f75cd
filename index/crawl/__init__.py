"""Addresses in, fetched pages out: the crawler. Only here is Scrapy known.

In come seeds (a home page, a feed, a sitemap, an article); out come pages, each kept in a WARC file and
handed to a `PageSink`. The parts: `links`, `feeds`, `sitemaps` and `robots` are pure and turn bytes into
addresses; `guard` says which machines may be reached; `frontier` remembers every address and what became
of it; `fetching` is a process of its own that leases addresses, fetches and discovers; `running` starts
it, archives what it sends and finishes an address only when the sink has stored its page. Not for:
cleaning, storing articles, indexing.
"""
