"""What this package wants of a store: that it can be asked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from ordito.errors import EngineError
from ordito.vocabulary import XSD, Node


class Row(Protocol):
    """A solution of a SELECT query: its terms by the names of variables, None where unbound."""

    def __getitem__(self, name: str, /) -> Node | None:
        """Return the term of a variable."""
        ...


class Ask(Protocol):
    """A function that sends a SELECT query to a store, and gives its solutions.

    pyoxigraph's `Store.query` is one; so is anything that asks a SPARQL endpoint and gives pyoxigraph's
    terms. The data are the default graph of the queries.
    """

    def __call__(self, query: str, /) -> Iterable[Row]:
        """Return the solutions of a query."""
        ...


_SUMS = (
    # Oxigraph before 0.5.12 made 16 of the first one.
    ("20 - 3 + 1", "18"),
    ("20 - 3 - 1", "16"),
    ("2 + 3 * 4", "14"),
    ("100 / 10 / 5", "2"),
    ("STRLEN(SUBSTR('perché', 6, 1))", "1"),
    ("IF('2027-02' < '2027-10', 1, 0)", "1"),
    (f"IF('9'^^<{XSD}integer> < '10'^^<{XSD}integer>, 1, 0)", "1"),
)


def check_engine(ask: Ask) -> None:
    """Ask a store for a few sums whose answers are known; EngineError if one is wrong.

    One query, of no data. Shapes compute with what an engine gives them, and an engine that sums wrongly
    finds faults that are not there and misses those that are.
    """
    columns = " ".join(f"({text} AS ?s{n})" for n, (text, _) in enumerate(_SUMS))
    rows = list(ask(f"SELECT {columns} WHERE {{ }}"))
    for number, (text, right) in enumerate(_SUMS):
        term = rows[0][f"s{number}"] if rows else None
        given = term.value if term is not None else "nothing"
        try:
            good = float(given) == float(right)
        except ValueError:
            good = False
        if not good:
            raise EngineError(text, given, right)
