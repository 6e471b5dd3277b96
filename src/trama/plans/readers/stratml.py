"""A plan in StratML: Part 1 (ISO 17469-1:2015), `StrategicPlan`, and Part 2 (ISO 17469-2).

Part 2, `PerformancePlanOrReport`, adds performance indicators to the objectives: see
`trama.plans.readers.stratml_indicators`. The schemas' namespaces are in `trama.plans.readers.stratml_tree`; older
documents name the same elements in other namespaces and are read as well. A goal becomes a Mission, an
objective an objective. What the schema has no element for, Trama writes into `OtherInformation`, a line for
each column, and finds there again.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from trama.errors import SourceError
from trama.messages import Message
from trama.model import Plan
from trama.plans.defaults import slug
from trama.plans.form import SEPARATOR
from trama.plans.package import Package, assemble, finish
from trama.plans.place import Place
from trama.plans.readers.guess import plan_of, with_plan
from trama.plans.readers.stratml_indicators import indicators_of
from trama.plans.readers.stratml_tree import MARK, Node, code_of, parse, raw, written
from trama.plans.tables import RawTable

ROOTS = ("StrategicPlan", "PerformancePlanOrReport")
RESPONSIBLE = "Responsabile"
MAX_NOTES = 100

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
        "PerformanceIndicator",
    ),
    "PerformanceIndicator": (
        "SequenceIndicator",
        "MeasurementDimension",
        "UnitOfMeasurement",
        "Identifier",
        "MeasurementInstance",
        "OtherInformation",
    ),
    "MeasurementInstance": ("TargetResult", "ActualResult"),
    "TargetResult": ("StartDate", "EndDate", "NumberOfUnits"),
    "ActualResult": ("StartDate", "EndDate", "NumberOfUnits"),
    "AdministrativeInformation": ("StartDate", "EndDate", "PublicationDate"),
    "Stakeholder": ("Name", "Description"),
}


def _holds(node: Node) -> bool:
    return bool(node.text.strip()) or any(_holds(child) for child in node.children)


_LISTED = ("StrategicPlanCore", "Value", "Goal", "Objective", "Organization", "Stakeholder")


def read_stratml(content: bytes, name: str) -> Package:
    """Read a plan from a StratML document.

    Raises SourceError if it is no such document, SourceProblems with every bad element. The package's
    notes tell what the document holds and a plan package does not.
    """
    root = parse(content, name)
    empty = _without_empty(root)
    if root.tag not in ROOTS:
        reason = Message("stratml.root")
        raise SourceError(reason, path=name, line=root.line, value=root.tag[:80])
    core = next(iter(root.all("StrategicPlanCore")), None)
    if core is None or not core.all("Goal"):
        raise SourceError("stratml.no-goal", path=name, line=root.line)
    place = Place(name)
    plan = _plan(root, core, name)
    goals, codes = _goals(core, place)
    measures, unread = indicators_of(codes, place)
    tables = [
        *goals,
        *measures,
        *_values(core, place),
        *_organizations(core, plan, place),
    ]
    language = (root.lang or core.lang or "it").partition("-")[0].lower()
    notes = [*sorted(_left_out(root)), *unread][:MAX_NOTES]
    if empty:
        notes.append(Message("note.elements-empty", elements=sorted(empty)))
    if language != "it":
        notes.append(Message("note.language", language=language))
    path = Path(name)
    described = {"id", "title_it", "kind", "start", "end", "publisher"} <= set(plan)
    if described:
        tables.append(RawTable("plan.csv", place, list(plan), [(root.line, list(plan.values()))]))
        described_ = assemble(tables, path.stem, path=path, shown=name, notes=notes)
        return replace(described_, language=language)
    # A plan of another system may lack a period or a publisher.
    read = assemble(tables, path.stem, path=path, shown=name)
    as_it_says = _described(plan, name, root.line)
    whole = with_plan(read.tables, as_it_says)
    made = finish(whole, path.stem, path=path, shown=name, notes=notes)
    return replace(made, language=language)


def _without_empty(node: Node) -> set[str]:
    """Take out elements that hold nothing, as forms leave them; return their names."""
    found: set[str] = set()
    for child in node.children:
        found |= _without_empty(child)
        # Names and descriptions that hold nothing are as good as none.
        if child.tag in _LISTED and not any(_holds(part) for part in child.children):
            child.children = []
    kept = [c for c in node.children if c.tag not in _LISTED or c.children or c.text.strip()]
    found |= {c.tag for c in node.children if c not in kept}
    node.children = kept
    return found


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


def _goals(core: Node, place: Place) -> tuple[list[RawTable], list[tuple[str, Node]]]:
    """The tables of Missions and objectives, and the elements of the objectives by code."""
    codes: list[tuple[str, Node]] = []
    missions: list[tuple[int, dict[str, str]]] = []
    objectives: list[tuple[int, dict[str, str]]] = []
    for order, goal in enumerate(core.all("Goal"), start=1):
        sequence = goal.words("SequenceIndicator")
        number = sequence if sequence.isascii() and sequence.isdigit() else str(order)
        label, text = goal.words("Name"), goal.words("Description")
        row = {"number": number, "label_it": label, "text_it": "" if text == label else text}
        missions.append((goal.line, row | written(goal.written("OtherInformation"))))
        for place_, objective in enumerate(goal.all("Objective"), start=1):
            code = code_of(objective.words("Identifier")) or f"{number}.{place_}"
            row = {
                "code": code,
                "mission": missions[-1][1]["number"],
                "order": str(place_),
                "label_it": objective.words("Name"),
                "text_it": objective.words("Description"),
                "responsible": ";".join(_responsible(objective)),
            }
            row |= written(objective.written("OtherInformation"))
            objectives.append((objective.line, row))
            codes.append((row["code"], objective))
    tables = [raw("missions.csv", place, missions), raw("objectives.csv", place, objectives)]
    return tables, codes


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
    return [raw("keywords.csv", place, rows)] if rows else []


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
    return [raw("actors.csv", place, rows)] if rows else []


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


def _left_out(node: Node) -> set[Message]:
    """What the document holds and is not read, an element of a kind once."""
    found: set[Message] = set()
    known = _KNOWN.get(node.tag, ())
    for child in node.children:
        stakeholder = child.tag == "Stakeholder" and node.tag == "Objective"
        foreign = stakeholder and not child.words("Description").startswith(RESPONSIBLE + SEPARATOR)
        if child.tag in known and not foreign:
            found |= _left_out(child)
            if child.tag == "OtherInformation" and child.text.partition(MARK)[0].strip():
                found.add(Message("note.words-unread", parent=node.tag))
        elif (child.text.strip() or child.children) and not (
            node.tag in ("Organization", "TargetResult", "ActualResult")
            and child.tag == "Description"
            and MARK in child.text
        ):
            found.add(Message("note.element-unread", element=child.tag[:80], parent=node.tag[:80]))
    return found
