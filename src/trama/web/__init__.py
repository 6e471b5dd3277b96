"""The web skin, Flask over the store: HTTP requests go in, responses come out."""

from trama.web.server.app import create_app
from trama.web.server.keeper import run_server

__all__ = ["create_app", "run_server"]
