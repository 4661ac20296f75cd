"""All hits of a search as a file of another program, a piece at a time: rows = total.

In: an `Export` of the engine, with what the file says about itself (`listing.Listing`). Out: pieces of text.
Tables, references and feeds are a module each; `search.exports` names the formats. Nothing is held but one
batch of hits. Not for pages of results: those are `search.serialise` and the templates of `web`.
"""
