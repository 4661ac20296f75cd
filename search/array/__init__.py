"""The embedded engine: query trees evaluated as arrays over a Whoosh generation."""
