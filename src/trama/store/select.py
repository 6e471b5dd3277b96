"""Rows of a SELECT query, from any store."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import QuerySolution, QuerySolutions

from trama.namespaces import PREFIXES
from trama.store import Store

_PREFIXES = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())


def select(store: Store, query: str) -> Iterator[QuerySolution]:
    """Yield the rows of a SELECT query, in which the usual prefixes may be used."""
    answer = store.query(_PREFIXES + query)
    if isinstance(answer, QuerySolutions):
        yield from answer
