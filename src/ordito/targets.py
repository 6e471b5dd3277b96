"""Which nodes a shape is about (https://www.w3.org/TR/shacl/#targets), as a pattern of SPARQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass

from pyoxigraph import NamedNode

from ordito.ask import Ask
from ordito.conditions import Conditions
from ordito.errors import ShapesError, Unsupported
from ordito.shapes import Shapes, is_blank
from ordito.vocabulary import RDF, RDFS, SH, Node

_BATCH = 2_000
_OBJECTS = SH + "targetObjectsOf"


@dataclass(frozen=True)
class Focus:
    """Some nodes, as the pattern that gives them; each once with `once`."""

    pattern: Callable[[str], str]
    repeats: bool = True
    """Whether the pattern may give a node more than once."""
    above: tuple[Focus, tuple[str, ...]] | None = None
    """The nodes of which these are the values, and of which path, if they are of a shape within one."""

    def once(self, var: str) -> str:
        """Return the pattern that gives each node a single time."""
        pattern = self.pattern(var)
        return f"{{ SELECT DISTINCT {var} WHERE {{ {pattern} }} }}" if self.repeats else pattern

    def values(self, steps: tuple[str, ...], fresh: Callable[[], str]) -> Focus:
        """Return the values of a path from these nodes, as focus nodes."""
        start = fresh()

        def pattern(var: str) -> str:
            inner = f"{self.pattern(start)} {start} {'/'.join(steps)} {var} ."
            return f"{{ SELECT DISTINCT {var} WHERE {{ {inner} }} }}"

        return Focus(pattern, repeats=False, above=(self, steps))


def focus_of(node: Node, shapes: Shapes, conditions: Conditions) -> Focus | None:
    """Return the focus nodes of a shape's own targets, or None if it has none."""
    graph = shapes.graph
    if graph.objects(node, SH + "target"):
        raise Unsupported("its target is one of SHACL Advanced Features")
    kinds = [k for c in _classes(node, shapes) for k in conditions.kinds(c)]
    kinds = list(dict.fromkeys(kinds))
    subjects = [str(p) for p in graph.objects(node, SH + "targetSubjectsOf")]
    objects = [str(p) for p in graph.objects(node, SH + "targetObjectsOf")]
    nodes = [n for n in graph.objects(node, SH + "targetNode") if not is_blank(n)]

    def parts(var: str) -> list[str]:
        found = []
        if len(kinds) == 1:
            found.append(f"{var} <{RDF}type> {kinds[0]} .")
        elif kinds:
            kind = conditions.fresh()
            found.append(f"VALUES {kind} {{ {' '.join(kinds)} }} {var} <{RDF}type> {kind} .")
        if len(subjects) == 1:
            found.append(f"{var} {subjects[0]} {conditions.fresh()} .")
        elif subjects:
            p = conditions.fresh()
            found.append(f"VALUES {p} {{ {' '.join(subjects)} }} {var} {p} {conditions.fresh()} .")
        found += [f"{conditions.fresh()} {predicate} {var} ." for predicate in objects]
        if nodes:
            found.append(f"VALUES {var} {{ {' '.join(map(str, nodes))} }}")
        return found

    if not parts("?this"):
        return None
    if kinds and len(parts("?this")) == 1:
        # A node is seldom of two of these classes, so that this is not worth a query of its own.
        return Focus(lambda var: parts(var)[0], repeats=len(kinds) > 1)

    def pattern(var: str) -> str:
        given = parts(var)
        whole = given[0] if len(given) == 1 else " UNION ".join(f"{{ {p} }}" for p in given)
        return f"{{ SELECT DISTINCT {var} WHERE {{ {whole} }} }}"

    return Focus(pattern, repeats=False)


def _classes(node: Node, shapes: Shapes) -> list[Node]:
    classes = shapes.graph.objects(node, SH + "targetClass")
    if any(not isinstance(c, NamedNode) for c in classes):
        raise ShapesError(f"a target class of {node} is not an IRI")
    return [*classes, node] if shapes.is_class(node) and isinstance(node, NamedNode) else classes


class Chosen:
    """Some nodes of the data, which alone are looked at, and what makes them focus nodes."""

    def __init__(self, nodes: Iterable[NamedNode], ask: Ask, shapes: Shapes) -> None:
        graph = shapes.graph
        ends = {str(o) for s in graph.subjects() for o in graph.objects(s, _OBJECTS)}
        self._kinds: dict[str, set[NamedNode]] = defaultdict(set)
        self._subjects: dict[str, set[NamedNode]] = defaultdict(set)
        self._objects: dict[str, set[NamedNode]] = defaultdict(set)
        self._among: set[NamedNode] | None = None
        self.nodes = sorted(set(nodes), key=str)
        for start in range(0, len(self.nodes), _BATCH):
            given = " ".join(map(str, self.nodes[start : start + _BATCH]))
            values = f"VALUES ?this {{ {given} }}"
            # Much may point at a node, and few predicates are asked about.
            pointing = f"VALUES ?what {{ {' '.join(sorted(ends))} }} ?s ?what ?this"
            for kept, pattern in (
                (self._kinds, f"?this <{RDF}type> ?what"),
                (self._subjects, "?this ?what ?o"),
                (self._objects, pointing if ends else ""),
            ):
                if not pattern:
                    continue
                for row in ask(f"SELECT DISTINCT ?this ?what WHERE {{ {values} {pattern} }}"):
                    this, what = row["this"], row["what"]
                    if isinstance(this, NamedNode) and isinstance(what, NamedNode):
                        kept[what.value].add(this)

    def among(self, nodes: set[NamedNode]) -> Chosen:
        """Return some of the nodes, as one knows them already."""
        chosen = copy(self)
        chosen._among = nodes
        return chosen

    def focus_of(self, node: Node, shapes: Shapes, conditions: Conditions) -> Focus | None:
        """Return those of the nodes that are focus nodes of a shape, or None if none is."""
        graph = shapes.graph
        if graph.objects(node, SH + "target"):
            raise Unsupported("its target is one of SHACL Advanced Features")
        found: set[NamedNode] = set()
        for class_ in _classes(node, shapes):
            for kind in conditions.kinds(class_):
                found |= self._kinds[kind[1:-1]]
        for predicate in graph.objects(node, SH + "targetSubjectsOf"):
            found |= self._subjects[predicate.value]
        for predicate in graph.objects(node, SH + "targetObjectsOf"):
            found |= self._objects[predicate.value]
        found |= set(self.nodes) & set(graph.objects(node, SH + "targetNode"))
        if self._among is not None:
            found &= self._among
        if not found:
            return None
        given = " ".join(sorted(map(str, found)))
        return Focus(lambda var: f"VALUES {var} {{ {given} }}", repeats=False)


def subclasses(ask: Ask) -> dict[str, list[str]]:
    """Return each class of the data that has others below it, with them, itself first."""
    below: dict[Node, set[Node]] = defaultdict(set)
    for row in ask(f"SELECT DISTINCT ?a ?b WHERE {{ ?a <{RDFS}subClassOf> ?b }}"):
        lower, upper = row["a"], row["b"]
        if lower is not None and upper is not None:
            below[upper].add(lower)
    found = {}
    for top in below:
        seen, todo = [top], [top]
        while todo:
            for class_ in sorted(below.get(todo.pop(), ()), key=str):
                if class_ not in seen:
                    seen.append(class_)
                    todo.append(class_)
        if isinstance(top, NamedNode):
            found[top.value] = [c.value for c in seen if isinstance(c, NamedNode)]
    return found
