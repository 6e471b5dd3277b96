"""Validating again after a change: only what the change can affect, with the results of the whole.

A shape reads statements about its focus nodes, step by step (`reads`). Of a focus node at whose steps no
statement was added or removed, every step leads where it led before, and so the shape finds what it found
before. So it is enough to walk back, over the data as they are now, from where statements changed to the
focus nodes that come there; these are asked about again. What was found of all others stays.

Where that is not known, a shape is asked about all its focus nodes, and the report says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

import pyoxigraph as ox
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ordito.ask import Ask
from ordito.errors import Unsupported
from ordito.graph import Graph
from ordito.reads import ANY, Read, Reads, Steps, Unread
from ordito.results import Again, Left, Report, Result
from ordito.targets import Chosen
from ordito.validation import Validation
from ordito.vocabulary import RDF, SH, SUBCLASS, XSD, Node
from ordito.written import Written

_BATCH = 2_000
_MOST_NODES = 3_000
"""Focus nodes of a shape beyond which it is quicker to ask about all."""
_MOST_ROWS = 50_000
_PLAIN = (XSD + "string", RDF + "langString")
_SPARQL = SH + "SPARQLConstraintComponent"

Statement = ox.Quad | ox.Triple


def revalidate(
    ask: Ask,
    shapes: Iterable[Statement] | Graph,
    before: Report,
    changed: Iterable[Statement],
    *,
    written: Written | None = None,
    shapes_graph: NamedNode | None = None,
    log: Callable[[str], None] | None = None,
) -> Report:
    """Validate the data anew after a change, asking only about what the change can affect.

    Args:
        ask: as of `validate`; sends a query to the data as they are now.
        shapes: the shapes, which must be those of `before`.
        before: the report of the data before the change, of the whole of it.
        changed: the statements that were added and those that were removed; more do no harm.
        written: how literals are written now.
        shapes_graph: as of `validate`.
        log: as of `validate`.

    Returns the report of the whole, as `validate` would. `Report.again` says what was asked. Raises what
    `validate` raises.

    """
    graph = shapes if isinstance(shapes, Graph) else Graph(shapes)
    run = Validation(ask, graph, written, shapes_graph, log)
    return _Again(run, before, written or Written()).run(list(changed))


class _Whole(Exception):
    """A shape is to be asked about all its focus nodes; the words say why."""


class _Again:
    def __init__(self, run: Validation, before: Report, written: Written) -> None:
        self._run, self._before = run, before
        self._odd = before.odd ^ frozenset(written.at)
        self._kept: dict[Node | None, list[Result]] = defaultdict(list)
        for result in before.results:
            self._kept[result.root].append(result)

    def run(self, changed: list[Statement]) -> Report:
        before = self._before
        if any(s.predicate.value == SUBCLASS for s in changed):
            return self._all("what stands below a class has changed")
        if None in self._kept:
            return self._all("it is not known which shape found what")
        left = {item.shape for item in before.left}
        roots = [node for node in self._run.shapes.roots() if node not in left]
        reads, whole = self._reads(roots)
        affected = _Affected(self._run, changed)
        nodes: dict[Node, set[NamedNode]] = {}
        for root, found in affected.of(reads):
            if isinstance(found, str):
                whole[root] = found
            elif found or self._computed(root):
                nodes[root] = found | self._computed(root)
        for root in [root for root, found in nodes.items() if len(found) > _MOST_NODES]:
            whole[root] = "more nodes are affected than are worth asking about one by one"
            del nodes[root]
        return self._report(roots, nodes, whole)

    def _reads(self, roots: list[Node]) -> tuple[dict[Node, frozenset[Read]], dict[Node, str]]:
        reads: dict[Node, frozenset[Read]] = {}
        whole: dict[Node, str] = {}
        known = Reads(self._run.conditions)
        for root in roots:
            try:
                reads[root] = known.of(root)
                self._refuse(root, reads[root])
            except (Unread, _Whole) as reason:
                reads.pop(root, None)
                whole[root] = str(reason)
        return reads, whole

    def _refuse(self, root: Node, reads: frozenset[Read]) -> None:
        """Raise _Whole if what a shape found before cannot be kept, whatever has changed."""
        if any(
            isinstance(term, BlankNode)
            for result in self._kept[root]
            for term in (result.focus, result.value)
        ):
            raise _Whole("it found something of nodes without names")
        if self._odd and any(read.predicate[1:-1] in self._odd for read in reads if read.predicate):
            raise _Whole("values that it looks at are written otherwise than before")

    def _computed(self, root: Node) -> set[NamedNode]:
        """The focus nodes of which a query told a number: how it is written other nodes may tell."""
        own = {component.node.value for component in self._run.shapes.components} | {_SPARQL}
        return {
            result.focus
            for result in self._kept[root]
            if isinstance(result.focus, NamedNode)
            and isinstance(result.value, Literal)
            and result.value.datatype.value not in _PLAIN
            and result.component.value in own
        }

    def _all(self, reason: str) -> Report:
        left = {item.shape for item in self._before.left}
        roots = [node for node in self._run.shapes.roots() if node not in left]
        return self._report(roots, {}, dict.fromkeys(roots, reason))

    def _report(
        self, roots: list[Node], nodes: dict[Node, set[NamedNode]], whole: dict[Node, str]
    ) -> Report:
        every = {node for found in nodes.values() for node in found}
        chosen = Chosen(every, self._run.ask, self._run.shapes)
        results: list[Result] = []
        for root in roots:
            if root in whole:
                results += self._run.of_shape(root)
            elif root in nodes:
                own = nodes[root]
                results += [r for r in self._kept[root] if r.focus not in own]
                results += self._run.of_shape(root, chosen.among(own))
            else:
                results += self._kept[root]
        report, before = self._run.report(results, self._before.left), self._before
        again = Again(
            sum(map(len, nodes.values())),
            tuple(Left(root, reason) for root, reason in whole.items()),
        )
        return Report(
            report.results,
            before.left,
            before.notes,
            report.queries,
            report.rows,
            report.odd,
            again,
        )


class _Affected:
    """The focus nodes that a change can affect, found by walking back from where it was made."""

    def __init__(self, run: Validation, changed: list[Statement]) -> None:
        self._run = run
        self._by_predicate: dict[str, list[Statement]] = defaultdict(list)
        for statement in changed:
            if isinstance(statement.subject, Triple) or isinstance(statement.object, Triple):
                raise Unsupported("a triple as a term (RDF 1.2) cannot be validated")
            self._by_predicate[str(statement.predicate)].append(statement)
            self._by_predicate[""].append(statement)

    def of(self, reads: dict[Node, frozenset[Read]]) -> Iterator[tuple[Node, set[NamedNode] | str]]:
        """Yield each shape with the nodes that are affected, or with why that is not known."""
        places = {
            read: frozenset(self._places(read))
            for read in {read for found in reads.values() for read in found}
        }
        wanted: dict[Steps, set[Node]] = defaultdict(set)
        for read, found in places.items():
            if read.before and found:
                wanted[read.before] |= {n for n in found if not _unnamed(n)}
        walked = {steps: self._walked(steps, nodes) for steps, nodes in wanted.items()}
        for root, found_by in reads.items():
            try:
                yield root, self._nodes(found_by, places, walked)
            except _Whole as reason:
                yield root, str(reason)

    def _places(self, read: Read) -> Iterator[Node]:
        """The nodes at which what is read has changed."""
        for statement in self._by_predicate[read.predicate]:
            ends = statement.subject, statement.object
            here, there = reversed(ends) if read.backwards else ends
            if not read.other or str(there) == read.other:
                yield here  # type: ignore[misc]

    def _nodes(
        self,
        reads: frozenset[Read],
        places: dict[Read, frozenset[Node]],
        walked: dict[Steps, dict[Node, set[Node]] | None],
    ) -> set[NamedNode]:
        found: set[Node] = set()
        for read in reads:
            here = places[read]
            if not here:
                continue
            if read.before is None:
                raise _Whole("its query has a pattern that is not joined to the focus node")
            if any(map(_unnamed, here)):
                raise _Whole("something has changed about nodes without names")
            if not read.before:
                found |= here
                continue
            back = walked[read.before]
            if back is None:
                raise _Whole("too much leads to what has changed")
            for node in here:
                found |= back.get(node, set())
        named = {node for node in found if isinstance(node, NamedNode)}
        if len(named) < len(found):
            raise _Whole("nodes without names, or literals, are affected")
        return named

    def _walked(self, steps: Steps, nodes: set[Node]) -> dict[Node, set[Node]] | None:
        """The nodes from which steps lead to each of some nodes; None if they are too many."""
        found: dict[Node, set[Node]] = defaultdict(set)
        rows = 0
        given = sorted(map(str, nodes))
        for start in range(0, len(given), _BATCH):
            for row in self._run.ask(_back(steps, given[start : start + _BATCH])):
                node, end = row["this"], row["end"]
                rows += 1
                if rows > _MOST_ROWS:
                    return None
                if node is not None and end is not None:
                    found[end].add(node)
        return found


def _unnamed(node: Node) -> bool:
    """Whether a query cannot name a node, or may name another that a store keeps as the same."""
    if isinstance(node, Literal):
        return node.datatype.value not in _PLAIN
    return isinstance(node, BlankNode)


def _back(steps: Steps, ends: list[str]) -> str:
    """The query for nodes from which steps lead to some nodes, written from the end."""
    names = ["?this", *(f"?n{n}" for n in range(1, len(steps))), "?end"]
    patterns = []
    for number, step in enumerate(steps):
        one, other = names[number], names[number + 1]
        if step == f"^{ANY}":
            patterns.append(f"{other} ?p{number} {one} .")
        elif step == ANY:
            patterns.append(f"{one} ?p{number} {other} .")
        else:
            patterns.append(f"{one} {step} {other} .")
    where = " ".join(reversed(patterns))
    return (
        f"SELECT DISTINCT ?this ?end WHERE {{ VALUES ?end {{ {' '.join(ends)} }} {where} }} "
        f"LIMIT {_MOST_ROWS + 1}"
    )
