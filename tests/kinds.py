"""Every kind of page that the site has, by a name and an address: one of each, for tests that hold of all."""

from __future__ import annotations

_PLAN = "/page/psttm-2025-2027"
KINDS = {
    "home": "/",
    "search": "/search?q=verde",
    "search that finds nothing": "/search?q=xyzzy",
    "question": "/domanda",
    "question with its answer": "/domanda?q=quali+obiettivi+ha+la+Missione+2",
    "question not understood": "/domanda?q=che+tempo+fa",
    "plan": _PLAN,
    "plan without a text": "/page/psttm-2016-2018",
    "Mission": f"{_PLAN}/mission/3",
    "objective": f"{_PLAN}/objective/M2-15",
    "objective that no Driver combines": f"{_PLAN}/objective/M6-04",
    "Driver": f"{_PLAN}/driver/4",
    "keyword": f"{_PLAN}/keyword/prossimita",
    "aim": f"{_PLAN}/aim/1",
    "theme": f"{_PLAN}/theme/M1-lavoro",
    "list of themes": f"{_PLAN}/themes",
    "result": f"{_PLAN}/result/R01",
    "phase": f"{_PLAN}/phase/1",
    "accord": f"{_PLAN}/accord/autonomie-funzionali-parti-sociali",
    "passage": f"{_PLAN}/passage/M2-15",
    "document": f"{_PLAN}/text",
    "link": "/page/link/{link}",
    "comune": "/page/comune/015142",
    "Milano": "/page/comune/015146",
    "zone": "/page/zone/4",
    "area that is no zone": "/page/zone/8",
    "union": "/page/union/adda-martesana",
    "instrument": "/page/instrument/ptm",
    "aim of an instrument": "/page/instrument/ptm/aim/1",
    "place": "/page/instrument/rete-verde-metropolitana",
    "actor": "/page/actor/regione-lombardia",
    "programme": "/page/programme/bando-periferie",
    "act": "/page/act/legge-56-2014",
    "event": "/page/event/olimpiadi-invernali-2026",
    "rule": "/page/rule/comune-through-zone",
    "who read": "/page/agent/redazione-trama",
    "UN goal": "/page/concept/sdg-11",
    "concept of a thesaurus": "/page/concept/eurovoc-1005",
    "boundary": "/page/comune/015002/geometry",
    "kind of the vocabulary": "/page/ns/plan-kind/strategic-plan",
    "text": "/testo",
    "glossary": "/glossario",
    "cloth": "/trama",
    "cloth of instruments": "/trama?filo=strumenti",
    "cloth of UN goals, a knot open": "/trama?filo=onu&nodo={link}",
    "weave by columns": "/trama?layout=layered",
    "weave by forces": "/trama?layout=force",
    "weave about a thing": "/trama?at=PTM",
    "path in the weave": "/trama?from=driver/4&to=PTM",
    "matrix": "/matrici",
    "matrix of instruments": "/matrici/strumenti",
    "map": "/mappa",
    "query": "/interroga",
    "ready question": "/interroga?pronta=comuni-per-zone",
    "ready question about one thing": "/interroga?pronta=why",
    "API": "/api",
    "answer of the API": "/api/comuni-per-zone?format=html",
    "check": "/verifica",
    "catalogue": "/catalogo",
    "version": "/dataset/{version}",
    "graph": "/graph/territory",
    "vocabulary": "/ns/",
    "kind of problem": "/problem/busy",
    "accessibility": "/accessibilita",
    "thing that is not there": "/page/nowhere",
    "address that is not there": "/nulla",
}

WITHOUT_ADDRESS = ("thing that is not there", "address that is not there")
"""What has no canonical address, for nothing is there."""

PARTS = {
    "cloth.knot": "the inside of a page that a script fetches",
    "weave.path": "the inside of a page that a script fetches",
    "weave.table": "the inside of a page that a script fetches",
    "reconcile.preview": "a card that OpenRefine shows in a frame",
    "docs.start": "leads to the documentation where it is built, and says how where it is not",
    "docs.page": "the documentation, built by its own tool (tests/test_docsite.py)",
}
"""Endpoints that give HTML and no page of the site's frame, and why."""


def address_of(kind: str, lang: str, *, version: str, link: str) -> str:
    """Return the address of a kind of page in a language, for the version and a link of a release."""
    found = KINDS[kind].format(version=version, link=link)
    return f"{found}{'&' if '?' in found else '?'}lang={lang}"
