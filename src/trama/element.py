"""What makes a row of a table an element: its columns, and the RDF properties that these become.

A field's annotation says all there is to know of its column. Reading (`tables`), describing (`csvw`)
and building (`build`) follow it, so a new column is one line in `model`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields
from typing import Annotated, Any, ClassVar, get_type_hints

from pyoxigraph import NamedNode

from trama.cells import (
    SLUG,
    Cell,
    Choice,
    Date,
    Passages,
    Reference,
    Text,
    Whole,
)
from trama.namespaces import DCTERMS, RDFS, SKOS, TRAMA

CROSSING = (
    "combines",
    "carriedBy",
    "involves",
    "guides",
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


class Column:
    """How one field stands in a table and in the graph.

    A `notation` also gives the thing its `skos:notation`, as the plain string of the cell; an
    `inverse` is stated from the thing referred to; `declares` names the crossing property of which each
    value is a stated link. A `name` is the column's where the field cannot bear it.
    """

    def __init__(
        self,
        cell: Cell,
        *properties: NamedNode,
        inverse: NamedNode | None = None,
        notation: bool = False,
        declares: str = "",
        name: str = "",
    ) -> None:
        self.cell = cell
        self.properties = properties
        self.inverse = inverse
        self.notation = notation
        self.declares = declares
        self.name = name


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a table, with its name, whether a row must fill it, and the attribute it fills."""

    name: str
    column: Column
    required: bool
    attribute: str


LabelIt = Annotated[str, Column(Text("it"), RDFS.label, SKOS.prefLabel)]
LabelEn = Annotated[str, Column(Text("en"), RDFS.label, SKOS.prefLabel)]
WordsIt = Annotated[str, Column(Text("it"), DCTERMS.description)]
WordsEn = Annotated[str, Column(Text("en"), DCTERMS.description)]
NoteIt = Annotated[str, Column(Text("it"), TRAMA.note)]
NoteEn = Annotated[str, Column(Text("en"), TRAMA.note)]
ScopeIt = Annotated[str, Column(Text("it"), SKOS.scopeNote)]
ScopeEn = Annotated[str, Column(Text("en"), SKOS.scopeNote)]
Acronym = Annotated[str, Column(Text(), TRAMA.acronym)]
Basis = Annotated[str, Column(Choice(BASES, concepts=True), TRAMA.basis)]
StatedIn = Annotated[tuple[str, ...], Column(Passages(), TRAMA.statedIn)]
Slug = Annotated[str, Column(SLUG)]
Ordinal = Annotated[int, Column(Whole(1), TRAMA.order, notation=True)]
Order = Annotated[int, Column(Whole(1), TRAMA.order)]
Day = Annotated[str, Column(Date(day=True))]
OfMission = Annotated[
    tuple[str, ...], Column(Reference("mission", "{plan}/mission/{value}"), TRAMA.inMission)
]
OfZone = Annotated[tuple[str, ...], Column(Reference("zone", "zone/{value}"), TRAMA.inZone)]
OfUnion = Annotated[tuple[str, ...], Column(Reference("union", "union/{value}"), TRAMA.inUnion)]
LegalBasis = Annotated[
    tuple[str, ...], Column(Reference("act", "act/{value}", many=True), TRAMA.legalBasis)
]
FundedBy = Annotated[
    tuple[str, ...], Column(Reference("programme", "programme/{value}"), TRAMA.fundedBy)
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """A row of a table: something of a plan, or of the registers that plans share.

    `file` and `line` are where it stands, for errors. A table with `several` files may be split into
    `links-actors.csv`, `links-themes.csv` and so on.
    """

    table: ClassVar[str]
    several: ClassVar[bool] = False
    rdf_class: ClassVar[NamedNode | None] = None
    template: ClassVar[str] = ""
    in_plan: ClassVar[bool] = True

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
        _COLUMNS[element.table] = tuple(_columns(element))
    return _COLUMNS[element.table]


def _columns(element: type[Element]) -> Iterator[Field]:
    hints: dict[str, Any] = get_type_hints(element, include_extras=True)
    for field in fields(element):
        column = next(iter(getattr(hints[field.name], "__metadata__", ())), None)
        if isinstance(column, Column):
            required = field.default is MISSING and field.default_factory is MISSING
            yield Field(column.name or field.name, column, required, field.name)
