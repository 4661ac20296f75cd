"""Wires the Flask application: blueprints, templates, headers, errors."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from jinja2 import StrictUndefined

from index.settings import Settings
from index.store import Store
from search.engine import Engine
from web import (
    api,
    api_records,
    archived_views,
    article_views,
    chart_views,
    compare_views,
    compression,
    cors,
    entity_views,
    errors,
    escaping,
    export_views,
    facet_words,
    labels,
    language_views,
    languages,
    limits,
    map_views,
    messages,
    metrics,
    openapi,
    saved_views,
    search_views,
    security,
    site_views,
    source_views,
)
from web.archive import EXTENSION, Archive
from web.links import path_of

STATIC_MAX_AGE_S = 31_536_000
"""A year: the address of a static file changes with its content."""


BLUEPRINTS = (
    site_views.blueprint,
    search_views.blueprint,
    export_views.blueprint,
    chart_views.blueprint,
    compare_views.blueprint,
    map_views.blueprint,
    article_views.blueprint,
    entity_views.blueprint,
    archived_views.blueprint,
    saved_views.blueprint,
    source_views.blueprint,
    api.blueprint,
    api_records.blueprint,
    openapi.blueprint,
    metrics.blueprint,
    language_views.blueprint,
)


def build(settings: Settings, engine: Engine | None, store: Store | None) -> Flask:
    """Give the application; see `web.create_app`."""
    app = Flask("web", root_path=str(Path(__file__).parent))
    app.config.update(MAX_CONTENT_LENGTH=security.MAX_BODY_BYTES, SEND_FILE_MAX_AGE_DEFAULT=STATIC_MAX_AGE_S)
    app.extensions[EXTENSION] = Archive(settings, engine, store)
    app.jinja_env.undefined = StrictUndefined
    escaping.register(app.jinja_env)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        counted=labels.count, hits=labels.hits, number=labels.number, by_unit=labels.by_unit,
        unit=labels.unit_heading, said=messages.said, say=messages.say, xml=labels.xml_text,
        pieces=messages.pieces,
    )  # fmt: skip
    app.jinja_env.globals.update(
        static_href=_static_links(app),
        path_of=path_of,
        mark_title=labels.mark_title,
        suggestion_kinds=facet_words.suggestion_kinds,
        may_write=security.is_loopback(settings.host),
    )
    languages.register(app, settings.locale)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.after_request(security.add_headers)
    compression.register(app)
    limits.register(app, settings.rate_limit)
    cors.register(app, settings.cors_origins)
    errors.register(app)
    return app


def _static_links(app: Flask) -> Callable[[str], str]:
    """Give what makes the address of a static file, with a digest of its content."""
    folder = Path(app.static_folder or "")
    digests = {
        path.name: hashlib.blake2b(path.read_bytes(), digest_size=5).hexdigest() for path in folder.iterdir()
    }
    return lambda name: path_of("static", filename=name, v=digests[name])
