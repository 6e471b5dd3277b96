"""Statements as tables of CSV, a table a class, described by CSV on the Web (https://www.w3.org/TR/tabular-metadata/)."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from trama.namespaces import PREFIXES, RDF, SKOS, XSD

METADATA = "csv-metadata.json"
OTHER = "other"
"""The table of things of which the statements tell no class."""

_SEPARATORS = (" | ", " ¦ ", " ‖ ", " ␞ ")
_TYPE = RDF.type.value
# What a reader knows a thing by comes first.
_FIRST = {
    (SKOS.notation.value, XSD.string.value): 0,
    (SKOS.prefLabel.value, "@it"): 1,
    (SKOS.prefLabel.value, "@en"): 2,
}
# A property, and of what form its values are: `iri`, `@it` or the IRI of a datatype.
_Column = tuple[str, str]
_Rows = dict[str, dict[_Column, list[str]]]


def packed_tables(triples: Iterable[Triple]) -> bytes:
    """Return statements as a ZIP of CSV tables with their description; the same statements give the same bytes.

    The table of a class has a row a thing of that class and a column a property, language and datatype;
    several values stand in one cell, with the separator that `csv-metadata.json` names, which also says
    what statement each cell makes. Files are UTF-8 with a byte order mark, so that spreadsheets read accents.
    """
    things: dict[str, dict[_Column, set[str]]] = defaultdict(lambda: defaultdict(set))
    for triple in triples:
        subject, value = _spelled(triple.subject), triple.object
        things[subject][triple.predicate.value, _form(value)].add(_spelled(value))
    classes: dict[str, _Rows] = defaultdict(dict)
    for subject, facts in sorted(things.items()):
        row = {column: sorted(values) for column, values in facts.items()}
        for name in row.get((_TYPE, "iri"), [""]):
            classes[name][subject] = row
    names = _names(classes, OTHER)
    files: dict[str, bytes] = {}
    described = []
    for name in sorted(classes, key=lambda each: names[each]):
        content, facts_of_table = _table(f"{names[name]}.csv", classes[name])
        files[f"{names[name]}.csv"] = content
        described.append(facts_of_table)
    metadata = {"@context": "http://www.w3.org/ns/csvw", "tables": described}
    files[METADATA] = (json.dumps(metadata, ensure_ascii=False, indent=1) + "\n").encode()
    return _packed(files)


def _form(value: Any) -> str:
    if isinstance(value, Literal):
        return f"@{value.language}" if value.language else value.datatype.value
    return "iri"


def _spelled(value: Any) -> str:
    if isinstance(value, (NamedNode, Literal)):
        return value.value
    if isinstance(value, BlankNode):
        return f"_:{value.value}"
    raise TypeError(type(value))


def _names(iris: Iterable[str], empty: str) -> dict[str, str]:
    """Short names, each once: the local one, with the vocabulary's prefix where two have the same."""
    local = {iri: re.split(r"[#/]", iri.rstrip("#/"))[-1] or empty for iri in iris}
    count: dict[str, int] = defaultdict(int)
    for name in local.values():
        # Names of files are alike to some systems where only their letters' case differs.
        count[name.casefold()] += 1
    prefixes = {iri: prefix for prefix, iri in PREFIXES.items()}
    found: dict[str, str] = {}
    taken: set[str] = set()
    for iri in sorted(local):
        name = local[iri]
        if count[name.casefold()] > 1:
            name = f"{prefixes.get(iri[: -len(name)], 'other')}_{name}"
        while name.casefold() in taken:
            name += "_"
        taken.add(name.casefold())
        found[iri] = name
    return found


def _table(name: str, rows: _Rows) -> tuple[bytes, dict[str, Any]]:
    found = {column for row in rows.values() for column in row}
    columns = sorted(found, key=lambda each: (_FIRST.get(each, len(_FIRST)), each))
    titles = _titles(columns)
    separators = {
        column: _separator(values for row in rows.values() if (values := row.get(column)))
        for column in columns
    }
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["iri", *(titles[column] for column in columns)])
    for subject, row in rows.items():
        writer.writerow([subject, *(separators[c].join(row.get(c, ())) for c in columns)])
    first = {"name": "iri", "titles": "iri", "suppressOutput": True, "required": True}
    described = [first, *(_described(c, titles[c], separators[c]) for c in columns)]
    schema = {"aboutUrl": "{+iri}", "primaryKey": "iri", "columns": described}
    return out.getvalue().encode("utf-8-sig"), {"url": name, "tableSchema": schema}


def _titles(columns: list[_Column]) -> dict[_Column, str]:
    """A heading each: the property's name, its language, and its datatype where a property has several."""
    names = _names({name for name, _ in columns}, "value")
    forms: dict[str, set[str]] = defaultdict(set)
    for name, form in columns:
        if not form.startswith("@"):
            forms[name].add(form)
    titles = {}
    for name, form in columns:
        if form.startswith("@"):
            ending = f"_{form[1:]}"
        elif len(forms[name]) > 1:
            ending = f"_{re.split(r'[#/]', form)[-1]}"
        else:
            ending = ""
        titles[name, form] = names[name] + ending
    return titles


def _separator(cells: Iterable[list[str]]) -> str:
    """What parts the values of a cell and stands in none; empty if each cell has one value."""
    found = list(cells)
    if all(len(values) == 1 for values in found):
        return ""
    for each in _SEPARATORS:
        if not any(each in value for values in found for value in values):
            return each
    return "\x1f"


def _described(column: _Column, title: str, separator: str) -> dict[str, Any]:
    name, form = column
    facts: dict[str, Any] = {"name": title, "titles": title, "propertyUrl": name}
    if form == "iri":
        facts["datatype"] = "anyURI"
        facts["valueUrl"] = f"{{+{title}}}"
    elif form.startswith("@"):
        facts["lang"] = form[1:]
    elif form.startswith(XSD.iri):
        facts["datatype"] = form.removeprefix(XSD.iri)
    else:
        facts["datatype"] = {"base": "string", "@id": form}
    return {**facts, "separator": separator} if separator else facts


def _packed(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in files.items():
            # An entry without a date: the same content is the same file on every day.
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()
