"""What a server of the dataset wants to know of who asks: from the environment or netrc, never from an address."""

from __future__ import annotations

import netrc
import os
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path

from trama.errors import StoreError


def authorization(host: str, environment: Mapping[str, str] | None = None) -> str:
    """Return the value of the header `Authorization` for a host; empty if nothing is known.

    `TRAMA_STORE_TOKEN` is a bearer token (RFC 6750); `TRAMA_STORE_USER` and `TRAMA_STORE_PASSWORD` are
    for basic authentication (RFC 7617), and so is what `~/.netrc`, or the file that `NETRC` names, has for
    the host. Raises StoreError, without what the file holds, if it cannot be read as one.
    """
    env = os.environ if environment is None else environment
    token = env.get("TRAMA_STORE_TOKEN", "")
    if token:
        return f"Bearer {_line(token)}"
    user, password = env.get("TRAMA_STORE_USER", ""), env.get("TRAMA_STORE_PASSWORD", "")
    if not user:
        user, password = _of_netrc(host, env)
    if not user:
        return ""
    return "Basic " + b64encode(f"{user}:{_line(password)}".encode()).decode()


def _line(secret: str) -> str:
    if not secret.isprintable():
        raise StoreError("store.credentials")
    return secret


def _of_netrc(host: str, env: Mapping[str, str]) -> tuple[str, str]:
    named = env.get("NETRC", "")
    path = Path(named) if named else Path(env.get("HOME", "~")).expanduser() / ".netrc"
    if not path.is_file():
        return "", ""
    try:
        found = netrc.netrc(str(path)).authenticators(host)
    except (netrc.NetrcParseError, OSError, UnicodeDecodeError):
        # What the parser says may quote the file.
        raise StoreError("store.netrc", path=path) from None
    return (found[0], found[2] or "") if found else ("", "")
