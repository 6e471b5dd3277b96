"""Constraints as queries: one, or a few, for all focus nodes of a shape at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from ordito.components import CustomComponent, Validator
from ordito.conditions import Conditions, is_true, same_language
from ordito.errors import ShapesError, Unsupported
from ordito.select import Query, prologue
from ordito.shapes import Shape
from ordito.targets import Focus
from ordito.vocabulary import SH, VALUE_PARAMETERS, Node, component


@dataclass(frozen=True, slots=True)
class Check:
    """A query whose every row is a result, and what its results say."""

    shape: Shape
    component: NamedNode
    query: str
    value: str = ""
    """The variable of the value, if results have one: `v`, or `this` for the focus node itself."""
    parameter: str = ""
    argument: Node | None = None
    """The parameter of the constraint, and its value."""
    probe: str = ""
    """A test that is true of no value node where the check has no rows; checks share one query of it."""
    other: str = ""
    """The variable that tells results of one value apart, if there may be more than one."""
    holder: str = ""
    """The variable of the node that the value is said of, where it is not the focus node."""
    constraint: Node | None = None
    messages: tuple[Literal, ...] = ()
    constants: dict[str, Node] = field(default_factory=dict)
    rows: bool = False
    """Whether each row is a result, be it the same as another, and may name a path of its own."""
    computed: bool = False
    """Whether the value may be computed, and not one of the data."""


class Checks:
    """The checks of shapes, given their conditions."""

    def __init__(self, conditions: Conditions, shapes_graph: NamedNode | None) -> None:
        self._conditions = conditions
        self._shapes = conditions.shapes
        self._shapes_graph = shapes_graph

    def of(self, shape: Shape, focus: Focus) -> Iterator[Check]:
        """Yield the checks of a shape's own constraints; not of shapes that it has as properties.

        Raises Unsupported if one cannot be asked of many nodes, ShapesError if one is ill-formed.
        """
        for name, value in self._shapes.constraints(shape):
            if name == SH + "property":
                continue
            if name == SH + "sparql":
                if not self._shapes.deactivated(value):
                    yield self._sparql(shape, value, focus)
            elif name in VALUE_PARAMETERS:
                yield self._of_value(shape, name, value, focus)
            else:
                yield from self._of_set(shape, name, value, focus)
        for declared in self._shapes.components:
            yield from self._custom(shape, declared, focus)

    def reach(self, shape: Shape, focus: Focus) -> str:
        """Return the pattern of focus nodes and value nodes, `?this` and `?v`."""
        if shape.path is None:
            return f"{focus.pattern('?this')} BIND(?this AS ?v)"
        if shape.path.last is not None and len(shape.path.steps) > 1:
            # What the value is said of is told too: it knows how the value was written.
            first = "/".join(shape.path.steps[:-1])
            return f"{focus.pattern('?this')} ?this {first} ?m . ?m {shape.path.last} ?v ."
        return f"{focus.pattern('?this')} ?this {shape.path.sparql} ?v ."

    def _of_value(self, shape: Shape, name: str, value: Node, focus: Focus) -> Check:
        conditions = self._conditions
        if shape.path is None:
            tests = conditions.wrong(shape, name, value, "?this")
            query = f"SELECT DISTINCT ?this WHERE {{ {focus.pattern('?this')} {_filters(tests)} }}"
            wrong = " && ".join(tests)
            return Check(shape, component(name), query, "this", name, value, wrong)
        with conditions.values_of(shape.path):
            tests = conditions.wrong(shape, name, value, "?v")
        reach = self.reach(shape, focus)
        holder = "m" if " ?m " in reach else ""
        query = f"SELECT DISTINCT ?this ?v {'?m' if holder else ''} WHERE {{ {reach} {_filters(tests)} }}"
        wrong = " && ".join(tests)
        return Check(shape, component(name), query, "v", name, value, wrong, holder=holder)

    def probe(self, shape: Shape, focus: Focus, checks: list[Check]) -> str:
        """Return the query that has a row if one of some checks of value nodes has."""
        tests = " || ".join(f"({check.probe})" for check in checks)
        if shape.path is None:
            return f"SELECT ?this WHERE {{ {focus.pattern('?this')} FILTER({tests}) }} LIMIT 1"
        path = shape.path.sparql
        reach = f"{focus.pattern('?this')} ?this {path} ?v ."
        return f"SELECT ?v WHERE {{ {reach} FILTER({tests}) }} LIMIT 1"

    def _of_set(self, shape: Shape, name: str, value: Node, focus: Focus) -> Iterator[Check]:
        short = name.removeprefix(SH)
        made = component(name)
        if short in ("minCount", "maxCount", "uniqueLang") and shape.path is None:
            raise ShapesError(f"the node shape {shape.node} has sh:{short}, which wants a path")
        if short == "qualifiedValueShape":
            yield from self._qualified(shape, value, focus)
            return
        text, shown = self._set_query(shape, short, value, focus)
        if text:
            holder = "m" if " ?m " in text else ""
            other = {"lessThan": "w", "lessThanOrEquals": "w", "uniqueLang": "l"}.get(short, "")
            yield Check(shape, made, text, shown, name, value, holder=holder, other=other)

    def _set_query(self, shape: Shape, name: str, value: Node, focus: Focus) -> tuple[str, str]:
        this, conditions = focus.pattern("?this"), self._conditions
        path = shape.path.sparql if shape.path else ""
        steps = shape.path.steps if shape.path else ()
        match name:
            case "minCount":
                return self._fewer(focus, steps, int(value.value)), ""
            case "maxCount":
                most = int(value.value)
                return (
                    f"SELECT ?this WHERE {{ {this} ?this {path} ?v }} GROUP BY ?this "
                    f"HAVING (COUNT(DISTINCT ?v) > {most})"
                    if most
                    else f"SELECT DISTINCT ?this WHERE {{ {this} ?this {path} ?v }}"
                ), ""
            case "hasValue":
                wrong = f"!{conditions.has(shape, value, '?this')}"
                return f"SELECT DISTINCT ?this WHERE {{ {this} FILTER({wrong}) }}", ""
            case "closed":
                if not is_true(value):
                    return "", ""
                test = conditions.not_allowed(shape, "?path")
                return (
                    f"SELECT DISTINCT ?this ?path ?v WHERE {{ {this} ?this ?path ?v {test} }}"
                ), "v"
        return self._compared(shape, name, value, focus)

    def _compared(self, shape: Shape, name: str, value: Node, focus: Focus) -> tuple[str, str]:
        this, reaches = focus.pattern("?this"), self._conditions.reaches
        path = shape.path.sparql if shape.path else ""
        steps, other = (shape.path.steps if shape.path else ()), (str(value),)
        reach = f"{this} ?this {path} ?v ." if path else f"{this} BIND(?this AS ?v)"

        told = self.reach(shape, focus)
        held = "?m" if " ?m " in told else ""

        match name:
            case "uniqueLang" if not is_true(value):
                return "", ""
            case "uniqueLang":
                return (
                    f"SELECT DISTINCT ?this ?l WHERE {{ {reach} FILTER(LANG(?v) != '') "
                    f"?this {path} ?w FILTER(!sameTerm(?v, ?w) && {same_language('?v', '?w')}) "
                    "BIND(LCASE(LANG(?v)) AS ?l) }"
                ), ""
            case "equals":
                lacks = f"!{reaches('?this', steps, '?v')}" if steps else "!sameTerm(?v, ?this)"
                return (
                    f"SELECT DISTINCT ?this ?v WHERE {{ {{ {reach} "
                    f"FILTER(!{reaches('?this', other, '?v')}) }} UNION "
                    f"{{ {focus.pattern('?this')} ?this {value} ?v . FILTER({lacks}) }} }}"
                ), "v"
            case "disjoint":
                return (
                    f"SELECT DISTINCT ?this ?v {held} WHERE {{ {told} "
                    f"FILTER({reaches('?this', other, '?v')}) }}"
                ), "v"
            case "lessThan" | "lessThanOrEquals":
                sign = "<" if name == "lessThan" else "<="
                return (
                    f"SELECT DISTINCT ?this ?v ?w {held} WHERE {{ {told} ?this {value} ?w . "
                    f"FILTER(!COALESCE(?v {sign} ?w, false)) }}"
                ), "v"
        raise ShapesError(f"sh:{name} is not a constraint")

    def _fewer(self, focus: Focus, steps: tuple[str, ...], least: int) -> str:
        this = focus.pattern("?this")
        if least <= 0:
            return ""
        if least == 1:
            has = self._conditions.exists("?this", steps)
            return f"SELECT DISTINCT ?this WHERE {{ {this} FILTER(!{has}) }}"
        return (
            f"SELECT ?this WHERE {{ {this} OPTIONAL {{ ?this {'/'.join(steps)} ?v }} }} "
            f"GROUP BY ?this HAVING (COUNT(DISTINCT ?v) < {least})"
        )

    def _qualified(self, shape: Shape, value: Node, focus: Focus) -> Iterator[Check]:
        if shape.path is None:
            raise ShapesError(f"the node shape {shape.node} has sh:qualifiedValueShape")
        this, path = focus.pattern("?this"), shape.path.sparql
        condition = self._conditions.qualified(shape, value)
        least = shape.value(SH + "qualifiedMinCount")
        most = shape.value(SH + "qualifiedMaxCount")
        if least is not None and int(least.value) > 0:
            count = int(least.value)
            if count <= 2:
                enough = self._conditions.at_least("?this", shape.path.steps, count, condition)
                query = f"SELECT DISTINCT ?this WHERE {{ {this} FILTER(!{enough}) }}"
            else:
                query = (
                    f"SELECT ?this WHERE {{ {this} OPTIONAL {{ ?this {path} ?v "
                    f"FILTER({condition('?v')}) }} }} GROUP BY ?this "
                    f"HAVING (COUNT(DISTINCT ?v) < {count})"
                )
            yield Check(
                shape, NamedNode(SH + "QualifiedMinCountConstraintComponent"), query,
                parameter=SH + "qualifiedMinCount", argument=least,
            )  # fmt: skip
        if most is not None:
            # Counted and not paired: what shares a code with another may be of the size of the data.
            query = (
                f"SELECT ?this WHERE {{ {this} ?this {path} ?v FILTER({condition('?v')}) }} "
                f"GROUP BY ?this HAVING (COUNT(DISTINCT ?v) > {int(most.value)})"
            )
            yield Check(
                shape, NamedNode(SH + "QualifiedMaxCountConstraintComponent"), query,
                parameter=SH + "qualifiedMaxCount", argument=most,
            )  # fmt: skip

    # --- SPARQL -----------------------------------------------------------------------------------

    def _sparql(self, shape: Shape, node: Node, focus: Focus) -> Check:
        graph = self._shapes.graph
        text = graph.one(node, SH + "select")
        if not isinstance(text, Literal):
            raise ShapesError(f"the SPARQL constraint {node} of {shape.node} has no sh:select")
        messages = tuple(m for m in graph.objects(node, SH + "message") if isinstance(m, Literal))
        return self._select(
            shape,
            focus,
            text.value,
            node,
            NamedNode(SH + "SPARQLConstraintComponent"),
            messages,
            {},
        )

    def _select(
        self,
        shape: Shape,
        focus: Focus,
        text: str,
        node: Node,
        made: NamedNode,
        messages: tuple[Literal, ...],
        constants: dict[str, Node],
    ) -> Check:
        query = Query(text)
        query.refuse(frozenset({"this", "shapesGraph", "currentShape", *constants}))
        query.refuse_of_many()
        query.replace(self._terms(shape, query, constants))
        head = query.head()
        known = {token.variable for token in head if token.variable}
        stars = any(token.text == "*" for token in head)
        if "this" not in known and not stars:
            self._select_this(head)
        query.focused(focus.once("?this"))
        shown = "value" if "value" in known or stars else "this" if shape.path is None else ""
        computed = any(
            a.word == "AS" and b.variable == "value"
            for a, b in zip(query.tokens, query.tokens[2:], strict=False)
        )
        return Check(
            shape, made, prologue(self._shapes.graph.objects(node, SH + "prefixes"), self._shapes.graph)
            + query.text(), shown, constraint=node, messages=messages, constants=constants, rows=True,
            computed=computed, parameter=SH + "sparql",
        )  # fmt: skip

    def _select_this(self, head: list) -> None:  # type: ignore[type-arg]
        for token in reversed(head):
            if token.word in ("DISTINCT", "REDUCED", "SELECT"):
                token.text += " ?this"
                return
        raise ShapesError("a SPARQL constraint is not a SELECT query")

    def _terms(self, shape: Shape, query: Query, constants: dict[str, Node]) -> dict[str, str]:
        """The terms, as SPARQL writes them, that stand for the pre-bound variables of a query."""
        terms = {name: str(term) for name, term in constants.items()}
        if "PATH" in query.variables:
            if shape.path is None:
                raise ShapesError(f"$PATH stands in a query of the node shape {shape.node}")
            terms["PATH"] = (
                f"({shape.path.sparql})" if len(shape.path.steps) > 1 else shape.path.sparql
            )
        if "currentShape" in query.variables:
            if not isinstance(shape.node, NamedNode):
                raise Unsupported("$currentShape is a shape without a name")
            terms["currentShape"] = str(shape.node)
        if "shapesGraph" in query.variables:
            if self._shapes_graph is None:
                raise Unsupported("$shapesGraph is asked, and the shapes are not in the store")
            terms["shapesGraph"] = str(self._shapes_graph)
        return terms

    def _custom(self, shape: Shape, declared: CustomComponent, focus: Focus) -> Iterator[Check]:
        needed = [p for p in declared.parameters if p not in declared.optional]
        if not needed or not all(shape.values(p) for p in needed):
            return
        constants: dict[str, Node] = {}
        several = [p for p in declared.parameters if len(shape.values(p)) > 1]
        if several and len(declared.parameters) > 1:
            raise ShapesError(f"{shape.node} has {several[0]} more than once")
        validator = declared.for_properties if shape.path else declared.for_nodes
        if validator is None:
            return
        if several:
            values = [(several[0], v) for v in shape.values(several[0])]
            for name, value in values:
                yield self._validated(
                    shape, declared, validator, focus, {declared.parameters[name]: value}
                )
            return
        for parameter, name in declared.parameters.items():
            for value in shape.values(parameter):
                constants[name] = value
        yield self._validated(shape, declared, validator, focus, constants)

    def _validated(
        self,
        shape: Shape,
        declared: CustomComponent,
        validator: Validator,
        focus: Focus,
        constants: dict[str, Node],
    ) -> Check:
        graph = self._shapes.graph
        messages = tuple(
            m for m in graph.objects(validator.node, SH + "message") if isinstance(m, Literal)
        )
        if any(not isinstance(c, NamedNode | Literal) for c in constants.values()):
            raise Unsupported(f"a parameter of {declared.node} is a node without a name")
        if not validator.ask:
            return self._select(
                shape, focus, validator.text, validator.node, declared.node, messages, constants
            )
        query = Query(validator.text)
        query.refuse(frozenset({"this", "value", "shapesGraph", "currentShape", *constants}))
        query.replace(self._terms(shape, query, constants))
        query.rename({"value": "v"})
        reach = self.reach(shape, focus)
        text = (
            prologue(graph.objects(validator.node, SH + "prefixes"), graph)
            + f"SELECT DISTINCT ?this ?v WHERE {{ {reach} FILTER NOT EXISTS {query.body()} }}"
        )
        return Check(
            shape, declared.node, text, "v", constraint=None, messages=messages, constants=constants,
            parameter=declared.node.value,
        )  # fmt: skip


def _filters(tests: list[str]) -> str:
    return " ".join(f"FILTER({test})" for test in tests)
