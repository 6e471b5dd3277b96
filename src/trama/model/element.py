"""What makes a row of a table an element: its columns, and the RDF properties that these become.

A field's annotation says all there is to know of its column. Reading (`plans.tables`), describing (`plans.csvw`)
and stating (`plans.statements`) follow it, so a new column is one line in `model`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields
from enum import Enum, auto
from typing import Any, ClassVar, get_type_hints

from pyoxigraph import NamedNode

from trama.model.cells import Cell, Evidence, Objectives, Passages, Reference

CROSSING = (
    "combines",
    "carriedBy",
    "actsOn",
    "refersTo",
    "involves",
    "onAssetsOf",
    "benefits",
    "extendsTo",
    "guides",
    "implementedThrough",
    "cooperatesWith",
    "hasParty",
    "concerns",
    "advances",
    "relatesTo",
    "addresses",
    "touches",
    "serves",
    "engages",
    "alignsTo",
    "implements",
    "contributesTo",
    "conflictsWith",
    "continues",
    "revises",
    "drops",
)
BASES = ("stated", "curated", "inferred")


class Part(Enum):
    """A part of a row: columns that stand together, in the order in which the parts usually come."""

    KEY = auto()
    NAME = auto()
    OWN = auto()
    WORDS = auto()
    SOURCE = auto()
    SCOPE = auto()
    BASIS = auto()
    NOTE = auto()


class Column:
    """How one field stands in a table and in the graph.

    A `notation` also gives the thing its `skos:notation`, as the plain string of the cell; an
    `inverse` is stated from the thing referred to; `declares` names the crossing property of which each
    value is a stated link. A `name` is the column's where the field cannot bear it. The `part` says
    where in a row the column stands.
    """

    def __init__(
        self,
        cell: Cell,
        *properties: NamedNode,
        inverse: NamedNode | None = None,
        notation: bool = False,
        declares: str = "",
        name: str = "",
        part: Part = Part.OWN,
    ) -> None:
        self.cell = cell
        self.properties = properties
        self.inverse = inverse
        self.notation = notation
        self.declares = declares
        self.name = name
        self.part = part


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a table, with its name, whether a row must fill it, and the attribute it fills."""

    name: str
    column: Column
    required: bool
    attribute: str


# No slots: an element takes several traits (`model.traits`) as bases, and only one base may have any.
@dataclass(frozen=True, kw_only=True)
class Element:
    """A row of a table: something of a plan, or of the registers that plans share.

    `file` and `line` are where it stands, for errors. A table with `several` files may be split into
    `links-actors.csv`, `links-themes.csv` and so on. `parts` is the order of its columns, and within a
    part the order of the fields. Of the columns named in `either` a row fills at least one, as a rule the first.
    """

    table: ClassVar[str]
    several: ClassVar[bool] = False
    may_be_empty: ClassVar[bool] = False
    either: ClassVar[tuple[str, ...]] = ()
    rdf_class: ClassVar[NamedNode | None] = None
    template: ClassVar[str] = ""
    in_plan: ClassVar[bool] = True
    parts: ClassVar[tuple[Part, ...]] = tuple(Part)

    line: int
    file: str

    def local(self, plan: str) -> str:
        """Return the local name of this element within the plan named `plan`."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return self.template.format(plan=plan, **values)

    def classes(self) -> tuple[NamedNode, ...]:
        """Return the classes that this element belongs to."""
        return (self.rdf_class,) if self.rdf_class else ()


_COLUMNS: dict[str, tuple[Field, ...]] = {}


def columns(element: type[Element]) -> tuple[Field, ...]:
    """Return the columns of an element's table, in order."""
    if element.table not in _COLUMNS:
        found = list(_columns(element))
        found.sort(key=lambda field: element.parts.index(field.column.part))
        _COLUMNS[element.table] = tuple(found)
    return _COLUMNS[element.table]


def _columns(element: type[Element]) -> Iterator[Field]:
    hints: dict[str, Any] = get_type_hints(element, include_extras=True)
    for field in fields(element):
        column = next(iter(getattr(hints[field.name], "__metadata__", ())), None)
        if isinstance(column, Column):
            required = field.default is MISSING and field.default_factory is MISSING
            yield Field(column.name or field.name, column, required, field.name)


@dataclass(frozen=True, slots=True)
class Referral:
    """Something that a row refers to: in which column, what kind of thing, in which words, its local name."""

    column: str
    kind: str
    words: str
    local: str


def references(element: Element, plan: str) -> Iterator[Referral]:
    """Yield what a row of the plan named `plan` refers to.

    A quote refers to the passage that it stands in, once however often the row quotes it.
    """
    for column in columns(type(element)):
        cell, value = column.column.cell, getattr(element, column.attribute)
        if isinstance(cell, Evidence):
            value = tuple(dict.fromkeys(quote.mark for quote in value))
            cell = Passages()
        if isinstance(cell, Reference | Objectives | Passages):
            for part in value or ():
                yield Referral(column.name, cell.kind, part, cell.local(part, plan))
