"""Addresses that pages had before, each leading for good to the one they have now."""

from __future__ import annotations

from urllib.parse import quote

from flask import Blueprint, Response, request

blueprint = Blueprint("moved", __name__)

MOVED = {
    "/weave": "/trama",
    "/weave/table": "/trama/tabella",
    "/weave/path": "/trama/cammino",
    "/weave.<ending>": "/trama.{ending}",
    "/matrix": "/matrici",
    "/matrix/instruments": "/matrici/strumenti",
    "/map": "/mappa",
}


def moved(to: str, **parts: str) -> Response:
    """Lead to an address of this site for good (308), with what the address at hand asks."""
    asked = request.query_string.decode("ascii", "replace")
    address = request.script_root + to.format(**parts)
    headers = {"Location": quote(address, safe="/.") + (f"?{asked}" if asked else "")}
    return Response(status=308, headers=headers)


for _old, _new in MOVED.items():
    blueprint.add_url_rule(_old, _old.strip("/").replace(".", "-"), moved, defaults={"to": _new})
