"""Checks of literals as they were written, where the store has kept another form of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from ordito.ask import Ask
from ordito.checks import Check
from ordito.datatypes import well_formed
from ordito.errors import Unsupported
from ordito.shapes import Shapes
from ordito.targets import Focus
from ordito.vocabulary import SH, XSD, Node
from ordito.written import Written

_LEXICAL = frozenset(SH + n for n in ("datatype", "pattern", "minLength", "maxLength", "in"))
_LOGICAL = frozenset(SH + n for n in ("and", "or", "not", "xone", "node"))
_FLAGS = {"i": re.IGNORECASE, "s": re.DOTALL, "m": re.MULTILINE, "x": re.VERBOSE}


@dataclass(frozen=True, slots=True)
class Found:
    """A focus node and a value, or neither, that break a constraint."""

    focus: Node
    value: Node | None


class Exact:
    """Answers of checks, put right by what is known of how literals were written."""

    def __init__(self, ask: Ask, shapes: Shapes, written: Written) -> None:
        self._ask, self._shapes, self._written = ask, shapes, written
        self._pairs: dict[tuple[str, str, Focus], list[tuple[Node, Node]]] = {}

    def concerns(self, check: Check) -> bool:
        """Say whether a check looks at how literals were written, and some were written otherwise."""
        last = check.shape.path.last if check.shape.path else None
        odd = self._written.at
        if check.parameter in (SH + "equals", SH + "disjoint"):
            other = check.argument.value if check.argument is not None else ""
            return (last is not None and last.value in odd) or other in odd
        if last is None or last.value not in odd:
            return False
        if check.parameter in (SH + "minCount", SH + "maxCount"):
            # Values of two nodes on the way may be one to the store, though neither has both.
            several = check.shape.path is not None and len(check.shape.path.steps) > 1
            return several or last.value in self._written.merged
        if check.parameter == SH + "hasValue":
            return isinstance(check.argument, Literal)
        return check.parameter in _LEXICAL or (
            check.parameter in _LOGICAL and self._decidable(check.parameter, check.argument)
        )

    def answers(self, check: Check, focus: Focus, reach: str) -> Iterator[Found]:
        """Yield what breaks a check that concerns this; `reach` gives focus nodes and values.

        Of a check of single values only typed literals are answered for.
        """
        match check.parameter.removeprefix(SH):
            case "minCount" | "maxCount" as name:
                yield from self._counted(check, name, focus, reach)
            case "hasValue":
                values = self._values(check, focus, reach)
                for this, found in values.items():
                    if check.argument not in found:
                        yield Found(this, None)
            case "equals" | "disjoint" as name:
                yield from self._compared(check, name, focus, reach)
            case _:
                yield from self._single(check, focus)

    def otherwise(self, check: Check, holder: Node, value: Node | None) -> bool:
        """Say whether a value that the store gave is one that `answers` answers for."""
        last = check.shape.path.last if check.shape.path else None
        if last is None or value is None:
            return False
        forms = self._written.at[last.value].get(holder, ())
        return any(value in (form, self._written.kept.get(form)) for form in forms)

    def _single(self, check: Check, focus: Focus) -> Iterator[Found]:
        path = check.shape.path
        last = path.last if path else None
        if path is None or last is None:
            return
        subjects = self._written.at[last.value]
        for this, holder in self._holders(focus, path.steps, last):
            for literal in subjects.get(holder, ()):
                node, parameter = check.shape.node, check.parameter
                if not self._accepts(node, parameter, check.argument, literal):
                    yield Found(this, literal)

    def _holders(
        self, focus: Focus, steps: tuple[str, ...], last: NamedNode
    ) -> list[tuple[Node, Node]]:
        """The focus nodes, and the nodes at the end of a path but for its last step."""
        before = "/".join(steps[:-1])
        key = (before, last.value, focus)
        if key not in self._pairs:
            this = focus.pattern("?this")
            where = (
                f"{this} ?this {before} ?m . ?m {last} ?any"
                if before
                else f"{this} ?this {last} ?any"
            )
            query = f"SELECT DISTINCT ?this {'?m' if before else ''} WHERE {{ {where} }}"
            subjects = self._written.at[last.value]
            found = []
            for row in self._ask(query):
                node = row["this"]
                holder = row["m"] if before else node
                if node is not None and holder is not None and holder in subjects:
                    found.append((node, holder))
            self._pairs[key] = found
        return self._pairs[key]

    def _values(self, check: Check, focus: Focus, reach: str) -> dict[Node, set[Node]]:
        """The values of each focus node, as they were written; every focus node is there."""
        values: dict[Node, set[Node]] = {}
        for row in self._ask(f"SELECT DISTINCT ?this WHERE {{ {focus.pattern('?this')} }}"):
            if row["this"] is not None:
                values[row["this"]] = set()
        last = check.shape.path.last if check.shape.path else None
        held = " ?m " in reach
        query = f"SELECT DISTINCT ?this ?v {'?m' if held else ''} WHERE {{ {reach} }}"
        for row in self._ask(query):
            this, value = row["this"], row["v"]
            holder = row["m"] if held else this
            if this is None or value is None or holder is None:
                continue
            forms = self._written.values(holder, last.value, value) if last else (value,)
            values[this].update(forms)
        return values

    def _counted(self, check: Check, name: str, focus: Focus, reach: str) -> Iterator[Found]:
        bound = int(check.argument.value) if check.argument is not None else 0
        for this, found in self._values(check, focus, reach).items():
            if len(found) < bound if name == "minCount" else len(found) > bound:
                yield Found(this, None)

    def _compared(self, check: Check, name: str, focus: Focus, reach: str) -> Iterator[Found]:
        other = check.argument
        if other is None:
            return
        theirs: dict[Node, set[Node]] = defaultdict(set)
        query = f"SELECT DISTINCT ?this ?v WHERE {{ {focus.pattern('?this')} ?this {other} ?v }}"
        for row in self._ask(query):
            this, value = row["this"], row["v"]
            if this is not None and value is not None:
                theirs[this].update(self._written.values(this, other.value, value))
        for this, mine in self._values(check, focus, reach).items():
            wrong = mine ^ theirs[this] if name == "equals" else mine & theirs[this]
            for value in sorted(wrong, key=str):
                yield Found(this, value)

    def _decidable(self, parameter: str, argument: Node | None) -> bool:
        """Whether a constraint made of others looks only at the literal itself, and at its form."""
        try:
            literal = Literal("0", datatype=NamedNode(XSD + "integer"))
            self._accepts(None, parameter, argument, literal)
        except Unsupported:
            return False
        return True

    def _accepts(
        self, shape: Node | None, parameter: str, argument: Node | None, literal: Literal
    ) -> bool:
        """Say whether a literal, as it was written, meets a constraint; Unsupported if unknown here."""
        graph = self._shapes.graph
        if argument is None:
            raise Unsupported("there is nothing to compare with")
        match parameter.removeprefix(SH):
            case "datatype":
                return literal.datatype.value == argument.value and well_formed(literal)
            case "pattern":
                flags = self._shapes[shape].value(SH + "flags") if shape is not None else None
                marks = [_FLAGS.get(c, re.NOFLAG) for c in (flags.value if flags else "")]
                return bool(re.search(argument.value, literal.value, sum(marks, re.NOFLAG)))
            case "minLength":
                return len(literal.value) >= int(argument.value)
            case "maxLength":
                return len(literal.value) <= int(argument.value)
            case "in":
                return literal in graph.list(argument)
            case "class":
                return False
            case "nodeKind":
                return "Literal" in argument.value
            case "languageIn":
                return False
            case "node":
                return self._conforms(argument, literal)
            case "not":
                return not self._conforms(argument, literal)
            case "and":
                return all(self._each(argument, literal))
            case "or":
                return any(self._each(argument, literal))
            case "xone":
                return sum(self._each(argument, literal)) == 1
        raise Unsupported(f"<{parameter}> is for the store")

    def _each(self, members: Node, literal: Literal) -> list[bool]:
        """Of every member, so that one which is not for this module is found."""
        return [self._conforms(member, literal) for member in self._shapes.graph.list(members)]

    def _conforms(self, node: Node, literal: Literal) -> bool:
        if self._shapes.deactivated(node):
            return True
        shape = self._shapes[node]
        if shape.path is not None:
            raise Unsupported("a literal has no properties")
        found = [
            self._accepts(node, name, value, literal)
            for name, value in self._shapes.constraints(shape)
        ]
        return all(found)
