"""A StratML document as a tree of elements with their lines, and what Trama writes into its free texts.

The schema has no element for some columns; Trama writes them below `[Trama]`, `column: value` on a line
each, and finds them there again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import chain
from xml.parsers import expat

from trama.errors import SourceError
from trama.messages import Message
from trama.plans.place import Place
from trama.plans.readers.xml import Events, start_of
from trama.plans.tables import RawTable

NAMESPACE = "urn:ISO:std:iso:17469:tech:xsd:stratml_core"
"""Part 1, of strategic plans."""

PERFORMANCE = "urn:ISO:std:iso:17469:tech:xsd:PerformancePlanOrReport"
"""Part 2, of performance plans and reports: the same, and indicators."""

MARK = "[Trama]"
INDICATOR = "indicatore-"
"""What the identifier of an indicator begins with, lest it be that of an objective."""

MEASURED = "valore misurato"
"""The kind of a result that is the measure of an indicator."""

_XML = "http://www.w3.org/XML/1998/namespace"
# Names of elements by their small letters: drafts of the standard wrote some otherwise.
_TAGS = {
    tag.casefold(): tag
    for tag in (
        "StrategicPlan", "PerformancePlanOrReport", "StrategicPlanCore", "AdministrativeInformation",
        "Organization", "Vision", "Mission", "Value", "Goal", "Objective", "Stakeholder", "Name",
        "Acronym", "Identifier", "Description", "SequenceIndicator", "OtherInformation",
        "PerformanceIndicator", "MeasurementDimension", "UnitOfMeasurement", "MeasurementInstance",
        "TargetResult", "ActualResult", "NumberOfUnits", "StartDate", "EndDate", "PublicationDate",
        "Relationship", "Descriptor", "Source", "Submitter",
    )
} | {"performanceplan": "PerformancePlanOrReport", "performancereport": "PerformancePlanOrReport",
     "plancore": "StrategicPlanCore", "sequencenumber": "SequenceIndicator"}  # fmt: skip
_IDENTIFIER = re.compile(r"[A-Za-z_](?P<rest>[\w.-]*)", re.ASCII)
_LINE = re.compile(r"([a-z_]+): (.*)")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r"}


@dataclass(slots=True)
class Node:
    """An element of the document, with its line."""

    tag: str
    line: int
    text: str = ""
    lang: str = ""
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


def parse(content: bytes, name: str) -> Node:
    """Return the root element of a document; SourceError, with its line, if it is no sound XML."""
    events = Events()
    root: Node | None = None
    open_: list[Node] = []
    try:
        for event, tag, value, line in chain(events.feed(content), events.close()):
            if event == "start":
                lang = start_of(value).get(f"{_XML} lang", "")
                node = Node(_TAGS.get(tag.casefold(), tag), line, lang=lang)
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
        reason = Message("xml.invalid", reason=expat.ErrorString(error.code))
        raise SourceError(reason, path=name, line=error.lineno) from error
    except (UnicodeError, LookupError, ValueError) as error:
        raise SourceError("xml.encoding", path=name) from error
    if root is None:
        raise SourceError("xml.empty", path=name)
    return root


def code_of(identifier: str) -> str:
    """Return the code in an XML identifier, which must not begin with a digit."""
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


def raw(name: str, place: Place, rows: list[tuple[int, dict[str, str]]]) -> RawTable:
    """Return a table of rows with their lines; columns that no row fills are left out."""
    header = list(
        dict.fromkeys(column for _, row in rows for column, value in row.items() if value)
    )
    return RawTable(
        name, place, header, [(line, [row.get(c, "") for c in header]) for line, row in rows]
    )
