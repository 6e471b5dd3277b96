"""Rows as tables of Arrow, pandas and polars: Arrow's columns are made once, the others share them."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from html import escape
from importlib import import_module
from typing import TYPE_CHECKING, Any

from trama.errors import TramaError

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

    from trama.face.rows import Rows

SHOWN = 60
# The kinds of values that a column may hold and stay more than text; of a mixed one all become text.
_KINDS = (bool, int, float, Decimal, datetime.datetime, datetime.date)


def as_arrow(rows: Rows) -> pyarrow.Table:
    """Return rows as a table of Apache Arrow; TramaError if pyarrow is not installed."""
    arrow = _library("pyarrow")
    columns = [arrow.array(*_typed(rows.column(name), arrow)) for name in rows.columns]
    table: pyarrow.Table = arrow.Table.from_arrays(columns, names=list(rows.columns))
    return table


def as_pandas(rows: Rows) -> pandas.DataFrame:
    """Return rows as a pandas table whose columns are Arrow's; TramaError if pandas is not installed."""
    library = _library("pandas")
    made: pandas.DataFrame = as_arrow(rows).to_pandas(types_mapper=library.ArrowDtype)
    return made


def as_polars(rows: Rows) -> polars.DataFrame:
    """Return rows as a polars table over Arrow's columns; TramaError if polars is not installed."""
    library = _library("polars")
    made: polars.DataFrame = library.from_arrow(as_arrow(rows))
    return made


def as_html(rows: Rows) -> str:
    """Return the first rows as an HTML table, all that is in it escaped."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in rows.columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(_shown(value))}</td>" for value in row.values()) + "</tr>"
        for row in rows[:SHOWN]
    )
    more = f"<p>{SHOWN} / {len(rows)}</p>" if len(rows) > SHOWN else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


def _shown(value: object) -> str:
    return "" if value is None else str(value)


def _typed(values: Sequence[object], arrow: Any) -> tuple[list[object], Any]:
    """The values of a column as Arrow takes them, with their type; text if they are of several kinds."""
    kinds = {type(value) for value in values if value is not None}
    if len(kinds) == 1 and (kind := kinds.pop()) in _KINDS:
        if kind is int and any(abs(value) >= 2**63 for value in values if value is not None):  # type: ignore[arg-type]
            return [None if value is None else str(value) for value in values], arrow.string()
        return list(values), None
    return [None if value is None else str(value) for value in values], arrow.string()


def _library(name: str) -> Any:
    try:
        return import_module(name)
    except ModuleNotFoundError:
        raise TramaError("face.library", name=name) from None
