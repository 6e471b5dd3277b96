"""The real plan as its tables and its text have it, read without the code that the tests examine."""

from __future__ import annotations

import csv
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from rdflib import Graph, Namespace, URIRef

PLAN = "psttm-2025-2027"
ID = "https://w3id.org/trama/id/"
TRAMA = Namespace("https://w3id.org/trama/ns#")
KINDS = "https://w3id.org/trama/ns/"
OA = Namespace("http://www.w3.org/ns/oa#")
DCTERMS = Namespace("http://purl.org/dc/terms/")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")

NAMES = {
    "plan": "{id}",
    "editions": "{id}",
    "legal": "act/{id}",
    "aims": PLAN + "/aim/{number}",
    "phases": PLAN + "/phase/{number}",
    "keywords": PLAN + "/keyword/{id}",
    "missions": PLAN + "/mission/{number}",
    "themes": PLAN + "/theme/{id}",
    "objectives": PLAN + "/objective/{code}",
    "drivers": PLAN + "/driver/{number}",
    "results": PLAN + "/result/{id}",
    "instruments": "instrument/{id}",
    "instrument-aims": "instrument/{instrument}/aim/{code}",
    "programmes": "programme/{id}",
    "actors": "actor/{id}",
    "accords": PLAN + "/accord/{id}",
    "places": "place/{id}",
    "events": "event/{id}",
    "zones": "zone/{number}",
    "unions": "union/{id}",
    "comuni": "comune/{istat}",
    "concepts": "concept/{id}",
    "agents": "agent/{id}",
}
_PASSAGE = re.compile(r"(?m)^(.*\S) \{#([\w.-]+)\}(?: <!-- ocr lines? ([\d, -]+) -->)?$")
_NOT_WORDS = re.compile(r"(?:#+ |- )?(?:\*\[[^\]]*\]\* )*")

Row = dict[str, str | None]


@dataclass(frozen=True)
class Passage:
    """A passage of the text, with its place in it and in the scan."""

    words: str
    start: int
    end: int
    scan_lines: str | None


def named_link(source: str, relation: str, target: str) -> str:
    """The local name of the link that explains a statement."""
    name = f"{source} {relation} {target}"
    return f"link/{hashlib.sha256(name.encode()).hexdigest()[:16]}"


@dataclass(frozen=True)
class Link:
    """A link; its source, target, rules and what it rests on are local names."""

    source: str
    relation: str
    target: str
    basis: str
    confidence: Decimal
    quotes: tuple[tuple[str, str], ...]
    rationale_it: str
    rationale_en: str
    rules: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()

    @property
    def local(self) -> str:
        return named_link(self.source, self.relation, self.target)


def short(iri: str) -> str:
    """A thing by its local name, a term as trama:term, a concept as kind:scheme/concept."""
    for start, prefix in ((ID, ""), (str(TRAMA), "trama:"), (KINDS, "kind:")):
        if iri.startswith(start):
            return prefix + iri.removeprefix(start)
    return iri


def last(local: str) -> str:
    """The number or code at the end of a local name."""
    return local.rpartition("/")[2]


def many(cell: str | None) -> list[str]:
    return [part.strip() for part in cell.split(";")] if cell else []


def marks(row: Row) -> list[str]:
    """The marks of the passages that a row names, all of the one plan that has a text."""
    return [mark.removeprefix(f"{PLAN}#") for mark in many(row["passages"])]


class Tables:
    """The tables of `graph/`, and the inferred links, which no table holds, from the built graph."""

    def __init__(self, graph: Path, data: Graph) -> None:
        self.graph = graph
        self.data = data
        self._rows: dict[str, list[Row]] = {}

    def rows(self, name: str) -> list[Row]:
        if name not in self._rows:
            (path,) = self.graph.glob(f"*/{name}.csv")
            self._rows[name] = list(_read(path))
        return self._rows[name]

    def by_name(self, name: str) -> dict[str, Row]:
        return {NAMES[name].format(**row): row for row in self.rows(name)}

    @cached_property
    def things(self) -> dict[str, Row]:
        """Every row of every table that makes a thing, by local name."""
        found = {local: row for name in NAMES for local, row in self.by_name(name).items()}
        for row in found.values():
            row.setdefault("label_it", row.get("title_it"))
            row.setdefault("label_en", row.get("title_en"))
        return found

    @cached_property
    def labels(self) -> dict[str, str | None]:
        rules = self.data.subjects(RDF.type, TRAMA.Rule)
        named = {short(rule): self._text(rule, SKOS.prefLabel, "it") for rule in rules}
        return named | {local: row["label_it"] for local, row in self.things.items()}

    @cached_property
    def stated(self) -> dict[str, list[str]]:
        return {local: marks(row) for local, row in self.things.items() if row.get("passages")}

    @cached_property
    def passages(self) -> dict[str, Passage]:
        text = (self.graph / PLAN / "text.md").read_text(encoding="utf-8")
        found = {}
        for match in _PASSAGE.finditer(text):
            line, mark, lines = match.groups()
            skipped = _NOT_WORDS.match(line).end()  # type: ignore[union-attr]
            found[mark] = Passage(line[skipped:], match.start() + skipped, match.end(1), lines)
        return found

    @cached_property
    def links(self) -> list[Link]:
        """The asserted links, in all tables named links-….csv."""
        paths = sorted(self.graph.glob("*/links*.csv"))
        return [
            Link(
                row["source"],
                row["relation"],
                row["target"],
                row["basis"],
                Decimal(row["confidence"]),
                tuple(_quotes(row["evidence"])),
                row["rationale_it"],
                row["rationale_en"],
            )
            for path in paths
            for row in _read(path)
        ]

    @cached_property
    def inferred(self) -> list[Link]:
        return [self._inferred(link) for link in set(self.data.subjects(TRAMA.byRule))]

    def of(self, relation: str) -> list[Link]:
        """The asserted links of one relation."""
        return [link for link in self.links if link.relation == relation]

    def combined(self) -> dict[str, list[Link]]:
        """The links from drivers to objectives, by driver."""
        return _grouped((link.source, link) for link in self.of("combines"))

    def mission(self, objective: str) -> str:
        """The number of an objective's mission, by the objective's local name."""
        return self.things[objective]["mission"] or ""

    def scheme(self, name: str) -> dict[str, Row]:
        concepts = self.by_name("concepts").items()
        return {local: row for local, row in concepts if row["scheme"] == name}

    def concept_label(self, kind: str, lang: str) -> str | None:
        return self._text(URIRef(KINDS + kind), SKOS.prefLabel, lang)

    def _inferred(self, node: URIRef) -> Link:
        def local(name: str) -> tuple[str, ...]:
            return tuple(sorted(short(value) for value in self.data.objects(node, TRAMA[name])))

        parts = list(self.data.objects(node, TRAMA.evidence))
        quotes = [(self._mark(part), self._exact(part)) for part in parts]
        return Link(
            *local("source"),
            local("relation")[0].removeprefix("trama:"),
            *local("target"),
            "inferred",
            Decimal(str(self.data.value(node, TRAMA.confidence))),
            tuple(quotes),
            self._text(node, TRAMA.rationale, "it"),
            self._text(node, TRAMA.rationale, "en"),
            local("byRule"),
            local("restsOn"),
        )

    def _mark(self, part: URIRef) -> str:
        return str(self.data.value(self.data.value(part, DCTERMS.isPartOf), SKOS.notation))

    def _exact(self, part: URIRef) -> str:
        selectors = self.data.objects(part, OA.hasSelector)
        return next(str(x) for s in selectors for x in self.data.objects(s, OA.exact))

    def _text(self, node: URIRef, predicate: URIRef, lang: str) -> str | None:
        texts = self.data.objects(node, predicate)
        return next((str(text) for text in texts if text.language == lang), None)


def _grouped(pairs: Iterator[tuple[str, Link]]) -> dict[str, list[Link]]:
    groups: dict[str, list[Link]] = defaultdict(list)
    for name, link in pairs:
        groups[name].append(link)
    return groups


def _read(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {name: cell.strip() or None for name, cell in row.items()}


def _quotes(cell: str) -> Iterator[tuple[str, str]]:
    for part in cell.split(" | "):
        mark, _, exact = part.partition(":")
        yield mark.strip().removeprefix(f"{PLAN}#"), exact.strip()[1:-1]
