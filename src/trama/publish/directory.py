"""What pages need to know of everything at once: how each thing is called, and all links by their ends.

It is read once for a release, in two scans, so that a page asks the store only about its own thing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from trama.namespaces import DCTERMS, RDF, RDFS, SKOS, TRAMA
from trama.network.links import Link, read_links
from trama.publish.arrivals import CROWD, Arrivals, read_arrivals
from trama.store import Store
from trama.store.select import select

Words = Mapping[str, str]
_LONG = 80
_NAMING = """
SELECT ?s ?p ?o WHERE {
  VALUES ?p { rdf:type rdfs:label skos:prefLabel skos:notation dcterms:title }
  ?s ?p ?o .
}"""
_QUOTED = "SELECT ?s ?exact WHERE { ?s oa:hasSelector/oa:exact ?exact }"
_LABELS = {RDFS.label: 0, SKOS.prefLabel: 1, DCTERMS.title: 2}


@dataclass(frozen=True, slots=True)
class Name:
    """How a thing is called: its labels by language, its code, and its classes."""

    labels: Words = field(default_factory=dict, hash=False)
    code: str = ""
    classes: tuple[str, ...] = ()

    def label(self, lang: str) -> str:
        """The label in a language, or in any other; empty if there is none."""
        return (
            self.labels.get(lang) or self.labels.get("it") or next(iter(self.labels.values()), "")
        )

    def lang(self, lang: str) -> str:
        """The language that `label` answers in."""
        return lang if lang in self.labels else next(iter(self.labels), "")


@dataclass(frozen=True, slots=True)
class Directory:
    """The names of all things, all links, the links of each thing, and how each passage begins.

    `crowds` is what arrives at the few things that many links lead to, such as the objectives of a plan that
    hundreds of others serve.
    """

    names: Mapping[str, Name]
    links: Mapping[str, Link]
    by_end: Mapping[str, tuple[Link, ...]]
    beginnings: Mapping[str, str] = field(default_factory=dict)
    crowds: Mapping[str, Arrivals] = field(default_factory=dict)

    def name(self, iri: str) -> Name:
        """How a thing is called; an empty name if nothing is known."""
        return self.names.get(iri) or Name()

    def naming(self, iri: str) -> Iterator[Triple]:
        """The statements that give a thing its labels, code and classes."""
        name, node = self.name(iri), NamedNode(iri)
        for lang, label in name.labels.items():
            literal = Literal(label, language=lang) if lang else Literal(label)
            if iri not in self.links:
                yield Triple(node, RDFS.label, literal)
        if name.code:
            yield Triple(node, SKOS.notation, Literal(name.code))
        for class_ in name.classes:
            yield Triple(node, RDF.type, NamedNode(class_))


def read_directory(store: Store) -> Directory:
    """Read the names and the links of a whole dataset."""
    links = read_links(store)
    names = _names(store)
    relations = names_of_relations(names)
    for link in links.values():
        labels = {
            lang: " – ".join(
                (
                    _called(names, link.source, lang),
                    relations.get(link.relation, Name()).label(lang) or link.relation,
                    _called(names, link.target, lang),
                )
            )
            for lang in ("it", "en")
        }
        names[link.iri] = Name(labels, classes=names.get(link.iri, Name()).classes)
    by_end: dict[str, list[Link]] = defaultdict(list)
    for link in links.values():
        by_end[link.source].append(link)
        if link.target != link.source:
            by_end[link.target].append(link)
    ordered = {end: _ordered(end, found) for end, found in by_end.items()}
    return Directory(
        names,
        links,
        ordered,
        {row["s"].value: beginning(row["exact"].value) for row in select(store, _QUOTED)},
        {
            end: read_arrivals(store, names, end, found)
            for end, found in ordered.items()
            if len(found) > CROWD
        },
    )


def beginning(words: str) -> str:
    """The first words of a passage, by which a page may call it; empty if it has none."""
    plain = " ".join(words.split())
    if not plain:
        return ""
    return f"«{plain}»" if len(plain) <= _LONG else f"«{plain[:_LONG].rpartition(' ')[0]}…»"


def names_of_relations(names: Mapping[str, Name]) -> dict[str, Name]:
    """The names of the vocabulary's own terms, by local name."""
    return {
        iri.removeprefix(TRAMA.iri): name
        for iri, name in names.items()
        if iri.startswith(TRAMA.iri)
    }


def _names(store: Store) -> dict[str, Name]:
    labels: dict[str, dict[str, tuple[int, str]]] = defaultdict(dict)
    codes: dict[str, str] = {}
    classes: dict[str, set[str]] = defaultdict(set)
    # Hundreds of thousands of things are of few classes and languages: each of these stands in memory once.
    one: dict[Any, Any] = {}
    for row in select(store, _NAMING):
        subject, predicate, term = row["s"], row["p"], row["o"]
        if not isinstance(subject, NamedNode):
            continue
        if predicate == RDF.type:
            classes[subject.value].add(one.setdefault(term.value, term.value))
        elif predicate == SKOS.notation:
            codes[subject.value] = term.value
        elif isinstance(term, Literal):
            rank = (_LABELS[predicate], term.value)
            lang = one.setdefault(term.language or "", term.language or "")
            labels[subject.value][lang] = min(rank, labels[subject.value].get(lang, rank))
    return {
        iri: Name(
            {lang: text for lang, (_, text) in sorted(labels.get(iri, {}).items())},
            codes.get(iri, ""),
            one.setdefault(of := tuple(sorted(classes.get(iri, ()))), of),
        )
        for iri in sorted({*labels, *codes, *classes})
    }


def _called(names: Mapping[str, Name], iri: str, lang: str) -> str:
    name = names.get(iri, Name())
    return name.label(lang) or name.code or iri.rpartition("/")[2]


def _ordered(end: str, links: list[Link]) -> tuple[Link, ...]:
    """Relations together, what was read before what was inferred, the surest first."""
    return tuple(
        sorted(
            links,
            key=lambda link: (
                link.source != end,
                link.relation,
                link.basis == "Inferred",
                -link.confidence,
                link.iri,
            ),
        )
    )
