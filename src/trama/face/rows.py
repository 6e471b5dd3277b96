"""The rows of an answer as Python values: whole numbers, decimals, dates, texts with their language, IRIs."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, overload

from pyoxigraph import Literal, NamedNode, QuerySolutions

from trama.namespaces import XSD

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow


class IRI(str):
    """The name of a thing, as a text that is known to be one."""

    __slots__ = ()


class Text(str):
    """A text with its language, such as `it`; empty if it has none."""

    __slots__ = ("lang",)
    lang: str

    def __new__(cls, value: str, lang: str = "") -> Text:
        """Make a text in a language."""
        made = super().__new__(cls, value)
        made.lang = lang
        return made


Value = IRI | Text | str | int | float | Decimal | bool | datetime.date | None

_WHOLE = {
    XSD[name]
    for name in (
        *("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger"),
        *("unsignedInt", "unsignedLong", "negativeInteger", "nonPositiveInteger"),
    )
}
_READ: dict[NamedNode, Callable[[str], Value]] = {
    XSD.decimal: Decimal,
    XSD.double: float,
    XSD.float: float,
    XSD.boolean: lambda text: text in ("true", "1"),
    XSD.date: datetime.date.fromisoformat,
    XSD.dateTime: datetime.datetime.fromisoformat,
    **dict.fromkeys(_WHOLE, int),
}


def value_of(term: object) -> Value:
    """Return the Python value of an RDF term; what does not read as its datatype stays a text."""
    if term is None:
        return None
    if isinstance(term, NamedNode):
        return IRI(term.value)
    if not isinstance(term, Literal):
        return str(term)
    if term.language:
        return Text(term.value, term.language)
    try:
        return _READ.get(term.datatype, str)(term.value)
    except (ValueError, InvalidOperation):
        return term.value


class Row(Mapping[str, Value]):
    """One row: `row.code`, `row["code"]` and `row[0]` are the same value; None where there is none."""

    __slots__ = ("_names", "_values")

    def __init__(self, names: Mapping[str, int], values: tuple[Value, ...]) -> None:
        self._names, self._values = names, values

    def __getitem__(self, key: str | int) -> Value:
        return self._values[key if isinstance(key, int) else self._names[key]]

    def __getattr__(self, name: str) -> Any:
        try:
            return self._values[self._names[name]]
        except KeyError:
            raise AttributeError(f"the row has no column {name!r}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __repr__(self) -> str:
        return f"Row({', '.join(f'{name}={value!r}' for name, value in self.items())})"


class Rows(Sequence[Row]):
    """The answer to a SELECT query, in its order; kept in columns, for tables are read that way.

    `columns` are the names of the columns. `to_pandas`, `to_polars` and `to_arrow` give it as a table
    of these libraries, which `pip install "trama[research]"` brings.
    """

    def __init__(self, columns: Sequence[str], data: Sequence[Sequence[Value]]) -> None:
        """Take the names of the columns and the values of each."""
        self.columns = tuple(columns)
        self._data = tuple(tuple(column) for column in data)
        self._names = {name: place for place, name in enumerate(self.columns)}

    @classmethod
    def read(cls, answer: QuerySolutions) -> Rows:
        """Read an engine's answer."""
        names = [variable.value for variable in answer.variables]
        columns: list[list[Value]] = [[] for _ in names]
        for solution in answer:
            for column, term in zip(columns, solution, strict=True):
                column.append(value_of(term))
        return cls(names, columns)

    def column(self, name: str) -> tuple[Value, ...]:
        """Return the values of a column; KeyError if there is no such column."""
        return self._data[self._names[name]]

    def __len__(self) -> int:
        return len(self._data[0]) if self._data else 0

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> Rows: ...
    def __getitem__(self, place: int | slice) -> Row | Rows:
        if isinstance(place, slice):
            return Rows(self.columns, [column[place] for column in self._data])
        return Row(self._names, tuple(column[place] for column in self._data))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Rows):
            return NotImplemented
        return (self.columns, self._data) == (other.columns, other._data)

    __hash__ = None  # type: ignore[assignment]  # rows are compared, not kept in sets

    def __repr__(self) -> str:
        return f"<{len(self)} rows of {', '.join(self.columns)}>"

    def _repr_html_(self) -> str:
        """Return the rows as a table, as a notebook shows them: the first sixty."""
        from trama.face.frames import as_html

        return as_html(self)

    def to_arrow(self) -> pyarrow.Table:
        """Return a table of Apache Arrow; TramaError if pyarrow is not installed."""
        from trama.face.frames import as_arrow

        return as_arrow(self)

    def to_pandas(self) -> pandas.DataFrame:
        """Return a pandas table over Arrow's columns; TramaError if pandas is not installed."""
        from trama.face.frames import as_pandas

        return as_pandas(self)

    def to_polars(self) -> polars.DataFrame:
        """Return a polars table over Arrow's columns; TramaError if polars is not installed."""
        from trama.face.frames import as_polars

        return as_polars(self)
