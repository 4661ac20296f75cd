"""The tables of the article store, as SQLAlchemy Core knows them; migrations make them."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()

SEQUENCE = BigInteger().with_variant(Integer, "sqlite")
"""SQLite numbers rows by itself only for a column of the type INTEGER."""

articles = Table(
    "articles",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("source", Text, nullable=False, index=True),
    Column("url", Text),
    Column("title", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("authors", JSON, nullable=False),
    Column("section", Text),
    Column("tags", JSON, nullable=False),
    Column("language", Text),
    Column("image", Text),
    Column("image_alt", Text, comment="what is said in the image's place"),
    Column("image_credit", Text, comment="who made the image"),
    Column("kind", Text, nullable=False),
    Column("paywalled", Boolean, nullable=False),
    Column("published", Text, comment="as printed, ISO 8601"),
    Column("published_origin", Text),
    Column("modified", Text),
    Column("modified_origin", Text),
    Column("credits", JSON, nullable=False),
    Column("dateline", Text),
    Column("content_hash", String(32), nullable=False),
    Column("story", String(16), nullable=False, index=True),
    Column("revision", Integer, nullable=False),
    Column("first_seen", Text, nullable=False, comment="UTC, ISO 8601"),
    Column("updated_at", Text, nullable=False, comment="UTC, ISO 8601"),
    Column("page_id", SEQUENCE),
    Column("cleaner_version", Integer, nullable=False),
    Column("annotations", JSON(none_as_null=True)),
    Column("annotator_version", Integer),
)

revisions = Table(
    "revisions",
    metadata,
    Column("article_id", String(16), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("title", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("published", Text),
    Column("modified", Text),
    Column("content_hash", String(32), nullable=False),
    Column("seen_at", Text, nullable=False, comment="UTC, when this text was first seen"),
)

article_aliases = Table(
    "article_aliases",
    metadata,
    Column("alias", String(16), primary_key=True),
    Column("article_id", String(16), nullable=False, index=True),
)

story_bands = Table(
    "story_bands",
    metadata,
    Column("band", SEQUENCE, primary_key=True, autoincrement=False),
    Column("article_id", String(16), primary_key=True),
    sqlite_with_rowid=False,
)

pages = Table(
    "pages",
    metadata,
    Column("id", SEQUENCE, primary_key=True, autoincrement=True),
    Column("url", Text, nullable=False),
    Column("final_url", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("fetched_at", Text, nullable=False, comment="UTC, ISO 8601"),
    Column("status", Integer, nullable=False),
    Column("content_type", Text),
    Column("warc_file", Text, nullable=False),
    Column("warc_offset", BigInteger, nullable=False),
    Column("digest", Text, nullable=False),
    Column("cleaner_version", Integer, comment="null until cleaned"),
    Column("article_id", String(16), index=True),
    Column("dropped", Text, comment="named reason"),
    UniqueConstraint("url", "digest"),
    Index("pages_waiting", "cleaner_version"),
)

drops = Table(
    "drops",
    metadata,
    Column("ref", Text, primary_key=True, comment="URL, or file and line"),
    Column("source", Text, nullable=False),
    Column("reason", Text, nullable=False, index=True),
    Column("at", Text, nullable=False),
)

sources = Table(
    "sources",
    metadata,
    Column("name", Text, primary_key=True),
    Column("last_success", Text, comment="UTC, ISO 8601"),
)

entities = Table(
    "entities",
    metadata,
    Column("key", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("place_kind", Text),
    Column("country", String(2)),
    Column("admin1", Text),
    Column("admin1_key", Text, comment="place key of the first-level division"),
    Column("geonames_id", Integer),
    Column("lat", Float),
    Column("lon", Float),
    Column("population", BigInteger),
    Column("articles", Integer, nullable=False, comment="articles that hold this key", index=True),
)

entity_words = Table(
    "entity_words",
    metadata,
    Column("word", Text, primary_key=True, comment="folded word of the key's name"),
    Column("key", Text, primary_key=True),
    sqlite_with_rowid=False,
)

entity_aliases = Table(
    "entity_aliases",
    metadata,
    Column("from_key", Text, primary_key=True),
    Column("to_key", Text, nullable=False, index=True),
    Column("origin", Text, nullable=False, comment="auto or user"),
    Column("created", Text, nullable=False),
    Column("evidence", Text, comment="code of docs/entities.md, or null"),
    Column("confidence", Float, comment="0 to 1, null for a user's merges"),
)

entity_edits = Table(
    "entity_edits",
    metadata,
    Column("number", SEQUENCE, primary_key=True, autoincrement=True),
    Column("at", Text, nullable=False, comment="UTC, ISO 8601"),
    Column("action", Text, nullable=False, comment="merge, split, hide or rename"),
    Column("keys", JSON, nullable=False),
    Column("value", Text, nullable=False, comment="key merged into, or new name"),
    Column("undone", Text, comment="UTC, null while it holds"),
    sqlite_autoincrement=True,
)

changes = Table(
    "changes",
    metadata,
    Column("seq", SEQUENCE, primary_key=True, autoincrement=True),
    Column("article_id", String(16), nullable=False),
    sqlite_autoincrement=True,
)

saved_queries = Table(
    "saved_queries",
    metadata,
    Column("slug", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("params", Text, nullable=False, comment="canonical query string"),
    Column("created", Text, nullable=False),
    Column("last_seen", Text),
    Column("feed_token", Text, nullable=False),
)

meta = Table(
    "meta",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
