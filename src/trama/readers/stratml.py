"""A plan in StratML, Part 1 (ISO 17469-1:2015): `StrategicPlan` with its goals and their objectives.

The schema's namespace is `urn:ISO:std:iso:17469:tech:xsd:stratml_core`; older documents, and those of
Part 2, name the same elements in other namespaces and are read as well. A goal becomes a Mission, an
objective an objective. What the schema has no element for, Trama writes into `OtherInformation`, a line
for each column, and finds there again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from xml.parsers import expat

from trama.errors import SourceError
from trama.form import SEPARATOR
from trama.model import Plan
from trama.package import Package, assemble, finish
from trama.place import Place
from trama.readers.guess import plan_of, slug, with_plan
from trama.readers.xml import Events
from trama.tables import RawTable

NAMESPACE = "urn:ISO:std:iso:17469:tech:xsd:stratml_core"
ROOTS = ("StrategicPlan", "PerformancePlanOrReport")
RESPONSIBLE = "Responsabile"
MARK = "[Trama]"
MAX_NOTES = 100

_IDENTIFIER = re.compile(r"[A-Za-z_](?P<rest>[\w.-]*)", re.ASCII)
_LINE = re.compile(r"([a-z_]+): (.*)")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r"}
_KNOWN = {
    "StrategicPlan": ("Name", "OtherInformation", "StrategicPlanCore", "AdministrativeInformation"),
    "PerformancePlanOrReport": (
        "Name",
        "OtherInformation",
        "StrategicPlanCore",
        "AdministrativeInformation",
    ),
    "StrategicPlanCore": ("Organization", "Value", "Goal"),
    "Organization": ("Name", "Acronym", "Identifier"),
    "Value": ("Name", "Description"),
    "Goal": (
        "Name",
        "Description",
        "Identifier",
        "SequenceIndicator",
        "OtherInformation",
        "Objective",
    ),
    "Objective": (
        "Name",
        "Description",
        "Identifier",
        "SequenceIndicator",
        "Stakeholder",
        "OtherInformation",
    ),
    "AdministrativeInformation": ("StartDate", "EndDate", "PublicationDate"),
    "Stakeholder": ("Name", "Description"),
}


@dataclass(slots=True)
class Node:
    """An element of the document, with its line."""

    tag: str
    line: int
    text: str = ""
    children: list[Node] = field(default_factory=list)

    def all(self, tag: str) -> list[Node]:
        """Return the children of a tag."""
        return [child for child in self.children if child.tag == tag]

    def words(self, tag: str) -> str:
        """Return the text of the first child of a tag."""
        return next((" ".join(child.text.split()) for child in self.all(tag)), "")

    def written(self, tag: str) -> str:
        """Return the text of the first child of a tag as it is, for its lines."""
        return next((child.text for child in self.all(tag)), "")


def read_stratml(content: bytes, name: str) -> Package:
    """Read a plan from a StratML document.

    Raises SourceError if it is no such document, SourceProblems with every bad element. The package's
    notes tell what the document holds and a plan package does not.
    """
    root = _parse(content, name)
    if root.tag not in ROOTS:
        reason = "the document is not a StratML plan; its root should be StrategicPlan"
        raise SourceError(reason, path=name, line=root.line, value=root.tag[:80])
    core = next(iter(root.all("StrategicPlanCore")), None)
    if core is None or not core.all("Goal"):
        raise SourceError("the plan has no Goal", path=name, line=root.line)
    place = Place(name)
    plan = _plan(root, core, name)
    tables = [
        *_goals(core, place),
        *_values(core, place),
        *_organizations(core, plan, place),
    ]
    notes = sorted(_left_out(root))[:MAX_NOTES]
    path = Path(name)
    described = {"id", "title_it", "kind", "start", "end", "publisher"} <= set(plan)
    if described:
        tables.append(RawTable("plan.csv", place, list(plan), [(root.line, list(plan.values()))]))
        return assemble(tables, path.stem, path=path, shown=name, notes=notes)
    # A plan of another system may lack a period or a publisher.
    read = assemble(tables, path.stem, path=path, shown=name)
    as_it_says = _described(plan, name, root.line)
    return finish(with_plan(read.tables, as_it_says), path.stem, path=path, shown=name, notes=notes)


def _described(plan: dict[str, str], name: str, line: int) -> Plan:
    """The plan of a document that does not say all that a package asks for."""
    guessed = plan_of(name)
    return replace(
        guessed,
        line=line,
        title_it=plan.get("title_it", guessed.title_it),
        start=plan.get("start", ""),
        end=plan.get("end", ""),
        publisher=tuple(filter(None, [plan.get("publisher", "")])),
    )


def _parse(content: bytes, name: str) -> Node:
    events = Events()
    root: Node | None = None
    open_: list[Node] = []
    try:
        for event, tag, value, line in chain(events.feed(content), events.close()):
            if event == "start":
                node = Node(tag, line)
                if open_:
                    open_[-1].children.append(node)
                root = root or node
                open_.append(node)
            elif event == "end":
                open_.pop()
            elif open_:
                open_[-1].text += str(value)
    except SourceError as error:
        raise (
            error if error.path else SourceError(error.message, path=name, line=error.line)
        ) from None
    except expat.ExpatError as error:
        reason = f"the file is not valid XML ({expat.ErrorString(error.code)})"
        raise SourceError(reason, path=name, line=error.lineno) from error
    except (UnicodeError, LookupError, ValueError) as error:
        raise SourceError("the file is in an encoding that is not read", path=name) from error
    if root is None:
        raise SourceError("the file holds no XML element", path=name)
    return root


def _plan(root: Node, core: Node, name: str) -> dict[str, str]:
    """The columns of the plan: what Trama wrote of them, or what the document says."""
    admin = next(iter(root.all("AdministrativeInformation")), Node("", root.line))
    organizations = core.all("Organization")
    publisher = _named(organizations[0]) if organizations else ""
    found = {
        "id": slug(Path(name).stem),
        "title_it": root.words("Name"),
        "kind": "dup",
        "start": admin.words("StartDate"),
        "end": admin.words("EndDate"),
        "approved": admin.words("PublicationDate"),
        "publisher": publisher,
    } | written(root.written("OtherInformation"))
    return {column: value for column, value in found.items() if value}


def _goals(core: Node, place: Place) -> list[RawTable]:
    missions: list[tuple[int, dict[str, str]]] = []
    objectives: list[tuple[int, dict[str, str]]] = []
    for order, goal in enumerate(core.all("Goal"), start=1):
        sequence = goal.words("SequenceIndicator")
        number = sequence if sequence.isascii() and sequence.isdigit() else str(order)
        label, text = goal.words("Name"), goal.words("Description")
        row = {"number": number, "label_it": label, "text_it": "" if text == label else text}
        missions.append((goal.line, row | written(goal.written("OtherInformation"))))
        for place_, objective in enumerate(goal.all("Objective"), start=1):
            code = _code(objective.words("Identifier")) or f"{number}.{place_}"
            row = {
                "code": code,
                "mission": missions[-1][1]["number"],
                "order": str(place_),
                "label_it": objective.words("Name"),
                "text_it": objective.words("Description"),
                "responsible": ";".join(_responsible(objective)),
            }
            objectives.append(
                (objective.line, row | written(objective.written("OtherInformation")))
            )
    return [_raw("missions.csv", place, missions), _raw("objectives.csv", place, objectives)]


def _values(core: Node, place: Place) -> list[RawTable]:
    rows = []
    for order, value in enumerate(core.all("Value"), start=1):
        label = value.words("Name") or value.words("Description")
        text = value.words("Description") or label
        row = {
            "id": slug(label, f"valore-{order}"),
            "number": str(order),
            "label_it": label,
            "text_it": text,
        }
        rows.append((value.line, row))
    return [_raw("keywords.csv", place, rows)] if rows else []


def _organizations(core: Node, plan: dict[str, str], place: Place) -> list[RawTable]:
    """The publisher, where the document describes it and no register needs to."""
    rows = []
    for organization in core.all("Organization")[:1]:
        identifier, label = _named(organization), organization.words("Name")
        # Trama writes a name only for an actor that the plan itself describes.
        if label and (plan.get("publisher") == identifier) and label != identifier:
            row = {"id": identifier, "label_it": label, "acronym": organization.words("Acronym")}
            row |= {"kind": "public-body", "basis": "stated"}
            row |= written(organization.written("Description"))
            rows.append((organization.line, row))
    return [_raw("actors.csv", place, rows)] if rows else []


def _named(organization: Node) -> str:
    identifier = organization.words("Identifier")
    found = identifier.removeprefix("_")
    return found if found and found == slug(found, "") else slug(organization.words("Name"), "")


def _responsible(objective: Node) -> list[str]:
    found = []
    for stakeholder in objective.all("Stakeholder"):
        role, dash, actor = stakeholder.words("Description").partition(SEPARATOR)
        if dash and role == RESPONSIBLE:
            found.append(actor)
    return found


def _code(identifier: str) -> str:
    """The code in an XML identifier, which must not begin with a digit."""
    found = _IDENTIFIER.fullmatch(identifier)
    if not found:
        return re.sub(r"[^A-Za-z0-9]+", "-", identifier).strip("-")
    code = found["rest"] if identifier.startswith("_") else identifier
    return re.sub(r"[^A-Za-z0-9._-]+|[._-]+(?=[._-])", "-", code).strip("-._")


def written(text: str) -> dict[str, str]:
    """Return the columns that Trama wrote into a text, `column: value` on a line each."""
    _, mark, lines = text.partition(MARK)
    if not mark:
        return {}
    found = (_LINE.fullmatch(line.strip(" ")) for line in lines.split("\n"))
    return {
        match[1]: _ESCAPE.sub(lambda m: _ESCAPED.get(m[1], m[1]), match[2])
        for match in found
        if match
    }


def _left_out(node: Node) -> set[str]:
    """What the document holds and is not read, an element of a kind once."""
    found: set[str] = set()
    known = _KNOWN.get(node.tag, ())
    for child in node.children:
        stakeholder = child.tag == "Stakeholder" and node.tag == "Objective"
        foreign = stakeholder and not child.words("Description").startswith(RESPONSIBLE + SEPARATOR)
        if child.tag in known and not foreign:
            found |= _left_out(child)
            if child.tag == "OtherInformation" and child.text.partition(MARK)[0].strip():
                found.add(f"the words of OtherInformation in {node.tag} are not read")
        elif (child.text.strip() or child.children) and not (
            node.tag == "Organization" and child.tag == "Description" and MARK in child.text
        ):
            found.add(f"{child.tag[:80]} in {node.tag[:80]} is not read")
    return found


def _raw(name: str, place: Place, rows: list[tuple[int, dict[str, str]]]) -> RawTable:
    header = list(
        dict.fromkeys(column for _, row in rows for column, value in row.items() if value)
    )
    return RawTable(
        name, place, header, [(line, [row.get(c, "") for c in header]) for line, row in rows]
    )
