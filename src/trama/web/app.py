"""Making the Flask application, and running it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import waitress
from flask import Flask, Response

from trama.errors import TramaError
from trama.library import Query, read_queries
from trama.release import read_manifest
from trama.settings import Settings
from trama.store import Store, open_store
from trama.web import endpoint, home
from trama.web.state import State

BLUEPRINTS = (endpoint, home)
MAX_BODY = 1_000_000
_SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def create_app(
    settings: Settings, store: Store, manifest: Mapping[str, Any], queries: Mapping[str, Query]
) -> Flask:
    """Return the application that serves one store.

    `manifest` is that of the build in the store and `queries` the library of ready queries.
    """
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.extensions["trama"] = State(settings, store, manifest, queries)
    for module in BLUEPRINTS:
        app.register_blueprint(module.blueprint)
    app.after_request(_secure)
    return app


def run_server(settings: Settings, host: str, port: int, *, ready: Callable[[str], None]) -> None:
    """Serve the current build until interrupted; `ready` is called with the address first.

    Raises StoreError if nothing is built, TramaError if the address cannot be listened on.
    """
    app = create_app(
        settings,
        open_store(settings.build / "store"),
        read_manifest(settings.build),
        read_queries(settings.root / "queries"),
    )
    try:
        server = waitress.create_server(app, host=host, port=port, ident=None)
    except OSError as error:
        raise TramaError(f"cannot listen on {host}:{port} ({error.strerror})") from error
    ready(f"http://{host}:{server.effective_port}/")
    server.run()


def _secure(response: Response) -> Response:
    for name, value in _SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    return response
