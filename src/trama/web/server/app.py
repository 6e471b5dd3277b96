"""Making the Flask application."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask, Response

from trama.publish.rendering import STATIC, TEMPLATES
from trama.query.library import Query
from trama.settings import Settings
from trama.store import Store
from trama.web.board import Board
from trama.web.crossorigin import open_to_all
from trama.web.failures import tell_failures
from trama.web.packing import compress
from trama.web.pages import (
    about,
    catalogue,
    check,
    cloth,
    docs,
    glossary,
    home,
    matrices,
    moved,
    prepare,
    question,
    search,
    text,
    weave,
)
from trama.web.pages import linkeddata as resources
from trama.web.pages import map as map_page
from trama.web.pages import query as querypage
from trama.web.pages import suggest as pages
from trama.web.protocol import api, endpoint, graphs, reconcile
from trama.web.protocol.asked import MAX_BODY
from trama.web.server import operations
from trama.web.state import Service, State
from trama.web.uploads import InMemoryRequest

BLUEPRINTS = (
    endpoint,
    graphs,
    home,
    operations,
    resources,
    catalogue,
    pages,
    querypage,
    text,
    about,
    api,
    reconcile,
    search,
    weave,
    matrices,
    map_page,
    cloth,
    docs,
    glossary,
    prepare,
    question,
    check,
    moved,
)
_SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "script-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def create_app(
    settings: Settings,
    store: Store,
    manifest: Mapping[str, Any],
    queries: Mapping[str, Query],
    *,
    folder: Path | None = None,
) -> Flask:
    """Return an application that serves one store, which it asks in its own process.

    `manifest` is that of the build in the store and `queries` the library of ready queries.
    """
    state = State(settings, store, manifest, queries, folder)
    return create_app_of(Service(state, pool=None, board=Board()))


def create_app_of(service: Service) -> Flask:
    """Return the application that serves a service."""
    app = Flask("trama.web", static_folder=STATIC, template_folder=TEMPLATES)
    app.request_class = InMemoryRequest
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.extensions["trama"] = service
    for module in BLUEPRINTS:
        app.register_blueprint(module.blueprint)
    # In this order before a view; after it, from the last to the first.
    tell_failures(app)
    app.after_request(_secure)
    open_to_all(app)
    compress(app)
    return app


def _secure(response: Response) -> Response:
    present = {name for name, _ in response.headers}
    if "frame-ancestors *" in response.headers.get("Content-Security-Policy", ""):
        # What may stand in a frame anywhere, this old header would keep out of it.
        present.add("X-Frame-Options")
    for name, value in _SECURITY_HEADERS.items():
        if name not in present:
            response.headers.add(name, value)
    return response
