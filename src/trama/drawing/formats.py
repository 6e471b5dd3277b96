"""Writing a network into files that other programs open: GraphML, GEXF, SVG, JSON-LD."""

from __future__ import annotations

import io
import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import networkx as nx
from networkx.readwrite.gexf import GEXFWriter
from networkx.readwrite.graphml import write_graphml_xml

from trama.drawing.lettering import plain
from trama.drawing.svg import draw_svg
from trama.errors import TramaError
from trama.language.nearest import nearest
from trama.messages import Message
from trama.namespaces import OA, PREFIXES, RDFS, SKOS, TRAMA, XSD
from trama.network.links import Link, Thing
from trama.network.network import MEMBERSHIP, Network

# Instruments, programmes and actors have an acronym where the plan's own parts have a code.
_WITH_ACRONYM = ("Instrument", "Programme", "Actor")
_REFERENCES = ("source", "target", "evidence", "restsOn")
_TERMS = ("relation", "basis")


def graphml(network: Network, lang: str = "it") -> bytes:
    """Return the network as GraphML (http://graphml.graphdrawing.org/), edges keyed by their link."""
    out = io.BytesIO()
    write_graphml_xml(_labelled(network, lang), out)
    return out.getvalue()


def gexf(network: Network, lang: str = "it") -> bytes:
    """Return the network as GEXF (https://gexf.net/), without the day on which it was written."""
    graph = _labelled(network, lang)
    for _, _, key, facts in graph.edges(keys=True, data=True):
        facts |= {"id": key, "label": facts["relation"]}
    writer = GEXFWriter(graph)
    # The same network must give the same bytes on any day.
    del writer.xml.find("meta").attrib["lastmodifieddate"]
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def svg(network: Network, lang: str = "it") -> bytes:
    """Return the network as a layered drawing; see `trama.drawing.svg`."""
    return draw_svg(network, lang).encode()


def jsonld(network: Network, lang: str = "it") -> bytes:
    """Return the network as JSON-LD 1.1 in Trama's vocabulary, with its context inside.

    It says what the dataset says: the things with their labels, the crossing statements, and each link
    with its reasons and the quotes that bear it out. Labels come in every language, whatever `lang`.
    """
    statements: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for link in network.links:
        statements[link.source][link.relation].append(link.target)
    for member, mission in network.memberships():
        statements[member.iri][MEMBERSHIP].append(mission.iri)
    nodes = [_thing(thing, statements[iri]) for iri, thing in sorted(network.things.items())]
    nodes += [_link(link) for link in sorted(network.links, key=lambda link: link.iri)]
    relations = {link.relation for link in network.links} | {MEMBERSHIP}
    document = {"@context": _context(relations), "@graph": nodes}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


FORMATS: dict[str, Callable[[Network, str], bytes]] = {
    ".gexf": gexf,
    ".graphml": graphml,
    ".jsonld": jsonld,
    ".svg": svg,
}
"""What writes a file, by its ending."""


def writer(path: Path) -> Callable[[Network, str], bytes]:
    """Return what writes a file of this name; TramaError if its ending is unknown."""
    ending = path.suffix.casefold()
    if ending not in FORMATS:
        hint = nearest(ending, FORMATS) or Message("nearest.endings", names=list(FORMATS))
        raise TramaError("name.no-drawing", name=path.name, near=hint)
    return FORMATS[ending]


def _labelled(network: Network, lang: str) -> nx.MultiDiGraph[str]:
    graph = network.graph()
    graph.graph["name"] = plain(network.titles.get(lang, ""))
    for iri, facts in graph.nodes(data=True):
        thing = network.things[iri]
        facts |= {name: plain(value) for name, value in facts.items()}
        facts["label"] = plain(f"{thing.code} {thing.label(lang)}".strip())
    return graph


def _context(relations: Iterable[str]) -> dict[str, Any]:
    ids = {name: {"@id": f"trama:{name}", "@type": "@id"} for name in (*relations, *_REFERENCES)}
    terms = {name: {"@id": f"trama:{name}", "@type": "@vocab"} for name in _TERMS}
    return {
        "@version": 1.1,
        "@vocab": TRAMA.iri,
        **{prefix: PREFIXES[prefix] for prefix in ("oa", "rdfs", "skos", "trama", "xsd")},
        "label": {"@id": f"{RDFS.iri}label", "@container": "@language"},
        "notation": {"@id": f"{SKOS.iri}notation"},
        "rationale": {"@id": f"{TRAMA.iri}rationale", "@container": "@language"},
        "confidence": {"@id": f"{TRAMA.iri}confidence", "@type": f"{XSD.iri}decimal"},
        "hasSelector": {"@id": f"{OA.iri}hasSelector", "@type": "@id"},
        "exact": {"@id": f"{OA.iri}exact"},
        **dict(sorted(ids.items())),
        **terms,
    }


def _thing(thing: Thing, statements: dict[str, list[str]]) -> dict[str, Any]:
    code = "acronym" if thing.kind in _WITH_ACRONYM else "notation"
    return {
        "@id": thing.iri,
        "@type": _kind(thing.kind),
        "label": {lang or "@none": text for lang, text in sorted(thing.labels.items())},
        **({code: thing.code} if thing.code else {}),
        **{relation: sorted(targets) for relation, targets in sorted(statements.items())},
    }


def _kind(kind: str) -> str:
    return f"skos:{kind}" if kind == "Concept" else kind


def _link(link: Link) -> dict[str, Any]:
    return {
        "@id": link.iri,
        "@type": "Link",
        "source": link.source,
        "relation": link.relation,
        "target": link.target,
        "basis": link.basis,
        "confidence": str(link.confidence),
        "rationale": dict(sorted(link.rationale.items())),
        "evidence": [
            {"@id": quote.iri, "hasSelector": {"@id": f"{quote.iri}#quote", "exact": quote.exact}}
            for quote in link.evidence
        ],
        "restsOn": list(link.rests_on),
    }
