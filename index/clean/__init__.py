"""Bytes of a page in, an article out; pure, and never an exception for what a page holds.

The stages: `decode` (declared, sniffed, repaired) -> `metadata` from the untouched page -> `prune` ->
extraction (trafilatura on the pruned tree) -> `boilerplate` lines out, credits kept -> checks. Whatever is
not kept has a named reason. `texts` is the same for plain text. Not for: fetching, storing.
"""

from index.clean.page import CLEANER_VERSION, CleanResult, clean_html, clean_text
from index.clean.texts import paragraphs

__all__ = ["CLEANER_VERSION", "CleanResult", "clean_html", "clean_text", "paragraphs"]
