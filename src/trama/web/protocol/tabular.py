"""A page of the answer to a ready query, in the forms that `/api` offers."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pyoxigraph import (
    Literal,
    NamedNode,
    QueryResultsFormat,
    QuerySolutions,
    parse_query_results,
)

from trama.errors import QueryError
from trama.namespaces import XSD, Names
from trama.office.spreadsheet import safe_cell
from trama.query import sparql
from trama.query.library import Query
from trama.rdf.forms import RESULT_FORMATS, Form
from trama.rdf.tokens import query_form
from trama.rdf.xmlsafe import xml_text

MOST = 10_000
_NUMBERS = {XSD.integer.value, XSD.decimal.value, XSD.double.value, XSD.float.value}


_RESULTS = {form.name: form for form in RESULT_FORMATS}
FORMS = (
    Form("json", "application/json", "JSON", None),
    _RESULTS["csv"],
    _RESULTS["tsv"],
    replace(_RESULTS["json"], name="srj", also=("sparql-results+json",)),
    replace(_RESULTS["xml"], name="srx", also=("sparql-results+xml", "xml", "application/xml")),
)
"""The forms of `/api`, where JSON is plain rows."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One page of rows, with the number of all rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    page: int
    per_page: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are; one even if there is nothing."""
        return max(1, -(-self.total // self.per_page))


def question(query: Query, given: Mapping[str, str], names: Names) -> str:
    """Return a ready query as it is to be asked, its parameters bound.

    Raises QueryError for a parameter that does not fit, or a query whose answer is not a table.
    """
    if query_form(query.text) != "SELECT":
        raise QueryError("query.no-rows", query=query.name)
    return sparql.bind(query.text, query.values(given, names))


def page_of(results: bytes, *, page: int, per_page: int) -> Answer:
    """Return one page of an answer, given whole in the JSON of SPARQL 1.1.

    Rows keep the query's own order, which has no ties, so pages do not overlap.
    """
    found = parse_query_results(results, format=QueryResultsFormat.JSON)
    if not isinstance(found, QuerySolutions):
        raise TypeError("SELECT gives solutions")
    first = (page - 1) * per_page
    rows = []
    total = 0
    for row in found:
        if first <= total < first + per_page:
            rows.append(tuple(row))
        total += 1
    columns = tuple(variable.value for variable in found.variables)
    return Answer(columns, tuple(rows), page, per_page, total)


def write(answer: Answer, query: Query, form: Form) -> bytes:
    """Return a page of an answer in one of FORMS."""
    if form.name in ("csv", "tsv"):
        return _table(answer, "," if form.name == "csv" else "\t")
    if form.name == "json":
        return _json(answer, query)
    return _results(answer, form.name)


def _table(answer: Answer, delimiter: str) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(answer.columns)
    for row in answer.rows:
        writer.writerow([_cell(term) for term in row])
    return out.getvalue().encode()


def _cell(term: Any) -> str:
    if term is None:
        return ""
    value = getattr(term, "value", str(term))
    if isinstance(term, Literal) and term.datatype.value in _NUMBERS:
        return value
    return safe_cell(value)


def _json(answer: Answer, query: Query) -> bytes:
    content = {
        "query": query.name,
        "columns": [
            {"name": name, "type": query.columns.get(name, "string")} for name in answer.columns
        ],
        "rows": [
            {name: _plain(term) for name, term in zip(answer.columns, row, strict=True)}
            for row in answer.rows
        ],
        "page": answer.page,
        "per_page": answer.per_page,
        "total": answer.total,
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _plain(term: Any) -> str | int | float | None:
    """A term as JSON has it: numbers as numbers, all else as text, what is unbound as null."""
    if term is None:
        return None
    value = str(getattr(term, "value", term))
    if isinstance(term, Literal):
        if term.datatype == XSD.integer:
            return int(value)
        if term.datatype.value in _NUMBERS:
            return float(value)
    return value


def _results(answer: Answer, name: str) -> bytes:
    bindings = [
        {
            column: _term(term)
            for column, term in zip(answer.columns, row, strict=True)
            if term is not None
        }
        for row in answer.rows
    ]
    content = {"head": {"vars": list(answer.columns)}, "results": {"bindings": bindings}}
    text = json.dumps(content, ensure_ascii=False).encode()
    if name == "srj":
        return text
    found = parse_query_results(text, format=QueryResultsFormat.JSON)
    if not isinstance(found, QuerySolutions):
        raise TypeError("solutions were written, and others read")
    return xml_text(found.serialize(format=QueryResultsFormat.XML) or b"")


def _term(term: Any) -> dict[str, str]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, Literal):
        facts = {"type": "literal", "value": term.value}
        if term.language:
            return {**facts, "xml:lang": term.language}
        return facts if term.datatype == XSD.string else {**facts, "datatype": term.datatype.value}
    return {"type": "bnode", "value": str(getattr(term, "value", term))}
