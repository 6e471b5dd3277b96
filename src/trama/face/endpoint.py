"""Any SPARQL 1.1 endpoint as a dataset, asked by way of SPARQLWrapper (https://sparqlwrapper.readthedocs.io/)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

import pyoxigraph as ox
from SPARQLWrapper import JSON, N3, POST, SPARQLExceptions, SPARQLWrapper

from trama.errors import QueryError, StoreError
from trama.rdf.tokens import query_form
from trama.store import Answer

SECONDS = 60.0


class EndpointStore:
    """The dataset of another server, as that server shows it; a `trama.store.base.Store`."""

    def __init__(self, address: str, *, seconds: float = SECONDS) -> None:
        """Name the endpoint and the time of a query; StoreError if it is no http(s) address."""
        try:
            parts = urlsplit(address)
            good = parts.scheme in ("http", "https") and parts.hostname
        except ValueError:
            good = False
        if not good or not address.isprintable() or " " in address:
            raise StoreError("face.address", address=address)
        self.address, self._seconds = address, seconds

    def query(
        self,
        text: str,
        *,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        base: str | None = None,
    ) -> Answer:
        """Evaluate a query there; see `trama.store.base.Store`. StoreError if it cannot be asked."""
        graph = query_form(text) in ("CONSTRUCT", "DESCRIBE")
        service = SPARQLWrapper(self.address)
        service.setMethod(POST)
        # Without this it also sends parameters that name the format in words of its own.
        service.setOnlyConneg(True)
        service.setReturnFormat(N3 if graph else JSON)
        service.setTimeout(math.ceil(self._seconds))
        for name, graphs in (
            ("default-graph-uri", default_graphs),
            ("named-graph-uri", named_graphs),
        ):
            for iri in graphs:
                service.addParameter(name, iri)
        service.setQuery(f"BASE <{base}> {text}" if base else text)
        try:
            answer = service.query()
            content: bytes = answer.response.read()
            return _read(content, _media_type(answer), graph=graph)
        except SPARQLExceptions.QueryBadFormed as error:
            raise QueryError(_reason(error)) from None
        except TimeoutError:
            raise StoreError("face.late", address=self.address, seconds=self._seconds) from None
        except HTTPError as error:
            raise StoreError(
                "face.refused", address=self.address, status=error.code, reason=error.reason
            ) from None
        except URLError as error:
            raise StoreError("face.unasked", address=self.address, reason=error.reason) from None
        except SPARQLExceptions.SPARQLWrapperException as error:
            raise StoreError("face.unasked", address=self.address, reason=_reason(error)) from None
        except (OSError, SyntaxError, ValueError) as error:
            raise StoreError("face.unread", address=self.address, reason=error) from None

    def count(self) -> int:
        """Return how many statements the dataset holds."""
        answer = self.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
        if not isinstance(answer, ox.QuerySolutions):
            raise TypeError("SELECT gives solutions")
        return int(next(iter(answer))["n"].value)


def _media_type(answer: Any) -> str:
    return str(answer.info().get("content-type", "")).partition(";")[0].strip().lower()


def _read(content: bytes, media_type: str, *, graph: bool) -> Answer:
    if not graph:
        return ox.parse_query_results(content, format=ox.QueryResultsFormat.JSON)
    format = ox.RdfFormat.from_media_type(media_type) or ox.RdfFormat.TURTLE
    engine = ox.Store()
    engine.load(content, format=format)
    # Only a query gives an answer of this type.
    made = engine.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    if not isinstance(made, ox.QueryTriples):
        raise TypeError("CONSTRUCT gives triples")
    return made


def _reason(error: Exception) -> str:
    """The first line of what the server says is wrong."""
    text = str(error.args[0] if error.args else error)
    told = text.partition("Response:")[2] or text
    told = told.strip().removeprefix("b'").removeprefix('b"').rstrip("'\"")
    return told.splitlines()[0][:300] if told else "the query is not understood"
