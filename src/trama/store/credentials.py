"""What a server of the dataset wants to know of who asks: from the environment or netrc, never from an address."""

from __future__ import annotations

import hashlib
import netrc
import os
import secrets
from base64 import b64encode
from collections.abc import Iterable, Mapping
from itertools import count
from pathlib import Path
from urllib.request import parse_http_list, parse_keqv_list

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
    user, password = _known(host, env)
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode() if user else ""


TRIES = 3
"""How often a request that is refused may go: with a password, without anything, by digest."""


class Identity:
    """Who asks a server, as it wants to be told: also by digest (RFC 7616), as Virtuoso does."""

    def __init__(self, host: str) -> None:
        """Name the server; what is known of it is looked up with each request."""
        self._host = host
        self._digests: dict[str, _Digest | None] = {}

    def known(self) -> bool:
        """Whether anything is known that this server may want."""
        return bool(authorization(self._host))

    def header(self, method: str, target: str) -> dict[str, str]:
        """Return the header for a request: its path and query are the target."""
        if _path(target) not in self._digests:
            value = authorization(self._host)
            return {"Authorization": value} if value else {}
        digest = self._digests[_path(target)]
        user, password = _known(self._host, os.environ)
        return (
            {"Authorization": digest.answer(method, target, user, password)}
            if digest and user
            else {}
        )

    def challenged(self, target: str, challenges: Iterable[str]) -> bool:
        """Take a refusal's `WWW-Authenticate`: whether the request may go again, in another way.

        Virtuoso says nothing of digests to who sends a password: it is then asked without one.
        """
        if not _known(self._host, os.environ)[0]:
            return False
        challenges = list(challenges)
        digest = next(filter(None, map(_digest, challenges)), None)
        if not digest and (challenges or _path(target) in self._digests):
            return False
        self._digests[_path(target)] = digest
        return True


class _Digest:
    """A challenge, and how often it was answered (RFC 7616, section 3.4)."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = given
        self._hash = _HASHES[given.get("algorithm", "MD5").upper()]
        self._times = count(1)

    def answer(self, method: str, target: str, user: str, password: str) -> str:
        given = self._given
        realm, nonce = given.get("realm", ""), given["nonce"]
        who = self._of(f"{user}:{realm}:{password}")
        what = self._of(f"{method}:{target}")
        fields = {"username": user, "realm": realm, "nonce": nonce, "uri": target}
        bare = {"algorithm": given["algorithm"]} if "algorithm" in given else {}
        if "qop" in given:
            times, own = f"{next(self._times):08x}", secrets.token_hex(8)
            fields["response"] = self._of(f"{who}:{nonce}:{times}:{own}:auth:{what}")
            fields["cnonce"] = own
            bare |= {"qop": "auth", "nc": times}
        else:
            fields["response"] = self._of(f"{who}:{nonce}:{what}")
        if "opaque" in given:
            fields["opaque"] = given["opaque"]
        quoted = [f'{name}="{_escaped(value)}"' for name, value in fields.items()]
        return "Digest " + ", ".join([*quoted, *(f"{n}={v}" for n, v in bare.items())])

    def _of(self, text: str) -> str:
        return hashlib.new(self._hash, text.encode(), usedforsecurity=False).hexdigest()


_HASHES = {"MD5": "md5", "SHA-256": "sha256"}


def _digest(challenge: str) -> _Digest | None:
    """A challenge to answer by digest, if it is one that can be answered."""
    scheme, _, rest = challenge.partition(" ")
    if scheme.lower() != "digest":
        return None
    try:
        given = parse_keqv_list(parse_http_list(rest))
    except ValueError:
        return None
    ways = [way.strip() for way in given.get("qop", "auth").split(",")]
    known = given.get("algorithm", "MD5").upper() in _HASHES and "auth" in ways
    return _Digest(given) if known and "nonce" in given else None


def _path(target: str) -> str:
    return target.partition("?")[0]


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')


def _known(host: str, env: Mapping[str, str]) -> tuple[str, str]:
    """The name and the password for a host; empty if they are not known."""
    user, password = env.get("TRAMA_STORE_USER", ""), env.get("TRAMA_STORE_PASSWORD", "")
    if not user:
        user, password = _of_netrc(host, env)
    return _line(user), _line(password)


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
