"""Describing the tables of a plan package as CSV on the Web (https://www.w3.org/TR/tabular-metadata/)."""

from __future__ import annotations

import json
from typing import Any

from trama.model.cells import Objectives, Passages, Reference
from trama.model.element import Element, columns
from trama.namespaces import Names
from trama.plans.package import Package


def describe(package: Package, names: Names) -> str:
    """Return the `csv-metadata.json` of a package: its tables, columns and what they stand for."""
    # Missions filled in from the budget's have no file
    files = [name for name in package.tables if (package.path / name).exists()]
    tables = [_table(name, package, names) for name in files]
    document = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "it"}],
        "dc:title": package.plan,
        "tables": tables,
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _table(name: str, package: Package, names: Names) -> dict[str, Any]:
    element = type(package.tables[name][0])
    schema: dict[str, Any] = {
        "columns": [_column(element, i) for i in range(len(columns(element)))]
    }
    header = (package.path / name).read_text(encoding="utf-8-sig").splitlines()[0].split(",")
    by_name = {column["name"]: column for column in schema["columns"]}
    schema["columns"] = [by_name[name] for name in header]
    if element.rdf_class and "[" not in element.template:
        about = element.template.replace("{plan}", package.plan)
        schema["aboutUrl"] = names.thing("").value + about
    return {"url": name, "dc:description": element.__doc__, "tableSchema": schema}


def _column(element: type[Element], index: int) -> dict[str, Any]:
    field = columns(element)[index]
    described: dict[str, Any] = {"name": field.name, "titles": field.name}
    described |= field.column.cell.csvw()
    if field.required:
        described["required"] = True
    if field.column.properties:
        described["propertyUrl"] = field.column.properties[0].value
    if isinstance(field.column.cell, Reference | Objectives | Passages):
        described["dc:description"] = "references " + getattr(field.column.cell, "kind", "passage")
    return described
