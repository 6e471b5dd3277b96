"""Queries that shapes carry (https://www.w3.org/TR/shacl/#sparql-constraints), asked of many nodes at once.

SHACL asks such a query once for each focus node, with `$this` pre-bound to it. Here what the focus nodes
are is put into the query: at the beginning of its pattern, and of each group within that tests `$this`
where it has not been bound yet. That is the same wherever SHACL's own rules on pre-binding are kept
(appendix A), and a query that breaks them is refused as the standard asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ordito.errors import ShapesError, Unsupported
from ordito.graph import Graph
from ordito.vocabulary import OWL, RDF, RDFS, SH, Node

_TOKEN = re.compile(
    r"""(?P<space>\s+|\#[^\n]*)
    |(?P<iri><[^<>"{}|^`\\\s]*>)
    |(?P<text>\"{3}(?:[^"\\]|\\.|\"(?!\"\"))*\"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}
        |"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<var>[?$]\w+)
    |(?P<prefixed>(?:[^\W\d_][\w.-]*)?:[\w:.%-]*)
    |(?P<name>[^\W\d]\w*)
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_DEFAULT = {"rdf": RDF, "rdfs": RDFS, "owl": OWL}


@dataclass(slots=True)
class Token:
    """A word of a query."""

    kind: str
    text: str

    @property
    def word(self) -> str:
        """The word in capitals if it can be a keyword, else what stands there."""
        return self.text.upper() if self.kind == "name" else self.text

    @property
    def variable(self) -> str:
        """The name of the variable that it is, or nothing."""
        return self.text[1:] if self.kind == "var" else ""


@dataclass(slots=True)
class Group:
    """A group in braces: where it begins, what stands before it, and what it tests itself."""

    start: int
    before: str
    parent: Group | None
    tested: set[str] = field(default_factory=set)
    bound: set[str] = field(default_factory=set)

    @property
    def of_exists(self) -> bool:
        """Whether it stands in EXISTS, where the bindings outside are put in."""
        return self.before == "EXISTS" or bool(self.parent and self.parent.of_exists)

    @property
    def of_graph(self) -> bool:
        """Whether it stands in GRAPH, where the data are others."""
        return self.before == "GRAPH" or bool(self.parent and self.parent.of_graph)


class Query:
    """A SELECT or ASK query, read word by word."""

    def __init__(self, text: str) -> None:
        self.tokens = [
            Token(str(m.lastgroup), m.group()) for m in _TOKEN.finditer(text) if m.lastgroup
        ]
        self._solid = [i for i, token in enumerate(self.tokens) if token.kind != "space"]
        self.groups = list(self._groups())
        if not self.groups:
            raise ShapesError("a query has no pattern in braces")
        self.variables = {token.variable for token in self.tokens if token.variable}

    def refuse(self, bound: frozenset[str]) -> None:
        """Raise ShapesError for what SHACL forbids in a query with these variables pre-bound."""
        words = [self.tokens[i] for i in self._solid]
        for number, token in enumerate(words):
            if token.kind == "name" and token.word in ("MINUS", "VALUES", "SERVICE"):
                raise ShapesError(f"a query of SHACL may not use {token.word}")
            if (
                token.kind == "name"
                and token.word == "AS"
                and words[number + 1].variable in bound | {"PATH"}
            ):
                raise ShapesError(f"a query of SHACL may not give {words[number + 1].text} a value")
        for group in self._selects():
            projected = self._projection(group)
            if "this" not in projected:
                raise ShapesError("a query within a query of SHACL must select $this")

    def refuse_of_many(self) -> None:
        """Raise Unsupported for what means one thing of one node and another of many."""
        words = [self.tokens[i].word for i in self._solid if self.tokens[i].kind == "name"]
        for word in ("LIMIT", "OFFSET"):
            if word in words:
                raise Unsupported(f"a query with {word} cannot be asked of many nodes at once")
        places = [i for i in self._solid if self.tokens[i].word == "BY"]
        grouped = [i for i in places if self._before(i) == "GROUP"]
        aggregates = {"COUNT", "SUM", "AVG", "MIN", "MAX", "SAMPLE", "GROUP_CONCAT"} & set(words)
        if aggregates and not grouped:
            raise Unsupported("a query that counts without GROUP BY cannot be asked of many nodes")
        for place in grouped:
            if "this" not in self._grouping(place):
                raise Unsupported(
                    "a query that groups by other than $this is one of a node at a time"
                )

    def _grouping(self, place: int) -> set[str]:
        found = set()
        for i in self._solid[self._solid.index(place) + 1 :]:
            token = self.tokens[i]
            if token.text == "}" or token.word in ("HAVING", "ORDER", "LIMIT", "OFFSET"):
                break
            found |= {token.variable} if token.variable else set()
        return found

    def _before(self, place: int) -> str:
        at = self._solid.index(place)
        return self.tokens[self._solid[at - 1]].word if at else ""

    def _groups(self) -> Iterator[Group]:
        above: list[Group] = []
        depth, zone, waiting = 0, -1, False
        last, before_last = "", ""
        for i in self._solid:
            token = self.tokens[i]
            keyword = token.word if token.kind == "name" else ""
            if keyword in ("FILTER", "BIND", "HAVING"):
                waiting = True
            elif keyword in ("NOT", "EXISTS"):
                waiting = False
            if token.text == "(":
                # A test lasts until the bracket closes that it begins with.
                if waiting and zone < 0:
                    zone = depth
                waiting = False
                depth += 1
            elif token.text == ")":
                depth -= 1
                zone = -1 if depth == zone else zone
            elif token.text == "{":
                before = "GRAPH" if before_last == "GRAPH" else last
                above.append(Group(i, before, above[-1] if above else None))
                yield above[-1]
            elif token.text == "}" and above:
                above.pop()
            elif token.variable and above:
                (above[-1].tested if zone >= 0 else above[-1].bound).add(token.variable)
            before_last, last = last, token.word
        if above:
            raise ShapesError("a query has a brace that is not closed")

    def _selects(self) -> list[Group]:
        """The groups that are sub-queries: braces that begin with SELECT."""
        return [group for group in self.groups if self._after(group.start) == "SELECT"]

    def _after(self, place: int) -> str:
        at = self._solid.index(place)
        return self.tokens[self._solid[at + 1]].word if at + 1 < len(self._solid) else ""

    def _projection(self, group: Group) -> set[str]:
        found: set[str] = set()
        for i in self._solid[self._solid.index(group.start) + 2 :]:
            token = self.tokens[i]
            if token.text == "{" or token.word == "WHERE":
                break
            found |= {token.variable} if token.variable else set()
        return found

    def head(self) -> list[Token]:
        """Return what stands before the pattern."""
        return self.tokens[: self.groups[0].start]

    def body(self) -> str:
        """Return the pattern with its braces and what follows it, as text."""
        return "".join(token.text for token in self.tokens[self.groups[0].start :])

    def focused(self, focus: str, constants: str = "") -> None:
        """Put what `$this` is, and the constants, into the pattern; see the module."""
        inner_selects = {group.start for group in self._selects()}
        put: dict[int, str] = {}
        for group in self.groups:
            if group.start in inner_selects:
                continue
            of_select = group.parent is not None and group.parent.start in inner_selects
            first = group is self.groups[0]
            if group.of_exists and not first:
                continue
            tests = "this" in group.tested and group.before not in ("OPTIONAL",)
            if group.of_graph:
                if tests:
                    raise Unsupported("$this is tested within GRAPH")
                put[group.start] = constants
            elif first or of_select or tests:
                put[group.start] = f" {focus} {constants}"
            elif constants:
                put[group.start] = constants
        for place, text in put.items():
            self.tokens[place].text = "{ " + text + " "

    def replace(self, constants: Mapping[str, str]) -> None:
        """Put terms in the place of variables; BOUND of them becomes true."""
        solid = self._solid
        for at, i in enumerate(solid):
            token = self.tokens[i]
            if token.variable not in constants:
                continue
            if at >= 2 and self.tokens[solid[at - 2]].word == "BOUND":
                for place in solid[at - 2 : at + 2]:
                    self.tokens[place].text = ""
                token.text = "(true)"
            else:
                token.text = constants[token.variable]
                token.kind = "iri"

    def rename(self, names: Mapping[str, str]) -> None:
        """Give variables other names."""
        for token in self.tokens:
            if token.variable in names:
                token.text = "?" + names[token.variable]

    def text(self) -> str:
        """Return the query as it is now."""
        return "".join(token.text for token in self.tokens)


def prologue(holders: list[Node], graph: Graph) -> str:
    """Return the prefixes that a query may use, as they stand before it."""
    prefixes = prefixes_of(holders, graph)
    return "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in prefixes.items())


def prefixes_of(holders: list[Node], graph: Graph) -> dict[str, str]:
    """Return the prefixes that a query may use (§5.2.1): those declared by what `sh:prefixes` names."""
    prefixes = dict(_DEFAULT)
    todo, seen = list(holders), set[Node]()
    while todo:
        holder = todo.pop()
        if holder in seen:
            continue
        seen.add(holder)
        for declared in graph.objects(holder, SH + "declare"):
            prefix, namespace = (graph.one(declared, SH + n) for n in ("prefix", "namespace"))
            if prefix is None or namespace is None:
                raise ShapesError(f"a declaration of {holder} lacks its prefix or its namespace")
            prefixes[prefix.value] = namespace.value
        todo += graph.objects(holder, OWL + "imports")
    return prefixes
