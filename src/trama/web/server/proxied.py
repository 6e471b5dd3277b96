"""What a proxy in front says of the client, believed only from the proxy that the settings name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from werkzeug.middleware.proxy_fix import ProxyFix

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication


class Proxied:
    """A WSGI application that sees the client behind a trusted proxy; from others these headers go."""

    def __init__(self, app: WSGIApplication, trusted: str) -> None:
        """`trusted` is the address of the proxy, `*` any, or empty for none."""
        self._app, self._trusted = app, trusted
        self._fixed = ProxyFix(app, x_for=1, x_proto=1, x_host=1)

    def __call__(self, environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        if self._trusted and self._trusted in ("*", environ["REMOTE_ADDR"]):
            return self._fixed(environ, start)
        for name in [
            name for name in environ if name.startswith(("HTTP_X_FORWARDED", "HTTP_FORWARDED"))
        ]:
            del environ[name]
        return self._app(environ, start)
