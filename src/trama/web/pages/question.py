"""A question in Italian, at `/domanda?q=`: the ready query that it asks, and its answer; or what is near."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from trama.errors import QueryError
from trama.publish import pages, rendering
from trama.query.headings import headings
from trama.query.library import Query
from trama.query.questions.names import Directory, read_directory
from trama.query.questions.understanding import LONGEST, Understood, understand
from trama.web.problems import check_language
from trama.web.protocol import tabular
from trama.web.protocol.answers import admit
from trama.web.protocol.whole import whole_answer
from trama.web.replies import dataset, language, page, remembered, view
from trama.web.state import current

blueprint = Blueprint("question", __name__)

ROWS = 100
"""The most rows of an answer on the page; the rest is one address on."""


@blueprint.get("/domanda")
def question_page() -> Response:
    """Show which ready query a question asks, its SPARQL and its answer; or that it was not understood."""
    admit()
    check_language()
    lang, asked = language(), request.args.get("q", "").strip()
    found, problem = None, ""
    if asked:
        try:
            found = understand(asked, _names(), current().queries)
        except QueryError as error:
            problem = error.said(lang)
    if found and found.reason:
        problem = found.reason.said(lang)
    queries = current().queries
    answered = _answer(queries[found.query], found, lang) if found and found.query else {}
    body = rendering.render(
        "question.html",
        view(),
        asked=asked,
        most=LONGEST,
        problem=problem,
        near=[
            (queries[near.query], _query_page(near.query, near.parameters))
            for near in (found.near if found else ())
        ],
        query=queries[found.query] if answered and found else None,
        answer=answered,
    )
    return page(body)


def _names() -> Directory:
    return remembered(
        "names-of-things", lambda data: read_directory(data.store, data.settings.names)
    )


def _answer(query: Query, found: Understood, lang: str) -> dict[str, object]:
    names, given = current().settings.names, found.parameters
    results = whole_answer(tabular.question(query, given, names))
    told = tabular.page_of(results, page=1, per_page=ROWS)
    shown = headings(query.columns, lang)
    at = {name: number for number, name in enumerate(told.columns)}
    rows = [
        [_cell([row[at[name]] for name in each.columns], lang) for each in shown]
        for row in told.rows
    ]
    return {
        "things": [thing.told for thing in found.things],
        "columns": [each.title for each in shown],
        "rows": rows,
        "total": told.total,
        "most": ROWS,
        "text": query.filled_in(names, given),
        "address": _query_page(query.name, given),
        "whole": _address(f"/api/{query.name}", {**given, "format": "html"}),
        "csv": _address(
            f"/api/{query.name}", {**given, "format": "csv", "per_page": str(tabular.MOST)}
        ),
    }


def _cell(terms: list[object], lang: str) -> dict[str, object]:
    """The first of some terms that has a value: a link to our page of a thing, or a text."""
    data = dataset()
    for term in terms:
        value = str(getattr(term, "value", term)) if term is not None else ""
        if value:
            known = value in data.directory.names
            ref = pages.reference(data, value, lang) if known else None
            return {"ref": ref, "text": value}
    return {"ref": None, "text": ""}


def _query_page(name: str, given: Mapping[str, str]) -> str:
    return _address("/interroga", {"pronta": name, **given})


def _address(path: str, facts: Mapping[str, str]) -> str:
    asked = {**facts, **({"lang": "en"} if language() == "en" else {})}
    return f"{request.script_root}{path}?{urlencode(asked)}"
