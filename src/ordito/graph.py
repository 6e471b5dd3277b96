"""A shapes graph as it is read: an index from subjects, and lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from ordito.errors import ShapesError
from ordito.vocabulary import FIRST, NIL, REST, SUBCLASS, TYPE, Node


class Graph:
    """The statements of a shapes graph, by subject."""

    def __init__(self, statements: Iterable[ox.Quad | ox.Triple]) -> None:
        self._by_subject: dict[Node, list[tuple[str, Node]]] = defaultdict(list)
        seen = set()
        for statement in statements:
            subject, predicate, object = statement.subject, statement.predicate, statement.object
            if isinstance(subject, ox.Triple) or isinstance(object, ox.Triple):
                raise ShapesError("a triple as a term (RDF 1.2) cannot stand in a shapes graph")
            key = (subject, predicate.value, object)
            if key not in seen:
                seen.add(key)
                self._by_subject[subject].append((predicate.value, object))

    def subjects(self) -> Iterator[Node]:
        """Yield every node that something is said of, in the order of reading."""
        yield from self._by_subject

    def about(self, subject: Node) -> list[tuple[str, Node]]:
        """Return what is said of a node: predicates and objects, in the order of reading."""
        return self._by_subject.get(subject, [])

    def objects(self, subject: Node, predicate: str) -> list[Node]:
        """Return the objects of a subject and predicate, in the order of reading."""
        return [o for p, o in self.about(subject) if p == predicate]

    def one(self, subject: Node, predicate: str) -> Node | None:
        """Return the object of a subject and predicate; ShapesError if there is more than one."""
        found = self.objects(subject, predicate)
        if len(found) > 1:
            raise ShapesError(f"{subject} has more than one <{predicate}>")
        return found[0] if found else None

    def list(self, head: Node) -> list[Node]:
        """Return the members of an RDF list; ShapesError if it is none, or goes in a circle."""
        members: list[Node] = []
        seen: set[Node] = set()
        node = head
        while not (isinstance(node, ox.NamedNode) and node.value == NIL):
            first, rest = self.one(node, FIRST), self.one(node, REST)
            if first is None or rest is None or node in seen:
                raise ShapesError(f"{head} is not a well-formed list")
            seen.add(node)
            members.append(first)
            node = rest
        return members

    def is_a(self, node: Node, class_: str) -> bool:
        """Say whether a node is an instance of a class, by its types and their superclasses here."""
        todo, seen = self.objects(node, TYPE), set[Node]()
        while todo:
            kind = todo.pop()
            if isinstance(kind, ox.NamedNode) and kind.value == class_:
                return True
            if kind not in seen:
                seen.add(kind)
                todo += self.objects(kind, SUBCLASS)
        return False
