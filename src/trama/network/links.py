"""The links of a dataset and the things that they join, read from a store into plain values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from pyoxigraph import Literal, QuerySolution

from trama.store import Store
from trama.store.select import select

_JOINED = """
  { SELECT DISTINCT ?thing WHERE { ?link a trama:Link ; trama:source|trama:target ?thing } }"""
_THINGS = f"""
SELECT ?thing ?class ?label ?code ?acronym WHERE {{{_JOINED}
  ?thing a ?class ; rdfs:label ?label .
  OPTIONAL {{ ?thing skos:notation ?code }}
  OPTIONAL {{ ?thing trama:acronym ?acronym }}
}}"""
_LINKS = """
SELECT ?link ?source ?relation ?target ?basis ?confidence ?it ?en WHERE {
  ?link a trama:Link ; trama:source ?source ; trama:relation ?relation ; trama:target ?target ;
    trama:basis ?basis ; trama:confidence ?confidence .
  OPTIONAL { ?link trama:rationale ?it FILTER(LANG(?it) = "it") }
  OPTIONAL { ?link trama:rationale ?en FILTER(LANG(?en) = "en") }
}"""
_EVIDENCE = """
SELECT ?link ?passage ?mark ?exact WHERE {
  ?link a trama:Link ; trama:evidence ?passage .
  ?passage oa:hasSelector/oa:exact ?exact .
  OPTIONAL { ?passage dcterms:isPartOf/skos:notation ?mark }
}"""
_RESTS = """
SELECT ?link ?relation ?value WHERE {
  VALUES ?relation { trama:restsOn trama:byRule }
  ?link a trama:Link ; ?relation ?value .
}"""
RESTS_ON, BY_RULE = "restsOn", "byRule"
_ENDS = """
SELECT DISTINCT ?thing ?code ?acronym WHERE {
  { SELECT DISTINCT ?thing WHERE { ?link a trama:Link ; trama:source|trama:target ?thing } }
  FILTER EXISTS { ?thing a ?class ; rdfs:label ?label }
  OPTIONAL { ?thing skos:notation ?code }
  OPTIONAL { ?thing trama:acronym ?acronym }
}"""
# Between two things, with all that these links rest on.
_BETWEEN = """
SELECT DISTINCT ?link WHERE {{
  VALUES (?source ?target) {{ (<{one}> <{other}>) (<{other}> <{one}>) }}
  ?direct trama:source ?source ; trama:target ?target ; trama:restsOn* ?link .
  ?direct a trama:Link .
}}"""
_OF = """
SELECT DISTINCT ?link WHERE {{
  {{ ?direct trama:source <{iri}> }} UNION {{ ?direct trama:target <{iri}> }}
  ?direct a trama:Link ; trama:restsOn* ?link .
}}"""
_BATCH = 200
# The most telling class of a thing that has several.
_GENERAL = ("TerritorialArea", "Concept", "Place")


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that links join: its IRI, class, labels by language, and code or acronym."""

    iri: str
    kind: str
    labels: Mapping[str, str] = field(default_factory=dict, hash=False)
    code: str = ""

    def label(self, lang: str = "it") -> str:
        """Return the label in a language, or in Italian, or the IRI."""
        return self.labels.get(lang) or self.labels.get("it") or self.iri


@dataclass(frozen=True, slots=True, order=True)
class Quoted:
    """Words quoted as evidence: the mark of their passage, the words, and the passage's IRI."""

    mark: str
    exact: str
    iri: str


@dataclass(frozen=True, slots=True)
class Link:
    """One crossing statement with its reason.

    `relation` and `basis` are local names of the vocabulary (`combines`, `Curated`), `confidence` runs
    from 0 to 1, `rests_on` holds the IRIs of links and `rules` the names of rules.
    """

    iri: str
    source: str
    relation: str
    target: str
    basis: str
    confidence: Decimal
    rationale: Mapping[str, str] = field(default_factory=dict, hash=False)
    evidence: tuple[Quoted, ...] = ()
    rests_on: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


def read_codes(store: Store) -> dict[str, str]:
    """Return the code or acronym of all that links join, empty if it has none, in order of IRI."""
    found = {}
    for row in select(store, _ENDS):
        code = row["acronym"] or row["code"]
        found[row["thing"].value] = code.value if code is not None else ""
    return dict(sorted(found.items()))


def read_between(store: Store, one: str, other: str) -> dict[str, Link]:
    """Return the links between two things, either way, and those on which they rest."""
    rows = select(store, _BETWEEN.format(one=one, other=other))
    found = {row["link"].value for row in rows}
    return read_links(store, only=found) if found else {}


def read_links_of(store: Store, iri: str) -> dict[str, Link]:
    """Return the links from a thing and to it, and those on which they rest."""
    found = {row["link"].value for row in select(store, _OF.format(iri=iri))}
    return read_links(store, only=found) if found else {}


def read_things(store: Store, only: Collection[str] = ()) -> dict[str, Thing]:
    """Return all that links join, or `only` some of it, by IRI, in order of IRI."""
    kinds: dict[str, set[str]] = defaultdict(set)
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    codes: dict[str, str] = {}
    # What is asked for by name need not be looked for.
    query = _THINGS.replace(_JOINED, "") if only else _THINGS
    for row in _select(store, query, "thing", only):
        iri = row["thing"].value
        kinds[iri].add(_local_name(row["class"].value))
        if isinstance(row["label"], Literal):
            labels[iri][row["label"].language or ""] = row["label"].value
        code = row["acronym"] or row["code"]
        if code is not None:
            codes[iri] = code.value
    return {
        iri: Thing(iri, _telling(kinds[iri]), labels[iri], codes.get(iri, ""))
        for iri in sorted(kinds)
    }


def read_links(store: Store, only: Collection[str] = ()) -> dict[str, Link]:
    """Return every link of the dataset, or `only` some, by its IRI, in order of IRI."""
    evidence: dict[str, set[Quoted]] = defaultdict(set)
    for iri, quote in told_evidence(store, only):
        evidence[iri].add(quote)
    rests: dict[tuple[str, str], set[str]] = defaultdict(set)
    for iri, relation, value in told_rests(store, only):
        rests[iri, relation].add(value)
    links = (
        joined(
            told,
            evidence.get(told.iri, ()),
            rests.get((told.iri, RESTS_ON), ()),
            rests.get((told.iri, BY_RULE), ()),
        )
        for told in told_links(store, only)
    )
    return {link.iri: link for link in sorted(links, key=lambda link: link.iri)}


def told_links(store: Store, only: Collection[str] = ()) -> Iterator[Link]:
    """Yield links in any order, without evidence and what they rest on; one that is said twice comes twice."""
    for row in _select(store, _LINKS, "link", only):
        yield Link(
            iri=row["link"].value,
            source=row["source"].value,
            relation=_local_name(row["relation"].value),
            target=row["target"].value,
            basis=_local_name(row["basis"].value),
            confidence=Decimal(row["confidence"].value),
            rationale={lang: row[lang].value for lang in ("it", "en") if row[lang]},
        )


def told_evidence(store: Store, only: Collection[str] = ()) -> Iterator[tuple[str, Quoted]]:
    """Yield the IRIs of links, in any order, each with words that are quoted for it."""
    for row in _select(store, _EVIDENCE, "link", only):
        mark = row["mark"].value if row["mark"] else row["passage"].value.rpartition("/")[2]
        yield row["link"].value, Quoted(mark, row["exact"].value, row["passage"].value)


def told_rests(store: Store, only: Collection[str] = ()) -> Iterator[tuple[str, str, str]]:
    """Yield the IRIs of links, in any order, each with a link that it rests on or a rule, and which of both."""
    for row in _select(store, _RESTS, "link", only):
        yield row["link"].value, _local_name(row["relation"].value), row["value"].value


def joined(
    told: Link, evidence: Iterable[Quoted], rests_on: Iterable[str], rules: Iterable[str]
) -> Link:
    """Return a link with its evidence and what it rests on, in order."""
    return replace(
        told,
        evidence=tuple(sorted(evidence)),
        rests_on=tuple(sorted(rests_on)),
        rules=tuple(sorted(_local_name(rule) for rule in rules)),
    )


def _select(store: Store, query: str, name: str, only: Collection[str]) -> Iterator[QuerySolution]:
    """Yield the rows of a query about some IRIs only, or about all if there are none."""
    if not only:
        yield from select(store, query)
    named = sorted(only)
    # Of many at once engines read everything and compare.
    for start in range(0, len(named), _BATCH):
        values = " ".join(f"<{iri}>" for iri in named[start : start + _BATCH])
        yield from select(
            store, query.replace("WHERE {", f"WHERE {{ VALUES ?{name} {{ {values} }}", 1)
        )


def _telling(kinds: set[str]) -> str:
    return min(kinds, key=lambda kind: (kind in _GENERAL, kind))


def _local_name(iri: str) -> str:
    return iri.rpartition("#")[2].rpartition("/")[2]
