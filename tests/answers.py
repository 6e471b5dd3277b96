"""The true answers of the ready queries, told from the tables: what a test expects of each query.

An answer is a function from the tables to its rows, each a mapping with the query's columns. It says in
which order the rows stand: names of columns, of which `-name` is descending and `_name` is in the rows
for the order only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from plan_tables import Tables

Rows = Iterable[dict[str, Any]]


@dataclass(frozen=True)
class Answer:
    """What is expected of a query, without parameters, and in which order."""

    rows: Callable[[Tables], Rows]
    order: tuple[str, ...]

    def key(self, row: dict[str, Any]) -> tuple[Any, ...]:
        return tuple(row[name.lstrip("-")] for name in self.order)

    def sorted(self, tables: Tables) -> list[dict[str, Any]]:
        """The rows in order; an empty cell comes first, as in SPARQL 1.1, section 15.1."""
        rows = list(self.rows(tables))
        for name in reversed(self.order):
            column = name.lstrip("-")
            rows.sort(
                key=lambda row: (row[column] is not None, row[column]),
                reverse=name.startswith("-"),
            )
        return rows


ANSWERS: dict[str, Answer] = {}


def answer(name: str, order: str) -> Callable[[Callable[[Tables], Rows]], None]:
    """Register the function that tells the true answer of a query."""

    def register(rows: Callable[[Tables], Rows]) -> None:
        ANSWERS[name] = Answer(rows, tuple(order.split()))

    return register
