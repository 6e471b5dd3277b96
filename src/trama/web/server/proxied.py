"""What a proxy in front says of the client, believed only from the proxy that the settings name."""

from __future__ import annotations

from typing import Any

from werkzeug.middleware.proxy_fix import ProxyFix


class Proxied:
    """Has requests show the client behind a trusted proxy; from others these headers go."""

    def __init__(self, trusted: str) -> None:
        """`trusted` is the address of the proxy, `*` any, or empty for none."""
        self._trusted = trusted
        self._fixed = ProxyFix(lambda environ, start: [], x_for=1, x_proto=1, x_host=1)

    def __call__(self, environ: dict[str, Any]) -> None:
        """Set right the environment of a request."""
        if self._trusted and self._trusted in ("*", environ["REMOTE_ADDR"]):
            self._fixed(environ, lambda status, headers, error=None: lambda data: None)
            return
        for name in [name for name in environ if "FORWARDED" in name]:
            if name.startswith(("HTTP_X_FORWARDED", "HTTP_FORWARDED")):
                del environ[name]
