"""The forms of RDF and of answers: one list of formats, and Turtle that stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import RdfFormat, Triple, serialize

from trama.namespaces import FOAF, PREFIXES, VOID


@dataclass(frozen=True, slots=True)
class Form:
    """A form of RDF: its name, which ends file names, its media type and its title."""

    name: str
    media_type: str
    title: str
    engine: RdfFormat

    @property
    def content_type(self) -> str:
        """The media type, with the charset where HTTP would guess another."""
        text = self.media_type.startswith("text/")
        return self.media_type + ("; charset=utf-8" if text else "")


FORMATS = (
    Form("ttl", "text/turtle", "Turtle", RdfFormat.TURTLE),
    Form("jsonld", "application/ld+json", "JSON-LD", RdfFormat.JSON_LD),
    Form("nt", "application/n-triples", "N-Triples", RdfFormat.N_TRIPLES),
    Form("rdf", "application/rdf+xml", "RDF/XML", RdfFormat.RDF_XML),
)


_ROOT = re.compile(rb"(<rdf:RDF)((?: xmlns:\w+=\"[^\"]*\")+)")
_ATTRIBUTE = re.compile(rb" xmlns:\w+=\"[^\"]*\"")
BY_NAME = {form.name: form for form in FORMATS}
BY_TYPE = {form.media_type: form for form in FORMATS}


def write(statements: Iterable[Triple], form: Form) -> bytes:
    """Return statements in a form of RDF; the same statements give the same bytes."""
    prefixes = {**PREFIXES, "foaf": FOAF.iri, "void": VOID.iri}
    ordered = sorted(set(statements), key=str)
    found = serialize(ordered, format=form.engine, prefixes=prefixes)
    if found is None:
        raise TypeError("nothing was serialized")
    return _steady(found, form)


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
