"""A plan as RDF in our own vocabulary, Turtle or JSON-LD: the statements that a build makes, turned back.

Nothing outside the document is fetched: `owl:imports` is a statement like another, and a JSON-LD context
at an address elsewhere is an error.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

from trama.errors import SourceError
from trama.messages import Message
from trama.model import ELEMENTS, Edition, Link, Plan
from trama.model.cells import (
    BudgetCode,
    Cell,
    Choice,
    Concept,
    Flag,
    Objectives,
    Passages,
    Reference,
    Text,
)
from trama.model.element import CROSSING, Element, Field, columns
from trama.namespaces import KIND, RDF, RDFS, SKOS, TRAMA
from trama.plans.declared import with_links
from trama.plans.package import Package, assemble
from trama.plans.place import Place
from trama.plans.tables import RawTable

MAX_STATEMENTS = 500_000
MAX_DEPTH = 200
KEPT = ("conflictsWith", "alignsTo")
"""The crossing relations between objectives that a document may state without a column for them."""

# What brackets may stand in without nesting, and the brackets that nest. A string may lack its end: it is
# then gone through once, not from each of its quotes.
_JSON = re.compile(rb'"(?:[^"\\]|\\.)*+"?|[\[{\]}]', re.DOTALL)
_TURTLE = re.compile(
    rb'"""(?:\\.|"{1,2}(?!")|[^"\\])*+(?:""")?'
    rb"|'''(?:\\.|'{1,2}(?!')|[^'\\])*+(?:''')?"
    rb'|"(?:\\.|[^"\\\n])*+"?'
    rb"|'(?:\\.|[^'\\\n])*+'?"
    rb"|<[^<>\s]*+>?|#[^\n]*+|[\[({\])}]",
    re.DOTALL,
)
_FIELD = re.compile(r"\{(\w+)\}")


@dataclass(slots=True)
class Statements:
    """The statements of a document by subject and property, and the base of its things."""

    by_subject: dict[str, dict[str, list[NamedNode | Literal]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    base: str = ""
    plan: str = ""
    language: str = "it"

    def values(self, subject: str, predicate: NamedNode) -> list[NamedNode | Literal]:
        """Return the values of a property of a thing."""
        return self.by_subject.get(subject, {}).get(predicate.value, [])

    def of_class(self, class_: NamedNode) -> list[str]:
        """Return the things of a class, in the order of their names."""
        return sorted(s for s in self.by_subject if class_ in self.values(s, RDF.type))

    def local(self, node: NamedNode | Literal) -> str:
        """Return the local name of a thing, or nothing if it hangs from another base."""
        return node.value.removeprefix(self.base) if node.value.startswith(self.base) else ""


def read_turtle_plan(content: bytes, name: str) -> Package:
    """Read a plan from Turtle.

    Raises SourceError if it is not Turtle or holds no plan, SourceProblems with every bad value.
    """
    return _read(content, name, RdfFormat.TURTLE, "Turtle")


def read_jsonld(content: bytes, name: str) -> Package:
    """Read a plan from JSON-LD, whose context must stand in the document.

    Raises SourceError if it is not JSON-LD or holds no plan, SourceProblems with every bad value.
    """
    return _read(content, name, RdfFormat.JSON_LD, "JSON-LD")


def _read(content: bytes, name: str, format: RdfFormat, called: str) -> Package:
    _check_depth(content, name, _JSON if format == RdfFormat.JSON_LD else _TURTLE)
    found = _statements(content, name, format, called)
    plans = [s for s in found.of_class(TRAMA.Plan) if "/id/" in s]
    own = _with_parts(found, plans)
    if not own:
        raise SourceError("rdf.no-plan", path=name)
    found.base, _, found.plan = own.rpartition("/id/")
    found.base += "/id/"
    place = Place(name)
    found.language = _language(found, own)
    tables = [
        table
        for element in ELEMENTS
        if element.rdf_class and element not in (Edition, Link)
        for table in _table(element, found, place)
    ]
    read = assemble(
        tables, Path(name).stem, path=Path(name), shown=name, notes=_left_out(found, tables)
    )
    return replace(with_links(read, list(_crossing(found))), language=found.language)


def _statements(content: bytes, name: str, format: RdfFormat, called: str) -> Statements:
    found = Statements()
    try:
        for count, quad in enumerate(parse(content, format=format), start=1):
            if count > MAX_STATEMENTS:
                raise SourceError("rdf.too-many", most=MAX_STATEMENTS, path=name)
            if isinstance(quad.subject, NamedNode) and not isinstance(quad.object, BlankNode):
                value = quad.object
                if isinstance(value, NamedNode | Literal):
                    found.by_subject[quad.subject.value][quad.predicate.value].append(value)
    except SyntaxError as error:
        reason = Message("rdf.invalid", form=called, reason=error.msg)
        raise SourceError(reason, path=name, line=error.lineno) from None
    except (ValueError, OSError) as error:
        raise SourceError("rdf.invalid", form=called, reason=error, path=name) from error
    return found


def _check_depth(content: bytes, name: str, tokens: re.Pattern[bytes]) -> None:
    """Refuse nesting that no plan has: parsers take time or memory that grows with it."""
    depth = 0
    for match in tokens.finditer(content):
        token = match[0]
        if len(token) > 1 or token not in b"[({])}":
            continue
        depth += 1 if token in b"[({" else -1
        if depth > MAX_DEPTH:
            line = content.count(b"\n", 0, match.start()) + 1
            reason = Message("rdf.too-deep", most=MAX_DEPTH)
            raise SourceError(reason, path=name, line=line)


def _with_parts(found: Statements, plans: list[str]) -> str:
    """The plan that the document is about: the one that things are parts of."""
    parts: dict[str, int] = dict.fromkeys(plans, 0)
    for subject in found.by_subject:
        for plan in found.values(subject, TRAMA.inPlan):
            if plan.value in parts:
                parts[plan.value] += 1
    return max(parts, key=lambda plan: (parts[plan], plan), default="")


def _table(element: type[Element], found: Statements, place: Place) -> Iterator[RawTable]:
    rows: list[dict[str, str]] = []
    for subject in found.of_class(element.rdf_class or TRAMA.Plan):
        key = _key(element, subject, found)
        if key is None or (element is Plan and key.get("id") != found.plan):
            continue
        values = {f.name: _raw(subject, f, found) for f in columns(element)}
        rows.append(values | {name: value for name, value in key.items() if name in values})
    if element.table == "objectives.csv":
        rows.sort(key=lambda row: (row["mission"].zfill(9), row["order"].zfill(9)))
    header = [name for name in rows[0] if any(row[name] for row in rows)] if rows else []
    if rows:
        lines = [(line, [row[name] for name in header]) for line, row in enumerate(rows, start=1)]
        yield RawTable(element.table, place, header, lines)


def _key(element: type[Element], subject: str, found: Statements) -> dict[str, str] | None:
    """The columns that a thing's name is made of; None if it is a thing of another plan."""
    template = element.template.replace("{plan}", re.escape(found.plan))
    pattern = _FIELD.sub(r"(?P<\1>[^/#?]+)", template)
    match = re.fullmatch(pattern, found.local(NamedNode(subject)))
    return match.groupdict() if match else None


def _raw(subject: str, field_: Field, found: Statements) -> str:
    """The cell of a thing's column, as a planner would have written it."""
    column, cell = field_.column, field_.column.cell
    if column.declares:
        values = found.values(subject, TRAMA[column.declares])
    elif column.properties:
        values = found.values(subject, column.properties[0])
    elif column.notation:
        values = found.values(subject, SKOS.notation)
    else:
        return ""
    written = [text for value in values if (text := _text(value, cell, found))]
    many = isinstance(cell, Passages | Objectives) or getattr(cell, "many", False)
    return ";".join(sorted(set(written))) if many else next(iter(written), "")


def _text(value: NamedNode | Literal, cell: Cell, found: Statements) -> str:
    if isinstance(value, Literal):
        wanted = getattr(cell, "lang", None)
        wanted = found.language if wanted == "it" else wanted
        if isinstance(cell, Text) and wanted and value.language != wanted:
            return ""
        return (
            {"true": "sì", "false": "no"}.get(value.value, "")
            if isinstance(cell, Flag)
            else value.value
        )
    if isinstance(cell, Objectives):
        owner, part, code = found.local(value).partition(f"/{cell.kind}/")
        return (f"{owner}#{code}" if owner != found.plan else code) if part else ""
    if isinstance(cell, Passages):
        return ""  # a document holds passages and not the text, which is made anew
    if isinstance(cell, Reference):
        before, _, _ = cell.template.replace("{plan}", found.plan).partition("{value}")
        return (
            found.local(value).removeprefix(before)
            if found.local(value).startswith(before)
            else value.value
        )
    if isinstance(cell, Concept | BudgetCode):
        return value.value.rpartition("/")[2] if value.value.startswith(KIND.iri) else value.value
    if isinstance(cell, Choice):
        return value.value.removeprefix(TRAMA.iri).lower()
    return value.value


def _language(found: Statements, plan: str) -> str:
    """The language of the plan's title: Italian, or else the first that it is in."""
    given = sorted(
        value.language
        for value in found.values(plan, RDFS.label)
        if isinstance(value, Literal) and value.language
    )
    return "it" if "it" in given or not given else given[0]


def _crossing(found: Statements) -> Iterator[tuple[str, str, str]]:
    """What the plan's objectives state of other things and no column of theirs holds."""
    declared = {f.column.declares for e in ELEMENTS for f in columns(e)}
    for subject in found.of_class(TRAMA.StrategicObjective):
        source = found.local(NamedNode(subject))
        if not source.startswith(f"{found.plan}/"):
            continue
        for relation in KEPT:
            if relation in declared:
                continue
            for value in found.values(subject, TRAMA[relation]):
                target = found.local(value)
                if target:
                    yield source, relation, target


def _left_out(found: Statements, tables: list[RawTable]) -> list[Message]:
    """What the document says that tables do not hold: links with their reasons, other crossing statements."""
    declared = {f.column.declares for e in ELEMENTS for f in columns(e)}
    notes = []
    links = len(found.of_class(TRAMA.Link))
    if found.of_class(TRAMA.Text):
        notes.append(Message("note.text-made"))
    if links:
        notes.append(Message("note.reasons-unread", count=links))
    for name in CROSSING:
        count = sum(len(by.get(TRAMA[name].value, ())) for by in found.by_subject.values())
        if count and name not in declared and name not in KEPT:
            notes.append(Message("note.statements-unread", count=count, name=name))
    return notes
