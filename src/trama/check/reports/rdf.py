"""The report as a SHACL validation report in Turtle (https://www.w3.org/TR/shacl/#validation-report)."""

from __future__ import annotations

import io
from collections.abc import Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from trama.check.findings import CheckReport, Finding
from trama.namespaces import DCTERMS, KIND, PREFIXES, RDF, RDFS, SH, XSD

_SEVERITY = {"violation": SH.Violation, "warning": SH.Warning, "info": SH.Info}


def to_turtle(report: CheckReport, lang: str = "it") -> str:
    """Return the report as Turtle; it holds both languages whatever `lang` says."""
    out = io.BytesIO()
    prefixes = {name: PREFIXES[name] for name in ("dcterms", "rdf", "rdfs", "sh", "xsd")}
    serialize(list(_triples(report)), out, format=RdfFormat.TURTLE, prefixes=prefixes)
    return out.getvalue().decode()


def _triples(report: CheckReport) -> Iterator[Triple]:
    whole = BlankNode("report")
    conforms = Literal(str(not report.findings).lower(), datatype=XSD.boolean)
    yield Triple(whole, RDF.type, SH.ValidationReport)
    yield Triple(whole, SH.conforms, conforms)
    for plan in report.uppers:
        if plan.iri:
            yield Triple(whole, DCTERMS.references, NamedNode(plan.iri))
    for note in report.notes:
        for lang, words in note.message.items():
            yield Triple(whole, RDFS.comment, Literal(words, language=lang))
    for number, finding in enumerate(report.findings, 1):
        result = BlankNode(f"r{number}")
        yield Triple(whole, SH.result, result)
        yield from _result(result, finding)


def _result(result: BlankNode, finding: Finding) -> Iterator[Triple]:
    yield Triple(result, RDF.type, SH.ValidationResult)
    yield Triple(result, SH.resultSeverity, _SEVERITY[finding.severity])
    yield Triple(result, SH.sourceConstraintComponent, SH.SPARQLConstraintComponent)
    yield Triple(result, SH.sourceConstraint, KIND[f"check/{finding.check}"])
    focus, value = finding.lower or finding.upper, finding.upper if finding.lower else None
    if focus and focus.iri:
        yield Triple(result, SH.focusNode, NamedNode(focus.iri))
    if value and value.iri:
        yield Triple(result, SH.value, NamedNode(value.iri))
    for lang, words in finding.message.items():
        yield Triple(result, SH.resultMessage, Literal(words, language=lang))
    for lang, words in finding.advice.items():
        yield Triple(result, RDFS.comment, Literal(words, language=lang))
    yield Triple(result, DCTERMS.identifier, Literal(finding.code))
