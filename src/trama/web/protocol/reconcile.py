"""The Reconciliation Service API 0.2: tables of other offices linked to the dataset, with OpenRefine and its like."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, redirect, request

from trama.namespaces import TRAMA
from trama.publish import rendering
from trama.publish.reconciling import TYPES, Asked, Candidate, Reconciler
from trama.publish.site import key_of
from trama.web.problems import Refusal, check_language, unknown, wrong
from trama.web.protocol.answers import admit
from trama.web.replies import dataset, language, page, remembered, reply, root, view

blueprint = Blueprint("reconcile", __name__)

NAMES, THINGS, PROPERTIES, MOST = 100, 2_000, 30, 50
_SPACE = "https://w3id.org/trama/ns"


@blueprint.route("/reconcile", methods=["GET", "POST"])
def service() -> Response:
    """Tell what the service can do, match names (`queries`), or give values of things (`extend`)."""
    admit()
    check_language()
    if "queries" in request.values:
        return _json(_matched(_read("queries")))
    if "extend" in request.values:
        return _json(_extended(_read("extend")))
    return _json(_manifest())


@blueprint.get("/reconcile/suggest/entity")
def suggest_entity() -> Response:
    """Suggest things as a person types."""
    admit()
    found = _reconciler().beginning(_prefix(), MOST, language())
    return _json({"result": [_suggested(one) for one in found]})


@blueprint.get("/reconcile/suggest/type")
def suggest_type() -> Response:
    """Suggest types as a person types."""
    sought = _prefix().casefold()
    return _json({"result": [one for one in _types(TYPES) if sought in _told(one)]})


@blueprint.get("/reconcile/suggest/property")
def suggest_property() -> Response:
    """Suggest properties as a person types."""
    admit()
    sought = _prefix().casefold()
    named = [{"id": key, "name": name} for key, name in _reconciler().properties()]
    return _json({"result": [one for one in named if sought in _told(one)][:MOST]})


@blueprint.get("/reconcile/properties")
def propose() -> Response:
    """Propose the properties that things of a type have."""
    admit()
    kind = request.args.get("type", "")
    if kind and kind not in TYPES:
        raise wrong(f"Non c’è un tipo {kind!r}.", f"There is no type {kind!r}.", "type")
    named = [{"id": key, "name": name} for key, name in _reconciler().properties(kind)]
    return _json({"type": kind, "limit": MOST, "properties": named[:MOST]})


@blueprint.get("/reconcile/view")
def shown() -> Response:
    """Lead from the identifier of a thing to its page."""
    return redirect(view().page(key_of(_iri(), dataset().settings.base)), 303)  # type: ignore[return-value]


@blueprint.get("/reconcile/preview")
def preview() -> Response:
    """Show a thing in a few lines, within the page of the client."""
    iri, data = _iri(), dataset()
    key = iri.removeprefix(f"{data.settings.base}id/")
    types = [
        data.directory.name(f"{TRAMA.iri}{t}").label(language()) for t in _reconciler().types[key]
    ]
    texts = _reconciler().values([key], ["dcterms:description"], language())[key]
    body = rendering.render(
        "preview.html",
        view(),
        name=_reconciler().name(key, language()),
        types=types,
        text=" ".join(str(one.get("str", "")) for one in texts["dcterms:description"])[:400],
        iri=iri,
    )
    # Clients of any site show it in a frame; it has no script and no form.
    policy = (
        "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; frame-ancestors *"
    )
    return page(body, headers={"Content-Security-Policy": policy})


def _reconciler() -> Reconciler:
    return remembered("reconciler", Reconciler)


def _manifest() -> dict[str, Any]:
    here, data = root(), dataset()
    name = {
        "it": "Trama: piani, comuni, zone, strumenti, attori",
        "en": "Trama: plans, comuni, zones, instruments, actors",
    }
    suggested = {
        kind: {"service_url": here.rstrip("/"), "service_path": f"/reconcile/suggest/{kind}"}
        for kind in ("entity", "type", "property")
    }
    return {
        "versions": ["0.1", "0.2"],
        "name": name[language()],
        "identifierSpace": f"{data.settings.base}id/",
        "schemaSpace": _SPACE,
        "documentation": f"{here}about",
        "defaultTypes": _types(TYPES),
        "view": {"url": f"{here}reconcile/view?id={{{{id}}}}"},
        "preview": {"url": f"{here}reconcile/preview?id={{{{id}}}}", "width": 430, "height": 220},
        "suggest": suggested,
        "extend": {
            "propose_properties": {
                "service_url": here.rstrip("/"),
                "service_path": "/reconcile/properties",
            },
            "property_settings": [],
        },
        "batchSize": NAMES // 2,
    }


def _matched(queries: Any) -> dict[str, Any]:
    if not isinstance(queries, dict) or len(queries) > NAMES:
        raise wrong(
            f"queries è un oggetto di al più {NAMES} domande.",
            f"queries is an object of at most {NAMES} queries.",
            "queries",
        )
    return {
        key: {
            "result": [
                _candidate(one) for one in _reconciler().candidates(_asked(key, query), language())
            ]
        }
        for key, query in queries.items()
    }


def _asked(key: str, query: Any) -> Asked:
    facts: Mapping[str, Any] = {"query": query} if isinstance(query, str) else query
    beside = _beside(facts) if isinstance(facts, dict) else ()
    sought = facts.get("query", beside[0][1] if beside else None) if isinstance(facts, dict) else ""
    if not isinstance(sought, str) or not sought:
        raise wrong(
            f"La domanda {key!r} non ha un testo.", f"Query {key!r} has no text.", "queries"
        )
    kinds = facts.get("type") or ""
    kind = kinds[0] if isinstance(kinds, list) and kinds else kinds
    if isinstance(kind, dict):
        kind = kind.get("id", "")
    if kind and kind not in TYPES:
        raise wrong(
            f"Non c’è un tipo {kind!r}: i tipi sono {', '.join(TYPES)}.",
            f"There is no type {kind!r}: the types are {', '.join(TYPES)}.",
            "queries",
        )
    limit = facts.get("limit", 5)
    if not isinstance(limit, int) or isinstance(limit, bool) or limit < 1:
        raise wrong(
            f"Il limite della domanda {key!r} è un numero intero da 1.",
            f"The limit of query {key!r} is a whole number from 1.",
            "queries",
        )
    return Asked(sought[:500], str(kind), min(limit, MOST), beside[:PROPERTIES])


def _beside(facts: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The values that the table has beside a name, by property."""
    return tuple(
        (str(one.get("pid", "")), str(text))
        for one in facts.get("properties") or ()
        if isinstance(one, dict)
        for text in _values_given(one.get("v"))
    )


def _values_given(value: Any) -> list[Any]:
    values = value if isinstance(value, list) else [value]
    return [
        v.get("name") or v.get("id", "") if isinstance(v, dict) else v
        for v in values
        if v is not None
    ]


def _extended(wanted: Any) -> dict[str, Any]:
    ids = wanted.get("ids") if isinstance(wanted, dict) else None
    listed = wanted.get("properties") if isinstance(wanted, dict) else None
    if not isinstance(ids, list) or not isinstance(listed, list):
        raise wrong("extend vuole ids e properties.", "extend wants ids and properties.", "extend")
    if len(ids) > THINGS or len(listed) > PROPERTIES:
        raise Refusal(
            413,
            "length",
            f"Al più {THINGS} cose e {PROPERTIES} proprietà.",
            f"At most {THINGS} things and {PROPERTIES} properties.",
        )
    names = [str(one.get("id", "")) if isinstance(one, dict) else str(one) for one in listed]
    called = dict(_reconciler().properties())
    rows = _reconciler().values([str(key) for key in ids], names, language())
    return {"meta": [{"id": name, "name": called.get(name, name)} for name in names], "rows": rows}


def _candidate(one: Candidate) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "type": _types(one.types),
        "score": one.score,
        "match": one.match,
        "features": [{"id": "name", "value": one.score}],
    }


def _suggested(one: Candidate) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "description": ", ".join(kind["name"] for kind in _types(one.types)),
        "notable": _types(one.types),
    }


def _types(names: tuple[str, ...]) -> list[dict[str, str]]:
    directory, lang = dataset().directory, language()
    return [
        {"id": name, "name": directory.name(f"{TRAMA.iri}{name}").label(lang) or name}
        for name in names
    ]


def _told(one: Mapping[str, str]) -> str:
    return f"{one['id']} {one['name']}".casefold()


def _prefix() -> str:
    return request.args.get("prefix", "")[:200]


def _iri() -> str:
    key = request.args.get("id", "")
    if key not in _reconciler().types:
        raise unknown(f"Non c’è niente che si chiami {key!r}.", f"There is nothing called {key!r}.")
    return f"{dataset().settings.base}id/{quote(key, safe='/')}"


def _read(name: str) -> Any:
    try:
        return json.loads(request.values[name])
    except (ValueError, RecursionError):
        raise wrong(f"{name} non è JSON.", f"{name} is not JSON.", name) from None


def _json(content: Any) -> Response:
    return reply(json.dumps(content, ensure_ascii=False) + "\n", "application/json")
