"""Each ready query as an address: `/api/objectives-of-mission?mission=2`."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, request
from pyoxigraph import NamedNode

from trama.errors import QueryError
from trama.publish import pages, rendering
from trama.query.headings import headings
from trama.query.library import Query
from trama.rdf.forms import Form
from trama.web.negotiation import wanted_form
from trama.web.problems import Refusal, check_language, unknown, wrong
from trama.web.protocol import openapi
from trama.web.protocol import tabular as answers
from trama.web.protocol.answers import admit
from trama.web.protocol.tabular import FORMS, MOST, Answer
from trama.web.protocol.whole import whole_answer
from trama.web.replies import HTML, accepted, dataset, language, link, page, reply, root, view
from trama.web.state import current

blueprint = Blueprint("api", __name__)

_OWN = ("format", "page", "per_page", "lang")
_PER_PAGE = {True: 50, False: 1000}
_PAGE = Form("html", HTML, "HTML", None)
_KINDS = {
    "integer": ("un numero intero", "a whole number"),
    "iri": ("un nome locale o un IRI", "a local name or an IRI"),
    "string": ("un testo", "a text"),
}
_NUMBER = re.compile(r"[1-9][0-9]{0,9}")


@blueprint.get("/api/")
def slashed() -> Response:
    """Lead to the list."""
    return redirect(f"{request.script_root}/api", 301)  # type: ignore[return-value]


@blueprint.get("/api")
def listing() -> Response:
    """List the ready queries, as a page or, for programs, as OpenAPI."""
    chosen = accepted([HTML, "application/json", "application/vnd.oai.openapi+json"])
    if chosen != HTML:
        return description()
    body = rendering.render("api.html", view(), queries=list(current().queries.values()))
    links = [link(f"{request.script_root}/api/openapi.json", "service-desc")]
    return page(body, links=links, headers={"Vary": "Accept"})


@blueprint.get("/api/openapi.json")
def description() -> Response:
    """Describe the interface in OpenAPI 3.1."""
    content = openapi.describe(current().queries.values(), root().rstrip("/"))
    headers = {"Vary": "Accept"} if request.path == "/api" else {}
    body = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    return reply(body, "application/json", headers=headers)


@blueprint.get("/api/<name>")
def answer(name: str) -> Response:
    """Answer a ready query with the parameters of the address, within the limits of `/sparql`."""
    admit()
    state = current()
    query = state.queries.get(name)
    if query is None:
        it, en = _nearest(name, state.queries)
        raise unknown(
            f"Non c’è un’interrogazione che si chiami {name!r}.{it}",
            f"There is no query called {name!r}.{en}",
        )
    form = _form()
    check_language()
    number = _whole("page", 1, 1_000_000_000)
    per_page = _whole("per_page", _PER_PAGE[form is _PAGE], MOST)
    given = _given(query)
    results = whole_answer(answers.question(query, given, state.settings.names))
    found = answers.page_of(results, page=number, per_page=per_page)
    if number > found.pages:
        raise _wrong(
            "page", f"Le pagine sono {found.pages}.", f"There are {found.pages} pages.", 404
        )
    headers = {"Vary": "Accept", "X-Total-Count": str(found.total)}
    if form is _PAGE:
        return page(_html(query, given, found), links=_pages(found), headers=headers)
    if form.media_type.startswith("text/"):
        headers["Content-Disposition"] = f'inline; filename="{query.name}.{form.name}"'
    return reply(
        answers.write(found, query, form),
        form.content_type,
        links=_pages(found),
        headers=headers,
    )


def _form() -> Form:
    return wanted_form({"format": request.args.getlist("format")}, (*FORMS, _PAGE))


def _whole(name: str, default: int, most: int) -> int:
    value = request.args.get(name)
    if value is None:
        return default
    if not _NUMBER.fullmatch(value) or int(value) > most:
        raise _wrong(
            name,
            f"{name} è un numero intero da 1 a {most}, non {value!r}.",
            f"{name} is a whole number from 1 to {most}, not {value!r}.",
        )
    return int(value)


def _given(query: Query) -> dict[str, str]:
    known = {parameter.name for parameter in query.parameters}
    given = {}
    for name, values in request.args.lists():
        if name in _OWN:
            continue
        if name not in known:
            it, en = _nearest(name, known)
            raise _wrong(
                name,
                f"{query.name} non ha il parametro {name!r}.{it}",
                f"{query.name} has no parameter {name!r}.{en}",
            )
        if len(values) > 1:
            raise _wrong(name, f"{name} è dato due volte.", f"{name} is given twice.")
        given[name] = values[0]
    _check(query, given)
    return given


def _check(query: Query, given: dict[str, str]) -> None:
    """Refuse a value that does not fit its parameter."""
    for parameter in query.parameters:
        value = given.get(parameter.name, "")
        try:
            query.values({parameter.name: value}, current().settings.names)
        except QueryError:
            it, en = _KINDS[parameter.type]
            raise _wrong(
                parameter.name,
                f"{parameter.name} è {it}, non {value!r}.",
                f"{parameter.name} is {en}, not {value!r}.",
            ) from None


def _wrong(parameter: str, it: str, en: str, status: int = 400) -> Refusal:
    if status == 404:
        return Refusal(404, "unknown", it, en, parameter=parameter)
    return wrong(it, en, parameter)


def _nearest(name: str, known: Iterable[str]) -> tuple[str, str]:
    found = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.5)
    return (
        (f" Il più vicino è {found[0]!r}.", f" The nearest is {found[0]!r}.") if found else ("", "")
    )


def _address(number: int, **more: str) -> str:
    kept = {name: value for name, value in request.args.items() if name != "page"}
    facts = {**kept, **more, **({"page": str(number)} if number > 1 else {})}
    return f"{request.script_root}{request.path}" + (f"?{urlencode(facts)}" if facts else "")


def _pages(found: Answer) -> list[str]:
    links = [link(_address(1), "first"), link(_address(found.pages), "last")]
    if found.page > 1:
        links.append(link(_address(found.page - 1), "prev"))
    if found.page < found.pages:
        links.append(link(_address(found.page + 1), "next"))
    return links


def _html(query: Query, given: dict[str, str], found: Answer) -> str:
    data, lang = dataset(), language()
    shown = headings({name: query.columns.get(name, "") for name in found.columns}, lang)
    rows = []
    for row in found.rows:
        terms = dict(zip(found.columns, row, strict=True))
        first = (
            next((terms[c] for c in each.columns if terms[c] is not None), None) for each in shown
        )
        rows.append(
            [
                {"ref": pages.reference(data, term.value, lang), "text": ""}
                if isinstance(term, NamedNode)
                else {
                    "ref": None,
                    "text": "" if term is None else getattr(term, "value", str(term)),
                }
                for term in first
            ]
        )
    return rendering.render(
        "answer.html",
        view(),
        query=query,
        fields=[(p, given.get(p.name, p.default or "")) for p in query.parameters],
        text=query.filled_in(data.settings.names, given),
        columns=[each.title for each in shown],
        rows=rows,
        found=found,
        downloads=[(form.name, _address(1, format=form.name)) for form in FORMS],
        previous=_address(found.page - 1) if found.page > 1 else "",
        following=_address(found.page + 1) if found.page < found.pages else "",
    )
