"""Literals as they were written, for engines that keep only what they mean.

SHACL looks at literals as they are written: `0.70` is another value than `0.7`, and a
xsd:nonNegativeInteger is no xsd:integer. Many stores keep a number and not its form. A pass over the
statements before they are stored remembers what is lost, and results are put right by it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

import pyoxigraph as ox

from ordito.vocabulary import RDF, XSD, Node

_PLAIN = frozenset((XSD + "string", RDF + "langString"))


@dataclass(frozen=True, slots=True)
class Written:
    """What a store does not keep of literals; empty if it keeps all."""

    at: dict[str, dict[Node, tuple[ox.Literal, ...]]] = field(default_factory=dict)
    """By predicate and subject, all typed values, where a value of the predicate is kept otherwise."""
    kept: dict[ox.Literal, ox.Literal] = field(default_factory=dict)
    """How the store keeps each literal that it keeps otherwise."""
    merged: frozenset[str] = frozenset()
    """Predicates of which a subject has values that the store keeps as one."""
    forms: dict[ox.Literal, tuple[ox.Literal, ...]] = field(default_factory=dict)
    """The forms of each literal that a store keeps."""

    def values(self, subject: Node, predicate: str, kept: Node) -> tuple[Node, ...]:
        """Return the values of a subject and predicate that the store keeps as this one."""
        if not isinstance(kept, ox.Literal) or predicate not in self.at:
            return (kept,)
        found = tuple(
            form
            for form in self.at[predicate].get(subject, ())
            if kept in (form, self.kept.get(form))
        )
        return found or (kept,)

    def of(self, subject: Node, kept: Node) -> tuple[Node, ...]:
        """Return the values of a subject, whatever the predicate, that the store keeps as this one."""
        if not isinstance(kept, ox.Literal) or kept not in self.forms:
            return (kept,)
        found = {
            form
            for subjects in self.at.values()
            for form in subjects.get(subject, ())
            if self.kept.get(form, form) == kept
        }
        if found:
            return tuple(sorted(found, key=str))
        forms = self.forms[kept]
        return forms if len(forms) == 1 else (kept,)


def census(statements: Iterable[ox.Quad | ox.Triple]) -> Written:
    """Return what Oxigraph, which keeps numbers and dates as such, loses of some statements' literals."""
    places: dict[tuple[str, ox.Literal], list[Node]] = defaultdict(list)
    for statement in statements:
        value = statement.object
        if isinstance(value, ox.Literal) and value.datatype.value not in _PLAIN:
            places[statement.predicate.value, value].append(statement.subject)  # type: ignore[arg-type]
    return found(places)


def found(places: dict[tuple[str, ox.Literal], list[Node]]) -> Written:
    """Return the same from the subjects of each predicate and typed literal."""
    literals = list({literal for _, literal in places})
    kept = _kept(literals)
    odd = {literal: kept[literal] for literal in literals if kept[literal] != literal}
    if not odd:
        return Written()
    predicates = {predicate for predicate, literal in places if literal in odd}
    at: dict[str, dict[Node, list[ox.Literal]]] = {p: defaultdict(list) for p in predicates}
    for (predicate, literal), subjects in places.items():
        if predicate in predicates:
            for subject in subjects:
                if literal not in at[predicate][subject]:
                    at[predicate][subject].append(literal)
    merged = {
        predicate
        for predicate, subjects in at.items()
        if any(
            len(forms) > 1 and len({odd.get(form, form) for form in forms}) < len(forms)
            for forms in subjects.values()
        )
    }
    forms_of: dict[ox.Literal, set[ox.Literal]] = defaultdict(set)
    for literal in literals:
        forms_of[kept[literal]].add(literal)
    return Written(
        at={p: {s: tuple(v) for s, v in found.items()} for p, found in at.items()},
        kept=odd,
        merged=frozenset(merged),
        forms={
            literal: tuple(sorted(forms, key=str))
            for literal, forms in forms_of.items()
            if forms != {literal}
        },
    )


@cache
def kept_as(literal: ox.Literal) -> ox.Literal:
    """Return how Oxigraph keeps a literal."""
    return _kept([literal])[literal]


def _kept(literals: list[ox.Literal]) -> dict[ox.Literal, ox.Literal]:
    """How Oxigraph keeps each literal."""
    store = ox.Store()
    predicate = ox.NamedNode("urn:p")
    store.bulk_extend(
        ox.Quad(ox.NamedNode(f"urn:{number}"), predicate, literal)
        for number, literal in enumerate(literals)
    )
    kept: dict[ox.Literal, ox.Literal] = {}
    for quad in store:
        subject = quad.subject
        if isinstance(subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
            kept[literals[int(subject.value[4:])]] = quad.object
    return kept
