"""The web skin: Flask over the store, one blueprint a concern."""

from trama.web.app import create_app
from trama.web.server import run_server

__all__ = ["create_app", "run_server"]
