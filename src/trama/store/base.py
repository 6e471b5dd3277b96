"""The interface that every engine offers; nothing above it knows which engine answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples

Answer = QueryBoolean | QuerySolutions | QueryTriples
"""What a query gives: pyoxigraph's result types, which any engine's answer can be parsed into."""


class Store(Protocol):
    """A dataset that can be asked but not changed."""

    def query(
        self,
        text: str,
        *,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        base: str | None = None,
    ) -> Answer:
        """Evaluate a SPARQL 1.1 query and return its answer.

        The graphs, if given, replace the dataset as the protocol's parameters of those names do.
        Without them, or FROM in the query, the default graph is the union of all named graphs. `base`
        resolves the relative IRIs of a query that has no BASE. Raises QueryError with the engine's
        reason, line and column.
        """
        ...

    def count(self) -> int:
        """Return how many statements the dataset holds."""
        ...
