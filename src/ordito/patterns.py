"""The patterns of a query that a shape carries, each with those by which it is joined to the focus node.

A query is read no further than is needed to say which statements can change what it finds of a node. What
is not understood raises `Unread`: of such a query nothing is known, and it is asked of all nodes again.

Which patterns join another is told by how SPARQL evaluates groups, from the inside (SPARQL 1.1, section 18):

- a group's own patterns join each other, and those of the group around it, but for an OPTIONAL;
- an OPTIONAL knows only what stands before it in the group that it is in;
- EXISTS knows the solution of the group that it tests, and nothing of groups around that;
- a query within the query knows `$this`, which is put into it, and itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ordito.select import Query, Token
from ordito.vocabulary import RDF
from ordito.walks import Walk

_UNREAD = frozenset(("GRAPH", "SERVICE", "MINUS", "VALUES", "FROM", "BASE"))
_CHANCE = frozenset(("NOW", "RAND", "UUID", "STRUUID", "BNODE"))


class Unread(Exception):
    """What a query reads is not understood; the words say why."""


@dataclass(frozen=True, slots=True)
class End:
    """A subject or an object: a variable, an IRI, or a literal, which has neither."""

    variable: str = ""
    iri: str = ""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A triple pattern; without a walk its predicate is a variable."""

    subject: End
    walk: Walk | None
    object: End


Many = list[Pattern]


@dataclass(slots=True)
class Scope:
    """A group: its own patterns, what joins them, and what is put into whatever stands in the group."""

    joined: tuple[Many, ...] = ()
    given: tuple[Many, ...] = ()
    own: Many = field(default_factory=list)
    tested: bool = False
    """Whether it stands in EXISTS, at whatever depth."""

    def joins(self) -> Many:
        """Return the patterns that a statement must be joined with, to matter for the group's own."""
        return [pattern for many in (self.own, *self.joined, *self.given) for pattern in many]

    def inner(self) -> Scope:
        """Return the scope of a group within this one, alone or in a UNION."""
        return Scope((*self.joined, self.own), self.given, tested=self.tested)

    def optional(self) -> Scope:
        """Return the scope of an OPTIONAL at this place."""
        return Scope((list(self.own),), self.given, tested=self.tested)

    def exists(self, *, whole: bool) -> Scope:
        """Return the scope of EXISTS, of the whole group or of what stands before it."""
        own = self.own if whole else list(self.own)
        return Scope((), (*self.given, own), tested=True)


def patterns_of(
    text: str, prefixes: Mapping[str, str], known: Mapping[str, Walk]
) -> list[tuple[Pattern, Many]]:
    """Return the patterns of a query, each with those that join it; Unread if it is not understood.

    `known` are the paths that stand for variables, such as `$PATH`.
    """
    tokens = [token for token in Query(text).tokens if token.kind != "space"]
    names = {token.word for token in tokens if token.kind == "name"}
    for word in sorted(names & (_UNREAD | _CHANCE)):
        raise Unread(f"its query has {word}")
    reader = _Reader(tokens, dict(prefixes), known)
    reader.read()
    return [(pattern, scope.joins()) for pattern, scope in reader.found]


class _Reader:
    def __init__(
        self, tokens: list[Token], prefixes: dict[str, str], known: Mapping[str, Walk]
    ) -> None:
        self._tokens, self._at, self._prefixes, self._known = tokens, 0, prefixes, known
        self.found: list[tuple[Pattern, Scope]] = []

    def read(self) -> None:
        self._head()
        self._group(Scope())
        self._tail()

    def _next(self) -> Token:
        if self._at >= len(self._tokens):
            raise Unread("its query breaks off")
        self._at += 1
        return self._tokens[self._at - 1]

    def _peek(self) -> str:
        """The word that comes, in capitals if it can be a keyword; nothing at the end."""
        return self._tokens[self._at].word if self._at < len(self._tokens) else ""

    def _take(self, word: str) -> None:
        if self._next().word != word:
            raise Unread(f"its query has no {word} where one is looked for")

    def _head(self) -> None:
        """What stands before the pattern: prefixes, and what is selected."""
        while self._peek() != "{":
            token = self._next()
            if token.word == "EXISTS":
                raise Unread("its query has EXISTS in what it selects")
            if token.word == "PREFIX":
                self._prefixes[self._next().text.removesuffix(":")] = self._next().text[1:-1]

    def _tail(self) -> None:
        """What stands after the pattern: how it is grouped and ordered."""
        while self._at < len(self._tokens) and self._peek() != "}":
            if self._next().word in ("EXISTS", "{"):
                raise Unread("its query has EXISTS after its pattern")

    def _group(self, scope: Scope) -> None:
        self._take("{")
        if self._peek() == "SELECT":
            self._select(scope)
            return
        while (word := self._peek()) != "}":
            if word == "FILTER":
                self._next()
                self._filter(scope)
            elif word == "BIND":
                self._next()
                self._brackets(scope, whole=False)
            elif word == "OPTIONAL":
                self._next()
                self._group(scope.optional())
            elif word == "{":
                self._group(scope.inner())
                while self._peek() == "UNION":
                    self._next()
                    self._group(scope.inner())
            elif word == ".":
                self._next()
            else:
                self._triples(scope)
        self._next()

    def _select(self, scope: Scope) -> None:
        if scope.tested:
            raise Unread("its query has a query within EXISTS")
        self._head()
        self._group(Scope())
        self._tail()
        self._take("}")

    def _filter(self, scope: Scope) -> None:
        if self._peek() == "NOT":
            self._next()
        if self._peek() == "EXISTS":
            self._next()
            self._group(scope.exists(whole=True))
            return
        if self._peek() != "(":
            self._next()  # the name of a function
        self._brackets(scope, whole=True)

    def _brackets(self, scope: Scope, *, whole: bool) -> None:
        self._take("(")
        depth = 1
        while depth:
            word = self._next().word
            depth += (word == "(") - (word == ")")
            if word == "EXISTS":
                self._group(scope.exists(whole=whole))

    def _triples(self, scope: Scope) -> None:
        subject = self._end()
        while True:
            walk = self._verb()
            self._object(scope, subject, walk)
            while self._peek() == ",":
                self._next()
                self._object(scope, subject, walk)
            if self._peek() != ";":
                return
            while self._peek() == ";":
                self._next()
            if self._peek() in (".", "}"):
                return

    def _object(self, scope: Scope, subject: End, walk: Walk | None) -> None:
        pattern = Pattern(subject, walk, self._end())
        scope.own.append(pattern)
        self.found.append((pattern, scope))

    def _verb(self) -> Walk | None:
        variable = self._tokens[self._at].variable if self._at < len(self._tokens) else ""
        if not variable:
            return self._either()
        self._next()
        return self._known.get(variable)

    def _end(self) -> End:
        token = self._next()
        if token.variable:
            return End(variable=token.variable)
        if token.kind in ("iri", "prefixed"):
            return End(iri=self._iri(token))
        if token.kind == "text":
            if self._peek() == "@":
                self._next()
                self._next()
                while self._peek() == "-":
                    self._next()
                    self._next()
            elif self._peek() == "^":
                self._take("^")
                self._take("^")
                self._next()
            return End()
        if token.word in ("TRUE", "FALSE"):
            return End()
        raise Unread(f"its query has {token.text} where a subject or an object stands")

    def _iri(self, token: Token) -> str:
        if token.kind == "iri":
            return token.text
        # A name does not end with a dot: that ends the pattern.
        prefix, _, local = token.text.rstrip(".").partition(":")
        if prefix not in self._prefixes:
            raise Unread(f"its query has the prefix {prefix}:, which is not declared")
        return f"<{self._prefixes[prefix]}{local}>"

    def _either(self) -> Walk:
        return self._put_together("|", lambda: self._put_together("/", self._step))

    def _put_together(self, sign: str, part: Callable[[], Walk]) -> Walk:
        parts = [part()]
        while self._peek() == sign:
            self._next()
            parts.append(part())
        return parts[0] if len(parts) == 1 else Walk(sign, parts=tuple(parts))

    def _step(self) -> Walk:
        if self._peek() == "^":
            self._next()
            return Walk("^", parts=(self._repeated(),))
        return self._repeated()

    def _repeated(self) -> Walk:
        token = self._next()
        if token.text == "(":
            walk = self._either()
            self._take(")")
        elif token.text == "a":
            walk = Walk("step", f"<{RDF}type>")
        elif token.kind in ("iri", "prefixed"):
            walk = Walk("step", self._iri(token))
        else:
            raise Unread(f"its query has {token.text} where a predicate stands")
        if self._peek() in ("*", "+", "?"):
            walk = Walk(self._next().text, parts=(walk,))
        return walk
