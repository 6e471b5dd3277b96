"""The forms of RDF and of answers: the one list of formats, and Turtle that stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import QueryResultsFormat, RdfFormat, Triple, serialize

from trama.namespaces import FOAF, PREFIXES, VOID
from trama.rdf.xmlsafe import xml_text


@dataclass(frozen=True, slots=True)
class Form:
    """A form of RDF or of an answer: its name, which ends file names, its media type and its title.

    `also` holds the other names and media types that clients have for it; `engine` writes it, where the
    engine can.
    """

    name: str
    media_type: str
    title: str
    engine: RdfFormat | QueryResultsFormat | None
    also: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """The media type, with the charset where HTTP would guess another."""
        text = self.media_type.startswith("text/")
        return self.media_type + ("; charset=utf-8" if text else "")

    @property
    def types(self) -> tuple[str, ...]:
        """Every media type that asks for it, its own first."""
        return (self.media_type, *(name for name in self.also if "/" in name))


# The names are those of SPARQLWrapper, Virtuoso, Fuseki, RDF4J and rdflib, in small letters.
_TURTLE = ("turtle", "n3", "application/x-turtle", "application/turtle", "text/n3", "text/rdf+n3")
_MORE_TURTLE = ("application/n3", "application/x-nice-turtle")
_XML = ("xml", "rdf/xml", "rdfxml", "rdf+xml", "application/xml", "text/xml")
_JSON_LD = ("json-ld", "json", "application/x-json+ld", "application/json", "ld+json")
_NT = ("ntriples", "n-triples", "ntriple", "text/ntriples", "text/plain")
FORMATS = (
    Form("ttl", "text/turtle", "Turtle", RdfFormat.TURTLE, _TURTLE + _MORE_TURTLE),
    Form("jsonld", "application/ld+json", "JSON-LD", RdfFormat.JSON_LD, _JSON_LD),
    Form("nt", "application/n-triples", "N-Triples", RdfFormat.N_TRIPLES, _NT),
    Form("rdf", "application/rdf+xml", "RDF/XML", RdfFormat.RDF_XML, _XML),
)
"""The forms of documents."""

GRAPH_FORMATS = (
    *FORMATS,
    Form("trig", "application/trig", "TriG", RdfFormat.TRIG, ("application/x-trig",)),
)
"""The forms of answers that are statements."""

_JSON = ("application/json", "srj", "sparql-results+json", "text/json", "application/x-json")
_RESULTS_XML = ("srx", "sparql-results+xml", "application/xml", "text/xml", "rdf+xml", "rdfxml")
RESULT_FORMATS = (
    Form("json", "application/sparql-results+json", "JSON", QueryResultsFormat.JSON, _JSON),
    Form("xml", "application/sparql-results+xml", "XML", QueryResultsFormat.XML, _RESULTS_XML),
    Form("csv", "text/csv", "CSV", QueryResultsFormat.CSV, ("text/plain",)),
    Form("tsv", "text/tab-separated-values", "TSV", QueryResultsFormat.TSV),
)
"""The forms of answers that are tables, or yes and no."""


def named(name: str, forms: Iterable[Form]) -> Form | None:
    """Return the form that a client calls by a name, or by a media type with or without parameters."""
    wanted = name.partition(";")[0].strip().lower()
    for form in forms:
        if wanted in (form.name, form.media_type, *form.also):
            return form
    return None


_ROOT = re.compile(rb"(<rdf:RDF)((?: xmlns:\w+=\"[^\"]*\")+)")
_ATTRIBUTE = re.compile(rb" xmlns:\w+=\"[^\"]*\"")
BY_NAME = {form.name: form for form in FORMATS}
BY_TYPE = {form.media_type: form for form in FORMATS}


def write(statements: Iterable[Triple], form: Form) -> bytes:
    """Return statements in a form of RDF; the same statements give the same bytes."""
    prefixes = {**PREFIXES, "foaf": FOAF.iri, "void": VOID.iri}
    ordered = sorted(set(statements), key=str)
    found = serialize(ordered, format=form.engine, prefixes=prefixes)  # type: ignore[arg-type]
    if found is None:
        raise TypeError("nothing was serialized")
    return xml_text(_steady(found, form)) if form.name == "rdf" else _steady(found, form)


def steady_turtle(statements: Iterable[Triple]) -> bytes:
    """Return statements in Turtle; the same statements give the same bytes."""
    return write(statements, BY_NAME["ttl"])


def _steady(content: bytes, form: Form) -> bytes:
    """Put the declarations of prefixes in order, for the engine writes them in any."""
    if form.name == "ttl":
        lines = content.splitlines(keepends=True)
        count = next((i for i, x in enumerate(lines) if not x.startswith(b"@prefix ")), len(lines))
        return b"".join((*sorted(lines[:count]), b"\n", *lines[count:]))
    if form.name == "rdf":
        return _ROOT.sub(lambda m: m[1] + b"".join(sorted(_ATTRIBUTE.findall(m[2]))), content, 1)
    return content
