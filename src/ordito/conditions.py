"""Whether a node conforms to a shape, as one SPARQL expression.

Shapes within shapes become EXISTS within EXISTS, a step of a path each: engines that do not carry the
node into a group of several patterns would else begin at its far end, for each node anew. An expression
here never ends in an error: what SPARQL cannot compare is not conforming (SHACL, section 4.3).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pyoxigraph import Literal, NamedNode

from ordito.datatypes import is_datatype
from ordito.errors import ShapesError, Unsupported
from ordito.paths import Path
from ordito.shapes import Shape, Shapes, is_blank
from ordito.vocabulary import RDF, SH, XSD, Node
from ordito.written import Written, kept_as

_KINDS = {"IRI": "isIRI({0})", "BlankNode": "isBlank({0})", "Literal": "isLiteral({0})"}
_COMPARED = {
    "minInclusive": ">=",
    "maxInclusive": "<=",
    "minExclusive": ">",
    "maxExclusive": "<",
}
_MOST_NESTED = 8
"""Values that are told apart two by two, before they are counted."""


class Conditions:
    """The expressions of a shapes graph, over data whose subclasses are known."""

    def __init__(
        self, shapes: Shapes, subclasses: dict[str, list[str]], written: Written | None = None
    ) -> None:
        self.shapes = shapes
        self._subclasses = subclasses
        self._written = written
        self._made = 0
        self._path: Path | None = None

    @contextmanager
    def values_of(self, path: Path) -> Iterator[None]:
        """Say what path the nodes are values of, of which the expressions made here are."""
        before, self._path = self._path, path
        try:
            yield
        finally:
            self._path = before

    def _as_written(self) -> bool:
        """Whether the literals looked at are known to be kept as they were written."""
        last = self._path.last if self._path else None
        return self._written is not None and last is not None and last.value not in self._written.at

    def fresh(self) -> str:
        """Return a variable that nothing else has."""
        self._made += 1
        return f"?x{self._made}"

    def kinds(self, class_: Node) -> list[str]:
        """Return a class and all below it, as SPARQL writes them."""
        if not isinstance(class_, NamedNode):
            raise ShapesError(f"{class_} cannot be a class")
        return [f"<{c}>" for c in self._subclasses.get(class_.value, [class_.value])]

    def conforms(self, node: Node, var: str) -> str:
        """Return an expression that is true where the variable's node conforms to a shape."""
        if self.shapes.deactivated(node):
            return "true"
        shape = self.shapes[node]
        self.refuse_unasked(shape)
        parts = []
        for name, value in self.shapes.constraints(shape):
            parts.append(self._constraint(shape, name, value, var))
        parts = [part for part in parts if part != "true"]
        return f"({' && '.join(parts)})" if parts else "true"

    def refuse_unasked(self, shape: Shape) -> None:
        """Raise Unsupported if a shape has what only a query of its own, not an expression, can ask."""
        for component in self.shapes.components:
            if all(shape.values(p) for p in component.parameters if p not in component.optional):
                raise Unsupported(f"{component.node} is used within another shape")

    def has(self, shape: Shape, value: Node, var: str) -> str:
        """Return an expression that is true where a node has a value, or is it (sh:hasValue).

        Raises Unsupported for a node without a name, which in a query would be any node.
        """
        if is_blank(value):
            raise Unsupported("sh:hasValue of a node without a name")
        if shape.path is None:
            return same(var, value)
        with self.values_of(shape.path):
            if self._cannot_be(value):
                return "false"
        return self.reaches(var, shape.path.steps, str(value))

    def _cannot_be(self, value: Node) -> bool:
        """Whether a literal is written as none of the data is, that a store would take for another."""
        return self._as_written() and isinstance(value, Literal) and kept_as(value) != value

    def value(self, shape: Shape, name: str, value: Node, var: str) -> str:
        """Return an expression that is true where a value node meets a constraint of VALUE_PARAMETERS."""
        match name.removeprefix(SH):
            case "class":
                return self._instance(var, value)
            case "datatype":
                if not isinstance(value, NamedNode):
                    raise ShapesError(f"{value} cannot be a datatype")
                return is_datatype(value.value, var, strict=self._as_written())
            case "nodeKind":
                kind = value.value.removeprefix(SH)
                found = [test.format(var) for part, test in _KINDS.items() if part in kind]
                if not found:
                    raise ShapesError(f"{value} is not a kind of node")
                return found[0] if len(found) == 1 else f"({' || '.join(found)})"
            case "pattern":
                flags = shape.value(SH + "flags")
                extra = f", {_text(flags)}" if flags is not None else ""
                return f"(!isBlank({var}) && COALESCE(REGEX(STR({var}), {_text(value)}{extra}), false))"
            case "minLength":
                return f"(!isBlank({var}) && STRLEN(STR({var})) >= {_number(value)})"
            case "maxLength":
                return f"(!isBlank({var}) && STRLEN(STR({var})) <= {_number(value)})"
            case "minInclusive" | "maxInclusive" | "minExclusive" | "maxExclusive" as comparison:
                return f"COALESCE({var} {_COMPARED[comparison]} {value}, false)"
            case "languageIn":
                tags = [_text(tag) for tag in self.shapes.graph.list(value)]
                found = [f"LANGMATCHES(LANG({var}), {tag})" for tag in tags]
                return f"(isLiteral({var}) && ({' || '.join(found) or 'false'}))"
            case "in":
                return self._one_of(var, self.shapes.graph.list(value))
            case "node":
                return self.conforms(value, var)
            case "not":
                return f"(!{self.conforms(value, var)})"
            case "and":
                return self._all(value, var, " && ", "true")
            case "or":
                return self._all(value, var, " || ", "false")
            case "xone":
                members = self.shapes.graph.list(value)
                ones = [f"IF({self.conforms(m, var)}, 1, 0)" for m in members]
                return f"(({' + '.join(ones) or '0'}) = 1)"
        raise ShapesError(f"{name} is not a constraint of a value")

    def wrong(self, shape: Shape, name: str, value: Node, var: str) -> list[str]:
        """Return the tests that all are true where a value node breaks a constraint of VALUE_PARAMETERS.

        Of sh:or there are several: Virtuoso cannot plan one that holds many shapes.
        """
        if name == SH + "or":
            return [f"!{self.conforms(m, var)}" for m in self.shapes.graph.list(value)] or ["true"]
        return [f"!{self.value(shape, name, value, var)}"]

    def reaches(self, var: str, steps: tuple[str, ...], end: str) -> str:
        """Return EXISTS of a path from a variable to a variable or a term, a step within a step."""
        if len(steps) == 1:
            return f"EXISTS {{ {var} {steps[0]} {end} }}"
        found = self.fresh()
        return (
            f"EXISTS {{ {var} {steps[0]} {found} FILTER({self.reaches(found, steps[1:], end)}) }}"
        )

    def exists(
        self, var: str, steps: tuple[str, ...], then: Callable[[str], str] | None = None
    ) -> str:
        """Return EXISTS of a value of a path that meets a condition, a step within a step."""
        first, rest, found = steps[0], steps[1:], self.fresh()
        if rest:
            return f"EXISTS {{ {var} {first} {found} FILTER({self.exists(found, rest, then)}) }}"
        condition = then(found) if then else "true"
        test = "" if condition == "true" else f" FILTER({condition})"
        return f"EXISTS {{ {var} {first} {found}{test} }}"

    def at_least(
        self,
        var: str,
        steps: tuple[str, ...],
        count: int,
        then: Callable[[str], str] | None = None,
    ) -> str:
        """Return an expression that is true where a path has so many distinct values, or more."""
        if count <= 0:
            return "true"
        if count > _MOST_NESTED:
            value = self.fresh()
            test = f" FILTER({then(value)})" if then else ""
            return (
                f"EXISTS {{ {{ SELECT {var} WHERE {{ {var} {'/'.join(steps)} {value}{test} }} "
                f"GROUP BY {var} HAVING (COUNT(DISTINCT {value}) >= {count}) }} }}"
            )
        return self._another(var, steps, count, then, [])

    def _another(
        self,
        var: str,
        steps: tuple[str, ...],
        count: int,
        then: Callable[[str], str] | None,
        others: list[str],
    ) -> str:
        def tests(value: str) -> str:
            parts = [f"!sameTerm({value}, {other})" for other in others]
            parts += [then(value)] if then else []
            if count > 1:
                parts.append(self._another(var, steps, count - 1, then, [*others, value]))
            return " && ".join(part for part in parts if part != "true") or "true"

        return self.exists(var, steps, tests)

    def _constraint(self, shape: Shape, name: str, value: Node, var: str) -> str:
        """An expression that is true where a focus node meets a constraint of a shape."""
        if shape.path is None:
            if name in _OF_VALUES:
                return self.value(shape, name, value, var)
        elif name in _OF_VALUES:
            with self.values_of(shape.path):
                wrong = self.exists(
                    var, shape.path.steps, lambda v: f"!{self.value(shape, name, value, v)}"
                )
            return f"(!{wrong})"
        return self._of_set(shape, name.removeprefix(SH), value, var)

    def _of_set(self, shape: Shape, name: str, value: Node, var: str) -> str:
        steps = shape.path.steps if shape.path else ()
        match name:
            case "property":
                if steps:
                    return f"(!{self.exists(var, steps, lambda v: f'!{self.conforms(value, v)}')})"
                return self.conforms(value, var)
            case "sparql":
                raise Unsupported("a SPARQL constraint stands within another shape")
            case "hasValue":
                return self.has(shape, value, var)
            case "closed":
                return "true" if not is_true(value) else f"(!{self._beyond(shape, var)})"
            case "minCount":
                return self.at_least(var, steps, _number(value))
            case "maxCount":
                return f"(!{self.at_least(var, steps, _number(value) + 1)})"
            case "qualifiedValueShape":
                return self._qualified(shape, value, var)
        return f"(!{self._compared(shape, name, value, var)})"

    def _compared(self, shape: Shape, name: str, value: Node, var: str) -> str:
        """EXISTS of values that break a constraint which compares a path with another."""
        steps, other = (shape.path.steps if shape.path else ()), (str(value),)
        match name:
            case "uniqueLang" if not is_true(value):
                return "false"
            case "uniqueLang":
                return self.exists(
                    var,
                    steps,
                    lambda v: (
                        f"LANG({v}) != '' && "
                        + self.exists(
                            var, steps, lambda w: f"!sameTerm({v}, {w}) && {same_language(v, w)}"
                        )
                    ),
                )
            case "equals":
                one = self._lacking(var, steps, other)
                return f"({one} || {self._lacking(var, other, steps)})"
            case "disjoint" if not steps:
                return self.reaches(var, other, var)
            case "disjoint":
                return self.exists(var, steps, lambda v: self.reaches(var, other, v))
            case "lessThan" | "lessThanOrEquals":
                sign = "<" if name == "lessThan" else "<="
                return self.exists(
                    var,
                    steps,
                    lambda v: self.exists(
                        var, other, lambda w: f"!COALESCE({v} {sign} {w}, false)"
                    ),
                )
        raise ShapesError(f"{name} is not a constraint")

    def _lacking(self, var: str, steps: tuple[str, ...], others: tuple[str, ...]) -> str:
        """That a path has a value which another one lacks; no steps: the node itself."""

        def lacks(value: str) -> str:
            if not others:
                return f"!sameTerm({value}, {var})"
            return f"!{self.reaches(var, others, value)}"

        return self.exists(var, steps, lacks) if steps else lacks(var)

    def _qualified(self, shape: Shape, value: Node, var: str) -> str:
        steps = shape.path.steps if shape.path else ()
        condition = self.qualified(shape, value)
        least, most = (shape.value(SH + f"qualified{end}Count") for end in ("Min", "Max"))
        parts = []
        if least is not None:
            parts.append(self.at_least(var, steps, _number(least), condition))
        if most is not None:
            parts.append(f"!{self.at_least(var, steps, _number(most) + 1, condition)}")
        return f"({' && '.join(parts)})" if parts else "true"

    def qualified(self, shape: Shape, value: Node) -> Callable[[str], str]:
        """Return the condition that values must meet to count for a qualified value shape (§4.7.3)."""
        others = self.siblings(shape, value)

        def condition(var: str) -> str:
            parts = [self.conforms(value, var), *(f"!{self.conforms(o, var)}" for o in others)]
            return " && ".join(part for part in parts if part != "true") or "true"

        return condition

    def siblings(self, shape: Shape, value: Node) -> list[Node]:
        """Return the shapes to which values that count for a qualified shape must not conform (§4.7.3)."""
        disjoint = shape.value(SH + "qualifiedValueShapesDisjoint")
        if disjoint is None or not is_true(disjoint):
            return []
        graph = self.shapes.graph
        found: list[Node] = []
        for parent in graph.subjects():
            properties = graph.objects(parent, SH + "property")
            if shape.node in properties:
                for other in properties:
                    found += graph.objects(other, SH + "qualifiedValueShape")
        return [other for other in dict.fromkeys(found) if other != value]

    def _beyond(self, shape: Shape, var: str) -> str:
        predicate, value = self.fresh(), self.fresh()
        test = self.not_allowed(shape, predicate)
        return f"EXISTS {{ {var} {predicate} {value} {test} }}"

    def not_allowed(self, shape: Shape, predicate: str) -> str:
        """Return the filter of the predicates that a closed shape does not allow."""
        graph = self.shapes.graph
        allowed: list[Node] = []
        for property in shape.values(SH + "property"):
            path = graph.one(property, SH + "path")
            allowed += [path] if isinstance(path, NamedNode) else []
        ignored = shape.value(SH + "ignoredProperties")
        allowed += graph.list(ignored) if ignored is not None else []
        if not allowed:
            return ""
        return f"FILTER({predicate} NOT IN ({', '.join(map(str, dict.fromkeys(allowed)))}))"

    def _instance(self, var: str, class_: Node) -> str:
        found = self.kinds(class_)
        if len(found) == 1:
            return f"EXISTS {{ {var} <{RDF}type> {found[0]} }}"
        kind = self.fresh()
        return f"EXISTS {{ {var} <{RDF}type> {kind} FILTER({kind} IN ({', '.join(found)})) }}"

    def _one_of(self, var: str, members: list[Node]) -> str:
        if any(is_blank(member) for member in members):
            members = [member for member in members if not is_blank(member)]
        plain = [str(member) for member in members if _is_plain(member)]
        parts = [f"COALESCE({var} IN ({', '.join(plain)}), false)"] if plain else []
        others = [m for m in members if not _is_plain(m) and not self._cannot_be(m)]
        parts += [same(var, member) for member in others]
        return f"({' || '.join(parts)})" if parts else "false"

    def _all(self, value: Node, var: str, sign: str, none: str) -> str:
        parts = [self.conforms(member, var) for member in self.shapes.graph.list(value)]
        return f"({sign.join(parts)})" if parts else none


_OF_VALUES = frozenset(
    SH + name
    for name in (
        *("class", "datatype", "nodeKind", "pattern", "minLength", "maxLength", "languageIn", "in"),
        *("node", "not", "and", "or", "xone", *_COMPARED),
    )
)


def same(var: str, term: Node) -> str:
    """Return the test that a variable is just this term, be it of a value that others have too."""
    return f"COALESCE({var} = {term}, false)" if _is_plain(term) else f"sameTerm({var}, {term})"


def _is_plain(term: Node) -> bool:
    """Whether equal terms are the same one; Virtuoso's sameTerm does not know a text from the data."""
    if not isinstance(term, Literal):
        return True
    return bool(term.language) or term.datatype.value == XSD + "string"


def same_language(one: str, other: str) -> str:
    """Return the test that two literals are of one language."""
    return f"LCASE(LANG({one})) = LCASE(LANG({other}))"


def is_true(value: Node) -> bool:
    """Say whether a parameter is true."""
    return isinstance(value, Literal) and value.value == "true"


def _text(value: Node) -> str:
    if not isinstance(value, Literal):
        raise ShapesError(f"{value} is not a text")
    return str(Literal(value.value))


def _number(value: Node) -> int:
    try:
        return int(value.value)
    except ValueError:
        raise ShapesError(f"{value} is not a whole number") from None
