"""What Whoosh indexes. All else of an article is in columns of the same file (`index.fine_columns`)."""

from whoosh.fields import TEXT, Schema

from index.analysis import analyser

SCHEMA_VERSION = 3
"""Raised with every change of the fields, the analyser's answers, the columns or their file."""

TEXT_FIELDS = ("title", "description", "body")
"""Fields that are searched by words and phrases."""

INDEX_NAME = "MAIN"
"""Whoosh's name for the index in a generation's folder; its files begin with it."""


def schema() -> Schema:
    """Give the Whoosh schema: three analysed texts with positions."""
    return Schema(
        title=TEXT(analyzer=analyser(), phrase=True, stored=False),
        description=TEXT(analyzer=analyser(), phrase=True, stored=False),
        body=TEXT(analyzer=analyser(), phrase=True, stored=False),
    )
