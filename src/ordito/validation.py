"""Validating the data of a store against shapes, with a few queries a constraint."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

import pyoxigraph as ox
from pyoxigraph import BlankNode, Literal, NamedNode

from ordito.ask import Ask, Row
from ordito.checks import Check, Checks
from ordito.conditions import Conditions
from ordito.errors import ShapesError, Unsupported
from ordito.exact import Exact
from ordito.graph import Graph
from ordito.results import Left, Report, Result, path_of
from ordito.shapes import Shape, Shapes
from ordito.targets import Chosen, Focus, focus_of, subclasses
from ordito.vocabulary import SH, Node
from ordito.words import message_of
from ordito.written import Written

_PLACE = re.compile(r"\{[?$](\w+)\}")


def validate(
    ask: Ask,
    shapes: Iterable[ox.Quad | ox.Triple] | Graph,
    *,
    written: Written | None = None,
    about: Iterable[NamedNode] | None = None,
    shapes_graph: NamedNode | None = None,
    log: Callable[[str], None] | None = None,
) -> Report:
    """Validate what a store holds against shapes (https://www.w3.org/TR/shacl/#validation).

    Args:
        ask: sends a SELECT query to the store, whose default graph is the data; see `Ask`.
        shapes: the statements of the shapes graph.
        written: how literals were written, if the store does not keep that; see `census`.
        about: the focus nodes to look at; without it, all.
        shapes_graph: the named graph in which the store holds the shapes, for `$shapesGraph`.
        log: is told every query before it is sent.

    Returns all results, in the order of the shapes, and the shapes that cannot be asked of many nodes at
    once (`Report.left`), of which nothing has been looked at. Raises ShapesError if the shapes graph is
    ill-formed; what `ask` raises is passed on.

    """
    graph = shapes if isinstance(shapes, Graph) else Graph(shapes)
    return Validation(ask, graph, written, shapes_graph, log).run(about)


class Validation:
    """The run of some shapes over what a store holds."""

    def __init__(
        self,
        ask: Ask,
        graph: Graph,
        written: Written | None,
        shapes_graph: NamedNode | None,
        log: Callable[[str], None] | None,
    ) -> None:
        self._asked, self._log = ask, log
        self._queries = self._rows = 0
        self.shapes = self._shapes = Shapes(graph)
        self.conditions = self._conditions = Conditions(self._shapes, subclasses(self.ask), written)
        self._checks = Checks(self._conditions, shapes_graph)
        self._written = written or Written()
        self._exact = Exact(self.ask, self._shapes, self._written)
        self._named = self._literal_targets()
        self._root: Node | None = None
        self._notes: list[str] = []

    def run(self, about: Iterable[NamedNode] | None) -> Report:
        """Return what all shapes find, or what they find of some nodes."""
        chosen = Chosen(about, self.ask, self._shapes) if about is not None else None
        results: list[Result] = []
        left: list[Left] = []
        for node in self._shapes.roots():
            try:
                found = self.of_shape(node, chosen)
            except Unsupported as reason:
                left.append(Left(node, str(reason)))
                continue
            results += found
        return self.report(results, left)

    def report(self, results: Iterable[Result], left: Iterable[Left]) -> Report:
        """Return what was found as a report, with what it took."""
        notes, odd = tuple(dict.fromkeys(self._notes)), frozenset(self._written.at)
        return Report(tuple(results), tuple(left), notes, self._queries, self._rows, odd)

    def of_shape(self, node: Node, chosen: Chosen | None = None) -> list[Result]:
        """Return what a shape with targets finds, of all its focus nodes or of some that were chosen.

        Raises Unsupported if it cannot be asked of many nodes at once.
        """
        if self._shapes.recursive(node):
            raise Unsupported("it refers to itself, and SHACL does not say what that means")
        if chosen:
            focus = chosen.focus_of(node, self._shapes, self._conditions)
        else:
            focus = focus_of(node, self._shapes, self._conditions)
        # All the queries are made before the first one is sent.
        plans = list(self._plans(node, focus, self._notes)) if focus else []
        self._root = node
        results: list[Result] = []
        for shape, own, checks in plans:
            results += self._repeated(own, list(self._results(shape, own, checks)))
        return results

    def ask(self, query: str) -> Iterator[Row]:
        """Yield the rows of a query, and count them."""
        self._queries += 1
        if self._log:
            self._log(query)
        for row in self._asked(query):
            self._rows += 1
            yield row

    def _plans(
        self, node: Node, focus: Focus, notes: list[str]
    ) -> Iterator[tuple[Shape, Focus, list[Check]]]:
        """A shape with its focus nodes and checks, and those that it has as properties."""
        if self._shapes.deactivated(node):
            return
        shape = self._shapes[node]
        for name in self._shapes.unknown(shape):
            if name in (SH + "js", SH + "expression"):
                raise Unsupported(f"<{name}> is of SHACL Advanced Features")
            notes.append(
                f"{shape.node} has <{name}>, which is no term of SHACL Core and SHACL-SPARQL"
            )
        yield shape, focus, list(self._checks.of(shape, focus))
        inner = shape.values(SH + "property")
        if inner and shape.path is not None:
            focus = focus.values(shape.path.steps, self._conditions.fresh)
        for property in inner:
            yield from self._plans(property, focus, notes)

    def _repeated(self, focus: Focus, found: list[Result]) -> Iterator[Result]:
        """Results once for each node that their focus node is a value of.

        A shape within another is validated anew for each value node of each focus node.
        """
        times = self._times(focus) if found and focus.above else {}
        for result in found:
            for _ in range(times.get(result.focus, 1)):
                yield result

    def _times(self, focus: Focus) -> dict[Node, int]:
        if not focus.above:
            return {}
        upper, steps = focus.above
        times = self._times(upper)
        counted: dict[Node, int] = defaultdict(int)
        where = f"{upper.pattern('?up')} ?up {'/'.join(steps)} ?this"
        for row in self.ask(f"SELECT DISTINCT ?up ?this WHERE {{ {where} }}"):
            up, this = row["up"], row["this"]
            if up is not None and this is not None:
                counted[this] += times.get(up, 1)
        return counted

    def _results(self, shape: Shape, focus: Focus, checks: list[Check]) -> Iterator[Result]:
        probed = [check for check in checks if check.probe]
        clean: set[int] = set()
        if len(probed) > 1 and not any(self.ask(self._checks.probe(shape, focus, probed))):
            clean = {id(check) for check in probed}
        for check in checks:
            exactly = self._exact.concerns(check)
            whole = exactly and not check.probe
            if id(check) not in clean and not whole:
                yield from self._of_rows(check, exactly)
            if exactly:
                reach = self._checks.reach(shape, focus)
                for found in self._exact.answers(check, focus, reach):
                    yield self._result(check, found.focus, found.value, None, None)

    def _literal_targets(self) -> dict[Node, Node]:
        """The literals that are focus nodes by name, as the store gives them back."""
        graph = self._shapes.graph
        found = {
            node
            for shape in graph.subjects()
            for node in graph.objects(shape, SH + "targetNode")
            if isinstance(node, Literal)
        }
        named = sorted(found, key=str)
        if not named:
            return {}
        columns = " ".join(f"({literal} AS ?n{n})" for n, literal in enumerate(named))
        given = {}
        for row in self.ask(f"SELECT {columns} WHERE {{ }}"):
            for number, literal in enumerate(named):
                given[row[f"n{number}"] or literal] = literal
        return dict(given)

    def _of_rows(self, check: Check, exactly: bool) -> Iterator[Result]:
        seen: set[tuple[Node | None, ...]] = set()
        for row in self.ask(check.query):
            this = row["this"]
            if this is None:
                raise ShapesError(f"a query of {check.shape.node} gives a result of no node")
            value = self._value(check, row, this)
            path = _given(row, "path") if check.rows or check.parameter == SH + "closed" else None
            holder = (row[check.holder] if check.holder else this) or this
            if exactly and self._exact.otherwise(check, holder, value):
                continue
            for form in self._forms(check, this, holder, value, path):
                if not check.rows:
                    key = (this, form, path, _given(row, check.other) if check.other else None)
                    if key in seen:
                        continue
                    seen.add(key)
                yield self._result(check, this, form, path, row)

    def _value(self, check: Check, row: Row, this: Node) -> Node | None:
        if not check.value:
            return None
        found = row[check.value]
        if found is None and check.rows:
            return this if check.shape.path is None else None
        return found

    def _forms(
        self, check: Check, this: Node, holder: Node, value: Node | None, path: Node | None
    ) -> tuple[Node | None, ...]:
        """A value as it was written, which may be in more ways than one."""
        written = self._written
        if value is None or not isinstance(value, Literal) or check.computed:
            return (value,)
        last = check.shape.path.last if check.shape.path else None
        if path is not None:
            return written.values(this, path.value, value)
        if last is not None:
            forms = written.values(holder, last.value, value)
            if forms != (value,) or not check.rows:
                return forms
        return written.of(this, value) if check.rows else (value,)

    def _result(
        self, check: Check, this: Node, value: Node | None, path: Node | None, row: Row | None
    ) -> Result:
        shape = check.shape
        messages = check.messages or shape.messages
        own = _given(row, "message") if row is not None and check.rows else None
        if isinstance(own, Literal):
            messages = (own,)
        elif not messages:
            messages = message_of(check.component, check.argument)
        if check.shape.path is None and check.value == "this":
            value = self._named.get(this, value)
        return Result(
            focus=self._named.get(this, this),
            path=path if path is not None else path_of(shape.path),
            value=value,
            component=check.component,
            severity=shape.severity,
            shape=shape.node,
            constraint=check.constraint if check.parameter == SH + "sparql" and not check.constants
            and check.component.value == SH + "SPARQLConstraintComponent" else None,
            messages=tuple(_filled(message, check, row) for message in messages),
            root=self._root,
        )  # fmt: skip


def _given(row: Row, name: str) -> Node | None:
    """The term of a variable that a query may not have."""
    try:
        return row[name]
    except (KeyError, ValueError):
        return None


def _filled(message: Literal, check: Check, row: Row | None) -> Literal:
    """A message with what stands in it for variables put in (§5.2.2)."""
    if "{" not in message.value:
        return message

    def term(found: re.Match[str]) -> str:
        value = check.constants.get(found[1])
        if value is None and row is not None and check.rows:
            value = _given(row, found[1])
        return value.value if isinstance(value, NamedNode | Literal | BlankNode) else found[0]

    return Literal(_PLACE.sub(term, message.value), language=message.language)
